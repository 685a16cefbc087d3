"""The list of the case check: severities, rules and features; filtered, copied, gone to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QTreeWidgetItem, QWidget

from imam_ali_tracker.case.row_rules import Problem, Severity
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.briefing.check_list import CheckList

WORDS_ONLY = "The source is named in words only."


def problem(number: int, severity: Severity = Severity.WARNING, **changes: str) -> Problem:
    values = {
        "table": "sites",
        "uuid": f"u{number}",
        "field": "position_source",
        "message": f"Words: <b>Paper {number}</b>",
        "hint": "Attach it.",
        "label": f"Site {number}",
        "rule": WORDS_ONLY,
        **changes,
    }
    return Problem(severity, **values)


PROBLEMS = [
    problem(900, Severity.ERROR, table="reports", message="Dead.", rule="", label="A report"),
    *(problem(number) for number in range(70)),
    problem(901, table="claims", message="The map says\nmore.", rule="", label="A claim"),
]


@pytest.fixture
def listed() -> Iterator[CheckList]:
    window = QWidget()
    made = CheckList(window)
    made.show_problems(PROBLEMS)
    yield made
    sip.delete(window)


def top(listed: CheckList, number: int) -> QTreeWidgetItem:
    return present(listed.tree.topLevelItem(number))


def children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [present(item.child(number)) for number in range(item.childCount())]


def texts(item: QTreeWidgetItem) -> list[str]:
    return [each.text(0) for each in children(item)]


def test_many_of_a_kind_are_one_line_with_their_number(listed: CheckList) -> None:
    assert listed.summary.text() == "1 error, 71 warnings"
    assert [top(listed, number).text(0) for number in range(2)] == ["Errors (1)", "Warnings (71)"]
    assert texts(top(listed, 0)) == ["Dead. (1)"]
    assert texts(top(listed, 1)) == [f"{WORDS_ONLY} (70)", "The map says\nmore. (1)"]


def test_features_are_there_when_a_rule_is_unfolded(listed: CheckList) -> None:
    rule = children(top(listed, 1))[0]
    assert not rule.isExpanded()
    rule.setExpanded(True)
    assert texts(rule)[:2] == [
        "Sites: Site 0 – Words: <b>Paper 0</b>",
        "Sites: Site 1 – Words: <b>Paper 1</b>",
    ]
    assert rule.childCount() == 70
    assert "&lt;b&gt;Paper 0" in children(rule)[0].toolTip(0)


def test_the_filter_takes_features_rules_and_texts(listed: CheckList) -> None:
    for text, left in (("site 12", 1), ("WORDS ONLY", 70), ("paper 6", 11), ("nobody", 0)):
        listed.filter.setText(text)
        shown = [top(listed, number).text(0) for number in range(listed.tree.topLevelItemCount())]
        assert shown == ([f"Warnings ({left})"] if left else [])
        assert listed.summary.text().endswith(f"the filter leaves {left}")
    listed.filter.setText("site 12")
    assert texts(children(top(listed, 0))[0]) == ["Sites: Site 12 – Words: <b>Paper 12</b>"]


def test_what_is_listed_is_copied_as_a_table(listed: CheckList) -> None:
    listed.tree.clearSelection()
    listed.copy()
    lines = present(QgsApplication.clipboard()).text().split("\n")
    assert len(lines) == 1 + len(PROBLEMS)
    assert {line.count("\t") for line in lines} == {7}
    assert lines[1].split("\t")[:4] == ["Error", "Dead.", "Reports", "A report"]
    listed.filter.setText("site 12")
    listed.tree.clearSelection()
    listed.copy()
    assert len(present(QgsApplication.clipboard()).text().split("\n")) == 2
    listed.filter.clear()
    listed.tree.clearSelection()
    children(top(listed, 1))[0].setSelected(True)
    listed.copy()
    assert len(present(QgsApplication.clipboard()).text().split("\n")) == 71


def test_one_feature_is_gone_to_a_rule_of_many_is_not(listed: CheckList) -> None:
    gone: list[Problem] = []
    listed.jump.connect(gone.append)
    rule = children(top(listed, 1))[0]
    listed.tree.setCurrentItem(rule)
    assert not listed.jump_button.isEnabled()
    assert listed.what_to_do.text() == "Attach it."
    listed.tree.itemActivated.emit(rule, 0)
    assert gone == []
    rule.setExpanded(True)
    listed.tree.setCurrentItem(children(rule)[3])
    assert "Paper 3" in listed.what_to_do.text()
    listed.jump_button.click()
    listed.tree.itemActivated.emit(children(top(listed, 0))[0], 0)
    assert gone == [PROBLEMS[4], PROBLEMS[0]]


def test_a_sound_case_and_an_error_are_said(listed: CheckList) -> None:
    listed.show_problems([])
    assert listed.summary.text() == "The case check found nothing."
    assert listed.tree.topLevelItemCount() == 0
    assert not listed.copy_button.isEnabled()
    listed.show_error("The case cannot be read.")
    assert listed.summary.text() == "The case cannot be read."

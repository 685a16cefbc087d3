"""What hangs on a site: observations added, changed and deleted where the site is looked at."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsRectangle
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialogButtonBox, QLineEdit, QMessageBox, QTreeWidgetItem

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.sites.observation_dialog import ObservationDialog
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from tests.qgis.gui.sites.choosing import BASE, choose, dialog
from tests.qgis.gui.wheel import is_left_alone
from tests.support.waiting import wait_until

HEDGED = "Trucks were reportedly seen."


def section(page: SitesPage, title: str) -> QTreeWidgetItem:
    entries = page.details.entries
    tops = map(entries.topLevelItem, range(entries.topLevelItemCount()))
    return next(top for top in tops if top.text(0).startswith(title))


def summaries(page: SitesPage) -> list[str]:
    top = section(page, "Observations")
    return [top.child(number).text(0) for number in range(top.childCount())]


def entry(page: SitesPage, text: str) -> QTreeWidgetItem:
    top = section(page, "Observations")
    return top.child(summaries(page).index(text))


def observation(case: Case, summary: str) -> dict[str, Any] | None:
    return next((row for row in case.rows("observations") if row["summary"] == summary), None)


def reports_of(case: Case, uuid: str) -> set[str]:
    where = {"feature_table": "observations", "feature_uuid": uuid}
    return {row["report"] for row in case.rows("citations", where=where)}


def fill(asked: ObservationDialog, summary: str) -> None:
    asked.kind_combo.setCurrentIndex(asked.kind_combo.findData("construction"))
    asked.from_edit.line.setText("2019-08")
    asked.to_edit.line.setText("2019-09-03")
    asked.summary_edit.setPlainText(summary)
    asked.hedging_edit.setText("reportedly; appears to")


def type_into(line: QLineEdit, text: str) -> None:
    """Type over what stands in a line, and press Enter."""
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def pick_report(asked: ObservationDialog, words: str) -> str:
    """Type a part of a report's name and take the first that is found."""
    wait_until(lambda: asked.report_field._known)
    QTest.keyClicks(asked.report_field.search.edit, words)
    QTest.keyClick(asked.report_field.search.edit, Qt.Key.Key_Return)
    return asked.report_field.uuids()[-1]


def test_an_observation_is_added_with_its_dates_and_reports_by_one_step(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    page.details.entries.add_observation.trigger()
    asked = dialog(page, ObservationDialog)
    assert "sentence" in asked.fault()
    fill(asked, HEDGED)
    asked.to_edit.line.setText("2019-07")
    assert "before it begins" in asked.fault()
    asked.to_edit.line.setText("2019-9")
    assert "cannot be read" in asked.fault()
    assert not asked.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    asked.to_edit.line.setText("2019-09-03")
    report = pick_report(asked, "Enab Baladi")
    asked.accept()
    wait_until(lambda: HEDGED in summaries(page))
    row = observation(case, HEDGED)
    assert row is not None
    assert (row["site"], row["kind"], row["geometry"]) == (uuid, "construction", None)
    assert (row["date_from"], row["date_to"]) == (parse_date("2019-08"), parse_date("2019-09-03"))
    assert row["hedging"] == ("reportedly", "appears to")
    assert row["position_basis"] is None
    assert reports_of(case, row["uuid"]) == {report}
    assert "1 report" in entry(page, HEDGED).toolTip(0)
    context.editor.undo_stack.undo()
    assert observation(case, HEDGED) is None
    assert reports_of(case, row["uuid"]) == set()
    wait_until(lambda: HEDGED not in summaries(page))
    context.editor.undo_stack.redo()
    assert reports_of(case, row["uuid"]) == {report}


def test_an_observation_is_changed_and_deleted_by_keyboard(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    choose(page, context, BASE)
    entries = page.details.entries
    first = summaries(page)[0]
    row = observation(case, first)
    assert row is not None
    before = reports_of(case, row["uuid"])
    assert before
    entries.setCurrentItem(entry(page, first))
    QTest.keyClick(entries, Qt.Key.Key_F2)
    asked = dialog(page, ObservationDialog)
    assert asked.summary_edit.toPlainText() == first
    assert set(asked.report_field.uuids()) == before
    asked.report_field.list.setCurrentRow(0)
    QTest.keyClick(asked.report_field.list, Qt.Key.Key_Delete)
    added = pick_report(asked, "UrduPoint")
    asked.summary_edit.setPlainText("Other words.")
    asked.accept()
    changed = case.row("observations", row["uuid"])
    assert changed is not None
    assert changed["summary"] == "Other words."
    assert changed["date_from"] == row["date_from"]
    assert added in reports_of(case, row["uuid"])
    assert len(reports_of(case, row["uuid"])) == len(before)
    wait_until(lambda: "Other words." in summaries(page))
    assert entries.current_entry is not None  # what was chosen stays so
    assert entries.current_entry.uuid == row["uuid"]
    context.editor.undo_stack.undo()
    assert reports_of(case, row["uuid"]) == before
    wait_until(lambda: first in summaries(page))
    QTest.keyClick(entries, Qt.Key.Key_Delete)
    dialog(page, DeletionDialog).accept()
    assert case.row("observations", row["uuid"]) is None
    assert reports_of(case, row["uuid"]) == set()
    context.editor.undo_stack.undo()
    assert reports_of(case, row["uuid"]) == before


def test_tab_goes_through_the_dialog_as_it_reads(page: SitesPage, context: PanelContext) -> None:
    choose(page, context, BASE)
    page.details.entries.add_observation.trigger()
    asked = dialog(page, ObservationDialog)
    passed = [asked.summary_edit]
    for _ in range(4):
        passed.append(passed[-1].nextInFocusChain())
        while not passed[-1].focusPolicy() & Qt.FocusPolicy.TabFocus or passed[-1].focusProxy():
            passed[-1] = passed[-1].nextInFocusChain()
    field = asked.report_field
    assert passed[1:3] == [asked.hedging_edit, field.list]
    assert field.search.edit in passed
    assert asked.remarks_edit not in passed


def test_ins_adds_to_the_list_that_is_chosen(page: SitesPage, context: PanelContext) -> None:
    choose(page, context, BASE)
    entries = page.details.entries
    entries.setCurrentItem(section(page, "Observations"))
    assert not entries.change.isEnabled()
    QTest.keyClick(entries, Qt.Key.Key_Insert)
    dialog(page, ObservationDialog).reject()


def test_the_own_position_of_an_observation_is_clicked_on_the_map(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    choose(page, context, BASE)
    context.map_canvas.resize(400, 300)
    context.map_canvas.show()
    context.map_canvas.setExtent(QgsRectangle(40, 34, 42, 35))
    page.details.entries.add_observation.trigger()
    asked = dialog(page, ObservationDialog)
    fill(asked, HEDGED)
    asked.map_button.click()
    assert not asked.isVisible()
    view = context.map_canvas.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    wait_until(asked.isVisible)
    assert "based on" in asked.fault()
    basis = asked.position_form.basis_combo
    basis.setCurrentIndex(basis.findData("imagery"))
    asked.accept()
    row = observation(case, HEDGED)
    assert row is not None
    assert row["geometry"].asPoint().x() == pytest.approx(41.0, abs=0.05)
    assert row["position_basis"] == "imagery"


def test_the_dialog_comes_back_where_no_place_was_clicked(
    page: SitesPage, context: PanelContext
) -> None:
    choose(page, context, BASE)
    page.details.entries.add_observation.trigger()
    asked = dialog(page, ObservationDialog)
    asked.map_button.click()
    QTest.keyClick(context.map_canvas, Qt.Key.Key_Escape)
    wait_until(asked.isVisible)
    assert asked.values()["geometry"] is None
    asked.map_button.click()
    context.controller.close_case()
    assert not asked.isVisible()


def test_what_was_entered_is_not_lost_by_escape(page: SitesPage, context: PanelContext) -> None:
    choose(page, context, BASE)
    page.details.entries.add_observation.trigger()
    asked = dialog(page, ObservationDialog)
    fill(asked, HEDGED)
    for button, stays in (("Cancel", True), ("Discard", False)):
        QTest.keyClick(asked, Qt.Key.Key_Escape)
        (question,) = (each for each in asked.findChildren(QMessageBox) if each.isVisible())
        question.button(getattr(QMessageBox.StandardButton, button)).click()
        assert asked.isVisible() is stays


def test_footprints_are_listed_and_shown_on_the_map(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    shape = QgsGeometry.fromWkt("MULTIPOLYGON(((41 34.4, 41.1 34.4, 41.1 34.5, 41 34.4)))")
    row = {"site": uuid, "part": "compound", "valid_from": parse_date("2019"), "geometry": shape}
    case.apply(ChangeSet(inserts={"footprints": [row]}))

    def is_listed() -> bool:
        entries = page.details.entries
        tops = map(entries.topLevelItem, range(entries.topLevelItemCount()))
        return any(top.text(0) == "Footprints (1)" for top in tops)

    wait_until(is_listed)
    item = section(page, "Footprints").child(0)
    assert item.text(0) == "Compound"
    context.map_canvas.resize(400, 300)
    page.details.entries.setCurrentItem(item)
    QTest.keyClick(page.details.entries, Qt.Key.Key_Return)
    assert context.map_canvas.extent().contains(shape.boundingBox())


def test_reported_dates_and_remarks_of_a_site_are_written_where_they_stand(
    page: SitesPage, context: PanelContext, case: Case, bar: QgsMessageBar
) -> None:
    uuid = choose(page, context, BASE)
    first, last = (page.details.form.fields[f"{each}_reported"] for each in ("first", "last"))
    before = case.row("sites", uuid)
    type_into(first.line, "2019-07")
    assert case.row("sites", uuid)["first_reported"] == parse_date("2019-07")
    assert first.hint.text() == "known to the month"
    type_into(last.line, "2018")
    assert "before it begins" in bar.currentItem().text()
    assert case.row("sites", uuid)["last_reported"] == before["last_reported"]
    assert last.date() == before["last_reported"]
    remarks = page.details.form.fields["remarks"]
    remarks.setPlainText("Seen twice.")
    remarks.editingFinished.emit()
    assert case.row("sites", uuid)["remarks"] == "Seen twice."
    context.editor.undo_stack.undo()
    context.editor.undo_stack.undo()
    assert case.row("sites", uuid)["first_reported"] == before["first_reported"]
    wait_until(lambda: first.date() == before["first_reported"])


def test_a_value_changed_back_at_once_is_written_too(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    edit = page.details.form.fields["country"]
    before = edit.text()
    for text in ("Elsewhere", before):
        edit.setText(text)
        edit.editingFinished.emit()
    assert (case.row("sites", uuid)["country"] or "") == before


def test_a_read_only_case_offers_no_observations(page: SitesPage, context: PanelContext) -> None:
    context.editor.set_case(context.editor.case.location, "Read-only for this test.")
    choose(page, context, BASE)
    entries = page.details.entries
    entries.setCurrentItem(section(page, "Observations").child(0))
    assert not (entries.add_observation.isEnabled() or entries.change.isEnabled())
    assert entries.zoom.isEnabled()
    assert page.details.form.fields["first_reported"].line.isReadOnly()


def test_the_wheel_is_left_to_the_details_and_changes_nothing(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    before = case.row("sites", uuid)
    combo = page.details.form.fields["kind"]
    handed_on = is_left_alone(combo)  # by Qt, to what is around it
    assert case.row("sites", uuid)["kind"] == before["kind"]
    assert handed_on

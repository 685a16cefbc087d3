"""The field for addresses is as high as what stands in it, whatever a theme adds around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip

from imam_ali_tracker.gui.panel.reports.address_bar import AddressEdit
from tests.support.waiting import wait_until

LONG = "https://news.example/2019/09/24/" + "a-long-name-" * 2


@pytest.fixture
def edit(qgis_app: QgsApplication) -> Iterator[AddressEdit]:
    edit = AddressEdit()
    edit.setStyleSheet("QPlainTextEdit { border: 2px solid black; padding: 5px; }")
    edit.resize(280, 50)
    edit.show()
    yield edit
    sip.delete(edit)


def lines_in_view(edit: AddressEdit) -> float:
    room = edit.viewport().height() - 2 * edit.document().documentMargin()
    return float(room / edit.fontMetrics().lineSpacing())


def test_one_line_needs_no_scroll_bar(edit: AddressEdit) -> None:
    edit.setPlainText("https://news.example/")
    assert lines_in_view(edit) >= 1
    assert not edit.verticalScrollBar().isVisible()


def test_a_long_address_is_seen_whole(edit: AddressEdit) -> None:
    edit.setPlainText(LONG)
    wrapped = edit.document().size().height()
    assert 2 <= wrapped <= 4
    assert lines_in_view(edit) >= wrapped
    assert not edit.verticalScrollBar().isVisible()
    edit.resize(900, edit.height())
    wait_until(lambda: lines_in_view(edit) < 2)


def test_many_addresses_scroll(edit: AddressEdit) -> None:
    edit.setPlainText("\n".join(f"https://news.example/{n}" for n in range(20)))
    assert lines_in_view(edit) < 6
    assert edit.verticalScrollBar().maximum() > 0
    assert edit.verticalScrollBar().isVisible()


def test_what_is_written_while_it_is_hidden_takes_no_height_from_it(edit: AddressEdit) -> None:
    edit.setPlainText("\n".join("abcd"))
    wait_until(lambda: lines_in_view(edit) >= 4)
    edit.hide()
    for text in ("", "a", ""):
        edit.setPlainText(text)
        assert edit.height() > edit.fontMetrics().lineSpacing()
    edit.show()
    assert 1 <= lines_in_view(edit) < 2

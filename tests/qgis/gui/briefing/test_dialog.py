"""The window follows the case: edits, sites that come and go, another case, narrow screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.gui.briefing.dialog import BriefingDialog, open_briefing_dialog
from imam_ali_tracker.gui.panel.context import PanelContext
from tests.support.waiting import wait_until


@pytest.fixture
def dialog(context: PanelContext) -> Iterator[BriefingDialog]:
    info = next(context.editor.rows("case_info"))
    made = BriefingDialog(context, info, lambda _table, _uuid: None, None)
    made.show()
    yield made
    made.close()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks(), 60)
    sip.delete(made)


def is_ready(dialog: BriefingDialog) -> bool:
    shown = dialog.preview.pixmap()
    return shown is not None and not shown.isNull() and dialog.check_list.tree.topLevelItemCount()


def test_an_edit_is_checked_and_shown(dialog: BriefingDialog, context: PanelContext) -> None:
    wait_until(lambda: is_ready(dialog), 60)
    before = dialog.check_list.summary.text()
    assert dialog.sites.count.text() == "14 of 14 sites"
    site = {"name": "A new site", "kind": "storage", "position_basis": "unknown"}
    assert context.editor.apply("Add a site", ChangeSet(inserts={"sites": [site]}))
    wait_until(lambda: dialog.sites.count.text() == "15 of 15 sites")
    wait_until(lambda: "error" in dialog.tabs.tabText(2), 60)
    assert dialog.check_list.summary.text() != before
    dialog.check_list.filter.setText("a new site")
    assert dialog.check_list.tree.topLevelItemCount() == 1


def test_it_closes_with_its_case(dialog: BriefingDialog, context: PanelContext) -> None:
    assert dialog.isVisible()
    context.controller.close_case()
    assert not dialog.isVisible()


def test_there_is_one_window(context: PanelContext) -> None:
    first = open_briefing_dialog(context, lambda _table, _uuid: None)
    assert open_briefing_dialog(context, lambda _table, _uuid: None) is first
    first.close()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks(), 60)


def test_a_case_that_is_gone_opens_none(context: PanelContext, bar: QgsMessageBar) -> None:
    path = context.controller.summary.location.path
    moved = path.rename(path.with_name("moved.gpkg"))
    try:
        assert open_briefing_dialog(context, lambda _table, _uuid: None) is None
        assert path.name in bar.currentItem().text()
    finally:
        moved.rename(path)


def test_the_preview_goes_below_where_it_is_narrow(dialog: BriefingDialog) -> None:
    dialog.resize(1200, 700)
    assert dialog.splitter.orientation() == Qt.Orientation.Horizontal
    dialog.resize(500, 900)
    assert dialog.splitter.orientation() == Qt.Orientation.Vertical

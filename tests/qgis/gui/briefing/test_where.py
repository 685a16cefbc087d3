"""From a line of the case check to its row: the page of the panel, and the place on the map."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.row_rules import Problem, Severity
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.briefing.where import Places, RowAt
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.gui.panel.tabs import PanelTabs
from imam_ali_tracker.gui.panel.timeline.page import TimelinePage
from imam_ali_tracker.provider.registration import register
from tests.support.waiting import wait_until

EVERYWHERE = QgsRectangle(-20_000_000, -15_000_000, 20_000_000, 15_000_000)


@pytest.fixture
def tabs(context: PanelContext) -> Iterator[PanelTabs]:
    register()
    context.map_canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    context.map_canvas.resize(400, 300)
    context.map_canvas.setExtent(EVERYWHERE)
    window = QWidget()
    tabs = PanelTabs(context, window)
    tabs.resize(320, 600)
    window.show()
    yield tabs
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    sip.delete(window)


def jump(context: PanelContext, tabs: PanelTabs, table: str, uuid: str) -> list[RowAt]:
    """Go to a row; return what was shown in the panel."""
    shown: list[RowAt] = []

    def show_row(*row: str) -> None:
        tabs.show_row(*row)
        shown.append((row[0], row[1]))

    owner = QObject()
    location = present(context.controller.summary).location
    places = Places(context, location, show_row, owner)
    places.jump(Problem(Severity.WARNING, table, uuid, "", "Something", "Do it", "A name"))
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    QgsApplication.processEvents()
    return shown


def is_zoomed(context: PanelContext) -> bool:
    return context.map_canvas.extent().width() < EVERYWHERE.width() / 2


def first(case: Case, table: str, **where: str) -> dict[str, object]:
    return next(case.rows(table, where={name: [value] for name, value in where.items()}))


@pytest.mark.parametrize(
    ("table", "page", "column"),
    [
        ("sites", "sites", "uuid"),
        ("site_names", "sites", "site"),
        ("corridors", "corridors", "uuid"),
        ("corridor_waypoints", "corridors", "corridor"),
        ("buffers", "buffers", "uuid"),
        ("observations", "observations", "uuid"),
        ("reports", "reports", "uuid"),
        ("citations", "citations", "uuid"),
        ("claims", "claims", "uuid"),
    ],
)
def test_every_row_has_a_page_and_a_place(
    case: Case, context: PanelContext, tabs: PanelTabs, table: str, page: str, column: str
) -> None:
    row = first(case, table)
    (shown,) = jump(context, tabs, table, str(row["uuid"]))
    assert shown == (page, row[column])
    wait_until(lambda: is_zoomed(context))


def test_a_report_without_a_feature_is_shown_and_the_map_stays(
    case: Case, context: PanelContext, tabs: PanelTabs
) -> None:
    undo = case.apply(ChangeSet(inserts={"reports": [{"url": "https://example.org/alone"}]}))
    (uuid,) = undo.deletes["reports"]
    assert jump(context, tabs, "reports", uuid) == [("reports", uuid)]
    assert not is_zoomed(context)


def test_claims_about_each_other_lead_to_the_place_of_one_of_them(
    case: Case, context: PanelContext, tabs: PanelTabs
) -> None:
    site = next(row for row in case.rows("sites") if row["geometry"] is not None)
    one, other = new_uuid(), new_uuid()
    ends = {"subject_table": "claims", "kind": "order", "statement": "The other one is wrong"}
    place = {"object_table": "sites", "object_uuid": site["uuid"]}
    report = first(case, "reports")["uuid"]
    rows = [
        {"uuid": one, "report": report, "subject_uuid": other, **ends},
        {"uuid": other, "report": report, "subject_uuid": one, **ends, **place},
    ]
    case.apply(ChangeSet(inserts={"claims": rows}))
    assert jump(context, tabs, "claims", one) == [("claims", one)]
    wait_until(lambda: is_zoomed(context))


def test_what_is_of_no_row_leads_to_its_page(
    context: PanelContext, tabs: PanelTabs, bar: QgsMessageBar
) -> None:
    assert jump(context, tabs, "reports", "") == [("reports", "")]
    assert tabs.findChild(ReportsPage) is not None
    assert jump(context, tabs, "case_info", "") == []
    assert "as a whole" in bar.currentItem().text()


def test_a_row_that_is_gone_is_said_to_be(
    context: PanelContext, tabs: PanelTabs, bar: QgsMessageBar
) -> None:
    assert jump(context, tabs, "buffers", "gone") == [("buffers", "")]
    assert "not in the case any more" in bar.currentItem().text()


def test_the_row_is_chosen_on_its_page(case: Case, context: PanelContext, tabs: PanelTabs) -> None:
    buffer, corridor = first(case, "buffers"), first(case, "corridors")
    jump(context, tabs, "buffers", str(buffer["uuid"]))
    page = tabs.findChild(DistancesPage)
    assert isinstance(page, DistancesPage)
    wait_until(lambda: [each.uuid for each in page.buffers.chosen()] == [buffer["uuid"]])
    page.corridors.filter_edit.setText("nothing is called so")
    jump(context, tabs, "corridors", str(corridor["uuid"]))
    wait_until(lambda: [each.uuid for each in page.corridors.chosen()] == [corridor["uuid"]])
    assert page.tabs.currentWidget() is page.corridors


def test_a_citation_is_chosen_at_its_report(
    case: Case, context: PanelContext, tabs: PanelTabs
) -> None:
    citation = first(case, "citations", feature_table="sites")
    jump(context, tabs, "citations", str(citation["uuid"]))
    page = tabs.findChild(ReportsPage)
    assert isinstance(page, ReportsPage)
    wait_until(lambda: page.list.chosen() == [citation["report"]])
    box = page.list.details.citations
    chosen = [item.data(Qt.ItemDataRole.UserRole) for item in box.list.selectedItems()]
    assert chosen == [citation["uuid"]]


def test_an_undated_observation_is_chosen_in_its_list(
    case: Case, context: PanelContext, tabs: PanelTabs
) -> None:
    site = first(case, "sites")
    row = {"site": site["uuid"], "kind": "construction", "summary": "Works"}
    undo = case.apply(ChangeSet(inserts={"observations": [row]}))
    (uuid,) = undo.deletes["observations"]
    jump(context, tabs, "observations", uuid)
    page = tabs.findChild(TimelinePage)
    assert isinstance(page, TimelinePage)
    wait_until(lambda: page.undated_list.currentItem() is not None)
    assert page.undated_list.currentItem().data(Qt.ItemDataRole.UserRole).uuid == uuid
    assert "Works" in page.details.text()

"""Corridors: clicked on the map, picked by name, put into another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsRectangle,
)
from qgis.gui import QgsMapToolPan
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from imam_ali_tracker.gui.map_tools.corridor_tool import CorridorTool
from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from tests.qgis.gui.distances.discarding import discard
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.context import PanelContext

NAMES = ("Tehran", "Al-Bukamal", "Beirut")


@pytest.fixture
def page(context: PanelContext) -> Iterator[DistancesPage]:
    canvas = context.map_canvas
    canvas.resize(900, 600)
    canvas.show()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32638"))
    earth = QgsCoordinateReferenceSystem("EPSG:4326")
    to_map = QgsCoordinateTransform(earth, canvas.mapSettings().destinationCrs(), context.project)
    canvas.setExtent(to_map.transformBoundingBox(QgsRectangle(33, 29, 54, 40)))
    page = DistancesPage(context)
    context.editor.edited.connect(page.follow)
    page.show()
    page.show_case(context.controller.summary)
    wait_until(lambda: page.corridors.model.total > 0)
    yield page
    context.editor.edited.disconnect(page.follow)
    discard(page)
    canvas.hide()


def pixel(context: PanelContext, lon: float, lat: float) -> QPoint:
    canvas = context.map_canvas
    earth = QgsCoordinateReferenceSystem("EPSG:4326")
    to_map = QgsCoordinateTransform(earth, canvas.mapSettings().destinationCrs(), context.project)
    place = canvas.getCoordinateTransform().transform(to_map.transform(QgsPointXY(lon, lat)))
    return QPoint(round(place.x()), round(place.y()))


def click(
    context: PanelContext, place: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton
) -> None:
    viewport = context.map_canvas.viewport()
    QTest.mouseMove(viewport, place)
    QTest.mouseClick(viewport, button, Qt.KeyboardModifier.NoModifier, place)


def click_site(context: PanelContext, name: str) -> None:
    found = context.controller.sites.search(name, 1)[0]
    assert found.position is not None
    click(context, pixel(context, *found.position) + QPoint(4, -3))


def uuids(context: PanelContext, *names: str) -> list[str]:
    return [context.controller.sites.search(name, 1)[0].uuid for name in names]


def course(case: Case, corridor: str) -> list[dict[str, object]]:
    rows = case.rows("corridor_waypoints", where={"corridor": corridor})
    return sorted(rows, key=lambda row: row["sequence"])


def test_a_corridor_is_clicked_site_by_site(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    canvas = context.map_canvas
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    page.draw_action.trigger()
    form, tool = page.corridor_form, canvas.mapTool()
    assert isinstance(tool, CorridorTool)
    for name in NAMES:
        click_site(context, name)
    click_site(context, "Beirut")  # a double click is one waypoint
    assert [row.get("site") for row in form.waypoints.rows()] == uuids(context, *NAMES)
    click(context, pixel(context, 45.0, 31.0))
    assert form.waypoints.positions()[-1] == pytest.approx((45.0, 31.0), abs=0.05)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(form.waypoints.rows()) == len(NAMES)
    QTest.mouseMove(canvas.viewport(), pixel(context, 40.0, 33.0))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.mapTool() is pan, "the tool before is given back"
    form.look()
    assert form.state.text() == "3 waypoints, 1,471.3 km"
    form.unit.setCurrentText("mi")
    form.look()
    assert form.state.text() == "3 waypoints, 914.2 mi"
    QTest.keyClicks(form.name, "Clicked")
    form.full_width.setText("50")
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    (row,) = [row for row in case.rows("corridors") if row["name"] == "Clicked"]
    assert (row["status"], row["width"], row["width_unit"]) == ("construct", 50.0, "mi")
    stored = course(case, row["uuid"])
    assert [each["site"] for each in stored] == uuids(context, *NAMES)
    assert [each["sequence"] for each in stored] == [1, 2, 3]
    context.editor.undo_stack.undo()
    assert case.row("corridors", row["uuid"]) is None
    assert course(case, row["uuid"]) == []


def test_escape_gives_the_waypoints_before_back(page: DistancesPage, context: PanelContext) -> None:
    page.add_corridor(on_map=False)
    form = page.corridor_form
    form.waypoints.add({"site": uuids(context, "Tehran")[0]})
    form.waypoints.map_button.click()
    click_site(context, "Beirut")
    assert len(form.waypoints.rows()) == 2
    QTest.keyClick(context.map_canvas, Qt.Key.Key_Escape)
    assert [row.get("site") for row in form.waypoints.rows()] == uuids(context, "Tehran")
    assert form.is_open
    assert not form.waypoints.map_button.isChecked()
    assert context.map_canvas.mapTool() is None


def test_another_map_tool_ends_the_clicking(page: DistancesPage, context: PanelContext) -> None:
    page.add_corridor(on_map=True)
    pan = QgsMapToolPan(context.map_canvas)
    context.map_canvas.setMapTool(pan)
    assert not page.corridor_form.waypoints.map_button.isChecked()
    assert context.map_canvas.mapTool() is pan


def test_leaving_the_page_leaves_nothing_in_the_map(
    page: DistancesPage, context: PanelContext
) -> None:
    items = len(context.map_canvas.scene().items())
    page.add_corridor(on_map=True)
    click_site(context, "Tehran")
    click_site(context, "Beirut")
    page.corridor_form.look()
    page.hide()
    assert context.map_canvas.mapTool() is None
    wait_until(lambda: len(context.map_canvas.scene().items()) == items)
    page.show()
    assert page.corridor_form.is_open, "what was entered stays"
    assert len(page.corridor_form.waypoints.rows()) == 2


def test_waypoints_are_put_into_another_order(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    page.tabs.setCurrentIndex(1)
    (row,) = [r for r in case.rows("corridors") if r["name"].startswith("Tehran–Al-Bukamal–Beirut")]
    before = course(case, row["uuid"])
    page.corridors.choose([row["uuid"]])
    page.change_action.trigger()
    form = page.corridor_form
    form.waypoints.list.setCurrentRow(2)
    form.waypoints.list.setFocus()
    form.waypoints.shift(-1)
    form.waypoints.add({"site": uuids(context, "Damascus")[0]})
    form._save()
    after = course(case, row["uuid"])
    assert [each["site"] for each in after] == uuids(
        context, "Tehran", "Beirut", "Al-Bukamal", "Damascus"
    )
    assert [each["uuid"] for each in after[:3]] == [before[n]["uuid"] for n in (0, 2, 1)]
    context.editor.undo_stack.undo()
    assert course(case, row["uuid"]) == before


def test_a_corridor_that_cannot_be_drawn_can_be_changed(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    page.tabs.setCurrentIndex(1)
    (row,) = [r for r in case.rows("corridors") if r["name"].startswith("Land bridge")]
    page.corridors.choose([row["uuid"]])
    page.change_action.trigger()
    form = page.corridor_form
    assert "Nothing is drawn" in form.state.text()
    form.source.setText("Another source")
    form._save()
    changed = case.row("corridors", row["uuid"])
    assert changed is not None
    assert changed["source"] == "Another source"
    assert {k for k in row if changed[k] != row[k]} == {"source", "modified"}


@pytest.mark.parametrize(
    ("name", "sites", "said"),
    [
        ("", ("Tehran", "Beirut"), "no name"),
        ("Tehran–Al-Bukamal–Damascus–Beirut", ("Tehran", "Beirut"), "already"),
        ("New", ("Tehran",), "two sites"),
        ("New", ("Tehran", "Tehran"), "twice in a row"),
        ("New", (), "no waypoints yet"),
    ],
)
def test_what_is_no_corridor_is_not_saved(
    page: DistancesPage,
    context: PanelContext,
    case: Case,
    name: str,
    sites: tuple[str, ...],
    said: str,
) -> None:
    before = len(list(case.rows("corridors")))
    page.add_corridor(on_map=False)
    form = page.corridor_form
    form.waypoints.set_rows([{"site": uuid} for uuid in uuids(context, *sites)])
    form.name.setText(name)
    form.look()
    if sites:
        form._save()
    assert said in form.state.text()
    assert form.is_open
    assert len(list(case.rows("corridors"))) == before

"""Runs inside QGIS: buffers by keyboard, a corridor by mouse, a period on the time axis."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.utils import plugins

from tests.desktop.monkey_script import open_case
from tests.support.waiting import wait_until

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
OVERVIEW = QgsRectangle(33.5, 29.5, 53.5, 39.8)


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.gui.panel.distances.page import DistancesPage
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock
    from imam_ali_tracker.gui.panel.sites.page import SitesPage
    from imam_ali_tracker.gui.panel.tabs import PanelTabs
    from imam_ali_tracker.gui.panel.timeline.page import TimelinePage

    folder, project, canvas = (
        Path(os.environ["IAT_FOLDER"]),
        QgsProject.instance(),
        iface.mapCanvas(),
    )
    window, plugin = iface.mainWindow(), plugins["imam_ali_tracker"]
    assert project.read(os.environ["IAT_PROJECT"])
    plugin.panel_action.trigger()
    dock = window.findChild(CaseDock, OBJECT_NAME)
    wait_until(lambda: dock.widget() is not None)
    open_case(plugin.controller, os.environ["IAT_CASE"])
    plugin.controller.load_layers()
    wait_until(lambda: not plugin.controller.layers.busy)
    window.resizeDocks([dock], [330], Qt.Orientation.Horizontal)
    earth = QgsCoordinateReferenceSystem("EPSG:4326")
    to_map = QgsCoordinateTransform(earth, project.crs(), project)
    canvas.setExtent(to_map.transformBoundingBox(OVERVIEW))
    tabs = dock.widget().findChild(PanelTabs)
    found: dict[str, Any] = {}

    def shot(name: str) -> None:
        canvas.waitWhileRendering()
        window.grab().save(str(folder / name))

    page = tabs.page(DistancesPage)
    wait_until(lambda: page.buffers.model.total > 0)
    before = page.buffers.model.total
    page.add_action.trigger()
    form = page.buffer_form
    QTest.keyClicks(form.targets.search.edit, "kamal")
    QTest.keyClick(form.targets.search.edit, Qt.Key.Key_Return)
    QTest.keyClicks(form.distances, "less than 50, 100, 300 km")
    wait_until(lambda: form.state.text().startswith("Areas: 3 "))
    shot("buffers.png")
    QTest.keyClick(form.distances, Qt.Key.Key_Return)
    wait_until(lambda: page.buffers.model.total == before + 3)
    page.draw_action.trigger()
    for name in ("Tehran", "Al-Bukamal", "Beirut"):
        site = plugin.controller.sites.search(name, 1)[0]
        there = to_map.transform(QgsPointXY(*site.position))
        at = canvas.getCoordinateTransform().transform(there)
        place = QPoint(round(at.x()) + 3, round(at.y()) - 2)
        QTest.mouseMove(canvas.viewport(), place)
        QTest.mouseClick(canvas.viewport(), LEFT, NONE, place)
    corridor = page.corridor_form
    corridor.look()
    found["length"] = corridor.state.text()
    shot("corridor.png")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    QTest.keyClicks(corridor.name, "Clicked on the map")
    QTest.keyClick(corridor.name, Qt.Key.Key_Return)
    stack = plugin.controller.editor.undo_stack
    found["steps"] = [stack.text(number) for number in range(stack.count())]
    while stack.canUndo():
        stack.undo()
    wait_until(lambda: page.buffers.model.total == before)
    timeline = tabs.page(TimelinePage)
    wait_until(lambda: timeline.chart.items)
    first, last = timeline.chart.items[0].span, timeline.chart.items[9].span
    timeline.chart.brush((first.earliest, last.latest))
    shown = canvas.temporalRange()
    found["range"] = [each.toString(Qt.DateFormat.ISODate) for each in (shown.begin(), shown.end())]
    found["dates"] = [timeline.chart.items[0].dates, timeline.chart.items[9].dates]
    shot("timeline.png")
    timeline.chart.select("reports", next(i.uuid for i in timeline.chart.items if i.site is None))
    timeline.details_action.trigger()
    found["turned_to"] = type(tabs.currentWidget().made()).__name__
    sites = tabs.page(SitesPage)
    wait_until(lambda: sites.select_site(plugin.controller.sites.search("Damascus", 1)[0].uuid))
    sites._put_buffers()
    found["around"] = [
        page.buffer_form.targets.name_of(*t) for t in page.buffer_form.targets.targets()
    ]
    page.buffer_form.give_up()
    tabs.page(TimelinePage)
    timeline.clear_action.trigger()
    found["all_times"] = canvas.temporalRange().isInfinite()
    project.clear()
    return found

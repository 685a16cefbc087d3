"""Runs inside QGIS: the analyst's journeys 1 and 2 in a fresh profile, by mouse.

Only what has to be said in words is typed. At the end of each journey the case is read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QApplication, QToolButton, QWidget
from qgis.utils import iface

from tests.desktop.keyboard_script import controller, rows, until_rows
from tests.desktop.mouse import RIGHT, Mouse

URL = os.environ["IAT_URL"]
TEHRAN, KAMAL = "Tehran", "Al-Bukamal"


def place_of(mouse: Mouse, name: str) -> tuple[float, float]:
    items = mouse.ask(lambda: controller().sites.sites.items)
    return next(item.position for item in items if item.name == name)


def at(mouse: Mouse, name: str) -> QPoint:
    """Return where on the canvas a site is."""
    return mouse.point(*place_of(mouse, name))


def canvas() -> QWidget:
    return iface.mapCanvas().viewport()


def button_of(action: Any) -> QToolButton:
    """Return the button of an action in QGIS's own tool-bars."""
    found = iface.mainWindow().findChildren(QToolButton)
    return next(each for each in found if each.defaultAction() is action and each.isVisible())


def open_case(mouse: Mouse) -> Any:
    """Journey 1: open panel and case by their buttons, and let its layers join the project."""
    from qgis.utils import plugins

    mouse.click(mouse.ask(lambda: button_of(plugins["imam_ali_tracker"].panel_action)))
    mouse.picture("panel")
    mouse.push("Open a case…")
    mouse.type(os.environ["IAT_CASE"])
    mouse.picture("file")
    if mouse.ask(QApplication.activePopupWidget) is not None:
        mouse.push("File name:")  # the first click closes the list of names that Qt offers
    mouse.push("Open")
    mouse.wait(lambda: controller().summary is not None)
    mouse.settle()
    mouse.push("Add its layers to the project")
    mouse.wait(lambda: len(QgsProject.instance().mapLayers()) > 10)
    mouse.settle()
    mouse.picture("layers")
    return mouse.ask(lambda: len(QgsProject.instance().mapLayers()))


def cite(mouse: Mouse) -> Any:
    """Journey 2: paste an address, review, save, attach to what the select tool selects."""
    before = len(rows(mouse, "reports"))
    mouse.ask(lambda: QApplication.clipboard().setText(f"{URL}/report-1"))
    mouse.turn_to("Reports")
    mouse.click(mouse.seen("Addresses of reports"), button=RIGHT)
    mouse.picture("edit-menu")
    mouse.take("Paste")
    mouse.push("Fetch")
    mouse.seen("What to do with this report")
    mouse.picture("review")
    mouse.push("Other values for Published")
    mouse.take("2019-09-04")
    mouse.push(TEHRAN)
    mouse.picture("ticked")
    mouse.push("Save 1 report")
    until_rows(mouse, "reports", before + 1)
    saved = next(row for row in rows(mouse, "reports") if row["url"].startswith(URL))
    layers = iface.layerTreeView()
    node = mouse.ask(lambda: _layer_row("Sites"))
    mouse.click(layers.viewport(), node)
    mouse.click(mouse.ask(lambda: button_of(iface.actionSelect())))
    corner = QPoint(9, 9)
    there = at(mouse, KAMAL)
    mouse.drag(canvas(), there - corner, there + corner, lambda: mouse.picture("selecting"))
    mouse.settle()
    mouse.row("Reports", saved["title"])
    mouse.push("Attach")
    mouse.settle()
    mouse.picture("attached")
    citations = [row for row in rows(mouse, "citations") if row["report"] == saved["uuid"]]
    names = {row["uuid"]: row["name"] for row in rows(mouse, "sites")}
    cited = sorted(names[row["feature_uuid"]] for row in citations)
    return {"published": saved["published"].isoformat(), "of": cited}


def _layer_row(name: str) -> QPoint:
    view = iface.layerTreeView()
    layer = QgsProject.instance().mapLayersByName(name)[0]
    index = view.node2index(view.layerTreeModel().rootGroup().findLayer(layer.id()))
    view.scrollTo(index)
    return view.visualRect(index).center()


JOURNEYS = {
    "open": open_case,
    "cite": cite,
}


def main(iface: Any) -> dict[str, Any]:
    pictures = os.environ.get("IAT_PICTURES")
    iface.mainWindow().resize(1440, 900)
    mouse = Mouse(iface.mainWindow(), Path(pictures) if pictures else None)
    chosen = os.environ.get("IAT_JOURNEYS", ",".join(JOURNEYS)).split(",")

    def walk(_hands: Any) -> dict[str, Any]:
        return {name: JOURNEYS[name](mouse) for name in chosen}

    try:
        return dict(mouse.walk(walk))
    finally:
        QgsProject.instance().clear()

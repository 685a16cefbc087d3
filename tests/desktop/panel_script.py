"""Runs inside QGIS: opens a case in the panel, filters its sites, loads its layers."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject
from qgis.utils import plugins

from tests.support.waiting import wait_until

NAME = "imam_ali_tracker"


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock
    from imam_ali_tracker.gui.panel.sites.page import SitesPage

    folder = Path(os.environ["IAT_FOLDER"])
    window = iface.mainWindow()
    plugin = plugins[NAME]
    dock = window.findChild(CaseDock, OBJECT_NAME)
    hidden_at_first = not dock.isVisible()
    project = QgsProject.instance()
    assert project.read(os.environ["IAT_PROJECT"])
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    dock.resize(420, dock.height())
    window.grab().save(str(folder / "empty.png"))
    plugin.controller.open_case(os.environ["IAT_CASE"])
    wait_until(lambda: plugin.controller.summary is not None)
    page = dock.widget().tabs.page(SitesPage)
    shown = page.view.model().rowCount()
    page.filter_edit.setText("kamal")
    wait_until(lambda: page.view.model().rowCount() < shown)
    filtered = page.view.model().rowCount()
    page.filter_edit.clear()
    plugin.controller.load_layers()
    wait_until(lambda: not plugin.controller.layers.busy)
    iface.mapCanvas().setExtent(project.viewSettings().defaultViewExtent())
    iface.mapCanvas().waitWhileRendering()
    wait_until(lambda: not iface.mapCanvas().isDrawing())
    for _ in range(50):
        QgsApplication.processEvents()
        time.sleep(0.02)
    window.grab().save(str(folder / "loaded.png"))
    layers = len(project.mapLayers())
    project.clear()
    return {
        "hidden_at_first": hidden_at_first,
        "sites": shown,
        "filtered": filtered,
        "layers": layers,
    }

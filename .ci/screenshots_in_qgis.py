"""Runs inside QGIS: the side of ``screenshots.py`` that has the window."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRectangle,
)
from qgis.utils import plugins

OVERVIEW = QgsRectangle(33.5, 29.5, 53.5, 39.8)


def wait(done: Callable[[], bool], seconds: float = 30.0) -> None:
    """Let QGIS work until ``done`` holds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(done)
        QgsApplication.processEvents()
        time.sleep(0.01)


def main(iface: Any) -> list[str]:
    """Take the pictures and return their names."""
    work, images = Path(os.environ["IAT_WORK"]), Path(os.environ["IAT_IMAGES"])
    project, canvas = QgsProject.instance(), iface.mapCanvas()
    project.read(str(work / "project.qgz"))
    plugin = plugins["imam_ali_tracker"]
    plugin.panel_action.trigger()
    plugin.controller.open_case(str(work / "case.gpkg"))
    wait(lambda: plugin.controller.summary is not None)
    plugin.controller.load_layers()
    iface.messageBar().clearWidgets()
    to_map = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), project.crs(), project
    )
    canvas.setExtent(to_map.transformBoundingBox(OVERVIEW))
    canvas.refresh()
    settled = time.monotonic() + 3
    wait(lambda: not canvas.isDrawing() and time.monotonic() > settled)
    iface.mainWindow().grab().save(str(images / "desktop.png"))
    project.clear()
    return ["desktop.png"]

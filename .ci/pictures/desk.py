"""The QGIS window in which the guide's journeys are walked, and the camera before it."""

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
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QWidget
from qgis.utils import plugins

from pictures.saving import save

PACKAGE = "imam_ali_tracker"
EARTH = QgsCoordinateReferenceSystem("EPSG:4326")
REGION = QgsRectangle(32.0, 30.5, 53.0, 39.8)
BORDER = QgsRectangle(39.9, 33.8, 41.9, 35.0)
PANEL_WIDTH = 420
_MOST_FOUND = 20


class Desk:
    """The window with an analyst's project in it; ``made`` lists the pictures taken so far."""

    def __init__(self, iface: QgisInterface, work: Path, images: Path, publisher: str) -> None:
        self.iface, self.work, self.publisher = iface, work, publisher
        self._images = images
        self.window, self.canvas = iface.mainWindow(), iface.mapCanvas()
        self.plugin = plugins[PACKAGE]
        self.made: list[str] = []

    @property
    def project(self) -> QgsProject:
        """The analyst's project."""
        return QgsProject.instance()

    @property
    def dock(self) -> QDockWidget:
        """The panel."""
        return self.window.findChild(QDockWidget, "ImamAliTrackerPanel")

    @property
    def panel(self) -> Any:
        """What the panel shows: header and tabs."""
        return self.dock.widget()

    def begin(self) -> None:
        """Open the analyst's project and the panel."""
        os.chdir(self.work)  # so that pictures show paths of the work, not of this machine
        QApplication.setCursorFlashTime(0)
        self.project.read("project.qgz")
        self.window.findChild(QDockWidget, "Browser").hide()
        self.plugin.panel_action.trigger()
        self.wait(lambda: self.panel is not None)
        self.narrow(PANEL_WIDTH)
        self.settle()

    def end(self) -> None:
        """Leave nothing that keeps QGIS from quitting."""
        self.plugin.controller.close_case()
        self.project.clear()
        self.settle()

    def open_case(self) -> None:
        """Open the reference case with its layers, as it is now."""
        controller = self.plugin.controller
        if controller.summary is None:
            controller.open_case("case.gpkg")
            self.wait(lambda: controller.summary is not None)
        controller.load_layers()
        self.wait(lambda: not controller.layers.busy)
        for layer in self.project.mapLayers().values():
            if isinstance(layer, QgsVectorLayer):
                layer.removeSelection()
        self.look_at(REGION)
        self.iface.messageBar().clearWidgets()

    def page(self, kind: type) -> Any:
        """Bring a page of the panel to the front and return it."""
        page = self.panel.tabs.page(kind)
        self.settle()
        return page

    def site(self, name: str) -> Any:
        """Return the site of this name, as lists show it."""
        found = self.plugin.controller.sites.search(name, _MOST_FOUND)
        return next(site for site in found if site.name == name)

    def narrow(self, width: int) -> None:
        """Give the panel a width."""
        self.window.resizeDocks([self.dock], [width], Qt.Orientation.Horizontal)
        self.rest()

    def wait(self, done: Callable[[], Any], seconds: float = 30.0) -> None:
        """Let QGIS work until ``done`` holds; raises ``TimeoutError`` where it never does."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(done)
            QgsApplication.processEvents()
            time.sleep(0.01)

    def rest(self, seconds: float = 0.3) -> None:
        """Let QGIS work for a moment."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def settle(self) -> None:
        """Wait until nothing is read or drawn any more."""
        tasks = QgsApplication.taskManager()
        self.rest()
        self.wait(lambda: tasks.countActiveTasks() == 0 and not self.canvas.isDrawing())
        self.rest()

    def look_at(self, place: QgsRectangle) -> None:
        """Show a place, in longitude and latitude, on the map."""
        self.canvas.setExtent(self._to_map().transformBoundingBox(place))
        self.canvas.refresh()
        self.settle()

    def at(self, longitude: float, latitude: float) -> QPoint:
        """Return where on the canvas a place is."""
        shown = self._to_map().transform(QgsPointXY(longitude, latitude))
        return self.canvas.getCoordinateTransform().transform(shown).toQPointF().toPoint()

    def drag(self, begin: QPoint, end: QPoint) -> None:
        """Press the mouse on the canvas and move it, without letting go."""
        view = self.canvas.viewport()
        QTest.mouseMove(view, begin)
        QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
        for share in (0.3, 0.7, 1.0):
            self.rest(0.05)
            QTest.mouseMove(view, begin + (end - begin) * share)
        self.rest()

    def release(self, place: QPoint) -> None:
        """Let the mouse go."""
        view = self.canvas.viewport()
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.rest()

    def click(self, place: QPoint) -> None:
        """Click on the canvas."""
        self.drag(place, place)
        self.release(place)

    def dialog(self, kind: str) -> Any:
        """Return the open dialog whose class has this name."""
        found: list[QWidget] = []

        def is_there() -> bool:
            found[:] = [
                widget
                for widget in QApplication.topLevelWidgets()
                if type(widget).__name__ == kind and widget.isVisible()
            ]
            return bool(found)

        self.wait(is_there)
        self.settle()
        return found[0]

    def keep(self, name: str, widget: QWidget, part: QRect | None = None) -> None:
        """Take the picture of a widget, or of a part of it."""
        self.rest()
        self.keep_picture(name, widget.grab(part) if part is not None else widget.grab())

    def keep_map(self, name: str) -> None:
        """Take the picture of map and panel together."""
        bar = self.canvas.mapTo(self.window, QPoint(0, 0))
        right = self.dock.mapTo(self.window, QPoint(self.dock.width(), self.dock.height()))
        self.keep(name, self.window, QRect(bar, right))

    def keep_screen(self, name: str, part: QRect) -> None:
        """Take the picture of a part of the screen, with menus and tool tips."""
        self.rest()
        whole = QApplication.primaryScreen().grabWindow(0)
        fine = whole.devicePixelRatio()
        corners = (part.topLeft() * fine, part.bottomRight() * fine)
        self.keep_picture(name, whole.copy(QRect(*corners)))

    def keep_picture(self, name: str, picture: QPixmap) -> None:
        """Write a picture that was taken."""
        file = f"{name}.png"
        save(picture.toImage(), self._images / file)
        self.made.append(file)

    def _to_map(self) -> QgsCoordinateTransform:
        return QgsCoordinateTransform(EARTH, self.project.crs(), self.project)

"""Laying a corridor by clicking its sites on the map, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from qgis.core import QgsProject
from qgis.gui import (
    QgsMapCanvas,
    QgsMapMouseEvent,
    QgsMapTool,
    QgsSnapIndicator,
)
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.units import from_si
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.measure import path_lengths
from imam_ali_tracker.gui.map_shapes import OnMap, Preview, geometries_of
from imam_ali_tracker.gui.map_tools.corridor_snapping import SiteSnapping
from imam_ali_tracker.gui.map_tools.mouse_note import MouseNote
from imam_ali_tracker.gui.map_tools.place_marker import PlaceMarker
from imam_ali_tracker.gui.site_register import SiteItem, SiteRegister

Position = tuple[float, float]


class Clicked(NamedTuple):
    """A waypoint as clicked: a site, or a point of its own in longitude and latitude."""

    site: SiteItem | None
    position: Position | None


class CorridorTool(QgsMapTool):
    """A click adds a waypoint, Backspace takes the last one back, Enter or a right click ends.

    ``clicked`` carries a :class:`Clicked`, ``takenBack`` and ``ended`` nothing; ``cancelled``
    follows Escape. The line to the mouse is the geodesic.
    """

    clicked = pyqtSignal(object)
    takenBack = pyqtSignal()
    ended = pyqtSignal()
    cancelled = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, sites: SiteRegister) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._project = project
        self._snapping = SiteSnapping(canvas, project, sites)
        self._line = Preview(canvas, project)
        self._course: list[Position | None] = []
        self._mouse: Position | None = None
        self.unit = "km"
        self._indicator = QgsSnapIndicator(canvas)
        self._marker = PlaceMarker(canvas, project)
        self._note = MouseNote(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_course(self, positions: Sequence[Position | None]) -> None:
        """Go on from these waypoints; one without a position interrupts the line."""
        self._course = list(positions)
        if self.isActive():
            self._draw()

    def canvasMoveEvent(self, e: QgsMapMouseEvent | None) -> None:
        """Draw the way to the mouse, and its length."""
        found = self._at(present(e), show=True)
        self._mouse = found.position
        self._draw()
        self._note.say(self._text(found), present(e).pos())

    def canvasReleaseEvent(self, e: QgsMapMouseEvent | None) -> None:
        """Take a waypoint, or end."""
        event = present(e)
        if event.button() == Qt.MouseButton.RightButton:
            self.ended.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            found = self._at(event, show=False)
            if found.position is not None:
                self.clicked.emit(found)

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Take back, end, cancel."""
        event = present(e)
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.takenBack.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            return
        event.ignore()  # so the canvas does not take the key for one of its own

    def activate(self) -> None:
        """Begin, with the keyboard in the map."""
        super().activate()
        self._canvas.setFocus()
        self._mouse = None
        self._draw()

    def deactivate(self) -> None:
        """Take everything off the map that is not stored."""
        self._line.clear()
        self._marker.show(None)
        self._indicator.setVisible(False)
        self._note.hide()
        super().deactivate()

    def discard(self) -> None:
        """Remove what the tool keeps in the map; it is not used afterwards."""
        self._line.clear()
        self._marker.discard()
        self._note.discard()
        self.deleteLater()

    def _at(self, event: QgsMapMouseEvent, *, show: bool) -> Clicked:
        """Return what a click here takes: a site, what the project snaps to, or the point."""
        site = self._snapping.nearest(event.pos())
        if show:
            self._marker.show(None if site is None else site.position)
        if site is not None:
            self._indicator.setVisible(False)
            return Clicked(site, site.position)
        point = event.snapPoint()
        if show:
            self._indicator.setMatch(event.mapPointMatch())
            self._indicator.setVisible(event.isSnapped())
        return Clicked(None, OnMap(self._canvas, self._project).position(point))

    def _path(self, to: Position | None) -> Paths:
        points = [*self._course, *([] if to is None else [to])]
        return Paths.of([np.array([p or (np.nan, np.nan) for p in points]).reshape(-1, 2)])

    def _draw(self) -> None:
        self._line.show(geometries_of(corridor_lines(self._path(self._mouse))))

    def _text(self, found: Clicked) -> str:
        """Return how long the way to here is, and what is snapped to."""
        lines = [] if found.site is None else [found.site.name]
        if self._course and found.position is not None:
            metres = float(path_lengths(self._path(found.position))[0])
            if np.isnan(metres):
                lines.append(tr("length unknown: a waypoint has no position"))
            else:
                lines.append(f"{from_si(metres, self.unit):,.1f} {self.unit}")
        elif not self._course:
            lines.append(tr("Click the first site; a point of its own where there is none"))
        return "\n".join(lines)

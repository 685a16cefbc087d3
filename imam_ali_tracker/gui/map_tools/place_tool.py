"""The map tool that takes a position, and with it how well that is known."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from qgis.core import QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsSnapIndicator
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from imam_ali_tracker.core.present import present
from imam_ali_tracker.geodesy.measure import distances
from imam_ali_tracker.gui.map_shapes import OnMap
from imam_ali_tracker.gui.position_mark import PositionMark

if TYPE_CHECKING:
    from qgis.PyQt.QtCore import QPoint

_DRAG_PIXELS = 6
_DIGITS = 2


class PlaceTool(QgsMapTool):
    """A click takes a position; dragging away from it draws its accuracy as a geodesic circle.

    ``placed`` carries longitude, latitude and the accuracy in metres, ``None`` where none was
    drawn. ``accuracyDrawn`` carries it while it is drawn. Snaps as the project says. Esc, and
    ``cancelled``, give the tool before it back.
    """

    placed = pyqtSignal(float, float, object)
    accuracyDrawn = pyqtSignal(float)
    cancelled = pyqtSignal()

    def __init__(
        self, canvas: QgsMapCanvas, project: QgsProject, accuracy_m: float | None = None
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._project = project
        self._offered_m = accuracy_m
        self._before: QgsMapTool | None = None
        self._mark = PositionMark(canvas, project)
        self._snap = QgsSnapIndicator(canvas)
        self._pressed: QPoint | None = None
        self._centre: tuple[float, float] | None = None
        self._drawn_m: float | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def start(self) -> None:
        """Become the tool of the map."""
        self._before = self._canvas.mapTool()
        self._canvas.setMapTool(self)
        self._canvas.setFocus()
        # QGIS indexes a layer in the background once it is asked of it, and snaps to it only then.
        present(self._canvas.snappingUtils()).snapToMap(self._canvas.center(), None, True)

    def canvasMoveEvent(self, event: QgsMapMouseEvent | None) -> None:
        """Show where a click would place, or how large the accuracy is that is drawn."""
        event = present(event)
        if self._pressed is None or self._centre is None:
            self._mark.show(self._position(event), self._offered_m)
            return
        away = event.pos() - self._pressed
        edge = OnMap(self._canvas, self._project).position(QgsPointXY(event.mapPoint()))
        if away.manhattanLength() < _DRAG_PIXELS or edge is None:
            self._drawn_m = None
            self._mark.show(self._centre, self._offered_m)
            return
        self._drawn_m = _rounded(float(distances(*self._centre, *edge)))
        self._mark.show(self._centre, self._drawn_m)
        self.accuracyDrawn.emit(self._drawn_m)

    def canvasPressEvent(self, event: QgsMapMouseEvent | None) -> None:
        """Begin with the position."""
        event = present(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._centre = self._position(event)
            self._pressed = event.pos() if self._centre is not None else None
            self._drawn_m = None

    def canvasReleaseEvent(self, event: QgsMapMouseEvent | None) -> None:
        """End: the position, and the accuracy if one was drawn."""
        event = present(event)
        if event.button() == Qt.MouseButton.RightButton:
            self.cancel()
        elif event.button() == Qt.MouseButton.LeftButton and self._centre is not None:
            (longitude, latitude), drawn = self._centre, self._drawn_m
            self._pressed = self._centre = None
            self.give_back()
            self.placed.emit(longitude, latitude, drawn or self._offered_m)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Give up with Esc."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.cancel()

    def cancel(self) -> None:
        """Give the tool before this one back; nothing was placed."""
        self.give_back()
        self.cancelled.emit()

    def give_back(self) -> None:
        """Give the tool before this one back."""
        if self._canvas.mapTool() is not self:
            return
        before = self._before
        if before is not None and not sip.isdeleted(before):
            self._canvas.setMapTool(before)
        else:
            self._canvas.unsetMapTool(self)

    def deactivate(self) -> None:
        """Take away what was drawn."""
        self._mark.clear()
        self._pressed = self._centre = None
        # QGIS deactivates the last tool also while the canvas itself goes.
        with contextlib.suppress(RuntimeError):
            self._snap.setVisible(False)
        super().deactivate()

    def _position(self, event: QgsMapMouseEvent) -> tuple[float, float] | None:
        point = event.snapPoint()
        self._snap.setMatch(event.mapPointMatch())
        return OnMap(self._canvas, self._project).position(point)


def _rounded(metres: float) -> float:
    """Return a drawn distance with no more digits than a hand can draw."""
    return float(f"{metres:.{_DIGITS}g}")

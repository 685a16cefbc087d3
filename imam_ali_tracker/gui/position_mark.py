"""A position and its accuracy, drawn over the map."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas

from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.gui.map_shapes import Preview, geometries_of


class PositionMark:
    """A point and the geodesic circle within which it is known to be, over the map."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, *, dashed: bool = False) -> None:
        self._preview = Preview(canvas, project)
        self._dashed = dashed
        self._position: tuple[float, float] | None = None
        self._accuracy_m: float | None = None
        canvas.destinationCrsChanged.connect(self._redraw)

    def show(self, position: tuple[float, float] | None, accuracy_m: float | None) -> None:
        """Draw a position in longitude and latitude; no circle where its accuracy is unknown."""
        if position is None:
            self.clear()
        elif (position, accuracy_m) != (self._position, self._accuracy_m):
            self._position, self._accuracy_m = position, accuracy_m
            self._redraw()

    def clear(self) -> None:
        """Draw nothing."""
        self._position = self._accuracy_m = None
        self._preview.clear()

    def _redraw(self) -> None:
        if self._position is not None:
            self._preview.show(shapes_of(self._position, self._accuracy_m), dashed=self._dashed)


def shapes_of(position: tuple[float, float], accuracy_m: float | None) -> list[QgsGeometry]:
    """Return a position, and the circle of its accuracy where that is known."""
    shapes = [QgsGeometry.fromPointXY(QgsPointXY(*position))]
    if accuracy_m:
        shapes += geometries_of(circles(*position, accuracy_m))
    return shapes


def accuracy_circle(position: tuple[float, float], radius_m: float) -> list[QgsGeometry]:
    """Return the geodesic circle around a position."""
    return geometries_of(circles(*position, radius_m))

"""A drag of the mouse over the time axis."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, QPointF

NEAR = 4
"""Pixels within which the mouse means the same place."""


class Drag:
    """A drag from a place on: of the view, or of a period one of whose ends stays."""

    def __init__(self, begun: QPoint, fixed: float, *, brushes: bool) -> None:
        self.begun, self.last, self.fixed, self.brushes = begun, begun, fixed, brushes
        self.far = False

    def moved(self, place: QPoint) -> bool:
        """Return whether the drag has come so far that it is no click."""
        self.far = self.far or QPointF(place - self.begun).manhattanLength() > NEAR
        return self.far

"""A ring around the place under the mouse."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas, QgsVertexMarker
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor

from imam_ali_tracker.gui.map_shapes import OnMap

_COLOUR = "#e8710a"
_SIZE = 16
_PEN = 3


class PlaceMarker:
    """Marks a position in longitude and latitude on a map of any CRS."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject) -> None:
        self._canvas = canvas
        self._project = project
        self._marker: QgsVertexMarker | None = None

    def show(self, position: tuple[float, float] | None) -> None:
        """Mark another position, or none."""
        if position is None:
            if self._marker is not None:
                self._marker.hide()
            return
        shape = QgsGeometry.fromPointXY(QgsPointXY(*position))
        shown = OnMap(self._canvas, self._project).shape(shape)
        if shown.isEmpty():
            return
        if self._marker is None:
            self._marker = QgsVertexMarker(self._canvas)
            self._marker.setIconType(QgsVertexMarker.IconType.ICON_CIRCLE)
            self._marker.setColor(QColor(_COLOUR))
            self._marker.setIconSize(_SIZE)
            self._marker.setPenWidth(_PEN)
        self._marker.setCenter(shown.asPoint())
        self._marker.show()

    def discard(self) -> None:
        """Remove the marker from the map."""
        if self._marker is not None and not sip.isdeleted(self._marker):
            sip.delete(self._marker)
        self._marker = None

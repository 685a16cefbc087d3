"""Shapes in longitude and latitude on the map, whatever its CRS: shown, previewed, zoomed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.blobs import wkb_blobs

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Geometries
    from imam_ali_tracker.gui.messages import Messages

EARTH = QgsCoordinateReferenceSystem("EPSG:4326")
_TONE = "#e8710a"
_FILL_ALPHA = 45
_LINE_WIDTH = 2
_LEAST_DEGREES = 0.04
_MARGIN = 1.15


def geometries_of(shapes: Geometries) -> list[QgsGeometry]:
    """Return the features of arrays, those without extent left out."""
    drawn = (shapes.features[1:] > shapes.features[:-1]).tolist()
    found = []
    for wkb, there in zip(wkb_blobs(shapes), drawn):
        if there:
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            found.append(geometry)
    return found


class OnMap:
    """Brings shapes from longitude and latitude into the CRS of a map, and back."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject) -> None:
        crs = canvas.mapSettings().destinationCrs()
        self._transform = QgsCoordinateTransform(EARTH, crs, project)
        self._within = QgsRectangle() if crs.isGeographic() else crs.bounds()

    def shape(self, geometry: QgsGeometry) -> QgsGeometry:
        """Return a shape on the map; where the map's CRS cannot show all of it, what it can.

        A shape that the CRS cannot show at all is empty.
        """
        shown = self._placed(geometry)
        if shown.isEmpty() and not self._within.isEmpty():
            shown = self._placed(geometry.intersection(QgsGeometry.fromRect(self._within)))
        return shown

    def _placed(self, geometry: QgsGeometry) -> QgsGeometry:
        shown = QgsGeometry(geometry)
        try:
            done = shown.transform(self._transform)
        except QgsCsException:
            return QgsGeometry()
        good = done == Qgis.GeometryOperationResult.Success and shown.boundingBox().isFinite()
        return shown if good else QgsGeometry()

    def position(self, point: QgsPointXY) -> tuple[float, float] | None:
        """Return longitude and latitude of a point of the map, ``None`` where it is off Earth."""
        try:
            found = self._transform.transform(point, Qgis.TransformDirection.Reverse)
        except QgsCsException:
            return None
        if not -90.0 <= found.y() <= 90.0 or not -1e6 < found.x() < 1e6:
            return None
        return (found.x() + 180.0) % 360.0 - 180.0, found.y()


class Preview:
    """Shapes drawn over the map that are not features yet."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject) -> None:
        self._canvas = canvas
        self._project = project
        self._bands: list[QgsRubberBand] = []

    def show(self, shapes: Iterable[QgsGeometry], *, dashed: bool = False) -> None:
        """Draw these shapes, in longitude and latitude, instead of those before."""
        self.clear()
        on_map = OnMap(self._canvas, self._project)
        placed = [on_map.shape(shape) for shape in shapes]
        for kind in (Qgis.GeometryType.Polygon, Qgis.GeometryType.Line, Qgis.GeometryType.Point):
            same = [shape for shape in placed if not shape.isEmpty() and shape.type() == kind]
            if same:
                self._bands.append(self._band(kind, same, dashed=dashed))

    def clear(self) -> None:
        """Take the shapes away."""
        for band in self._bands:
            # The canvas owns a band and would keep it until it goes itself.
            if not sip.isdeleted(band):
                sip.delete(band)
        self._bands = []

    def _band(
        self, kind: Qgis.GeometryType, shapes: list[QgsGeometry], *, dashed: bool
    ) -> QgsRubberBand:
        band = QgsRubberBand(self._canvas, kind)
        tone = QColor(_TONE)
        band.setStrokeColor(tone)
        fill = QColor(tone)
        fill.setAlpha(_FILL_ALPHA)
        band.setFillColor(fill)
        band.setWidth(_LINE_WIDTH)
        if dashed:
            band.setLineStyle(Qt.PenStyle.DashLine)
        band.setSecondaryStrokeColor(QColor(255, 255, 255, 120))
        for shape in shapes:
            band.addGeometry(shape, None, False)
        band.updatePosition()
        band.update()
        return band


def zoom_to(
    canvas: QgsMapCanvas,
    project: QgsProject,
    messages: Messages,
    shapes: Iterable[QgsGeometry],
    name: str,
) -> None:
    """Show shapes in longitude and latitude on the map and flash them; ``name`` says of what."""
    given = list(shapes)
    if bring_into_view(canvas, project, messages, given, name):
        flash(canvas, project, given)


def flash(canvas: QgsMapCanvas, project: QgsProject, shapes: Iterable[QgsGeometry]) -> None:
    """Flash shapes in longitude and latitude: areas by their outline.

    QGIS fills an area that flashes with opaque red, and hides the map below it.
    """
    on_map = OnMap(canvas, project)
    visible = [shape for shape in map(on_map.shape, shapes) if not shape.isEmpty()]
    lines = Qgis.GeometryType.Line
    outlined = [
        shape.convertToType(lines, True) if shape.type() == Qgis.GeometryType.Polygon else shape
        for shape in visible
    ]
    for kind in {shape.type() for shape in outlined}:  # QGIS draws all as it draws the first
        same = [shape for shape in outlined if shape.type() == kind]
        canvas.flashGeometries(same, canvas.mapSettings().destinationCrs())


def bring_into_view(
    canvas: QgsMapCanvas,
    project: QgsProject,
    messages: Messages,
    shapes: Iterable[QgsGeometry],
    name: str,
) -> bool:
    """Let the map show shapes in longitude and latitude; ``name`` says of what.

    Returns whether it can; where not, a message says why.
    """
    given = list(shapes)
    if not given:
        messages.warning(tr("“{}” has no place on the map: no source states one.").format(name))
        return False
    on_map = OnMap(canvas, project)
    is_visible = any(not on_map.shape(shape).isEmpty() for shape in given)
    extent = QgsRectangle()
    for shape in given:
        around = shape.boundingBox()
        if around.width() + around.height() < _LEAST_DEGREES:
            around.grow(_LEAST_DEGREES)
        extent.combineExtentWith(on_map.shape(QgsGeometry.fromRect(around)).boundingBox())
    if not is_visible or extent.isEmpty():
        messages.warning(tr("“{}” cannot be shown in the CRS of the map.").format(name))
        return False
    extent.scale(_MARGIN)
    canvas.setExtent(extent)
    canvas.refresh()
    return True

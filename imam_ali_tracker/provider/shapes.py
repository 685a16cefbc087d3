"""QGIS's geometries, in longitude and latitude, as what the geodesy takes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qgis.core import QgsGeometry

from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Lines, Polygons


def on_earth(geometry: QgsGeometry) -> bool:
    """Return whether there is a geometry, in longitude and latitude that exist."""
    if geometry.isNull() or geometry.isEmpty():
        return False
    box = geometry.boundingBox()
    corners = (box.xMinimum(), box.xMaximum(), box.yMinimum(), box.yMaximum())
    return all(map(math.isfinite, corners)) and -90.0 <= corners[2] <= corners[3] <= 90.0


def points_of(geometry: QgsGeometry) -> list[tuple[float, float]]:
    """Return the points of a point geometry."""
    return [(vertex.x(), vertex.y()) for vertex in geometry.vertices()]


def lines_of(geometries: Iterable[QgsGeometry]) -> Lines:
    """Return line geometries as arrays; curves become segments."""
    import shapely

    from imam_ali_tracker.geodesy.arrays import Lines

    return Lines.from_shapely(shapely.from_wkb(_plain_wkb(geometries)))


def polygons_of(geometries: Iterable[QgsGeometry]) -> Polygons:
    """Return polygon geometries as arrays; curves become segments."""
    import shapely

    from imam_ali_tracker.geodesy.arrays import Polygons

    return Polygons.from_shapely(shapely.from_wkb(_plain_wkb(geometries)))


def _plain_wkb(geometries: Iterable[QgsGeometry]) -> list[bytes]:
    """Return well-known binary without curves, heights and measures."""
    found = []
    for geometry in geometries:
        plain = QgsGeometry(present(geometry.constGet()).segmentize())
        shape = present(plain.get())
        shape.dropZValue()
        shape.dropMValue()
        found.append(plain.asWkb().data())
    return found

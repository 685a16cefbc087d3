"""The areas at distances around geometries of one kind, whichever it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable, NamedTuple, Optional

from qgis.core import Qgis, QgsGeometry

from imam_ali_tracker.core.requirements import require
from imam_ali_tracker.provider.shapes import lines_of, points_of, polygons_of

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Polygons

Around = Callable[[Sequence[float], Optional[Sequence[float]]], "Polygons"]
"""Takes metres, one a geometry: what lies within the first, and not within the second."""


class How(NamedTuple):
    """How areas are drawn; ``tolerance_m`` goes before ``segments``; ``sector`` is azimuths."""

    segments: int
    tolerance_m: float | None = None
    sector: tuple[float, float] | None = None


def around_shapes(geometries: Sequence[QgsGeometry], how: How) -> Around:
    """Return what makes the areas around these geometries, all points, all lines or all polygons.

    They are in longitude and latitude. A distance that is NaN, or not more than 0 around points
    and lines, gives an area without parts.
    """
    kind = geometries[0].type()
    if kind == Qgis.GeometryType.Point:
        return _around_points(geometries, how)
    require("shapely")
    make = _around_lines if kind == Qgis.GeometryType.Line else _around_polygons
    return make(geometries, how)


def _around_points(geometries: Sequence[QgsGeometry], how: How) -> Around:
    import numpy as np

    from imam_ali_tracker.geodesy.circles import circles

    points = [points_of(geometry) for geometry in geometries]
    owner = np.repeat(np.arange(len(points)), [len(several) for several in points])
    lon, lat = np.array([point for several in points for point in several]).T
    single = len(owner) == len(geometries)
    start, end = how.sector or (None, None)

    def within(outer: Sequence[float], inner: Sequence[float] | None = None) -> Polygons:
        made = circles(
            lon,
            lat,
            np.array(_sizes(outer))[owner],
            segments=how.segments,
            tolerance_m=how.tolerance_m,
            inner_radius_m=None if inner is None else np.array(inner)[owner],
            azimuth_from=start,
            azimuth_to=end,
        )
        return made if single else _united(made, [len(several) for several in points])

    return within if single else _hollowed(within)


def _around_lines(geometries: Sequence[QgsGeometry], how: How) -> Around:
    from imam_ali_tracker.geodesy.buffers import line_buffers

    drawn = lines_of(geometries)
    return _hollowed(lambda d: line_buffers(drawn, _sizes(d), tolerance_m=how.tolerance_m))


def _around_polygons(geometries: Sequence[QgsGeometry], how: How) -> Around:
    from imam_ali_tracker.geodesy.buffers import polygon_buffers

    drawn = polygons_of(geometries)
    return _hollowed(lambda d: polygon_buffers(drawn, d, tolerance_m=how.tolerance_m))


def _hollowed(within: Callable[[Sequence[float]], Polygons]) -> Around:
    """Return what leaves out the areas within the inner distances from those within the outer."""

    def around(outer: Sequence[float], inner: Sequence[float] | None) -> Polygons:
        areas = within(outer)
        if inner is None:
            return areas
        import shapely

        from imam_ali_tracker.geodesy.arrays import Polygons

        hollow = shapely.difference(areas.to_shapely(), within(inner).to_shapely())
        return Polygons.from_shapely(hollow)

    return around


def _united(areas: Polygons, counts: Sequence[int]) -> Polygons:
    """Return the union of each run of so many areas."""
    require("shapely")
    import numpy as np
    import shapely

    from imam_ali_tracker.geodesy.arrays import Polygons

    runs = np.split(areas.to_shapely(), np.cumsum(counts)[:-1])
    return Polygons.from_shapely(np.array([shapely.union_all(run) for run in runs], dtype=object))


def _sizes(distances: Sequence[float]) -> list[float]:
    return [distance if distance > 0 else math.nan for distance in distances]

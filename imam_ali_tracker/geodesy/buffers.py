"""Buffers of lines and areas on the ellipsoid, for geometries as they are drawn.

Edges are straight lines in longitude and latitude here, as QGIS draws them, not geodesics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import seams
from imam_ali_tracker.geodesy.arrays import Paths, Polygons, offsets_of, ranges
from imam_ali_tracker.geodesy.checks import columns, finite, sizes
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.corridors import route_of
from imam_ali_tracker.geodesy.densify import refined
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M
from imam_ali_tracker.geodesy.overlay import areas_of, united
from imam_ali_tracker.geodesy.zones import SHARE_OF_WIDTH, WIDEST_M, corridor_zones

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray, Lines
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid


# Edges are looked at in steps of so many degrees, or metres, at most.
_WIDEST_STEP, _LONGEST_STEP_M = 30.0, 1_000_000.0
_NEARLY_A_QUARTER = 1.5


def line_buffers(
    lines: Lines,
    distance_m: npt.ArrayLike,
    *,
    tolerance_m: npt.ArrayLike | None = None,
    ellipsoid: Ellipsoid = WGS84,
) -> Polygons:
    """Return what lies within a distance of lines.

    Parameters
    ----------
    distance_m:
        Metres, one for all or one per feature; 0 or NaN gives a feature without parts.
    tolerance_m:
        How far the edge may be from the true edge; without it a 1,250th of the distance.

    Raises
    ------
    ValueError
        For a bad coordinate, distance or tolerance; says in which row.
    """
    (distance,) = columns(distance_m)
    distance = np.broadcast_to(sizes(distance, "distance_m"), (len(lines),))
    limit = _tolerances(distance, tolerance_m)
    return _around(_edges(lines.coords, lines.parts, lines.ends), distance, limit, ellipsoid)


def polygon_buffers(
    polygons: Polygons,
    distance_m: npt.ArrayLike,
    *,
    tolerance_m: npt.ArrayLike | None = None,
    ellipsoid: Ellipsoid = WGS84,
) -> Polygons:
    """Return areas grown by a distance or, if it is negative, shrunk by it.

    Parameters as for ``line_buffers``; the distance 0 gives the areas themselves, NaN features
    without parts. The antimeridian and the poles are not edges of areas that go on beyond.
    """
    import shapely

    (distance,) = columns(distance_m)
    distance = np.broadcast_to(finite(distance, "distance_m"), (len(polygons),))
    limit = _tolerances(np.abs(distance), tolerance_m)
    edges = _edges(polygons.coords, polygons.rings, polygons.ends)
    real = ~seams(edges.start, edges.start + edges.delta, edges.owner)
    edges = edges.take(np.flatnonzero(real))
    around = _around(edges, np.abs(distance), limit, ellipsoid)
    areas, rims = polygons.to_shapely(), around.to_shapely()
    grown, shrunk = distance > 0, distance < 0
    areas[np.isnan(distance)] = None
    areas[grown] = shapely.union(areas[grown], rims[grown])
    areas[shrunk] = shapely.difference(areas[shrunk], rims[shrunk])
    return areas_of(areas)


class _Edges(NamedTuple):
    """Straight edges: number of the first point, that point, the way to the next, the feature."""

    number: IndexArray
    start: FloatArray
    delta: FloatArray
    owner: IndexArray

    def take(self, chosen: IndexArray) -> _Edges:
        return _Edges(
            self.number[chosen], self.start[chosen], self.delta[chosen], self.owner[chosen]
        )


def _edges(coords: FloatArray, runs: IndexArray, ends: IndexArray) -> _Edges:
    """Return the edges of lines or rings; ``ends`` are the features' offsets."""
    number = np.delete(np.arange(len(coords)), runs[1:] - 1)
    owner = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    return _Edges(number, coords[number], coords[number + 1] - coords[number], owner[number])


def _tolerances(distance: FloatArray, tolerance_m: npt.ArrayLike | None) -> FloatArray:
    """Return the tolerance for each feature; half of it is for the line, half for the edge.

    Neither half is less than the finest tolerance there is.
    """
    if tolerance_m is None:
        return np.maximum(2 * SHARE_OF_WIDTH * np.nan_to_num(distance), 2 * NEGLIGIBLE_M)
    (limit,) = columns(tolerance_m)
    limit = np.maximum(sizes(limit, "tolerance_m", NEGLIGIBLE_M), 2 * NEGLIGIBLE_M)
    return np.broadcast_to(limit, distance.shape)


def _around(
    edges: _Edges, distance: FloatArray, limit: FloatArray, ellipsoid: Ellipsoid
) -> Polygons:
    """Return what lies within each feature's distance of its edges."""
    far = distance > WIDEST_M / 2
    paths = _as_geodesics(edges, limit / 2, ellipsoid)
    near = np.where(far, np.nan, distance)
    zones = corridor_zones(paths, 2 * near, tolerance_m=limit / 2, ellipsoid=ellipsoid)
    if not far.any():
        return zones
    discs, feature = _discs_along(paths, np.where(far, distance, np.nan), limit, ellipsoid)
    owner = np.repeat(np.arange(len(zones)), np.diff(zones.features))
    parts = Polygons(zones.coords, zones.rings, zones.parts, np.arange(len(zones.parts)))
    pieces = Polygons.concatenate([parts, discs])
    return united(pieces, np.concatenate([owner, feature]), len(distance))


def _as_geodesics(edges: _Edges, limit: FloatArray, ellipsoid: Ellipsoid) -> Paths:
    """Return paths whose geodesics stay within the limit of straight edges, one per feature.

    Edges that do not follow each other are set apart by a waypoint that is not known.
    """
    owner = edges.owner

    def points_of(edge: IndexArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        lon, lat = (edges.start[edge] + at[:, None] * edges.delta[edge]).T
        return lon, lat

    counts = np.ceil(np.abs(edges.delta[:, 0]) / _WIDEST_STEP).astype(np.int64) + 1
    counts = np.maximum(counts, 2)
    edge = np.repeat(np.arange(len(counts)), counts)
    at = ranges(np.zeros(len(counts)), counts) / (counts - 1)[edge]
    knots = refined(points_of, edge, at, limit[owner], ellipsoid, geodesic_edges=True)

    same = np.diff(owner, prepend=-1) == 0
    follows = same & (np.diff(edges.number, prepend=-2) == 1)
    knots = knots.take((knots.at > 0) | ~follows[knots.curve])
    begins = np.flatnonzero(np.diff(knots.curve, prepend=-1) > 0)
    apart = begins[same & ~follows]
    lon, lat = (np.insert(column, apart, np.nan) for column in (knots.lon, knots.lat))
    feature = owner[knots.curve]
    feature = np.insert(feature, apart, feature[apart])
    return Paths(lon, lat, offsets_of(np.bincount(feature, minlength=len(limit))))


def _discs_along(
    paths: Paths, distance: FloatArray, limit: FloatArray, ellipsoid: Ellipsoid
) -> tuple[Polygons, IndexArray]:
    """Return circles so close along paths that their union is the buffer, and the path of each.

    Between two centres c apart the edge of the union is c² cot(d/R) / 8 R within that of the
    buffer, which for buffers as large as these is little even for centres far apart.
    """
    route = route_of(paths, ellipsoid)
    legs = route.legs
    angle = np.minimum(distance / ellipsoid.a, _NEARLY_A_QUARTER)
    apart = np.sqrt(8 * ellipsoid.b * np.tan(angle) * limit / 2)
    apart = np.minimum(np.nan_to_num(apart), _LONGEST_STEP_M)[route.path]
    inner = np.ceil(legs.end / np.where(apart > 0, apart, np.inf)).astype(np.int64)
    leg = np.repeat(np.arange(len(inner)), np.maximum(inner - 1, 0))
    share = (ranges(np.zeros(len(inner)), np.maximum(inner - 1, 0)) + 1) / inner[leg]
    lon, lat, _ = ellipsoid.forward(
        legs.lon[leg], legs.lat[leg], legs.azimuth[leg], share * legs.end[leg]
    )
    waypoints = np.repeat(np.arange(len(paths)), np.diff(paths.offsets))
    owner = np.concatenate([route.path[leg], waypoints])
    lon, lat = np.concatenate([lon, paths.lon]), np.concatenate([lat, paths.lat])
    wanted = ~np.isnan(lon + distance[owner])
    lon, lat, owner = lon[wanted], lat[wanted], owner[wanted]
    limits = limit[owner] / 2
    return circles(lon, lat, distance[owner], tolerance_m=limits, ellipsoid=ellipsoid), owner

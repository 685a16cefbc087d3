"""Distances, azimuths, lengths and areas on the ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.checks import columns, latitudes, longitudes
from imam_ali_tracker.geodesy.corridors import checked
from imam_ali_tracker.geodesy.ellipsoid import WGS84

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray, Lines, Paths, Polygons
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

# Gauss-Legendre points per stretch of an edge, and how long (in degrees) a stretch may be: together
# they leave an error near the last bit.
_NODES = 12
_STRETCH = 45.0


def distances(
    lon1: npt.ArrayLike,
    lat1: npt.ArrayLike,
    lon2: npt.ArrayLike,
    lat2: npt.ArrayLike,
    *,
    ellipsoid: Ellipsoid = WGS84,
) -> FloatArray:
    """Return the lengths in metres of the shortest ways between points; NaN where one is unknown.

    Degrees; arguments of length 1 are repeated. A latitude outside ±90 raises ``ValueError``.
    """
    return ellipsoid.inverse(*_points(lon1, lat1, lon2, lat2))[2]


def azimuths(
    lon1: npt.ArrayLike,
    lat1: npt.ArrayLike,
    lon2: npt.ArrayLike,
    lat2: npt.ArrayLike,
    *,
    ellipsoid: Ellipsoid = WGS84,
) -> FloatArray:
    """Return the azimuths (0…360) at the first points of the shortest ways to the second ones.

    NaN where a point is unknown, and between coincident points, which have no direction.
    """
    points = _points(lon1, lat1, lon2, lat2)
    azimuth, _, distance = ellipsoid.inverse(*points)
    return np.where(distance > 0, azimuth % 360.0, np.nan)


def path_lengths(paths: Paths, *, ellipsoid: Ellipsoid = WGS84) -> FloatArray:
    """Return the lengths in metres of the geodesics through each path's waypoints.

    NaN where a waypoint is unknown; 0 for a path of fewer than two.
    """
    paths = checked(paths)
    return _lengths(paths.lon, paths.lat, paths.offsets, ellipsoid)


def line_lengths(lines: Lines, *, ellipsoid: Ellipsoid = WGS84) -> FloatArray:
    """Return the length in metres of each feature: of all geodesics between successive points.

    An edge is a straight line in longitude and latitude, which is longer: for lines made by this
    package by less than their tolerance tells, for others as much as their edges are long.
    """
    lengths = _lengths(lines.coords[:, 0], lines.coords[:, 1], lines.parts, ellipsoid)
    return _sums(lengths, lines.features)


def polygon_areas(polygons: Polygons, *, ellipsoid: Ellipsoid = WGS84) -> FloatArray:
    """Return the area in square metres of each feature as it is drawn: with straight edges.

    The area between an edge and a parallel is ∫ Q(φ) dλ with Q the area from the parallel to φ per
    radian of longitude (Snyder 1987, 3-12); it is reckoned by Gauss-Legendre quadrature. Exact for
    areas of any size, over poles too, where the edges are those of the rectangle ±180 × ±90.
    """
    coords = polygons.coords
    edges = np.ones(len(coords), dtype=bool)
    edges[polygons.rings[1:] - 1] = False
    start = np.flatnonzero(edges)
    owner = np.repeat(np.arange(len(polygons)), np.diff(polygons.ends))[start]
    delta = coords[start + 1] - coords[start]
    pieces = np.maximum(1, np.ceil(np.abs(delta[:, 1]) / _STRETCH).astype(np.int64))
    total = np.zeros(len(start))
    # A parallel that the ring meets, so that little of what is summed cancels out again.
    base = np.repeat(coords[polygons.rings[:-1], 1], np.diff(polygons.rings) - 1)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)  # type: ignore[no-untyped-call]
    for count in np.unique(pieces):
        chosen = np.flatnonzero(pieces == count)
        for piece in range(count):
            for node, weight in zip(nodes, weights):
                share = (piece + (node + 1) / 2) / count
                lat = coords[start[chosen], 1] + share * delta[chosen, 1]
                height = _areas_between(base[chosen], lat, ellipsoid)
                total[chosen] += weight / 2 / count * height
    # Counter-clockwise, the way west along the northern side adds.
    shares = -np.radians(delta[:, 0]) * total
    areas = np.bincount(owner, weights=shares, minlength=len(polygons))
    return areas.astype(np.float64)


def _areas_between(lat1: FloatArray, lat2: FloatArray, ellipsoid: Ellipsoid) -> FloatArray:
    """Return the areas between parallels per radian of longitude, without loss where they are near.

    Snyder's formula for the area from the equator, the differences of its terms worked out.
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    sin1, sin2 = np.sin(phi1), np.sin(phi2)
    rise = 2 * np.cos((phi1 + phi2) / 2) * np.sin((phi2 - phi1) / 2)
    e2 = ellipsoid.e2
    if e2 == 0:
        return np.asarray(ellipsoid.a**2 * rise)
    e, product = np.sqrt(e2), e2 * sin1 * sin2
    first = rise * (1 + product) / ((1 - e2 * sin1**2) * (1 - e2 * sin2**2))
    second = np.arctanh(e * rise / (1 - product)) / e
    return np.asarray(ellipsoid.b**2 / 2 * (first + second))


def _points(
    lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    x1, y1, x2, y2 = columns(lon1, lat1, lon2, lat2)
    return longitudes(x1), latitudes(y1), longitudes(x2), latitudes(y2)


def _lengths(
    lon: FloatArray, lat: FloatArray, offsets: IndexArray, ellipsoid: Ellipsoid
) -> FloatArray:
    """Return the length of each run of points."""
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    same = np.flatnonzero(owner[1:] == owner[:-1])
    _, _, length = ellipsoid.inverse(lon[same], lat[same], lon[same + 1], lat[same + 1])
    total = np.bincount(owner[same], weights=length, minlength=len(offsets) - 1)
    return total.astype(np.float64)


def _sums(values: FloatArray, offsets: IndexArray) -> FloatArray:
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return np.bincount(owner, weights=values, minlength=len(offsets) - 1).astype(np.float64)

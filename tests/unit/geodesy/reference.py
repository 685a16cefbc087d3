"""Independent answers: other implementations, quadrature in extended precision, brute force.

Nothing here uses the package under test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from geographiclib.geodesic import Geodesic
from geographiclib.test.test_geodesic import GeodesicTest
from pyproj import Geod

Floats = npt.NDArray[np.float64]

KARNEY: list[list[float]] = GeodesicTest.testcases
"""Of Karney's published test geodesics the twenty that the geographiclib package carries.

lat1, lon1, azi1, lat2, lon2, azi2, s12, a12, m12, M12, M21, S12.
"""

_GEOD = Geod(ellps="WGS84")
_GOLDEN = (5**0.5 - 1) / 2


def slow_distances(lon1: float, lat1: float, points: Floats) -> Floats:
    """Return distances in metres from one point to others, by geographiclib in pure Python."""
    wgs84: Any = Geodesic.WGS84
    return np.array([wgs84.Inverse(lat1, lon1, lat, lon)["s12"] for lon, lat in points])


def slow_azimuths(lon1: float, lat1: float, points: Floats) -> Floats:
    """Return azimuths (0…360) from one point to others, by geographiclib in pure Python."""
    wgs84: Any = Geodesic.WGS84
    return np.array([wgs84.Inverse(lat1, lon1, lat, lon)["azi1"] % 360 for lon, lat in points])


def long_double_legendre(count: int) -> tuple[Any, Any]:
    """Return Gauss-Legendre nodes and weights on 0…1 in extended precision."""
    real = np.longdouble
    nodes = np.cos(np.pi * (np.arange(1, count + 1, dtype=real) - real(0.25)) / (count + real(0.5)))
    for _ in range(6):
        previous, value = np.ones_like(nodes), nodes.copy()
        for degree in range(2, count + 1):
            previous, value = (
                value,
                ((2 * degree - 1) * nodes * value - (degree - 1) * previous) / real(degree),
            )
        slope = count * (nodes * value - previous) / (nodes**2 - 1)
        nodes = nodes - value / slope
    return (nodes + 1) / 2, 1 / ((1 - nodes**2) * slope**2)


def integrated_geodesic(lat1: float, azimuth: float, turn: float) -> tuple[float, float, float]:
    """Return longitude and latitude at the end of a geodesic from longitude 0, and its length.

    ``turn`` is its length on the auxiliary sphere, in radians. By quadrature of the defining
    integrals (Bessel 1825; Karney 2013, equations 7 and 8), not by series, in extended precision.
    """
    real = np.longdouble
    a, f = real(6378137), 1 / real("298.257223563")
    pi = real("3.14159265358979323846264338327950288")
    second = f * (2 - f) / (1 - f) ** 2
    phi, alpha = real(lat1) * pi / 180, real(azimuth) * pi / 180
    beta = np.arctan2((1 - f) * np.sin(phi), np.cos(phi))
    sin0 = np.sin(alpha) * np.cos(beta)
    cos0 = np.hypot(np.cos(alpha), np.sin(alpha) * np.sin(beta))
    sigma1 = np.arctan2(np.sin(beta), np.cos(alpha) * np.cos(beta))
    omega1 = np.arctan2(sin0 * np.sin(sigma1), np.cos(sigma1))
    sigma2 = sigma1 + real(turn)
    omega2 = np.arctan2(sin0 * np.sin(sigma2), np.cos(sigma2))
    nodes, weights = long_double_legendre(48)
    root = np.sqrt(1 + second * cos0**2 * np.sin(sigma1 + nodes * real(turn)) ** 2)
    length = a * (1 - f) * real(turn) * np.sum(weights * root)
    lag = f * sin0 * real(turn) * np.sum(weights * (2 - f) / (1 + (1 - f) * root))
    lon = (omega2 - omega1) * 180 / pi
    lon = lon + 360 * np.round((real(turn) * np.sign(sin0) * 180 / pi - lon) / 360)
    lat = np.arctan2(cos0 * np.sin(sigma2), (1 - f) * np.hypot(cos0 * np.cos(sigma2), sin0))
    return float(lon - lag * 180 / pi), float(lat * 180 / pi), float(length)


def distances_to_path(path: Sequence[tuple[float, float]], points: Floats) -> Floats:
    """Return the distances from points to geodesics through waypoints, by search along them."""
    lon, lat = points.T
    best = np.full(len(points), np.inf)
    for (lon1, lat1), (lon2, lat2) in zip(path[:-1], path[1:]):
        # With −0 the way to the antipode would be another one.
        azimuth, _, length = _GEOD.inv(lon1, lat1 + 0.0, lon2, lat2 + 0.0)

        def apart(at: Floats, lon1: float = lon1, lat1: float = lat1, azi: float = azimuth) -> Any:
            full = np.full(len(at), 1.0)
            x, y, _ = _GEOD.fwd(lon1 * full, lat1 * full, azi * full, at)
            return _GEOD.inv(lon, lat, x, y)[2]

        steps = np.linspace(0, length, max(21, int(length / 100_000)))
        tried = np.array([apart(np.full(len(points), step)) for step in steps])
        nearest = tried.argmin(axis=0)
        low = steps[np.maximum(nearest - 1, 0)]
        high = steps[np.minimum(nearest + 1, len(steps) - 1)]
        for _ in range(60):
            left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            nearer = apart(left) < apart(right)
            high, low = np.where(nearer, right, high), np.where(nearer, low, left)
        best = np.minimum(best, np.minimum(apart((low + high) / 2), tried.min(axis=0)))
    return best


def rings_of(shape: Any) -> Iterator[Floats]:
    """Return the coordinates of each ring of a shapely (multi) polygon."""
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        yield shapely.get_coordinates(ring)


def edge_points(shape: Any, shares: Sequence[float] = (0.0, 0.2, 0.5, 0.7)) -> Floats:
    """Return points on the edges of a (multi) polygon, those along the border of the map aside."""
    found = [np.empty((0, 2))]
    for ring in rings_of(shape):
        start, end = ring[:-1], ring[1:]
        border = (np.abs(start[:, 0]) == 180) & (start[:, 0] == end[:, 0])
        border |= (np.abs(start[:, 1]) == 90) & (start[:, 1] == end[:, 1])
        found += [(start + share * (end - start))[~border] for share in shares]
    return np.concatenate(found)


def faults_of(shapes: npt.NDArray[Any]) -> list[str]:
    """Return what is wrong with (multi) polygons as areas in EPSG:4326."""
    faults = []
    for row, shape in enumerate(shapes):
        coords = shapely.get_coordinates(shape)
        if not shapely.is_valid(shape):
            faults.append(f"{row}: {shapely.is_valid_reason(shape)}")
        if np.isnan(coords).any():
            faults.append(f"{row}: NaN")
        if len(coords) and (np.abs(coords).max(axis=0) > [180, 90]).any():
            faults.append(f"{row}: outside the map")
        for part in shapely.get_parts(shape):
            if not shapely.is_ccw(shapely.get_exterior_ring(part)):
                faults.append(f"{row}: exterior turns clockwise")
            if any(shapely.is_ccw(hole) for hole in part.interiors):
                faults.append(f"{row}: hole turns counter-clockwise")
    return faults

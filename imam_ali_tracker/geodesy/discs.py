"""Full circles with evenly spread edges: half of each is reckoned, the other half mirrored."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arrays import Polygons
from imam_ali_tracker.geodesy.densify import Knots

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arcs import Arcs
    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

_FEWEST_EDGES = 8
# Up to here (radians) and with this margin ``even_edges`` is on the safe side; tests measure it.
_EVEN_LATITUDE, _MARGIN = 1.535, 0.9
_ENOUGH = 1.01

# How many points of a half circle the others may be interpolated from, and the largest ρ for which
# what is left out, some times 2 ρᵐ⁺¹/(m + 1) of the earth's radius, stays below 0.02 mm.
_NODES = np.array([4, 6, 8, 10, 12, 16, 24])
_LARGEST_RHO = ((_NODES + 1) / 2 * 5e-8 / 6.4e6) ** (1 / (_NODES + 1))


def even_edges(
    lat: FloatArray, radius: FloatArray, tolerance_m: FloatArray, ellipsoid: Ellipsoid
) -> FloatArray:
    """Return how many even edges keep within the tolerance of a circle; NaN where uneven ones must.

    An edge that is straight in longitude and latitude deviates from a circle by the sagitta of the
    circle's own curvature, cot(r/R)/R, and by that of the edge, at most 2 tan φ/R. Where the second
    is more than the first, near the poles and for very large circles, even edges are a waste.
    """
    angle = radius / ellipsoid.b
    nearest = np.radians(np.abs(lat)) + angle
    with np.errstate(invalid="ignore"):
        plain = (nearest < _EVEN_LATITUDE) & (angle < 1.0) & (radius > 0)
    angle, nearest = np.where(plain, angle, 0.1), np.where(plain, nearest, 0.0)
    plain &= 2 * np.tan(nearest) * np.tan(angle) <= 1
    bend = (1 / np.tan(angle) + 2 * np.tan(nearest)) / ellipsoid.b
    edge = np.sqrt(8 * _MARGIN * tolerance_m / bend)
    edges = 2 * np.pi * ellipsoid.a * np.sin(angle) / edge
    return np.where(plain, np.maximum(_FEWEST_EDGES, 2 * np.ceil(edges / 2)), np.nan)


def clear_of_border(arcs: Arcs, ellipsoid: Ellipsoid) -> BoolArray:
    """Return which full circles surely meet neither a pole nor ±180; the others may.

    On a sphere a circle reaches asin(sin(r/R)/cos φ) to the east. The smallest radius of curvature
    and one per cent are more than what the ellipsoid adds.
    """
    least = ellipsoid.a * (1 - ellipsoid.e2)
    angle = arcs.radius / least
    with np.errstate(invalid="ignore"):
        to_pole = np.radians(90.0 - np.abs(arcs.lat))
        share = _ENOUGH * np.sin(np.minimum(angle, np.pi / 2)) / np.cos(np.radians(arcs.lat))
        away = (angle < to_pole) & (share < 1)
        east = np.degrees(np.arcsin(np.where(away, share, 0.0)))
        clear: BoolArray = away & (np.abs(arcs.lon) + east < 180.0)
    return clear


def discs(arcs: Arcs, edges: IndexArray, ellipsoid: Ellipsoid) -> Polygons:
    """Return full circles that are clear of the border of the map.

    That is nearly all of them, for which nothing need be cut, sorted or looked for.
    """
    halves = edges // 2
    made, rows = [], []
    for half in np.unique(halves).tolist():
        chosen = np.flatnonzero(halves == half)
        some = arcs.take(chosen)
        lon, lat = _half_circles(some, half, ellipsoid)
        lon[:, 0] = lon[:, -1] = 0.0
        # Counter-clockwise from the north: down the west side and up the east side.
        coords = np.empty((len(chosen), 2 * half + 1, 2))
        np.subtract(some.lon[:, None], lon, out=coords[:, : half + 1, 0])
        np.add(some.lon[:, None], lon[:, -2::-1], out=coords[:, half + 1 :, 0])
        coords[:, : half + 1, 1] = lat
        coords[:, half + 1 :, 1] = lat[:, -2::-1]
        each = np.arange(len(chosen) + 1)
        made.append(Polygons(coords.reshape(-1, 2), (2 * half + 1) * each, each, each))
        rows.append(chosen)
    return made[0] if len(made) == 1 else Polygons.interleaved(made, rows)


def _half_circles(arcs: Arcs, half: int, ellipsoid: Ellipsoid) -> tuple[FloatArray, FloatArray]:
    """Return the points of half circles east of longitude 0, (n, half + 1)."""
    nodes = _nodes(arcs, half, ellipsoid)
    lon, lat = np.empty((2, len(nodes), half + 1))
    for count in np.unique(nodes).tolist():
        rows = np.flatnonzero(nodes == count)
        lon[rows], lat[rows] = _interpolated(arcs.take(rows), count, half, ellipsoid)
    return lon, lat


def _nodes(arcs: Arcs, half: int, ellipsoid: Ellipsoid) -> IndexArray:
    """Return from how many points, less one, half circles are interpolated to some micrometres.

    Longitude and latitude are analytic functions of the azimuth, odd and even: their coefficients
    fall like ρᵏ/k, ρ being tan(r/2) by the tangent of half the distance to the pole in
    stereographic projection, where the next singularity is. What interpolation adds is the sum of
    those that are left out (Trefethen and Weideman 2014).
    """
    to_pole = np.radians(90.0 - np.abs(arcs.lat))
    # A hair more than nothing, so that at a pole it is large instead of undefined.
    rho = np.abs(np.tan(arcs.radius / ellipsoid.b / 2)) / np.tan(to_pole / 2 + 1e-12)
    enough = np.append(_NODES, np.iinfo(np.int64).max)[np.searchsorted(_LARGEST_RHO, rho)]
    nodes: IndexArray = np.minimum(enough, half)
    return nodes


def _interpolated(
    arcs: Arcs, nodes: int, half: int, ellipsoid: Ellipsoid
) -> tuple[FloatArray, FloatArray]:
    """Return points of half circles, all of them or interpolated from ``nodes`` + 1."""
    azimuth = np.broadcast_to(np.arange(nodes + 1) * (180.0 / nodes), (len(arcs.lat), nodes + 1))
    lon, lat, _ = ellipsoid.forward(0.0, arcs.lat[:, None], azimuth, arcs.radius[:, None])
    lon, lat = np.abs(lon).reshape(azimuth.shape), lat.reshape(azimuth.shape)
    if nodes == half:
        return lon, lat
    lon[:, 0] = lon[:, -1] = 0.0
    odd, even = _weights(nodes, half)
    lat -= arcs.lat[:, None]
    # einsum rather than a matrix product, for which BLAS would start threads in each of ours.
    lon = np.einsum("ij,jk->ik", lon, odd)
    lat = np.einsum("ij,jk->ik", lat, even)
    lat += arcs.lat[:, None]
    return lon, lat


@lru_cache(maxsize=256)
def _weights(nodes: int, half: int) -> tuple[FloatArray, FloatArray]:
    """Return the matrices that take odd and even functions of the azimuth to more points."""
    here, there = (np.pi * np.arange(count + 1) / count for count in (nodes, half))
    order = np.arange(nodes + 1)
    even = np.linalg.solve(np.cos(np.outer(order, here)), np.cos(np.outer(order, there)))
    odd = np.zeros_like(even)
    inner = order[1:-1]
    odd[1:-1] = np.linalg.solve(np.sin(np.outer(inner, here[1:-1])), np.sin(np.outer(inner, there)))
    return odd, even


def even_rings(arcs: Arcs, edges: IndexArray, ellipsoid: Ellipsoid) -> Knots:
    """Return full circles of so many (an even number of) even edges, as ``traced_arcs`` does.

    None may reach its cut locus.
    """
    north, south = (arcs.radius > distance for distance in ellipsoid.pole_distances(arcs.lat))
    halves = edges // 2
    curve, azimuth, lon, lat = [], [], [], []
    for half in np.unique(halves).tolist():
        chosen = np.flatnonzero(halves == half)
        east, up = _half_circles(arcs.take(chosen), half, ellipsoid)
        east[:, 0], east[:, -1] = 180.0 * north[chosen], 180.0 * south[chosen]
        curve.append(np.repeat(chosen, 2 * half + 1))
        azimuth.append(np.tile(np.arange(2 * half + 1) * (180.0 / half), len(chosen)))
        lon.append(np.concatenate([east, -east[:, -2::-1]], axis=1).ravel())
        lat.append(np.concatenate([up, up[:, -2::-1]], axis=1).ravel())
    ring = np.concatenate(curve)
    knots = Knots(ring, *(np.concatenate(column) for column in (azimuth, lon, lat)))
    return knots.take(np.argsort(ring, kind="stable"))

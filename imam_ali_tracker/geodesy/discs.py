"""Full circles with evenly spread edges: half of each is reckoned, the other half mirrored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arrays import Polygons, offsets_of, ranges
from imam_ali_tracker.geodesy.densify import Knots

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arcs import Arcs
    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

_FEWEST_EDGES = 8
# Up to here (radians) and with this margin ``even_edges`` is on the safe side; tests measure it.
_EVEN_LATITUDE, _MARGIN = 1.535, 0.9


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


def clear_discs(arcs: Arcs, edges: IndexArray, ellipsoid: Ellipsoid) -> tuple[BoolArray, Polygons]:
    """Return which full circles meet neither a pole nor ±180, and these as polygons.

    That is nearly all of them, for which nothing need be cut, sorted or looked for.
    """
    to_pole = np.radians(90.0 - np.abs(arcs.lat)) * ellipsoid.a * (1 - ellipsoid.e2)
    clear = arcs.radius < to_pole
    made, rows = [], []
    for count in np.unique(edges[clear]).tolist():
        chosen = np.flatnonzero(clear & (edges == count))
        some = arcs.take(chosen)
        lon, lat = _halves(some, edges[chosen], ellipsoid)
        lon, lat = lon.reshape(len(chosen), -1), lat.reshape(len(chosen), -1)
        apart = np.abs(some.lon) + lon.max(axis=1) < 180.0
        clear[chosen[~apart]] = False
        if not apart.all():
            some, chosen, lon, lat = some.take(apart), chosen[apart], lon[apart], lat[apart]
        # Counter-clockwise from the north: down the west side and up the east side.
        lon[:, 0] = lon[:, -1] = 0.0
        coords = np.empty((len(chosen), count + 1, 2))
        coords[:, : count // 2 + 1, 0] = some.lon[:, None] - lon
        coords[:, count // 2 + 1 :, 0] = some.lon[:, None] + lon[:, -2::-1]
        coords[:, : count // 2 + 1, 1] = lat
        coords[:, count // 2 + 1 :, 1] = lat[:, -2::-1]
        each = np.arange(len(chosen) + 1)
        made.append(Polygons(coords.reshape(-1, 2), (count + 1) * each, each, each))
        rows.append(chosen)
    if len(made) == 1:
        return clear, made[0]
    order = np.argsort(np.concatenate([np.zeros(0, dtype=np.int64), *rows]))
    return clear, Polygons.concatenate(made).take(order)


def even_rings(arcs: Arcs, edges: IndexArray, ellipsoid: Ellipsoid) -> Knots:
    """Return full circles of so many (an even number of) even edges, as ``traced_arcs`` does.

    None may reach its cut locus. A circle is symmetric about its meridian: half of it is reckoned.
    """
    half = edges // 2
    offsets = offsets_of(half + 1)
    lon, lat = _halves(arcs, edges, ellipsoid)
    north, south = ellipsoid.pole_distances(arcs.lat)
    lon[offsets[:-1]] = np.where(arcs.radius > north, 180.0, 0.0)
    lon[offsets[1:] - 1] = np.where(arcs.radius > south, 180.0, 0.0)

    ring = np.repeat(np.arange(len(half)), edges + 1)
    step = ranges(np.zeros(len(half)), edges + 1)
    west = step > half[ring]
    source = offsets[:-1][ring] + np.where(west, edges[ring] - step, step)
    azimuth = step * (180.0 / half)[ring]
    return Knots(ring, azimuth, np.where(west, -lon[source], lon[source]), lat[source])


def _halves(arcs: Arcs, edges: IndexArray, ellipsoid: Ellipsoid) -> tuple[FloatArray, FloatArray]:
    """Return the points at azimuths 0…180 of circles around longitude 0, which all lie east."""
    half = edges // 2
    ring = np.repeat(np.arange(len(half)), half + 1)
    azimuth = ranges(np.zeros(len(half)), half + 1) * (180.0 / half)[ring]
    lon, lat, _ = ellipsoid.forward(0.0, arcs.lat[ring], azimuth, arcs.radius[ring])
    return np.abs(lon), lat

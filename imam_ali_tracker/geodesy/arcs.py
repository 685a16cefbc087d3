"""Edges of circles: all the way round or from azimuth to azimuth, and as points on ±180 need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.arrays import ranges
from imam_ali_tracker.geodesy.densify import Knots, refined
from imam_ali_tracker.geodesy.roots import zero_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

# How far (in degrees) two points may be apart that are one: a hundredth of a millimetre.
_SAME = 1e-10
# How exactly a place on ±180 is as far away as it should be.
_EXACT_M = 1e-7
_CLEARANCE_M = 0.0001


class Arcs(NamedTuple):
    """Centre, radius, first azimuth (0…360), angle clockwise from there (up to 360); all (n,)."""

    lon: FloatArray
    lat: FloatArray
    radius: FloatArray
    azimuth: FloatArray
    sweep: FloatArray

    def take(self, chosen: IndexArray | BoolArray) -> Arcs:
        """Return the chosen arcs, in that order."""
        return Arcs(*(column[chosen] for column in self))


def clear_of_poles(lat: FloatArray, radius: FloatArray, ellipsoid: Ellipsoid) -> FloatArray:
    """Return radii that miss the poles by at least a tenth of a millimetre.

    At a pole itself a circle would turn from any longitude to any other.
    """
    for distance in ellipsoid.pole_distances(lat):
        near = (np.abs(radius - distance) < _CLEARANCE_M) & (distance > 2 * _CLEARANCE_M)
        radius = np.where(near, distance - _CLEARANCE_M, radius)
    return radius


class _Edge:
    """The edges of circles around longitude 0, as a function of the azimuth.

    East of the centre's meridian longitudes are 0…180, west of it −180…0; on it they are 0, or 180
    beyond a pole. Where a geodesic is no shortest way any more the edge is the cut locus.
    """

    def __init__(self, arcs: Arcs, ellipsoid: Ellipsoid) -> None:
        self._arcs = arcs
        self._ellipsoid = ellipsoid
        self._far = bool((arcs.radius > ellipsoid.cut_distances(arcs.lat, 90.0)).any())
        self._beyond_north, self._beyond_south = (
            arcs.radius > distance for distance in ellipsoid.pole_distances(arcs.lat)
        )

    def __call__(self, arc: IndexArray, azimuth: FloatArray) -> tuple[FloatArray, FloatArray]:
        lat = self._arcs.lat[arc]
        radius = self._arcs.radius[arc]
        cut = self._ellipsoid.cut_distances(lat, azimuth) if self._far else radius + 1.0
        reach = np.minimum(radius, cut)
        lon, end_lat, _ = self._ellipsoid.forward(0.0, lat, azimuth, reach)
        turn = azimuth % 360.0
        lon = np.where(turn < 180.0, np.abs(lon), -np.abs(lon))
        lon = np.where(turn == 0.0, 180.0 * self._beyond_north[arc], lon)
        lon = np.where(turn == 180.0, 180.0 * self._beyond_south[arc], lon)
        return lon, np.where(reach == cut, -lat, end_lat)


def segments_for(radius_m: npt.ArrayLike, tolerance_m: npt.ArrayLike) -> IndexArray:
    """Return how many edges keep within the tolerance of a circle in a plane, 8 or more."""
    radius = np.maximum(np.asarray(radius_m, dtype=np.float64), 1e-9)
    share = np.clip(np.asarray(tolerance_m, dtype=np.float64) / radius, 0, 0.5)
    edges: IndexArray = np.maximum(8, np.ceil(np.pi / np.arccos(1 - share)).astype(np.int64))
    return edges


def traced_arcs(
    arcs: Arcs, steps: IndexArray, tolerance_m: FloatArray, ellipsoid: Ellipsoid
) -> Knots:
    """Return points on arcs, azimuths ascending; both ends are among them.

    Parameters
    ----------
    steps:
        Into how many edges at least a full circle is divided.
    tolerance_m:
        How far an edge may be from the arc; NaN where ``steps`` alone decides.
    """
    edge = _Edge(arcs, ellipsoid)
    arc, start, end, cut = _stretches(arcs, ellipsoid)
    turns = np.where(cut, 1.0, np.ceil((end - start) / 360.0 * steps[arc] - 1e-9))
    counts = np.maximum(turns, 1).astype(np.int64) + 1
    stretch = np.repeat(np.arange(len(arc)), counts)
    share = ranges(np.zeros(len(arc)), counts) / (counts - 1)[stretch]
    at = start[stretch] + share * (end - start)[stretch]
    at = np.where(share == 1.0, end[stretch], at)
    limit = np.where(cut | np.isnan(tolerance_m[arc]), np.inf, tolerance_m[arc])
    knots = refined(lambda s, azimuth: edge(arc[s], azimuth), stretch, at, limit, ellipsoid)
    # Each stretch begins where the one before it ended, also where a piece of cut locus that was
    # there and back again has been left out between them.
    follows = np.diff(arc, prepend=-1) == 0
    begins = np.diff(knots.curve, prepend=-1) > 0
    knots = knots.take(~(begins & follows[knots.curve]))
    knots = Knots(arc[knots.curve], knots.at, knots.lon, knots.lat)
    repeats = np.zeros(len(knots.curve), dtype=bool)
    near = (np.abs(np.diff(knots.lon)) < _SAME) & (np.abs(np.diff(knots.lat)) < _SAME)
    repeats[1:] = near & knots.apart()
    return knots.take(~repeats)


def _stretches(
    arcs: Arcs, ellipsoid: Ellipsoid
) -> tuple[IndexArray, FloatArray, FloatArray, BoolArray]:
    """Divide arcs at north and south and at the ends of the cut locus.

    Returns of each stretch its arc, its first and last azimuth, and whether it is cut locus. Cut
    locus is there and back again, once from each side, except towards the ends of a sector: only
    that is returned.
    """
    count = len(arcs.lon)
    first, last = arcs.azimuth, arcs.azimuth + arcs.sweep
    corner = ellipsoid.cut_azimuths(arcs.lat, arcs.radius)
    corner[corner == 90.0] = np.nan
    bases = 180.0 * np.arange(5)
    marks = [np.broadcast_to(bases, (count, 5))]
    marks += [corner[:, None] + bases[:4], 180.0 - corner[:, None] + bases[:4]]
    inside = np.concatenate(marks, axis=1)
    inside = np.where((inside > first[:, None]) & (inside < last[:, None]), inside, np.nan)
    inside = np.sort(np.concatenate([first[:, None], inside, last[:, None]], axis=1), axis=1)
    start, end = inside[:, :-1], inside[:, 1:]
    arc, column = np.nonzero(end > start)
    start, end = start[arc, column], end[arc, column]
    cut = ellipsoid.cut_distances(arcs.lat[arc], (start + end) / 2) < arcs.radius[arc]
    at_end = (start == first[arc]) | (end == last[arc])
    whole = arcs.sweep[arc] == 360.0
    kept = ~cut | (at_end & ~whole)
    return arc[kept], start[kept], end[kept], cut[kept]


def with_crossings(knots: Knots, arcs: Arcs, ellipsoid: Ellipsoid) -> Knots:
    """Return points on arcs with one more, exactly on ±180 and on the arc, where they cross it.

    ``knots.lon`` are real longitudes within ±180 here, not those of ``traced_arcs``.
    """
    before, after = knots.lon[:-1], knots.lon[1:]
    jumps = knots.apart() & (np.abs(after - before) > 180.0)
    jumps &= (np.abs(before) < 180.0) & (np.abs(after) < 180.0)
    at = np.flatnonzero(jumps)
    if not len(at):
        return knots
    here = arcs.take(knots.curve[at])

    def beyond(lat: FloatArray) -> FloatArray:
        return ellipsoid.inverse(here.lon, here.lat, 180.0, lat)[2] - here.radius

    # Along an edge latitudes only rise or only fall, and of its ends one lies beyond ±180: on its
    # parallel ±180 is within the circle, on that of the other end it is not.
    low, high = np.sort(np.stack([knots.lat[at], knots.lat[at + 1]]), axis=0)
    lat = zero_of(beyond, low, high, _EXACT_M)
    # Put in their places rather than sorted: next to a pole azimuths may be equal.
    columns = zip(knots, (knots.curve[at], knots.at[at], np.full(len(at), 180.0), lat))
    curve, azimuth, lon, lat = (np.insert(column, at + 1, new) for column, new in columns)
    return Knots(curve, azimuth, lon, lat)

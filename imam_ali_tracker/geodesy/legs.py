"""Geodesics of given length, in bulk: their points, and what happens to them at the poles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import wrapped
from imam_ali_tracker.geodesy.arrays import ranges
from imam_ali_tracker.geodesy.densify import Knots, refined

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

NEGLIGIBLE_M = 0.001
"""Lengths below a millimetre do not count."""

AT_POLE_M = 0.00002
"""A point of a meridian that is so near to a pole is the pole."""

# Even a line that is straight in longitude and latitude bends in other projections.
LONGEST_EDGE_M = 200_000.0


class Legs(NamedTuple):
    """Stretches of geodesics: point and direction, and from and to what distance from the point.

    All (n,); degrees and metres.
    """

    lon: FloatArray
    lat: FloatArray
    azimuth: FloatArray
    start: FloatArray
    end: FloatArray


class Pieces(NamedTuple):
    """Stretches of legs without a pole inside: of which leg, from where to where along it.

    ``meridian`` is the longitude of all points of the piece, NaN where it is not a meridian;
    ``poles`` are the distances along the leg at which it meets the north and the south pole
    (n, 2), NaN where it does not.
    """

    leg: IndexArray
    start: FloatArray
    end: FloatArray
    meridian: FloatArray
    poles: FloatArray


class Traces:
    """Points on legs, piece by piece; the ``curve`` of a knot is the number of its piece.

    Pieces are in the order of the legs and of the way. Two pieces of one leg meet at a pole, with
    the two longitudes it has there.
    """

    def __init__(self, legs: Legs, ellipsoid: Ellipsoid) -> None:
        self.pieces = _cut_at_poles(legs, ellipsoid)
        self._legs = legs
        self._ellipsoid = ellipsoid

    def points_of(self, piece: IndexArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return longitudes and latitudes at distances along pieces."""
        legs, leg = self._legs, self.pieces.leg[piece]
        lon, lat, _ = self._ellipsoid.forward(legs.lon[leg], legs.lat[leg], legs.azimuth[leg], at)
        meridian = self.pieces.meridian[piece]
        lon = np.where(np.isnan(meridian), lon, meridian)
        with np.errstate(invalid="ignore"):
            north, south = np.abs(self.pieces.poles[piece].T - at) <= AT_POLE_M
        return lon, np.where(north | south, 90.0 * (north.astype(np.float64) - south), lat)

    def knots(self, tolerance_m: FloatArray) -> Knots:
        """Return points so close that edges stay within the tolerance, one value per leg."""
        span = self.pieces.end - self.pieces.start
        counts = np.maximum(np.ceil(span / LONGEST_EDGE_M).astype(np.int64) + 1, 2)
        piece = np.repeat(np.arange(len(counts)), counts)
        share = ranges(np.zeros(len(counts)), counts) / (counts - 1)[piece]
        at = self.pieces.start[piece] + share * span[piece]
        limit = tolerance_m[self.pieces.leg]
        return refined(self.points_of, piece, at, limit, self._ellipsoid)

    def knots_at(self, leg: IndexArray, at: FloatArray) -> Knots:
        """Return the points at these distances along legs, and at the ends of their pieces."""
        begin, end = (np.searchsorted(leg, self.pieces.leg, side) for side in ("left", "right"))
        piece = np.repeat(np.arange(len(begin)), end - begin)
        at = at[ranges(begin, end - begin)]
        inside = (at > self.pieces.start[piece]) & (at < self.pieces.end[piece])
        everything = np.arange(len(begin))
        piece = np.concatenate([piece[inside], everything, everything])
        at = np.concatenate([at[inside], self.pieces.start, self.pieces.end])
        order = np.lexsort((at, piece))
        piece, at = piece[order], at[order]
        return Knots(piece, at, *self.points_of(piece, at))


def _cut_at_poles(legs: Legs, ellipsoid: Ellipsoid) -> Pieces:
    """Cut legs where they go over a pole; legs that are negligibly short have no piece.

    Only those on a meridian, due north or south or from a pole, go over one. Others go around it,
    if at a distance of micrometres.
    """
    at_pole = np.abs(legs.lat) == 90.0
    meridional = at_pole | (legs.azimuth % 180.0 == 0.0)
    northward = np.abs(wrapped(legs.azimuth)) < 90.0
    to_north, to_south = ellipsoid.pole_distances(legs.lat)
    first = np.where(at_pole, 0.0, np.where(northward, to_north, to_south))
    first_is_north = np.where(at_pole, legs.lat > 0, northward)
    half = ellipsoid.half_meridian

    passed = meridional & ~at_pole & (first <= legs.start + AT_POLE_M)
    over = meridional & ~at_pole & ~passed & (first < legs.end - AT_POLE_M)
    counts = np.where(legs.end - legs.start > NEGLIGIBLE_M, 1 + over, 0)
    leg = np.repeat(np.arange(len(counts)), counts)
    part = ranges(np.zeros(len(counts)), counts)
    start = np.where(over[leg] & (part == 1), first[leg], legs.start[leg])
    end = np.where(over[leg] & (part == 0), first[leg], legs.end[leg])

    away, _, _ = ellipsoid.forward(legs.lon, legs.lat, legs.azimuth, half / 2)
    beyond = passed[leg] | (part == 1)
    meridian = np.where(at_pole[leg], away[leg], legs.lon[leg] + 180.0 * beyond)
    meridian = np.where(meridional[leg], meridian, np.nan)
    poles = np.where(first_is_north[:, None], [0.0, half], [half, 0.0]) + first[:, None]
    poles[~meridional] = np.nan
    return Pieces(leg, start, end, meridian, poles[leg])

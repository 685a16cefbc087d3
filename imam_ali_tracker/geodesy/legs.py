"""Geodesics of given length, in bulk: their points, and what happens to them at the poles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.arrays import ranges
from imam_ali_tracker.geodesy.densify import Knots, refined

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

NEGLIGIBLE_M = 0.001
"""Lengths below a millimetre do not count; a geodesic that misses a pole by less goes over it."""

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


def traced(legs: Legs, tolerance_m: FloatArray, ellipsoid: Ellipsoid) -> tuple[Pieces, Knots]:
    """Return the legs' pieces, and points on them so close that edges stay within the tolerance.

    The ``curve`` of a knot is the number of its piece; pieces are in the order of the legs and of
    the way. Two pieces of one leg meet at a pole, with the two longitudes it has there.
    """
    pieces = _cut_at_poles(legs, ellipsoid)

    def points_of(piece: IndexArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        leg = pieces.leg[piece]
        lon, lat, _ = ellipsoid.forward(legs.lon[leg], legs.lat[leg], legs.azimuth[leg], at)
        meridian = pieces.meridian[piece]
        lon = np.where(np.isnan(meridian), lon, meridian)
        with np.errstate(invalid="ignore"):
            north, south = (np.abs(pieces.poles[piece].T - at) <= NEGLIGIBLE_M).astype(np.float64)
        at_pole = north + south > 0
        return lon, np.where(at_pole, 90.0 * (north - south), lat)

    span = pieces.end - pieces.start
    counts = np.ceil(span / LONGEST_EDGE_M).astype(np.int64) + 1
    counts = np.maximum(counts, 2)
    piece = np.repeat(np.arange(len(counts)), counts)
    share = ranges(np.zeros(len(counts)), counts) / (counts - 1)[piece]
    at = pieces.start[piece] + share * span[piece]
    knots = refined(points_of, piece, at, tolerance_m[pieces.leg], ellipsoid)
    return pieces, knots


def _cut_at_poles(legs: Legs, ellipsoid: Ellipsoid) -> Pieces:
    """Cut legs where they go over a pole; legs that are negligibly short have no piece."""
    cosine = np.sqrt(np.maximum(0.0, 1 - ellipsoid.sine_of_reduced(legs.lat) ** 2))
    heading = np.radians(legs.azimuth)
    # By Clairaut's theorem this is how near a geodesic comes to the poles.
    missed_by = ellipsoid.a * cosine * np.abs(np.sin(heading))
    meridional = missed_by < NEGLIGIBLE_M
    starts_at_pole = ellipsoid.a * cosine < NEGLIGIBLE_M
    northward = np.cos(heading) > 0
    to_north, to_south = ellipsoid.pole_distances(legs.lat)
    half = ellipsoid.half_meridian
    first = np.where(northward, to_north, to_south)
    first = np.where(starts_at_pole, 0.0, first)
    first_is_north = np.where(starts_at_pole, legs.lat > 0, northward)

    passed = meridional & ~starts_at_pole & (first <= legs.start + NEGLIGIBLE_M)
    over = meridional & ~starts_at_pole & ~passed & (first < legs.end - NEGLIGIBLE_M)
    counts = np.where(legs.end - legs.start > NEGLIGIBLE_M, 1 + over, 0)
    leg = np.repeat(np.arange(len(counts)), counts)
    part = ranges(np.zeros(len(counts)), counts)
    start = np.where(over[leg] & (part == 1), first[leg], legs.start[leg])
    end = np.where(over[leg] & (part == 0), first[leg], legs.end[leg])

    away, _, _ = ellipsoid.forward(legs.lon, legs.lat, legs.azimuth, half / 2)
    beyond = passed[leg] | (part == 1)
    meridian = np.where(starts_at_pole[leg], away[leg], legs.lon[leg] + 180.0 * beyond)
    meridian = np.where(meridional[leg], meridian, np.nan)
    poles = np.where(first_is_north[:, None], [1.0, 0.0], [0.0, 1.0]) * half
    poles = first[:, None] + half - poles
    poles[~meridional] = np.nan
    return Pieces(leg, start, end, meridian, poles[leg])

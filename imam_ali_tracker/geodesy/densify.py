"""Enough points on a curve that its edges, straight in longitude and latitude, stay close to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import wrapped

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

    PointsOf = Callable[[IndexArray, FloatArray], tuple[FloatArray, FloatArray]]

# Where along an edge its distance from the curve is looked at. Three places, because a curve may
# cross its edge in the middle.
_PROBES = (0.25, 0.5, 0.75)
# Between the probes an edge may be a little farther off; what is aimed at is this much stricter.
_MARGIN = 0.9
# Degrees: how much of the globe an edge may span, and what is so near to a pole to be at it.
_WIDEST_EDGE, _AT_POLE = 45.0, 1e-10
_MOST_ROUNDS = 60
_MOST_PIECES = 16


class Knots(NamedTuple):
    """Points on curves: which curve, at which parameter, where; in order of both."""

    curve: IndexArray
    at: FloatArray
    lon: FloatArray
    lat: FloatArray

    def then(self, others: Knots) -> Knots:
        """Return both, in order."""
        curve = np.concatenate([self.curve, others.curve])
        at = np.concatenate([self.at, others.at])
        lon = np.concatenate([self.lon, others.lon])
        lat = np.concatenate([self.lat, others.lat])
        return Knots(curve, at, lon, lat).take(np.lexsort((at, curve)))

    def take(self, chosen: IndexArray | BoolArray) -> Knots:
        """Return the chosen knots, in that order."""
        return Knots(self.curve[chosen], self.at[chosen], self.lon[chosen], self.lat[chosen])

    def apart(self) -> BoolArray:
        """Tell which knots, the last excepted, are followed by another of their curve."""
        same: BoolArray = self.curve[1:] == self.curve[:-1]
        return same


def refined(
    points_of: PointsOf,
    curve: IndexArray,
    at: FloatArray,
    tolerance_m: FloatArray,
    ellipsoid: Ellipsoid,
    *,
    geodesic_edges: bool = False,
) -> Knots:
    """Return knots so close that no edge is farther than the tolerance from its curve.

    Parameters
    ----------
    points_of:
        Gives longitude and latitude for curve numbers and parameters, as arrays.
    curve, at:
        The knots to begin with, in order; at least the two ends of every curve. Nothing is added
        before the first or after the last. Their edges must not span half the globe.
    tolerance_m:
        One per curve number.
    geodesic_edges:
        Edges are geodesics rather than straight in longitude and latitude.
    """
    knots = Knots(curve, at, *points_of(curve, at))
    edges = np.flatnonzero(knots.apart())
    start, end = knots.take(edges), knots.take(edges + 1)
    for _ in range(_MOST_ROUNDS):
        if not len(start.curve):
            break
        error = _errors(points_of, start, end, ellipsoid, geodesic=geodesic_edges) / (
            _MARGIN * tolerance_m[start.curve]
        )
        # Edges that go half round a pole may cross others there, however near to it they are.
        turning = np.abs(wrapped(end.lon - start.lon)) > _WIDEST_EDGE
        turning &= np.abs(start.lat + end.lat) < 180.0 - _AT_POLE
        far = ((error > 1) | turning) & (end.at - start.at > 1e-12 * np.abs(end.at))
        start, end = start.take(far), end.take(far)
        # A chord's error falls with the square of its length.
        pieces = np.clip(np.ceil(np.sqrt(error[far])), 2, _MOST_PIECES).astype(np.int64)
        knots, start, end = _divided(points_of, knots, start, end, pieces)
    return knots


def _divided(
    points_of: PointsOf, knots: Knots, start: Knots, end: Knots, pieces: IndexArray
) -> tuple[Knots, Knots, Knots]:
    """Return the knots with more of them inside these edges, and the starts and ends of those."""
    owner = np.repeat(np.arange(len(pieces)), pieces - 1)
    first = np.cumsum(pieces - 1) - (pieces - 1)
    step = np.arange(len(owner)) - first[owner] + 1
    curve = start.curve[owner]
    at = start.at[owner] + (end.at - start.at)[owner] * (step / pieces[owner])
    inner = Knots(curve, at, *points_of(curve, at))
    begins, ends = start.then(inner), end.then(inner)
    return knots.then(inner), begins, ends


def _errors(
    points_of: PointsOf, start: Knots, end: Knots, ellipsoid: Ellipsoid, *, geodesic: bool
) -> FloatArray:
    """Return how far edges are from their curve, in metres; never less than they are at the probes.

    Measured between the points that lie at the same share of the edge and of the parameter.
    """
    span = wrapped(end.lon - start.lon)
    azimuth, _, length = (
        ellipsoid.inverse(start.lon, start.lat, end.lon, end.lat) if geodesic else (span,) * 3
    )
    error = np.zeros(len(span))
    for share in _PROBES:
        there = points_of(start.curve, start.at + share * (end.at - start.at))
        if geodesic:
            here = ellipsoid.forward(start.lon, start.lat, azimuth, share * length)[:2]
        else:
            here = (start.lon + share * span, start.lat + share * (end.lat - start.lat))
        apart = ellipsoid.cartesian(*here) - ellipsoid.cartesian(*there)
        error = np.maximum(error, np.linalg.norm(apart, axis=-1))
    return error


def longest_edges(begin: FloatArray, delta: FloatArray, ellipsoid: Ellipsoid) -> FloatArray:
    """Return what straight edges are at most long: as if all of them were at their widest."""
    low = np.minimum(np.abs(begin[:, 1]), np.abs(begin[:, 1] + delta[:, 1]))
    low = np.where(begin[:, 1] * (begin[:, 1] + delta[:, 1]) < 0, 0.0, low)
    radius = ellipsoid.a**2 / ellipsoid.b
    lon, lat = np.radians(delta).T
    length: FloatArray = radius * np.hypot(lon * np.cos(np.radians(low)), lat)
    return length

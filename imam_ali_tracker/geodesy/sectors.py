"""The sides of sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arcs import Arcs
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M, Legs, Traces
from imam_ali_tracker.geodesy.strands import Strands, runs_of, strands_of_runs

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

_SIDE_TO_LAST, _SIDE_TO_FIRST = 3, 1


def clipped(outer: Arcs, inner: Arcs, ellipsoid: Ellipsoid) -> tuple[Arcs, Arcs]:
    """Return the arcs without the directions, at either end of a sector, in which nothing is left.

    Nothing is left of a donut where the geodesic reaches its cut locus before the inner radius.
    The sweep becomes 0 where that takes everything.
    """
    corner = ellipsoid.cut_azimuths(inner.lat, inner.radius)
    half = 90.0 - corner
    first, last = outer.azimuth, outer.azimuth + outer.sweep
    # Azimuths are cut off around 90 and 270.
    past_first = (first % 180.0) - 90.0
    past_last = (last % 180.0) - 90.0
    first = np.where(np.abs(past_first) < half, first + (half - past_first), first)
    last = np.where(np.abs(past_last) < half, last - (half + past_last), last)
    sweep = np.where(outer.sweep == 360.0, 360.0, np.maximum(last - first, 0.0))
    turned = np.where(outer.sweep == 360.0, outer.azimuth, first % 360.0)
    changed = {"azimuth": turned, "sweep": sweep}
    return outer._replace(**changed), inner._replace(**changed)


def trimmed(azimuth: FloatArray, sweep: FloatArray, breadth: FloatArray) -> tuple[FloatArray, ...]:
    """Return azimuths and sweeps without gaps or sectors that are nowhere a millimetre broad.

    ``breadth`` is how many metres of edge a radian covers where sides are farthest apart. A gap is
    closed, a sector gets the sweep 0.
    """
    whole = np.radians(360.0 - sweep) * breadth < NEGLIGIBLE_M
    nothing = np.radians(sweep) * breadth < NEGLIGIBLE_M
    swept = np.where(whole, 360.0, np.where(nothing, 0.0, sweep))
    return np.where(whole, 0.0, azimuth), swept


def bridged(outer: Arcs, ellipsoid: Ellipsoid) -> BoolArray:
    """Tell of which sectors both sides end on the same side of the antipode's cut locus.

    If all but a wedge is swept, the lens around the antipode is then a hole, apart from the sides.
    """
    half = 90.0 - ellipsoid.cut_azimuths(outer.lat, outer.radius)
    gap = 360.0 - outer.sweep
    middle = outer.azimuth - gap / 2
    away = np.abs((middle % 180.0) - 90.0)
    apart: BoolArray = (outer.sweep < 360.0) & (away + gap / 2 < half)
    return apart


def radials(
    outer: Arcs, inner: Arcs, wanted: BoolArray, tolerance_m: FloatArray, ellipsoid: Ellipsoid
) -> list[Strands]:
    """Return the two sides of the wanted sectors.

    Without the ends that belong to their arcs: the inner ones of donuts, and the outer ones where
    the sector is not ``bridged``. Both sides have points at the same distances, so that they do
    not cross each other however near they are.
    """
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return []
    outer, inner, tolerance = outer.take(rows), inner.take(rows), tolerance_m[rows]
    hollow = inner.radius > NEGLIGIBLE_M
    alone = bridged(outer, ellipsoid)
    azimuths = (outer.azimuth, outer.azimuth + outer.sweep)
    ends = [np.minimum(outer.radius, ellipsoid.cut_distances(outer.lat, each)) for each in azimuths]
    begins = [np.where(hollow, np.minimum(inner.radius, end), 0.0) for end in ends]
    traces = [
        Traces(Legs(outer.lon, outer.lat, azimuth, begin, end), ellipsoid)
        for azimuth, begin, end in zip(azimuths, begins, ends)
    ]
    found = [trace.knots(tolerance) for trace in traces]
    side = np.concatenate([trace.pieces.leg[each.curve] for trace, each in zip(traces, found)])
    at = np.concatenate([each.at for each in found])
    side, at = np.unique(np.stack([side, at]), axis=1)
    strands = []
    for place, trace, begin, end in zip((_SIDE_TO_FIRST, _SIDE_TO_LAST), traces, begins, ends):
        knots = trace.knots_at(side.astype(np.int64), at)
        row = trace.pieces.leg[knots.curve]
        # Of the two ends in the centre one is enough, except at a pole, which each side reaches at
        # its own longitude.
        centre = (knots.at == 0.0) & (place == _SIDE_TO_LAST) & (np.abs(knots.lat) < 90.0)
        spare = centre | (hollow[row] & (knots.at == begin[row]))
        spare |= (knots.at == end[row]) & ~alone[row]
        runs = runs_of(knots._replace(curve=row).take(~spare), len(rows))
        inward = place == _SIDE_TO_FIRST
        strands.append(strands_of_runs(*runs, feature=rows, place=place, reverse=inward))
    return strands

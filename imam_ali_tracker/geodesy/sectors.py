"""The sides of sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arcs import Arcs
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M, Legs, traced
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


def radials(
    outer: Arcs, inner: Arcs, wanted: BoolArray, tolerance_m: FloatArray, ellipsoid: Ellipsoid
) -> list[Strands]:
    """Return the two sides of the wanted sectors, without the ends that belong to their arcs."""
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return []
    outer, inner = outer.take(rows), inner.take(rows)
    hollow = inner.radius > NEGLIGIBLE_M
    at_pole = np.abs(outer.lat) == 90.0
    strands = []
    for place, azimuth in (
        (_SIDE_TO_FIRST, outer.azimuth),
        (_SIDE_TO_LAST, outer.azimuth + outer.sweep),
    ):
        ends = np.minimum(outer.radius, ellipsoid.cut_distances(outer.lat, azimuth))
        begins = np.where(hollow, np.minimum(inner.radius, ends), 0.0)
        legs = Legs(outer.lon, outer.lat, azimuth, begins, ends)
        pieces, knots = traced(legs, tolerance_m[rows], ellipsoid)
        side = pieces.leg[knots.curve]
        # The arcs have the outer ends, and the inner ones of donuts; of the two ends in the centre
        # one is enough, except at a pole, which each side reaches at its own longitude.
        centre = (knots.at == 0.0) & ((place == _SIDE_TO_LAST) & ~at_pole[side])
        spare = (knots.at == ends[side]) | centre | (hollow[side] & (knots.at == begins[side]))
        kept = knots._replace(curve=side).take(~spare)
        runs = runs_of(kept, len(rows))
        inward = place == _SIDE_TO_FIRST
        strands.append(strands_of_runs(*runs, feature=rows, place=place, reverse=inward))
    return strands

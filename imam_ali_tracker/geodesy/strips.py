"""What corridor zones are put together from: strips along legs, sectors at bends and ends.

A *node* is an end of a strip; from it two *spokes*, geodesics square to the leg, go right and left
as far as the zone is wide there. Strips and sectors are bounded by spokes and by curves between the
spokes' ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import wrapped
from imam_ali_tracker.geodesy.arcs import Arcs, clear_of_poles, segments_for, traced_arcs
from imam_ali_tracker.geodesy.arrays import ranges
from imam_ali_tracker.geodesy.densify import Knots, refined
from imam_ali_tracker.geodesy.legs import LONGEST_EDGE_M, NEGLIGIBLE_M, Legs, Traces
from imam_ali_tracker.geodesy.strands import Strands, runs_of, strands_of_runs

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray, Paths
    from imam_ali_tracker.geodesy.corridors import Route
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

    Parts = tuple[list[Strands], int, IndexArray]

_LONGEST_STRIP_M = 2_000_000.0
# Spokes whose ends are nearer to each other than this share of the tolerance are one.
_ONE_SPOKE = 0.1
_RIGHT, _LEFT = 0, 1


class Strips(NamedTuple):
    """Nodes in the order of the way, and the strips between a node and the next of its leg.

    Per node: leg, distance along it, point, azimuth of the leg, half the width, tolerance, path,
    run. ``first`` is the node with which each strip begins. ``spokes`` are points from the centre
    outward, the spokes of node n being 2 n (right) and 2 n + 1 (left), with ``offsets``; where two
    nodes share them both have the ``spoke`` numbers of one.
    """

    route: Route
    leg: IndexArray
    at: FloatArray
    lon: FloatArray
    lat: FloatArray
    azimuth: FloatArray
    half: FloatArray
    limit: FloatArray
    first: IndexArray
    spoke: IndexArray
    spokes: FloatArray
    offsets: IndexArray

    @classmethod
    def along(
        cls,
        route: Route,
        paths: Paths,
        half: FloatArray,
        limit: FloatArray,
        ellipsoid: Ellipsoid,
    ) -> Strips:
        """Divide the legs of a route; ``half`` is per waypoint, ``limit`` (tolerance) per leg."""
        legs = route.legs
        wide = half[route.first] + half[route.last] > NEGLIGIBLE_M
        counts = np.where(wide, np.ceil(legs.end / _LONGEST_STRIP_M).astype(np.int64) + 1, 0)
        leg = np.repeat(np.arange(len(counts)), counts)
        step = ranges(np.zeros(len(counts)), counts)
        is_last = step == counts[leg] - 1
        share = step / np.maximum(counts[leg] - 1, 1)
        at = np.where(is_last, legs.end[leg], share * legs.end[leg])
        lon, lat, azimuth = ellipsoid.forward(legs.lon[leg], legs.lat[leg], legs.azimuth[leg], at)
        # At the waypoints the very same numbers for the leg that ends and the one that begins.
        for here, point, heading in (
            (step == 0, route.first, legs.azimuth),
            (is_last, route.last, route.turned),
        ):
            lon[here], lat[here] = paths.lon[point[leg[here]]], paths.lat[point[leg[here]]]
            azimuth[here] = heading[leg[here]]
        from_half, to_half = half[route.first[leg]], half[route.last[leg]]
        wide_here = np.where(is_last, to_half, from_half + share * (to_half - from_half))
        wide_here = clear_of_poles(lat, wide_here, ellipsoid)
        first = np.flatnonzero(~is_last)
        nothing = np.zeros(0)
        made = cls(
            route, leg, at, lon, lat, azimuth, wide_here, limit[leg], first, first, nothing, first
        )
        return made._with_spokes(ellipsoid)

    def turns(self) -> tuple[IndexArray, FloatArray]:
        """Return the nodes after which another leg of the run begins, and the angle turned there.

        Degrees within ±180, positive to the right.
        """
        run = self.route.run[self.leg]
        bend = np.flatnonzero((np.diff(self.leg) != 0) & (run[1:] == run[:-1]))
        joint = self.route.last[self.leg[bend]] == self.route.first[self.leg[bend + 1]]
        bend = bend[joint]
        return bend, wrapped(self.azimuth[bend + 1] - self.azimuth[bend])

    def _with_spokes(self, ellipsoid: Ellipsoid) -> Strips:
        node = np.repeat(np.arange(len(self.leg)), 2)
        azimuth = self.azimuth[node] + np.tile([90.0, -90.0], len(self.leg))
        start = np.zeros(len(node))
        legs = Legs(self.lon[node], self.lat[node], azimuth, start, self.half[node])
        traces = Traces(legs, ellipsoid)
        pieces, knots = traces.pieces, traces.knots(self.limit[node])
        spoke = pieces.leg[knots.curve]
        centre = (knots.at == 0) & (np.abs(knots.lat) < 90.0)
        lon = np.where(centre, legs.lon[spoke], knots.lon)
        lat = np.where(centre, legs.lat[spoke], knots.lat)
        # Where the zone has no width its spokes are just the node.
        bare = np.setdiff1d(np.arange(len(node)), pieces.leg)
        knots = Knots(spoke, knots.at, lon, lat)
        knots = knots.then(Knots(bare, start[bare], legs.lon[bare], legs.lat[bare]))
        coords, begins, _ = runs_of(knots, len(node))
        number = np.arange(len(node))
        bend, angle = self.turns()
        moved = np.abs(np.radians(angle)) * self.half[bend]
        straight = bend[moved < _ONE_SPOKE * self.limit[bend]]
        for side in (_RIGHT, _LEFT):
            number[2 * (straight + 1) + side] = 2 * straight + side
        return self._replace(spoke=number, spokes=coords, offsets=np.append(begins, len(coords)))

    def spoke_strands(
        self, node: IndexArray, side: int | IndexArray, *, place: int, inward: bool
    ) -> Strands:
        """Return one spoke of each node as a strand: the first for feature 0, and so on."""
        chosen = self.spoke[2 * node + side]
        begins = self.offsets[chosen]
        counts = self.offsets[chosen + 1] - begins
        feature = np.arange(len(node))
        return strands_of_runs(
            self.spokes, begins, counts, feature=feature, place=place, reverse=inward
        )


def strips_along(strips: Strips, ellipsoid: Ellipsoid) -> Parts:
    """Return the edges of the strips, how many strips there are, and the path of each."""
    before, after = strips.first, strips.first + 1
    legs, leg = strips.route.legs, strips.leg[before]
    start, end = strips.at[before], strips.at[after]
    slope = (strips.half[after] - strips.half[before]) / (end - start)

    def points_of(curve: IndexArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        strip, side = np.divmod(curve, 2)
        on = leg[strip]
        lon, lat, azimuth = ellipsoid.forward(legs.lon[on], legs.lat[on], legs.azimuth[on], at)
        out = strips.half[before[strip]] + slope[strip] * (at - start[strip])
        azimuth = azimuth + np.where(side == _RIGHT, 90.0, -90.0)
        end_lon, end_lat, _ = ellipsoid.forward(lon, lat, azimuth, np.maximum(out, 0.0))
        return end_lon, end_lat

    count = len(before)
    counts = np.repeat(np.ceil((end - start) / LONGEST_EDGE_M).astype(np.int64) + 1, 2)
    curve = np.repeat(np.arange(2 * count), counts)
    share = ranges(np.zeros(2 * count), counts) / (counts - 1)[curve]
    at = start[curve // 2] + share * (end - start)[curve // 2]
    limit = np.repeat(strips.limit[before], 2)
    knots = refined(points_of, curve, at, limit, ellipsoid)
    coords, begins, counts = _without_ends(*runs_of(knots, 2 * count))
    feature = np.arange(count)
    strands = [
        strips.spoke_strands(before, _RIGHT, place=0, inward=False),
        strands_of_runs(coords, begins[0::2], counts[0::2], feature=feature, place=1),
        strips.spoke_strands(after, _RIGHT, place=2, inward=True),
        strips.spoke_strands(after, _LEFT, place=3, inward=False),
        strands_of_runs(coords, begins[1::2], counts[1::2], feature=feature, place=4, reverse=True),
        strips.spoke_strands(before, _LEFT, place=5, inward=True),
    ]
    return strands, count, strips.route.path[leg]


def bends(strips: Strips, ellipsoid: Ellipsoid, *, round_ends: bool) -> Parts:
    """Return the edges of the sectors at bends and ends, how many there are, the path of each."""
    bend, angle = strips.turns()
    to_right = angle > 0
    outer = np.where(to_right, _LEFT, _RIGHT)
    # A sector goes clockwise from the spoke of one node to that of another.
    first = 2 * np.where(to_right, bend, bend + 1) + outer
    last = 2 * np.where(to_right, bend + 1, bend) + outer
    sweep = np.abs(angle)
    open_bend = strips.spoke[first] != strips.spoke[last]
    first, last, sweep = first[open_bend], last[open_bend], sweep[open_bend]
    if round_ends:
        begins, ends = _run_ends(strips, bend)
        first = np.concatenate([first, 2 * begins + _RIGHT, 2 * ends + _LEFT])
        last = np.concatenate([last, 2 * begins + _LEFT, 2 * ends + _RIGHT])
        sweep = np.concatenate([sweep, np.full(len(begins) + len(ends), 180.0)])
    node, side = np.divmod(first, 2)
    wide = strips.half[node] > NEGLIGIBLE_M
    first, last, sweep, node, side = (each[wide] for each in (first, last, sweep, node, side))
    azimuth = (strips.azimuth[node] + np.where(side == _RIGHT, 90.0, -90.0)) % 360.0
    arcs = Arcs(strips.lon[node], strips.lat[node], strips.half[node], azimuth, sweep)
    limit = strips.limit[node]
    knots = traced_arcs(arcs, segments_for(arcs.radius, limit), limit, ellipsoid)
    knots = knots._replace(lon=arcs.lon[knots.curve] + knots.lon)
    coords, begins, counts = _without_ends(*runs_of(knots, len(node)))
    feature = np.arange(len(node))
    strands = [
        strips.spoke_strands(last // 2, last % 2, place=0, inward=False),
        strands_of_runs(coords, begins, counts, feature=feature, place=1, reverse=True),
        strips.spoke_strands(node, side, place=2, inward=True),
    ]
    return strands, len(node), strips.route.path[strips.leg[node]]


def _run_ends(strips: Strips, bend: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return the nodes with which unbroken sequences of strips begin and end."""
    changes = np.flatnonzero(np.diff(strips.leg) != 0)
    breaks = np.setdiff1d(changes, bend)
    if not len(strips.leg):
        return breaks, breaks
    begins = np.concatenate([[0], breaks + 1])
    ends = np.append(breaks, len(strips.leg) - 1)
    return begins, ends


def _without_ends(
    coords: FloatArray, begins: IndexArray, counts: IndexArray
) -> tuple[FloatArray, IndexArray, IndexArray]:
    """Return runs without their first and last point, which the spokes have."""
    return coords, begins + 1, np.maximum(counts - 2, 0)

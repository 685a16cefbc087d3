"""One feature at a time: closed curves on the ellipsoid cut and closed at the edge of the map.

The map is the rectangle ±180 × ±90. Where a piece of a curve leaves it, the area on the left of the
curve goes on along the border, counter-clockwise, to where the next piece enters. That closes
areas across the antimeridian, over one pole or over both, with any number of holes, by one rule
(Weiler and Atherton's, on a rectangle).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray

WORLD: FloatArray = np.array(
    [[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0], [-180.0, -90.0]]
)
"""The ring around everything."""

# Where the corners are on the way round the border, and what they are; the way is 1,080 long.
_CORNERS = (
    (360.0, (180.0, -90.0)),
    (540.0, (180.0, 90.0)),
    (900.0, (-180.0, 90.0)),
    (1080.0, (-180.0, -90.0)),
)
_ROUND = 1080.0


class _Chain(NamedTuple):
    """A piece of a curve: from where it enters the rectangle to where it leaves it."""

    enters: float
    leaves: float
    coords: FloatArray


def _closed(ring: FloatArray) -> FloatArray:
    """Return the ring with its first point once more at the end, and no point twice in a row."""
    ring = ring[_changes(ring)]
    return np.concatenate([ring, ring[:1]])


def _area(ring: FloatArray) -> float:
    """Return the signed area of a closed ring in square degrees; positive counter-clockwise."""
    x, y = (ring - ring[0]).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def _changes(points: FloatArray) -> BoolArray:
    """Tell which points differ from the one before them, the first from the last."""
    changes: BoolArray = (points != np.roll(points, 1, axis=0)).any(axis=1)
    return changes


def _with_crossings(points: FloatArray, *, loop: bool) -> FloatArray:
    """Return the points with two more, one at either side, wherever an edge crosses ±180."""
    following = np.roll(points, -1, axis=0)
    jumps = np.abs(following[:, 0] - points[:, 0]) > 180.0
    jumps &= ~((np.abs(points[:, 1]) == 90.0) & (np.abs(following[:, 1]) == 90.0))
    jumps[-1] &= loop
    at = np.flatnonzero(jumps)
    if not len(at):
        return points
    # The same edge the other way round must give the same latitude: reckon from west to east.
    forth = points[at, 0] > 0
    west = np.where(forth[:, None], points[at], following[at])
    east = np.where(forth[:, None], following[at], points[at])
    ahead, behind = 180.0 - west[:, 0], east[:, 0] + 180.0
    share = ahead / np.where(ahead + behind > 0, ahead + behind, 1.0)
    lat = np.where(behind == 0, east[:, 1], west[:, 1] + share * (east[:, 1] - west[:, 1]))
    side = np.where(forth, 180.0, -180.0)
    crossings = np.stack([np.column_stack([side, lat]), np.column_stack([-side, lat])], axis=1)
    return np.insert(points, np.repeat(at + 1, 2), crossings.reshape(-1, 2), axis=0)


def _with_points_inside(points: FloatArray) -> FloatArray:
    """Return the points with one more on every edge that goes from border to border inside."""
    following = np.roll(points, -1, axis=0)
    border = _on_border(points)
    inside = border & np.roll(border, -1)
    inside &= (np.abs(points[:, 0]) < 180.0) | (np.abs(following[:, 0]) < 180.0)
    inside &= (np.abs(points[:, 1]) < 90.0) | (points[:, 1] != following[:, 1])
    at = np.flatnonzero(inside)
    return np.insert(points, at + 1, (points[at] + following[at]) / 2, axis=0)


def _on_border(points: FloatArray) -> BoolArray:
    border: BoolArray = (np.abs(points[:, 0]) == 180.0) | (np.abs(points[:, 1]) == 90.0)
    return border


def parts_of(curves: Sequence[FloatArray]) -> list[list[FloatArray]]:
    """Return the polygons left of the curves, each with its exterior first."""
    rings: list[FloatArray] = []
    chains: list[_Chain] = []
    for curve in curves:
        points = _with_crossings(curve, loop=True)
        points = _with_points_inside(points)
        border = _on_border(points)
        if border.all():
            rings += [WORLD] if _area(_closed(points)) > 0 else []
        elif border.any():
            chains.extend(_chains_of(points, border))
        else:
            rings.append(_closed(points))
    rings.extend(_linked(chains))
    return _nested([ring for ring in rings if len(ring) > 3])


def _chains_of(points: FloatArray, border: BoolArray) -> list[_Chain]:
    """Cut a closed curve at every run of points on the border."""
    inside = int(np.argmin(border))
    points = np.roll(points, -inside, axis=0)
    border = np.roll(border, -inside)
    edges = np.flatnonzero(np.diff(border.astype(np.int8)))
    # The curve begins inside: it goes onto the border after each even edge, off it at each odd one.
    onto, off = edges[0::2] + 1, edges[1::2]
    if len(off) < len(onto):
        off = np.append(off, len(points) - 1)
    pieces = [np.concatenate([points[off[-1] :], points[: onto[0] + 1]])]
    pieces += [points[start : end + 1].copy() for start, end in zip(off[:-1], onto[1:])]
    chains = []
    for chain in pieces:
        chain[0] = _on_side_of(chain[0], chain[1])
        chain[-1] = _on_side_of(chain[-1], chain[-2])
        chains.append(_Chain(_way(chain[0]), _way(chain[-1]), chain))
    return [
        here._replace(enters=np.nextafter(here.enters, -1.0))
        if _spreads_at(before.coords, here.coords)
        else here
        for before, here in zip(chains[-1:] + chains[:-1], chains)
    ]


def _spreads_at(before: FloatArray, after: FloatArray) -> bool:
    """Tell whether, where a curve just touches the border, the area lies along it on both sides.

    Otherwise the area has only a corner there, and the border is none of its edges.
    """
    if (before[-1] != after[0]).any():
        return False
    x, y = after[0]
    # The direction of the border, counter-clockwise, and how far ways inside turn from it.
    along = complex(0.0, np.sign(x)) if abs(x) == 180.0 else complex(-np.sign(y), 0.0)
    turn_on, turn_back = (
        np.angle(complex(*(point - after[0])) / along) for point in (after[1], before[-2])
    )
    return bool(turn_on > turn_back)


def _on_side_of(point: FloatArray, neighbour: FloatArray) -> FloatArray:
    """Return a point at ±180 with the sign that its neighbour inside the rectangle gives it."""
    if abs(point[0]) == 180.0:
        return np.array([np.copysign(180.0, neighbour[0]), point[1]])
    return point


def _way(point: FloatArray) -> float:
    """Return how far along the border a point on it is, counter-clockwise from the south-west."""
    x, y = float(point[0]), float(point[1])
    if y == -90.0:
        return x + 180.0
    if x == 180.0:
        return 450.0 + y
    if y == 90.0:
        return 720.0 - x
    return 990.0 - y


def _linked(chains: list[_Chain]) -> list[FloatArray]:
    """Join the chains along the border into closed rings."""
    order = sorted(range(len(chains)), key=lambda index: chains[index].enters)
    enters = [chains[index].enters for index in order]
    rings = []
    waiting = set(order)
    while waiting:
        pieces = []
        index = min(waiting)
        while index in waiting:
            waiting.remove(index)
            here = chains[index]
            place = bisect_left(enters, here.leaves) % len(enters)
            index = order[place]
            pieces += [here.coords, _border_between(here.leaves, enters[place])]
        if (pieces[0][0] == pieces[0][-1]).all() and len(pieces) == 2:
            # A curve that touches the border in one point does not go on along it.
            pieces.pop()
        rings.append(_closed(np.concatenate(pieces)))
    return rings


def _border_between(leaves: float, enters: float) -> FloatArray:
    """Return the corners that are passed between two places on the border."""
    if enters < leaves:
        enters += _ROUND
    passed = [
        corner for turn in (0.0, _ROUND) for way, corner in _CORNERS if leaves < way + turn < enters
    ]
    return np.array(passed, dtype=np.float64).reshape(-1, 2)


def _nested(rings: list[FloatArray]) -> list[list[FloatArray]]:
    """Sort rings into polygons: those that turn clockwise are holes of what they lie in."""
    areas = [_area(ring) for ring in rings]
    parts = [[ring] for ring, area in zip(rings, areas) if area > 0]
    holes = [ring for ring, area in zip(rings, areas) if area < 0]
    if len(parts) == 1 and len(holes) == 0:
        return parts
    outside = []
    for hole in holes:
        inner = hole[np.argmax(~_on_border(hole))]
        around = [part for part in parts if _contains(part[0], inner)]
        if around:
            min(around, key=lambda part: _area(part[0])).append(hole)
        else:
            outside.append(hole)
    if outside:
        parts.append([WORLD, *outside])
    return parts


def _contains(ring: FloatArray, point: FloatArray) -> bool:
    """Tell whether a closed ring goes round a point (even-odd rule)."""
    x, y = (ring - point).T
    rising = (y[:-1] <= 0) != (y[1:] <= 0)
    x0, y0, x1, y1 = x[:-1][rising], y[:-1][rising], x[1:][rising], y[1:][rising]
    right = x0 - y0 * (x1 - x0) / (y1 - y0) > 0
    return bool(np.count_nonzero(right) % 2)


def line_pieces(curve: FloatArray) -> list[FloatArray]:
    """Return an open curve cut at ±180 and at the poles."""
    if len(curve) < 2:
        return []
    change = _changes(curve)
    change[0] = True
    points = _with_crossings(_on_one_side(curve[change]), loop=False)
    x, y = points.T
    # A cut lies between two points at the same place: ±180 at one latitude, or twice the pole.
    apart = np.abs(np.diff(x)) == 360.0
    apart |= (np.abs(y[:-1]) == 90.0) & (y[:-1] == y[1:])
    cuts: IndexArray = np.flatnonzero(apart) + 1
    return [piece for piece in np.split(points, cuts) if len(piece) > 1]


def _on_one_side(points: FloatArray) -> FloatArray:
    """Return an open curve whose points at ±180 have the sign of the point that they follow."""
    side = np.where(np.abs(points[:, 0]) == 180.0, 0.0, points[:, 0])
    known = np.flatnonzero(side)
    if not len(known):
        return np.column_stack([np.abs(points[:, 0]), points[:, 1]])
    source = known[np.maximum(np.searchsorted(known, np.arange(len(side)), side="right") - 1, 0)]
    lon = np.where(np.abs(points[:, 0]) == 180.0, np.copysign(180.0, side[source]), points[:, 0])
    return np.column_stack([lon, points[:, 1]])

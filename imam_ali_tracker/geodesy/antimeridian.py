"""From closed curves on the ellipsoid to polygons in the rectangle ±180 × ±90, and lines likewise.

The curves that bound an area, each with the area on its left, are cut where they meet the border
of the rectangle. Where a piece leaves, the area goes on along the border, counter-clockwise, to
where the next piece enters. That closes areas across the antimeridian, over one pole or over
both, with any number of holes, by one rule (Weiler and Atherton's, on a rectangle).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.arrays import Lines, Polygons, offsets_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

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


def wrapped(lon: npt.ArrayLike) -> FloatArray:
    """Return longitudes within ±180; those that are there already keep every bit."""
    lon = np.asarray(lon, dtype=np.float64)
    return np.where(np.abs(lon) <= 180.0, lon, (lon + 180.0) % 360.0 - 180.0)


def closed(ring: FloatArray) -> FloatArray:
    """Return the ring with its first point once more at the end, and no point twice in a row."""
    ring = ring[_changes(ring)]
    return np.concatenate([ring, ring[:1]])


def area_on_plane(ring: FloatArray) -> float:
    """Return the signed area of a closed ring in square degrees; positive counter-clockwise."""
    x, y = (ring - ring[0]).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def polygons_of_curves(curves: Lines) -> Polygons:
    """Return the areas that lie left of closed curves.

    Parameters
    ----------
    curves:
        The closed curves of each feature, the first point not repeated at the end, degrees.
        Longitudes are taken modulo 360 and consecutive points are joined the shorter way round. A
        curve that goes over a pole has two points there, with the longitudes by which it comes
        and goes. The curves of a feature do not cross each other.
    """
    flat = Lines(_wrapped_points(curves.coords), curves.parts, curves.features)
    easy = _lie_apart_from_border(flat, loop=True) & _turn_outside_in(flat)
    if easy.all():
        return _as_polygons(flat)
    hard = np.flatnonzero(~easy)
    rings: list[FloatArray] = []
    ring_counts: list[int] = []
    part_counts: list[int] = []
    for feature in hard.tolist():
        parts = _parts_of(_curves_of(flat, feature))
        part_counts.append(len(parts))
        for part in parts:
            ring_counts.append(len(part))
            rings.extend(part)
    cut = Polygons(
        np.concatenate([np.empty((0, 2)), *rings]),
        offsets_of([len(ring) for ring in rings]),
        offsets_of(ring_counts),
        offsets_of(part_counts),
    )
    whole = np.flatnonzero(easy)
    order = np.argsort(np.concatenate([whole, hard]), kind="stable")
    return Polygons.concatenate([_as_polygons(flat.take(whole)), cut]).take(order)


def lines_of_curves(curves: Lines) -> Lines:
    """Return open curves (as in ``polygons_of_curves``) as lines, cut at ±180 and at the poles."""
    flat = Lines(_wrapped_points(curves.coords), curves.parts, curves.features)
    pieces: list[FloatArray] = []
    counts: list[int] = []
    for feature in range(len(flat)):
        before = len(pieces)
        for curve in _curves_of(flat, feature):
            pieces.extend(_cut_line(curve))
        counts.append(len(pieces) - before)
    coords = np.concatenate([np.empty((0, 2)), *pieces])
    return Lines(coords, offsets_of([len(piece) for piece in pieces]), offsets_of(counts))


def _curves_of(curves: Lines, feature: int) -> list[FloatArray]:
    first, last = curves.features[feature], curves.features[feature + 1]
    starts = curves.parts[first : last + 1].tolist()
    return [curves.coords[start:end] for start, end in zip(starts[:-1], starts[1:])]


def _wrapped_points(coords: FloatArray) -> FloatArray:
    if (np.abs(coords[:, 0]) <= 180.0).all():
        return coords
    return np.column_stack([wrapped(coords[:, 0]), coords[:, 1]])


def _lie_apart_from_border(curves: Lines, *, loop: bool) -> BoolArray:
    """Tell of which features no curve meets ±180 or a pole."""
    x, y = curves.coords[:, 0], curves.coords[:, 1]
    meets = (np.abs(x) == 180.0) | (np.abs(y) == 90.0)
    jumps = np.abs(np.diff(x, append=x[-1:])) > 180.0
    last = curves.parts[1:] - 1
    jumps[last] = False
    if loop:
        jumps[last] = np.abs(x[curves.parts[:-1]] - x[last]) > 180.0
    apart: BoolArray = _counts_in(meets | jumps, curves.ends) == 0
    return apart


def _turn_outside_in(curves: Lines) -> BoolArray:
    """Tell of which features the first curve turns counter-clockwise and all others do not.

    Of what lies left of such curves the first is the exterior and the others are holes.
    """
    areas = doubled_areas(curves.coords, curves.parts)
    first = np.zeros(len(areas), dtype=bool)
    first[curves.features[:-1][np.diff(curves.features) > 0]] = True
    turn: BoolArray = _counts_in((areas > 0) != first, curves.features) == 0
    return turn


def doubled_areas(coords: FloatArray, rings: IndexArray) -> FloatArray:
    """Return twice the signed area of each ring, closed or not, in square degrees."""
    if not len(coords):
        return np.zeros(0)
    origin = np.repeat(coords[rings[:-1]], np.diff(rings), axis=0)
    x, y = (coords - origin).T
    # With the first point as origin the closing edge adds nothing.
    terms = np.zeros(len(x))
    terms[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    terms[rings[1:] - 1] = 0.0
    return np.add.reduceat(terms, rings[:-1])


def _counts_in(flags: BoolArray, offsets: IndexArray) -> IndexArray:
    total = offsets_of(flags)
    counts: IndexArray = total[offsets[1:]] - total[offsets[:-1]]
    return counts


def _as_polygons(curves: Lines) -> Polygons:
    """Return curves as polygons: of each feature the first as exterior, the others as holes."""
    counts = np.diff(curves.parts)
    starts = curves.parts[:-1]
    closing = np.insert(np.arange(len(curves.coords)), curves.parts[1:], starts)
    filled = np.diff(curves.features) > 0
    parts = np.append(curves.features[:-1][filled], curves.features[-1])
    return Polygons(curves.coords[closing], offsets_of(counts + 1), parts, offsets_of(filled))


def seams(begin: FloatArray, end: FloatArray, feature: IndexArray) -> BoolArray:
    """Tell which straight edges (n, 2) are there only because the map ends at ±180 and ±90.

    Those along a pole; and those along ±180 of features that meet the border at the other side too.
    """
    at_pole = (np.abs(begin[:, 1]) == 90.0) & (begin[:, 1] == end[:, 1])
    along = [(begin[:, 0] == side) & (end[:, 0] == side) for side in (180.0, -180.0)]
    meets = [np.isin(feature, feature[each]) for each in along]
    only: BoolArray = at_pole | (along[0] & meets[1]) | (along[1] & meets[0])
    return only


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


def _parts_of(curves: Sequence[FloatArray]) -> list[list[FloatArray]]:
    """Return the polygons left of the curves, each with its exterior first."""
    rings: list[FloatArray] = []
    chains: list[_Chain] = []
    for curve in curves:
        points = _with_crossings(curve, loop=True)
        points = _with_points_inside(points)
        border = _on_border(points)
        if border.all():
            rings += [WORLD] if area_on_plane(closed(points)) > 0 else []
        elif border.any():
            chains.extend(_chains_of(points, border))
        else:
            rings.append(closed(points))
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
    return chains


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
        rings.append(closed(np.concatenate(pieces)))
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
    areas = [area_on_plane(ring) for ring in rings]
    parts = [[ring] for ring, area in zip(rings, areas) if area > 0]
    holes = [ring for ring, area in zip(rings, areas) if area < 0]
    if len(parts) == 1 and len(holes) == 0:
        return parts
    outside = []
    for hole in holes:
        inner = hole[np.argmax(~_on_border(hole))]
        around = [part for part in parts if _contains(part[0], inner)]
        if around:
            min(around, key=lambda part: area_on_plane(part[0])).append(hole)
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


def _cut_line(curve: FloatArray) -> list[FloatArray]:
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

"""From closed curves on the ellipsoid to polygons in the rectangle ±180 × ±90, and lines likewise.

What stays clear of the border of the rectangle, and what crosses ±180 just once and back, is done
for all features together; module ``border`` has the rule for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arrays import Lines, Polygons, offsets_of, ranges
from imam_ali_tracker.geodesy.border import line_pieces, parts_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray


def wrapped(lon: npt.ArrayLike) -> FloatArray:
    """Return longitudes within ±180; those that are there already keep every bit."""
    lon = np.asarray(lon, dtype=np.float64)
    return np.where(np.abs(lon) <= 180.0, lon, (lon + 180.0) % 360.0 - 180.0)


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
    clear = _lie_apart_from_border(flat) & _turn_outside_in(flat)
    if clear.all():
        return _as_polygons(flat)
    halves, twice = _cut_in_two(flat, np.flatnonzero(~clear))
    hard = np.setdiff1d(np.flatnonzero(~clear), twice)
    easy = np.flatnonzero(clear)
    made = [_as_polygons(flat.take(easy)), halves, _one_by_one(flat, hard)]
    return Polygons.interleaved(made, [easy, twice, hard])


def lines_of_curves(curves: Lines) -> Lines:
    """Return open curves (as in ``polygons_of_curves``) as lines, cut at ±180 and at the poles."""
    flat = Lines(_wrapped_points(curves.coords), curves.parts, curves.features)
    pieces: list[FloatArray] = []
    counts: list[int] = []
    for feature in range(len(flat)):
        before = len(pieces)
        for curve in _curves_of(flat, feature):
            pieces.extend(line_pieces(curve))
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


def _lie_apart_from_border(curves: Lines) -> BoolArray:
    """Tell of which features no curve meets ±180 or a pole."""
    meets = (np.abs(curves.coords) == [180.0, 90.0]).any(axis=1)
    x, last = curves.coords[:, 0], curves.parts[1:] - 1
    jumps = np.abs(np.diff(x, append=x[-1:])) > 180.0
    jumps[last] = np.abs(x[curves.parts[:-1]] - x[last]) > 180.0
    apart: BoolArray = _counts_in(meets | jumps, curves.ends) == 0
    return apart


def _cut_in_two(curves: Lines, features: IndexArray) -> tuple[Polygons, IndexArray]:
    """Cut those of the features that cross ±180 there and back, in two points; return these too.

    They have one curve, two points of which are on ±180, and none on a pole.
    """
    features = features[np.diff(curves.features)[features] == 1]
    start, count = curves.ends[features], np.diff(curves.ends)[features]
    place, owner = (
        ranges(np.zeros(len(features)), count),
        np.repeat(np.arange(len(features)), count),
    )
    here = curves.coords[start[owner] + place]
    after = curves.coords[start[owner] + (place + 1) % count[owner]]
    before = curves.coords[start[owner] + (place - 1) % count[owner]]
    border = np.abs(here[:, 0]) == 180.0
    unmarked = (np.abs(after[:, 0] - here[:, 0]) > 180.0) & ~border & (np.abs(after[:, 0]) < 180.0)
    hindrance = unmarked | (np.abs(here[:, 1]) == 90.0)
    tally = np.bincount(owner, weights=border + 3.0 * hindrance, minlength=len(features))

    # Each half goes from one of the two points on the border to the other, and back along it.
    marks = np.flatnonzero(border & (tally == 2)[owner]).reshape(-1, 2)
    enters, leaves = here[marks, 1], here[marks[:, ::-1], 1]
    east, same_side = after[marks, 0] > 0, (after[marks, 0] > 0) == (before[marks[:, ::-1], 0] > 0)
    length = (place[marks[:, ::-1]] - place[marks]) % count[owner[marks]] + 1
    closes = np.where(east, enters > leaves, enters < leaves) & same_side & (length > 2)
    kept = closes.all(axis=1)
    whose, begins = owner[marks[kept, 0]], place[marks[kept]].ravel()
    length, east = length[kept].ravel(), east[kept].ravel()
    half = np.repeat(np.arange(len(length)), length + 1)
    step = ranges(np.zeros(len(length)), length + 1)
    step = np.where(step == length[half], 0, step)
    of = whose[half // 2]
    coords = curves.coords[start[of] + (begins[half] + step) % count[of]]
    at_border = (step == 0) | (step == length[half] - 1)
    coords[at_border, 0] = np.where(east[half[at_border]], 180.0, -180.0)
    each = np.arange(len(length) + 1)
    return Polygons(coords, offsets_of(length + 1), each, each[::2]), features[whose]


def _one_by_one(curves: Lines, features: IndexArray) -> Polygons:
    rings: list[FloatArray] = []
    ring_counts: list[int] = []
    part_counts: list[int] = []
    for feature in features.tolist():
        parts = parts_of(_curves_of(curves, feature))
        part_counts.append(len(parts))
        for part in parts:
            ring_counts.append(len(part))
            rings.extend(part)
    return Polygons(
        np.concatenate([np.empty((0, 2)), *rings]),
        offsets_of([len(ring) for ring in rings]),
        offsets_of(ring_counts),
        offsets_of(part_counts),
    )


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

"""Pieces of closed curves, made in bulk and in any order, and their assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.arrays import Lines, offsets_of, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.densify import Knots


class Strands(NamedTuple):
    """Strand ``s`` owns ``coords[offsets[s]:offsets[s + 1]]``.

    It belongs to a curve (numbered within its feature) of a feature, at a place in that curve.
    """

    feature: IndexArray
    curve: IndexArray
    place: IndexArray
    coords: FloatArray
    offsets: IndexArray


def curves_of(several: Sequence[Strands], features: int) -> Lines:
    """Return the curves of all features: their strands one after another."""
    feature = np.concatenate([each.feature for each in several])
    curve = np.concatenate([each.curve for each in several])
    place = np.concatenate([each.place for each in several])
    coords = np.concatenate([each.coords for each in several])
    offsets = offsets_of(np.concatenate([np.diff(each.offsets) for each in several]))
    order = np.lexsort((place, curve, feature))
    counts = np.diff(offsets)[order]
    if (np.diff(order) != 1).any():
        coords = coords[ranges(offsets[order], counts)]
    feature, curve = feature[order], curve[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (feature[1:] != feature[:-1]) | (curve[1:] != curve[:-1])
    ends = offsets_of(counts)
    parts = np.append(ends[:-1][begins], ends[-1])
    return Lines(coords, parts, offsets_of(np.bincount(feature[begins], minlength=features)))


def strands_of(knots: Knots, *, open_ends: BoolArray, reverse: bool) -> Strands:
    """Return one strand per curve of the knots, all of them of feature, curve and place 0.

    Where ``open_ends`` is not set, the last knot of the curve repeats the first and is left out.
    """
    counts = np.bincount(knots.curve, minlength=len(open_ends))
    begins = offsets_of(counts)[:-1]
    counts = counts - ~open_ends
    source = ranges(begins, counts)
    if reverse:
        last = np.repeat(2 * begins + counts - 1, counts)
        source = last - source
    coords = np.column_stack([knots.lon[source], knots.lat[source]])
    nothing = np.zeros(len(counts), dtype=np.int64)
    return Strands(nothing, nothing, nothing, coords, offsets_of(counts))

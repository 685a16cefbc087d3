"""Pieces of closed curves, made in bulk and in any order, and their assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import wrapped
from imam_ali_tracker.geodesy.arrays import Lines, offsets_of, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray
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


def strands_of_runs(
    coords: FloatArray,
    starts: IndexArray,
    counts: IndexArray,
    *,
    feature: IndexArray,
    curve: npt.ArrayLike = 0,
    place: npt.ArrayLike = 0,
    reverse: bool = False,
) -> Strands:
    """Return strands that are runs of ``coords``, each with its points in reverse if wanted."""
    source = ranges(starts, counts)
    if reverse:
        source = np.repeat(2 * starts + counts - 1, counts) - source
    of_curve = np.broadcast_to(np.asarray(curve, dtype=np.int64), feature.shape)
    at_place = np.broadcast_to(np.asarray(place, dtype=np.int64), feature.shape)
    return Strands(feature, of_curve, at_place, coords[source], offsets_of(counts))


def runs_of(knots: Knots, curves: int) -> tuple[FloatArray, IndexArray, IndexArray]:
    """Return the knots' coordinates, and where each of so many curves begins and how long it is."""
    counts = np.bincount(knots.curve, minlength=curves)
    return np.column_stack([wrapped(knots.lon), knots.lat]), offsets_of(counts)[:-1], counts


def without_repeats(curves: Lines) -> Lines:
    """Return closed curves without points that repeat the one before them, the first the last."""
    count = len(curves.coords)
    before = np.arange(count) - 1
    begins = curves.parts[:-1]
    filled = np.diff(curves.parts) > 0
    before[begins[filled]] = curves.parts[1:][filled] - 1
    kept = (curves.coords != curves.coords[before]).any(axis=1)
    parts = offsets_of(kept)[curves.parts]
    return Lines(curves.coords[kept], parts, curves.features)

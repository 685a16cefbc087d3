"""Light containers for many geometries: one array of coordinates and arrays of offsets."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Union

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Executor

    from typing_extensions import Self

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def offsets_of(counts: npt.ArrayLike) -> IndexArray:
    """Return the offsets (length n + 1, from 0) of ``n`` runs with these ``counts``."""
    counts = np.asarray(counts, dtype=np.int64)
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def ranges(starts: npt.ArrayLike, counts: npt.ArrayLike) -> IndexArray:
    """Return ``start, start + 1, …`` of every run, one after another."""
    counts = np.asarray(counts, dtype=np.int64)
    offsets = offsets_of(counts)
    shifts = np.asarray(starts, dtype=np.int64) - offsets[:-1]
    members = np.arange(offsets[-1], dtype=np.int64)
    members += np.repeat(shifts, counts)
    return members


@dataclass(frozen=True)
class Paths:
    """Sequences of waypoints: path ``i`` goes through ``offsets[i]:offsets[i + 1]``.

    ``lon`` and ``lat`` are (n,) in degrees, ``offsets`` (paths + 1,).
    """

    lon: FloatArray
    lat: FloatArray
    offsets: IndexArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, paths: Iterable[npt.ArrayLike]) -> Self:
        """Build from one (n, 2) array of longitude and latitude per path."""
        arrays = [np.asarray(path, dtype=np.float64).reshape(-1, 2) for path in paths]
        coords = np.concatenate([np.empty((0, 2)), *arrays])
        return cls(coords[:, 0], coords[:, 1], offsets_of([len(array) for array in arrays]))


@dataclass(frozen=True)
class _Nested:
    """Features made of runs of runs of coordinates: each level has offsets into the one before."""

    coords: FloatArray

    @property
    def levels(self) -> list[IndexArray]:
        """The offsets of all levels, those into ``coords`` first, those of the features last."""
        return [getattr(self, field.name) for field in fields(self)[1:]]

    def __len__(self) -> int:
        return len(self.levels[-1]) - 1

    @property
    def ends(self) -> IndexArray:
        """Offsets of the features into ``coords`` (features + 1,)."""
        ends, *coarser = self.levels
        for offsets in coarser:
            ends = ends[offsets]
        return ends

    def bounds(self) -> FloatArray:
        """Return xmin, ymin, xmax, ymax of each feature (n, 4); NaN where it has no part."""
        bounds = np.full((len(self), 4), np.nan)
        ends = self.ends
        filled = np.diff(ends) > 0
        starts = ends[:-1][filled]
        if len(starts):
            bounds[filled, :2] = np.minimum.reduceat(self.coords, starts)
            bounds[filled, 2:] = np.maximum.reduceat(self.coords, starts)
        return bounds

    def take(self, chosen: npt.ArrayLike) -> Self:
        """Return the chosen features, by index or mask, in that order."""
        members = np.asarray(chosen)
        members = np.flatnonzero(members) if members.dtype == bool else members.astype(np.int64)
        levels, starts, counts = _chosen(self.levels, members)
        return type(self)(_gathered(self.coords, starts, counts), *levels)

    @classmethod
    def concatenate(cls, several: Sequence[Self]) -> Self:
        """Return the features of all, one after another; ``several`` may be empty."""
        coords = np.concatenate([np.empty((0, 2)), *(each.coords for each in several)])
        return cls(coords, *cls._joined_levels(several))

    @classmethod
    def interleaved(
        cls, several: Sequence[Self], rows: Sequence[IndexArray], pool: Executor | None = None
    ) -> Self:
        """Return the features of all, each at its row; ``rows`` has those of each of ``several``.

        Together they are all rows from 0, each once, ascending in each of ``several``. The threads
        of the pool, if there is one, share the copying.
        """
        order = np.argsort(np.concatenate([_EMPTY[:0], *rows]))
        levels, _, counts = _chosen(cls._joined_levels(several), order)
        whole = cls(np.empty((int(counts.sum()), 2)), *levels)
        ends = whole.ends

        def copy(number: int) -> None:
            there, piece = rows[number], several[number]
            breaks = np.flatnonzero(np.diff(there) != 1) + 1
            first, last = np.insert(breaks, 0, 0), np.append(breaks, len(there)) - 1
            runs = (ends[there[first]], ends[there[last] + 1], piece.ends[first])
            for start, end, source in zip(*(column.tolist() for column in runs)):
                whole.coords[start:end] = piece.coords[source : source + end - start]

        filled = (number for number, there in enumerate(rows) if len(there))
        for _ in (pool.map if pool else map)(copy, filled):
            pass
        return whole

    @classmethod
    def _joined_levels(cls, several: Sequence[Self]) -> list[IndexArray]:
        nothing = [_EMPTY] * (len(fields(cls)) - 1)
        joined = zip(nothing, *(each.levels for each in several))
        return [offsets_of(np.concatenate([*map(np.diff, one)])) for one in joined]

    def _to_shapely(self, kind: str) -> npt.NDArray[Any]:
        import shapely

        if not len(self.coords):
            # from_ragged_array fails where there is not one part (shapely 2.0.7).
            return np.array([shapely.from_wkt(f"{kind} EMPTY")] * len(self), dtype=object)
        geometry_type = shapely.GeometryType[kind]
        array: npt.NDArray[Any] = np.asarray(
            shapely.from_ragged_array(geometry_type, self.coords, tuple(self.levels))
        )
        return array


@dataclass(frozen=True)
class Lines(_Nested):
    """Features of any number of line strings.

    ``coords`` is (n, 2); line ``p`` owns ``coords[parts[p]:parts[p + 1]]``; feature ``i`` owns the
    lines ``features[i]:features[i + 1]``.
    """

    parts: IndexArray
    features: IndexArray

    def to_shapely(self) -> npt.NDArray[Any]:
        """Return an object array of shapely ``MultiLineString``."""
        return self._to_shapely("MULTILINESTRING")

    @staticmethod
    def from_shapely(geometries: npt.ArrayLike) -> Lines:
        """Build from shapely (multi) line strings; ``None`` and empty ones have no part."""
        import shapely

        parts, features = _parts_of(geometries)
        coords, lines = shapely.get_coordinates(parts, return_index=True)
        return Lines(coords, offsets_of(np.bincount(lines, minlength=len(parts))), features)


@dataclass(frozen=True)
class Polygons(_Nested):
    """Features of any number of polygons.

    ``coords`` is (n, 2), rings closed; ring ``r`` owns ``coords[rings[r]:rings[r + 1]]``; polygon
    ``p`` owns the rings ``parts[p]:parts[p + 1]``, the exterior first; feature ``i`` owns the
    polygons ``features[i]:features[i + 1]``.
    """

    rings: IndexArray
    parts: IndexArray
    features: IndexArray

    def to_shapely(self) -> npt.NDArray[Any]:
        """Return an object array of shapely ``MultiPolygon``."""
        return self._to_shapely("MULTIPOLYGON")

    @staticmethod
    def from_shapely(geometries: npt.ArrayLike) -> Polygons:
        """Build from shapely (multi) polygons; ``None`` and empty ones have no part."""
        import shapely

        parts, features = _parts_of(geometries)
        rings, polygons = shapely.get_rings(parts, return_index=True)
        exterior = np.diff(polygons, prepend=-1) > 0
        rings = np.where(shapely.is_ccw(rings) == exterior, rings, shapely.reverse(rings))
        coords, ring = shapely.get_coordinates(rings, return_index=True)
        return Polygons(
            coords,
            offsets_of(np.bincount(ring, minlength=len(rings))),
            offsets_of(np.bincount(polygons, minlength=len(parts))),
            features,
        )


Geometries = Union[Polygons, Lines]

_EMPTY: IndexArray = np.zeros(1, dtype=np.int64)
_RUNS_PER_BREAK = 8


def _chosen(
    levels: Sequence[IndexArray], members: IndexArray
) -> tuple[list[IndexArray], IndexArray, IndexArray]:
    """Return the levels of the chosen features, and the starts and counts of their coordinates."""
    *coarser, finest = reversed(levels)
    chosen = []
    for offsets in coarser:
        counts = offsets[members + 1] - offsets[members]
        chosen.append(offsets_of(counts))
        members = ranges(offsets[members], counts)
    counts = finest[members + 1] - finest[members]
    return [offsets_of(counts), *reversed(chosen)], finest[members], counts


def _gathered(values: FloatArray, starts: IndexArray, counts: IndexArray) -> FloatArray:
    """Return runs of values, one after another; runs that already are so are copied together."""
    filled = counts > 0
    starts, ends = starts[filled], (starts + counts)[filled]
    breaks = np.flatnonzero(starts[1:] != ends[:-1])
    if len(breaks) > len(starts) / _RUNS_PER_BREAK:
        return values[ranges(starts, ends - starts)]
    firsts = starts[np.insert(breaks + 1, 0, 0)] if len(starts) else starts
    lasts = ends[np.append(breaks, len(ends) - 1)] if len(ends) else ends
    slices = [values[first:last] for first, last in zip(firsts.tolist(), lasts.tolist())]
    return np.concatenate([values[:0], *slices])


def _parts_of(geometries: npt.ArrayLike) -> tuple[npt.NDArray[Any], IndexArray]:
    """Return the parts of shapely geometries that are not empty, and the geometries' offsets."""
    import shapely

    array = np.asarray(geometries, dtype=object).ravel()
    parts, owners = shapely.get_parts(array, return_index=True)
    kept = ~(shapely.is_empty(parts) | shapely.is_missing(parts))
    return parts[kept], offsets_of(np.bincount(owners[kept], minlength=len(array)))

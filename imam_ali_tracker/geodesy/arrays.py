"""Light containers for many geometries: one array of coordinates and arrays of offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def _picked(offsets: IndexArray, chosen: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return the members of the chosen runs, and the offsets of the runs among them."""
    counts = offsets[chosen + 1] - offsets[chosen]
    return ranges(offsets[chosen], counts), offsets_of(counts)


def _joined(offsets: Iterable[IndexArray]) -> IndexArray:
    """Return the offsets of all runs when their members are put behind each other."""
    return offsets_of(np.concatenate([np.diff(each) for each in offsets]))


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
class Lines:
    """Features of any number of line strings.

    ``coords`` is (n, 2); line ``p`` owns ``coords[parts[p]:parts[p + 1]]``; feature ``i`` owns the
    lines ``features[i]:features[i + 1]``.
    """

    coords: FloatArray
    parts: IndexArray
    features: IndexArray

    def __len__(self) -> int:
        return len(self.features) - 1

    @property
    def ends(self) -> IndexArray:
        """Offsets of the features into ``coords`` (features + 1,)."""
        ends: IndexArray = self.parts[self.features]
        return ends

    def bounds(self) -> FloatArray:
        """Return xmin, ymin, xmax, ymax of each feature (n, 4); NaN where it has no part."""
        return _bounds(self.coords, self.ends)

    def take(self, chosen: npt.ArrayLike) -> Lines:
        """Return the chosen features, by index or mask, in that order."""
        parts, features = _picked(self.features, _indices(chosen))
        points, offsets = _picked(self.parts, parts)
        return Lines(self.coords[points], offsets, features)

    @staticmethod
    def concatenate(several: Sequence[Lines]) -> Lines:
        """Return the features of all, one after another; ``several`` may be empty."""
        return Lines(
            np.concatenate([np.empty((0, 2)), *(each.coords for each in several)]),
            _joined([_EMPTY, *(each.parts for each in several)]),
            _joined([_EMPTY, *(each.features for each in several)]),
        )

    def to_shapely(self) -> npt.NDArray[Any]:
        """Return an object array of shapely ``MultiLineString``."""
        return _to_shapely("MULTILINESTRING", self.coords, (self.parts, self.features))

    @staticmethod
    def from_shapely(geometries: npt.ArrayLike) -> Lines:
        """Build from shapely (multi) line strings; ``None`` and empty ones have no part."""
        import shapely

        array = np.asarray(geometries, dtype=object).ravel()
        parts, owners = shapely.get_parts(array, return_index=True)
        parts, owners = _not_empty(parts, owners)
        coords, lines = shapely.get_coordinates(parts, return_index=True)
        return Lines(
            coords,
            offsets_of(np.bincount(lines, minlength=len(parts))),
            offsets_of(np.bincount(owners, minlength=len(array))),
        )


@dataclass(frozen=True)
class Polygons:
    """Features of any number of polygons.

    ``coords`` is (n, 2), rings closed; ring ``r`` owns ``coords[rings[r]:rings[r + 1]]``; polygon
    ``p`` owns the rings ``parts[p]:parts[p + 1]``, the exterior first; feature ``i`` owns the
    polygons ``features[i]:features[i + 1]``.
    """

    coords: FloatArray
    rings: IndexArray
    parts: IndexArray
    features: IndexArray

    def __len__(self) -> int:
        return len(self.features) - 1

    @property
    def ends(self) -> IndexArray:
        """Offsets of the features into ``coords`` (features + 1,)."""
        ends: IndexArray = self.rings[self.parts[self.features]]
        return ends

    def bounds(self) -> FloatArray:
        """Return xmin, ymin, xmax, ymax of each feature (n, 4); NaN where it has no part."""
        return _bounds(self.coords, self.ends)

    def take(self, chosen: npt.ArrayLike) -> Polygons:
        """Return the chosen features, by index or mask, in that order."""
        parts, features = _picked(self.features, _indices(chosen))
        rings, part_offsets = _picked(self.parts, parts)
        points, ring_offsets = _picked(self.rings, rings)
        return Polygons(self.coords[points], ring_offsets, part_offsets, features)

    @staticmethod
    def concatenate(several: Sequence[Polygons]) -> Polygons:
        """Return the features of all, one after another; ``several`` may be empty."""
        return Polygons(
            np.concatenate([np.empty((0, 2)), *(each.coords for each in several)]),
            _joined([_EMPTY, *(each.rings for each in several)]),
            _joined([_EMPTY, *(each.parts for each in several)]),
            _joined([_EMPTY, *(each.features for each in several)]),
        )

    def to_shapely(self) -> npt.NDArray[Any]:
        """Return an object array of shapely ``MultiPolygon``."""
        return _to_shapely("MULTIPOLYGON", self.coords, (self.rings, self.parts, self.features))

    @staticmethod
    def from_shapely(geometries: npt.ArrayLike) -> Polygons:
        """Build from shapely (multi) polygons; ``None`` and empty ones have no part."""
        import shapely

        array = np.asarray(geometries, dtype=object).ravel()
        parts, owners = shapely.get_parts(array, return_index=True)
        parts, owners = _not_empty(parts, owners)
        rings, polygons = shapely.get_rings(parts, return_index=True)
        exterior = np.diff(polygons, prepend=-1) > 0
        rings = np.where(shapely.is_ccw(rings) == exterior, rings, shapely.reverse(rings))
        coords, ring = shapely.get_coordinates(rings, return_index=True)
        return Polygons(
            coords,
            offsets_of(np.bincount(ring, minlength=len(rings))),
            offsets_of(np.bincount(polygons, minlength=len(parts))),
            offsets_of(np.bincount(owners, minlength=len(array))),
        )


Geometries = Union[Polygons, Lines]

_EMPTY: IndexArray = np.zeros(1, dtype=np.int64)


def _indices(chosen: npt.ArrayLike) -> IndexArray:
    array = np.asarray(chosen)
    if array.dtype == bool:
        array = np.flatnonzero(array)
    return array.astype(np.int64)


def _to_shapely(kind: str, coords: FloatArray, offsets: tuple[IndexArray, ...]) -> npt.NDArray[Any]:
    import shapely

    if not len(coords):
        # from_ragged_array fails where there is not one part (shapely 2.0.7).
        return np.array([shapely.from_wkt(f"{kind} EMPTY")] * (len(offsets[-1]) - 1), dtype=object)
    array: npt.NDArray[Any] = np.asarray(
        shapely.from_ragged_array(shapely.GeometryType[kind], coords, offsets)
    )
    return array


def _not_empty(
    parts: npt.NDArray[Any], owners: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    import shapely

    keep = ~(shapely.is_empty(parts) | shapely.is_missing(parts))
    return parts[keep], owners[keep]


def _bounds(coords: FloatArray, ends: IndexArray) -> FloatArray:
    bounds = np.full((len(ends) - 1, 4), np.nan)
    filled = np.diff(ends) > 0
    starts = ends[:-1][filled]
    if len(starts):
        bounds[filled, :2] = np.minimum.reduceat(coords, starts)
        bounds[filled, 2:] = np.maximum.reduceat(coords, starts)
    return bounds

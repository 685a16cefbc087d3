"""What shapely does for this package: unions, and the mending of what rounding has broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import doubled_areas
from imam_ali_tracker.geodesy.arrays import Polygons, offsets_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray

# Rings that are narrower than this (degrees, a hundredth of a millimetre) are no areas.
_SLIVER = 1e-10


def united(pieces: Polygons, owners: IndexArray, count: int) -> Polygons:
    """Return ``count`` features: each the union of the pieces that it owns."""
    import shapely

    order = np.argsort(owners, kind="stable")
    geometries = mended(pieces, np.ones(len(pieces), dtype=bool)).to_shapely()[order]
    bounds = np.searchsorted(owners[order], np.arange(count + 1))
    unions = np.array(
        [shapely.union_all(geometries[start:end]) for start, end in zip(bounds[:-1], bounds[1:])],
        dtype=object,
    )
    return areas_of(unions)


def areas_of(overlaid: npt.ArrayLike) -> Polygons:
    """Return what overlays of shapely's have made, without what only rounding has put there.

    An edge along a pole or ±180 is there again, not a hair off it. Gaps and specks between edges
    that are all but equal are gone.
    """
    polygons = Polygons.from_shapely(overlaid)
    off_border = _on_border_but_for_rounding(polygons.coords)
    polygons.coords[off_border] = np.copysign([180.0, 90.0], polygons.coords)[off_border]
    # Two points of an edge may have changed places.
    moved = np.searchsorted(polygons.ends, np.flatnonzero(off_border.any(axis=1)), side="right") - 1
    doubtful = np.zeros(len(polygons), dtype=bool)
    doubtful[moved] = True
    return mended(_without_slivers(polygons), doubtful)


def _on_border_but_for_rounding(coords: FloatArray) -> BoolArray:
    """Tell which longitudes and latitudes (n, 2) are a hair off ±180 and ±90."""
    off = np.abs(np.abs(coords) - [180.0, 90.0])
    near: BoolArray = (off > 0.0) & (off < _SLIVER)
    return near


def _without_slivers(polygons: Polygons) -> Polygons:
    starts = polygons.rings[:-1]
    if not len(starts):
        return polygons
    around = np.zeros(len(polygons.coords))
    around[:-1] = np.hypot(*np.diff(polygons.coords, axis=0).T)
    around[polygons.rings[1:] - 1] = 0.0
    doubled = np.abs(doubled_areas(polygons.coords, polygons.rings))
    broad = doubled > np.add.reduceat(around, starts) * _SLIVER
    part = np.repeat(np.arange(len(polygons.parts) - 1), np.diff(polygons.parts))
    kept_part = broad[polygons.parts[:-1]]
    kept = broad & kept_part[part]
    if kept.all():
        return polygons
    points = np.repeat(kept, np.diff(polygons.rings))
    return Polygons(
        polygons.coords[points],
        offsets_of(np.diff(polygons.rings)[kept]),
        offsets_of(np.add.reduceat(kept, polygons.parts[:-1], dtype=np.int64)[kept_part]),
        offsets_of(kept_part)[polygons.features],
    )


def mended(polygons: Polygons, doubtful: BoolArray) -> Polygons:
    """Return the polygons with the doubtful features mended if they are not valid.

    Where edges meet at angles that double precision cannot tell, within millimetres of a pole or of
    the antipode, they may cross. Without shapely they stay as they are.
    """
    try:
        import shapely
    except ModuleNotFoundError:
        return polygons
    rows = np.flatnonzero(doubtful)
    shapes = polygons.take(rows).to_shapely()
    broken = ~shapely.is_valid(shapes)
    if not broken.any():
        return polygons
    repaired = areas_of(_made_valid(shapes[broken]))
    order = np.arange(len(polygons))
    order[rows[broken]] = len(polygons) + np.arange(len(repaired))
    return Polygons.concatenate([polygons, repaired]).take(order)


def _made_valid(shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what is area of geometries that are not valid."""
    import shapely

    made = []
    for shape in shapely.make_valid(shapes):
        parts = shapely.get_parts(shape, return_index=False)
        parts = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
        made.append(shapely.multipolygons(parts))
    return np.array(made, dtype=object)

"""What derived layers share: rows found by uuid, lengths in metres, geometries made into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.core.units import UNITS
from imam_ali_tracker.geodesy.arrays import Geometries
from imam_ali_tracker.geodesy.blobs import gpkg_blobs
from imam_ali_tracker.provider.columns import Columns, Moments, Numbers, Texts
from imam_ali_tracker.provider.scratch import Batch

Indices = npt.NDArray[np.int64]
Column = Union[Sequence[Any], npt.NDArray[Any]]
"""A value for each of some rows."""

_SRID = 4326
_POINT = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srid", "<i4"),
        ("order", "u1"),
        ("kind", "<u4"),
        ("xy", "<f8", (2,)),
    ]
)
"""A point without an envelope (OGC 12-128r19, "GeoPackage binary format")."""


def rows_by_uuid(columns: Columns) -> dict[str, int]:
    """Return the row of each uuid."""
    return {uuid: row for row, uuid in enumerate(columns.texts["uuid"]) if uuid}


def rows_of(uuids: Texts, known: Mapping[str, int]) -> Indices:
    """Return the rows that ``uuids`` refer to, -1 where there is none."""
    return np.array([known.get(uuid or "", -1) for uuid in uuids], dtype=np.int64)


def sound(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return longitudes and latitudes (n, 2), NaN for what is no position on Earth."""
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(points) <= np.array([180.0, 90.0])).all(axis=1)
    return np.where(on_earth[:, np.newaxis], points, np.nan)


def metres(values: Numbers, units: Texts) -> Numbers:
    """Return lengths in metres, NaN where value or unit do not say one."""
    factors = {unit.symbol: unit.factor for unit in UNITS.values()}
    lengths = values * np.array([factors.get(unit or "", np.nan) for unit in units])
    return np.where(np.isfinite(lengths) & (lengths >= 0), lengths, np.nan)


def timestamps(moments: Moments) -> list[str | None]:
    """Return clocks as a GeoPackage writes them."""
    missing = np.isnat(moments).tolist()
    texts = np.datetime_as_string(moments, unit="ms").tolist()
    return [None if nothing else f"{text}Z" for text, nothing in zip(texts, missing)]


def batch_of(
    fids: npt.NDArray[np.int64], geometries: Geometries, attributes: Sequence[Column]
) -> Batch:
    """Return the features that have a geometry; rows of all arguments belong together."""
    bounds = geometries.bounds()
    drawn = ~np.isnan(bounds[:, 0])
    if not drawn.all():
        return batch_of(fids[drawn], geometries.take(drawn), _chosen(attributes, drawn))
    return Batch(fids, gpkg_blobs(geometries, _SRID), bounds, _values(attributes))


def point_batch(
    fids: npt.NDArray[np.int64], points: npt.NDArray[np.float64], attributes: Sequence[Column]
) -> Batch:
    """Return the features whose point (n, 2) is not NaN."""
    drawn = ~np.isnan(points).any(axis=1)
    if not drawn.all():
        return point_batch(fids[drawn], points[drawn], _chosen(attributes, drawn))
    made = np.zeros(len(points), dtype=_POINT)
    made["magic"], made["flags"], made["srid"] = b"GP", 1, _SRID
    made["order"], made["kind"], made["xy"] = 1, 1, points
    blobs = made.view(np.dtype((np.void, _POINT.itemsize))).tolist()
    return Batch(fids, blobs, np.hstack([points, points]), _values(attributes))


def _chosen(attributes: Sequence[Column], mask: npt.NDArray[np.bool_]) -> list[Column]:
    rows = np.flatnonzero(mask)
    return [
        column[rows] if isinstance(column, np.ndarray) else [column[row] for row in rows.tolist()]
        for column in attributes
    ]


def _values(attributes: Sequence[Column]) -> list[Sequence[Any]]:
    """Return lists as SQLite takes them; it stores a NaN as NULL."""
    return [
        column.tolist() if isinstance(column, np.ndarray) else list(column) for column in attributes
    ]

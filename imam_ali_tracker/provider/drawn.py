"""The shapes of rows that are not stored yet, made as the derived layers make those of stored ones.

So a preview shows exactly what will be on the map after saving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.provider.columns import MOMENT, Columns, Wanted
from imam_ali_tracker.provider.derived.family import Family

_HEADER = 8
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of an envelope by its code in the flags (OGC 12-128r19, "GeoPackage binary format")."""


class Drawn(NamedTuple):
    """The shape of one row in EPSG:4326, and what the derived layer states of it."""

    row: int
    shape: QgsGeometry
    values: Mapping[str, Any]


def drawn(
    family: Family, location: CaseLocation, rows: Mapping[str, Sequence[Row]]
) -> Iterator[Drawn]:
    """Yield the features that a derived layer would have for rows.

    ``rows`` are those of the layer's tables, by table; of the driver's table each gets a feature,
    unless it cannot be drawn. A row may lack columns, which count as NULL. Raises ``ValueError``
    for coordinates that do not exist.
    """
    data = {wanted.table: _columns(wanted, rows.get(wanted.table, ())) for wanted in family.others}
    names = [attribute.name for attribute in family.attributes]
    derive = family.deriver(location, data)
    for batch in derive(_columns(family.driver, rows.get(family.driver.table, ()))):
        for fid, blob, *values in zip(batch.fids.tolist(), batch.blobs, *batch.attributes):
            yield Drawn(fid, _shape(blob), dict(zip(names, values)))


def _shape(blob: bytes) -> QgsGeometry:
    shape = QgsGeometry()
    shape.fromWkb(blob[_HEADER + _ENVELOPES[blob[3] >> 1 & 7] :])
    return shape


def _columns(wanted: Wanted, rows: Sequence[Row]) -> Columns:
    """Return rows as columns; the key of each is its place among them."""
    return Columns(
        np.arange(len(rows), dtype=np.int64),
        {name: [row.get(name) for row in rows] for name in wanted.texts},
        {name: np.array([_number(row, name) for row in rows]) for name in wanted.numbers},
        {name: np.full(len(rows), "NaT", MOMENT) for name in wanted.moments},
        np.array([_point(row) for row in rows]).reshape(-1, 2),
    )


def _number(row: Row, name: str) -> float:
    value = row.get(name)
    return np.nan if value is None else float(value)


def _point(row: Row) -> tuple[float, float]:
    geometry = row.get("geometry")
    if geometry is None or geometry.isEmpty():
        return np.nan, np.nan
    point = geometry.asPoint()
    return point.x(), point.y()

"""Rows for tests of the store: made from the schema, so that no column is forgotten."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.schema import (
    CASE_INFO,
    KEY,
    TABLES,
    Field,
    FieldType,
    GeometryType,
    Table,
)
from imam_ali_tracker.case.shape import GEOMETRY, row_shape
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.core.dates import parse_date

POINT = "Point (40.91862870154864 34.45041526187299)"
POLYGONS = (
    "MultiPolygon (((40 34, 40 35, 41 35, 41 34, 40 34),"
    "(40.1 34.1, 40.2 34.1, 40.2 34.2, 40.1 34.1)),((44 31, 45 31, 45 32, 44 31)))"
)
WKT = {GeometryType.POINT: POINT, GeometryType.MULTIPOLYGON: POLYGONS}
ARABIC = "\u0627\u0644\u0625\u0645\u0627\u0645 \u0639\u0644\u064a"
NASTY = f'\'; DROP TABLE sites; -- "quoted" \\ %s {{}} \n\ttab {ARABIC} 🛰'


def site(**fields: Any) -> Row:
    """The least that a site needs."""
    return {"name": "A site", "kind": "city", "position_basis": "unknown", **fields}


def point(x: float = 40.5, y: float = 34.5) -> QgsGeometry:
    return QgsGeometry.fromWkt(f"Point ({x} {y})")


def full_rows() -> dict[str, list[Row]]:
    """One row for every table but ``case_info``, with a value in every column."""
    uuids = {name: new_uuid() for name in TABLES}
    rows: dict[str, list[Row]] = {}
    for table in TABLES.values():
        if table is not CASE_INFO:
            rows[table.name] = [_full_row(table, uuids)]
    return rows


def _full_row(table: Table, uuids: dict[str, str]) -> Row:
    shape = row_shape(table)
    row: Row = {
        field.name: _value(table, field, field.name in shape.dates, uuids) for field in shape.fields
    }
    row["uuid"] = uuids[table.name]
    for field in table.references:
        if field.any_reference:
            row[field.any_reference] = "sites"
    if shape.geometry:
        row[GEOMETRY] = QgsGeometry.fromWkt(WKT[table.geometry])
    return row


def _value(table: Table, field: Field, dated: bool, uuids: dict[str, str]) -> Any:
    if field.any_reference:
        return uuids["sites"]
    if field.references:
        return uuids[field.references]
    if field.vocabulary:
        return vocabularies.keys(field.vocabulary)[-1]
    if dated:
        return parse_date("2019-09-09T11:04:05+03:00")
    if field.multiple:
        return ("one", "two, three", NASTY.replace("; ", ", "))
    values = {
        FieldType.TEXT: f"{table.name}.{field.name} {NASTY}",
        FieldType.INTEGER: 200,
        FieldType.REAL: 0.1 + 0.2,
        FieldType.TIMESTAMP: datetime(2026, 3, 29, 2, 30, 0, 123000, tzinfo=timezone.utc),
    }
    return values[field.type]


def plain(row: Row) -> Row:
    """The row with its geometry as text, so that rows compare."""
    geometry = row.get(GEOMETRY)
    return {**row, GEOMETRY: geometry.asWkt(17)} if geometry is not None else dict(row)


def snapshot(case: Case) -> dict[str, list[Row]]:
    """Everything that is in a case, keys included."""
    with case.reading():
        return {
            name: sorted((plain(row) for row in case.rows(name)), key=lambda row: row[KEY])
            for name in TABLES
        }


def insert(case: Case, table: str, *rows: Row) -> list[str]:
    """Insert rows and return their uuids."""
    undo = case.apply(ChangeSet(inserts={table: list(rows)}))
    return list(undo.deletes[table])

"""Rows of every table with every kind of value, for the tests of the text form."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from hypothesis import strategies as st

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import (
    CASE_INFO,
    SCHEMA_VERSION,
    SEPARATOR,
    TABLES,
    UUID,
    Field,
    FieldType,
    GeometryType,
    Table,
)
from imam_ali_tracker.case.shape import GEOMETRY, row_shape
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.core.dates import ReportedDate, parse_date

# "; " separates texts in one column, and the case itself cannot tell it from two texts.
TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
).filter(lambda text: SEPARATOR not in text)
UUIDS = st.uuids().map(str)
# With a zone, the first and the last days of the calendar are outside it in UTC.
CLOCKS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001 - printed clocks
RECORDED = CLOCKS.map(
    lambda clock: clock.replace(microsecond=clock.microsecond // 1000 * 1000, tzinfo=timezone.utc)
)


@st.composite
def reported_dates(draw: st.DrawFn) -> ReportedDate | None:
    moment = draw(CLOCKS)
    zone = draw(st.sampled_from(["", "Z", "+03:00", "-09:30"]))
    text = moment.replace(microsecond=0).isoformat()
    return parse_date(
        draw(st.sampled_from([text[:4], text[:7], text[:10], text[:16], text + zone]))
    )


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that the schema allows in ``field``."""
    if field is UUID or field.references or field.any_reference:
        return UUIDS
    if field.name in ("created", "modified"):
        return RECORDED
    if field.vocabulary:
        return st.sampled_from(vocabularies.keys(field.vocabulary))
    if field.name == "schema_version":
        return st.just(SCHEMA_VERSION)
    if field.multiple:
        return st.lists(TEXTS.map(lambda t: t.strip("; ") or "x"), min_size=1, max_size=3).map(
            tuple
        )
    return {
        FieldType.TEXT: TEXTS,
        FieldType.INTEGER: st.integers(int(field.minimum or -(2**31)), 2**31 - 1),
        FieldType.REAL: st.floats(
            field.minimum, field.maximum, allow_nan=False, allow_infinity=False
        ),
        FieldType.TIMESTAMP: reported_dates(),
    }[field.type]


def positions() -> st.SearchStrategy[list[float]]:
    return st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)


@st.composite
def rings(draw: st.DrawFn) -> list[list[float]]:
    ring = draw(st.lists(positions(), min_size=3, max_size=5))
    return [*ring, list(ring[0])]


def geometries(table: Table) -> st.SearchStrategy[Any]:
    if table.geometry is GeometryType.POINT:
        shapes = positions().map(lambda position: {"type": "Point", "coordinates": position})
    else:
        polygons = st.lists(st.lists(rings(), min_size=1, max_size=2), min_size=1, max_size=2)
        shapes = polygons.map(lambda parts: {"type": "MultiPolygon", "coordinates": parts})
    return st.none() | shapes


@st.composite
def rows(draw: st.DrawFn, table: Table) -> Row:
    row: Row = {}
    for field in row_shape(table).fields:
        empty = () if field.multiple else None
        given = values(field) if field.required else st.just(empty) | values(field)
        row[field.name] = draw(given)
    if table.geometry is not GeometryType.NONE:
        row[GEOMETRY] = draw(geometries(table))
    return row


@st.composite
def cases(draw: st.DrawFn) -> dict[str, list[Row]]:
    """All tables of a case; references lead nowhere, which the text form does not look into."""
    return {
        name: draw(
            st.lists(
                rows(table),
                min_size=1 if table is CASE_INFO else 0,
                max_size=1 if table is CASE_INFO else 3,
                unique_by=lambda row: row["uuid"],
            )
        )
        for name, table in TABLES.items()
    }

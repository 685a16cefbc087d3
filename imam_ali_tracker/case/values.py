"""Rows of a case as Python values, and how they are carried in the columns of a database.

A row is a dict keyed by the schema's field names, plus ``fid`` and, where the table has a
geometry, ``geometry``:

=====================  ====================================================================
column                 value
=====================  ====================================================================
text                   ``str``; ``None`` for NULL and for the empty text, which is not stored
text of several values ``tuple[str, ...]``; ``()`` for NULL
integer, real          ``int``, ``float`` or ``None``
reported date          :class:`~imam_ali_tracker.core.dates.ReportedDate` or ``None``
created, modified      ``datetime`` in UTC, to the millisecond
geometry               ``QgsGeometry`` (EPSG:4326: x is the longitude) or ``None``
=====================  ====================================================================

A reported date ``published`` is three columns: the timestamp ``published``, its
``published_precision`` and its ``published_zone``. With a precision of a minute or a second *and*
a known zone the timestamp is the instant in UTC, so that rows sort and filter by time; otherwise
it is the printed clock as it stands, because there is no instant to convert it to. A timestamp
that another program stored without a precision is read as a day: nobody said that its time counts.
A zone that is no offset is read as none.

Both databases carry the timestamp as a wall clock. It is written as a ``QDateTime`` in UTC, and
read by its parts only: what QGIS reads from a PostgreSQL ``timestamp`` claims to be local time,
and in local time an hour a year does not exist.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, datetime, timezone
from functools import lru_cache
from typing import Any

from qgis.core import QgsFeature, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import COMMON, KEY, SEPARATOR, Field, FieldType, Table
from imam_ali_tracker.case.shape import GEOMETRY, PRECISION, ZONE, RowShape, row_shape
from imam_ali_tracker.core.dates import Precision, ReportedDate

_CLOCK = (Precision.MINUTE, Precision.SECOND)
_PRECISIONS = {p.value: p for p in Precision if p is not Precision.UNKNOWN}
_OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NEVER_NULL = frozenset((int, float, str, QDateTime))


@lru_cache(maxsize=64)
def to_timestamp(value: datetime) -> QDateTime:
    """Return a clock as QGIS writes it to either database; microseconds are cut off."""
    return QDateTime(
        QDate(value.year, value.month, value.day),
        QTime(value.hour, value.minute, value.second, value.microsecond // 1000),
        Qt.TimeSpec.UTC,
    )


def from_timestamp(value: QDateTime | None) -> datetime | None:
    """Return the clock that a database holds, without ``tzinfo``.

    A value that comes with an offset of its own is converted to UTC. ``None`` stands for NULL and
    for years that Python does not have, which only another program can have stored.
    """
    if value is None:
        return None
    if value.timeSpec() == Qt.TimeSpec.OffsetFromUTC:
        value = value.toUTC()
    in_range = MINYEAR <= value.date().year() <= MAXYEAR
    return value.toPyDateTime() if in_range else None


def split_date(date: ReportedDate | None) -> tuple[QDateTime | None, str | None, str | None]:
    """Return the timestamp, the precision and the zone that store ``date``."""
    if date is None:
        return None, None, None
    clock = date.in_utc() or date.value
    stored = to_timestamp(_first_instant(clock, date.precision))
    return stored, date.precision.value, date.zone or None


def join_date(
    timestamp: QDateTime | None, precision: str | None, zone: str | None
) -> ReportedDate | None:
    """Return the reported date that the three columns store, ``None`` without a timestamp."""
    clock = from_timestamp(timestamp)
    if clock is None:
        return None
    known = _PRECISIONS.get(precision or "", Precision.DAY)
    stated = ReportedDate(clock, known, offset_or_nothing(zone))
    if known in _CLOCK and stated.offset is not None:
        with contextlib.suppress(OverflowError):
            clock = clock + stated.offset
    return ReportedDate(_first_instant(clock, known), known, stated.zone)


def offset_or_nothing(zone: str | None) -> str:
    """Return ``zone`` where it is an offset from UTC as it is stored, such as ``+03:00``."""
    return zone if zone is not None and _OFFSET.fullmatch(zone) else ""


def _first_instant(clock: datetime, precision: Precision) -> datetime:
    """Return the beginning of the period: what is finer than the precision is not known."""
    clock = clock.replace(microsecond=0)
    if precision is Precision.SECOND:
        return clock
    if precision is Precision.MINUTE:
        return clock.replace(second=0)
    clock = clock.replace(hour=0, minute=0, second=0)
    if precision is Precision.DAY:
        return clock
    return clock.replace(day=1) if precision is Precision.MONTH else clock.replace(month=1, day=1)


def columns(shape: RowShape, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that store the given keys of a row, without key and geometry."""
    stored: dict[str, Any] = {}
    for field in shape.fields:
        if field.name in values:
            value = values[field.name]
            if field.name in shape.dates:
                names = (field.name, field.name + PRECISION, field.name + ZONE)
                stored.update(zip(names, split_date(value)))
            else:
                stored[field.name] = _to_column(field, value)
    return stored


def _to_column(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return None
    if field.multiple:
        return SEPARATOR.join(value) or None
    if field.type is FieldType.TIMESTAMP:
        return to_timestamp(value.astimezone(timezone.utc))
    return float(value) if field.type is FieldType.REAL else value


class RowReader:
    """Reads features of one layer as rows; a column that the layer lacks is NULL."""

    def __init__(self, table: Table, fields: QgsFields) -> None:
        shape = row_shape(table)
        self._geometry = shape.geometry
        self._columns: list[tuple[str, int, Callable[[Any], Any]]] = []
        self._dates: list[tuple[str, int, int, int]] = []
        for field in shape.fields:
            index = fields.indexOf(field.name)
            if field.name in shape.dates:
                precision = fields.indexOf(field.name + PRECISION)
                zone = fields.indexOf(field.name + ZONE)
                self._dates.append((field.name, index, precision, zone))
            self._columns.append((field.name, index, _converter(field)))

    def read(self, feature: QgsFeature, geometry: bool = True) -> Row:
        """Return the row; the geometry is a copy of its own."""
        stored = [
            value if type(value) in _NEVER_NULL else _not_null(value)
            for value in feature.attributes()
        ]
        stored.append(None)  # what the index -1 of a column that is not there finds
        row: Row = {KEY: feature.id()}
        for name, index, convert in self._columns:
            row[name] = convert(stored[index])
        for name, index, precision, zone in self._dates:
            row[name] = join_date(stored[index], stored[precision], stored[zone])
        if self._geometry and geometry:
            shape = feature.geometry()
            row[GEOMETRY] = None if shape.isEmpty() else QgsGeometry(shape)
        return row


def _not_null(value: Any) -> Any:
    """Return the value, or ``None`` for NULL in any of the ways in which QGIS says so."""
    is_null = getattr(value, "isNull", None)
    return None if is_null is not None and is_null() else value


def _converter(field: Field) -> Callable[[Any], Any]:
    if field.multiple:
        return _texts
    if field in COMMON and field.type is FieldType.TIMESTAMP:
        return _instant
    return _text if field.type is FieldType.TEXT else _as_it_is


def _texts(value: str | None) -> tuple[str, ...]:
    return tuple(part for part in value.split(SEPARATOR) if part) if value else ()


def _text(value: str | None) -> str | None:
    return value or None


def _instant(value: QDateTime | None) -> datetime | None:
    clock = from_timestamp(value)
    return None if clock is None else clock.replace(tzinfo=timezone.utc)


def _as_it_is(value: Any) -> Any:
    return value

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

Both databases carry the timestamp as a wall clock. It is written as a ``QDateTime`` in UTC, and
read by its parts only: what QGIS reads from a PostgreSQL ``timestamp`` claims to be local time,
and in local time an hour a year does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from qgis.core import NULL, QgsFeature, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import KEY, SEPARATOR, Field, FieldType, Table
from imam_ali_tracker.case.shape import GEOMETRY, PRECISION, ZONE, row_shape
from imam_ali_tracker.core.dates import Precision, ReportedDate

_CLOCK = (Precision.MINUTE, Precision.SECOND)


def to_timestamp(value: datetime) -> QDateTime:
    """Return a clock as QGIS writes it to either database; microseconds are cut off."""
    return QDateTime(
        QDate(value.year, value.month, value.day),
        QTime(value.hour, value.minute, value.second, value.microsecond // 1000),
        Qt.TimeSpec.UTC,
    )


def from_timestamp(value: QDateTime) -> datetime:
    """Return the clock that a database holds, without ``tzinfo``.

    Only a value that carries an offset of its own is converted (to UTC); the parts of all others
    are what was stored, whatever zone QGIS says they are in.
    """
    if value.timeSpec() == Qt.TimeSpec.OffsetFromUTC:
        value = value.toUTC()
    date, time = value.date(), value.time()
    return datetime(  # noqa: DTZ001 - a wall clock; its zone stands in a column of its own
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.msec() * 1000,
    )


def split_date(date: ReportedDate | None) -> tuple[QDateTime | None, str | None, str | None]:
    """Return the timestamp, the precision and the zone that store ``date``."""
    if date is None:
        return None, None, None
    instant = date.in_utc()
    clock = date.value if instant is None else instant
    return to_timestamp(clock.replace(microsecond=0)), date.precision.value, date.zone or None


def join_date(timestamp: Any, precision: Any, zone: Any) -> ReportedDate | None:
    """Return the reported date that the three columns store, ``None`` without a timestamp."""
    if is_null(timestamp):
        return None
    clock = from_timestamp(timestamp).replace(microsecond=0)
    known = Precision.DAY
    if not is_null(precision) and precision in set(Precision) - {Precision.UNKNOWN}:
        known = Precision(precision)
    stated = ReportedDate(clock, known, "" if is_null(zone) else str(zone))
    if known in _CLOCK and stated.offset is not None:
        return ReportedDate(clock + stated.offset, known, stated.zone)
    return stated


def is_null(value: Any) -> bool:
    """Whether a feature's attribute is NULL, in any of the ways in which QGIS says so."""
    return value is None or value == NULL


def columns(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that store the given keys of a row, without key and geometry."""
    shape = row_shape(table)
    stored: dict[str, Any] = {}
    for field in shape.plain:
        if field.name in values:
            stored[field.name] = _to_column(field, values[field.name])
    for date in shape.dates:
        if date in values:
            parts = split_date(values[date])
            stored.update(zip((date, date + PRECISION, date + ZONE), parts))
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
    """Reads features of one layer as rows."""

    def __init__(self, table: Table, fields: QgsFields) -> None:
        self._shape = row_shape(table)
        self._plain = [(f, fields.indexOf(f.name)) for f in self._shape.plain]
        self._dates = [
            (date, [fields.indexOf(date + suffix) for suffix in ("", PRECISION, ZONE)])
            for date in self._shape.dates
        ]
        self._order = tuple(field.name for field in self._shape.fields)

    def read(self, feature: QgsFeature, geometry: bool = True) -> Row:
        """Return the row; the geometry is a copy of its own."""
        attributes = feature.attributes()
        values = {field.name: _from_column(field, attributes[i]) for field, i in self._plain}
        for date, indices in self._dates:
            values[date] = join_date(*(attributes[i] for i in indices))
        row: Row = {KEY: feature.id()}
        row.update((name, values[name]) for name in self._order)
        if self._shape.geometry and geometry:
            shape = feature.geometry()
            row[GEOMETRY] = None if shape.isEmpty() else QgsGeometry(shape)
        return row


def _from_column(field: Field, value: Any) -> Any:
    if is_null(value) or value == "":
        return () if field.multiple else None
    if field.multiple:
        return tuple(part for part in str(value).split(SEPARATOR) if part)
    if field.type is FieldType.TIMESTAMP:
        return from_timestamp(value).replace(tzinfo=timezone.utc)
    return value

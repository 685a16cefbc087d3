"""What a change set must satisfy before anything of it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Callable

from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.location import WKB_TYPES
from imam_ali_tracker.case.row_rules import row_label
from imam_ali_tracker.case.rules import field_fault
from imam_ali_tracker.case.schema import (
    KEY,
    SEPARATOR,
    TABLES,
    UUID,
    Field,
    FieldType,
    Table,
)
from imam_ali_tracker.case.shape import GEOMETRY, RowShape, row_shape
from imam_ali_tracker.case.values import offset_or_nothing
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import tr

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LARGEST_INTEGER = 2**63 - 1


def refusal(table: str, row: str, field: str, message: str, hint: str) -> TrackerError:
    """Return the error that names table, row and field."""
    where = tr("{}, row {}, column “{}”: {}").format(table, row, field, message)
    return TrackerError(where, hint)


def check_names(changes: ChangeSet) -> None:
    """Refuse tables and fields that a case does not have, and rows without a proper identity."""
    for name in changes.tables:
        if name not in TABLES:
            raise TrackerError(
                tr("A case has no table “{}”.").format(name),
                tr("It has: {}.").format(", ".join(TABLES)),
            )
    keys = {name: row_shape(TABLES[name]).keys for name in changes.tables}
    for name, row_name, row in rows_of(changes):
        if not row.keys() <= keys[name]:
            message = tr("there is no such column.")
            hint = tr("Columns: {}.").format(", ".join(sorted(keys[name])))
            raise refusal(name, row_name, min(row.keys() - keys[name]), message, hint)
    for name, updates in changes.updates.items():
        for uuid, row in updates.items():
            fixed = sorted({UUID.name, KEY} & set(row))
            if fixed:
                message = tr("it identifies the row and cannot change.")
                raise refusal(name, uuid, fixed[0], message, tr("Delete the row and insert it."))
    _check_identities(changes)


def _check_identities(changes: ChangeSet) -> None:
    hint = tr("Leave it out: the store makes one.")
    for name, rows in changes.inserts.items():
        seen: set[str] = set()
        for row in rows:
            uuid = row.get(UUID.name)
            if not uuid:
                continue
            if not isinstance(uuid, str) or (not changes.restores and not _UUID.fullmatch(uuid)):
                message = tr("this is not a uuid.")
                raise refusal(name, str(uuid), UUID.name, message, hint)
            if uuid in seen:
                message = tr("two new rows have this uuid.")
                raise refusal(name, uuid, UUID.name, message, hint)
            seen.add(uuid)


def check_values(changes: ChangeSet, go_on: GoOn = never_stop) -> None:
    """Refuse values that the schema does not allow; ``go_on`` is called for every row."""
    for name, rows in changes.inserts.items():
        table = TABLES[name]
        shape = row_shape(table)
        required = {f.name for f in table.fields if f.required}
        for number, row in enumerate(rows, 1):
            go_on()
            complete = {**dict.fromkeys(required - set(row)), **row}
            _check_row(table, shape, new_row_label(row, number), complete)
    for name, updates in changes.updates.items():
        for uuid, row in updates.items():
            go_on()
            _check_row(TABLES[name], row_shape(TABLES[name]), uuid, row)


def new_row_label(row: Row, number: int) -> str:
    """Return what an analyst knows a row by that is not in the case yet."""
    return row_label(row) or str(row.get(UUID.name) or number)


def rows_of(changes: ChangeSet) -> Iterator[tuple[str, str, Row]]:
    """Yield table, label and fields of every row to insert or update."""
    for name, rows in changes.inserts.items():
        yield from ((name, new_row_label(row, number), row) for number, row in enumerate(rows, 1))
    for name, updates in changes.updates.items():
        yield from ((name, uuid, row) for uuid, row in updates.items())


def _check_row(table: Table, shape: RowShape, label: str, row: Row) -> None:
    for field in shape.fields:
        if field.name in row and field is not UUID:
            value = row[field.name]
            if value not in (None, "", ()):
                wrong = _type_fault(field, field.name in shape.dates, value)
                if wrong:
                    raise refusal(table.name, label, field.name, *wrong)
            fault = field_fault(field, value)
            if fault is not None:
                raise refusal(table.name, label, field.name, fault.message, fault.hint)
    wrong = _geometry_fault(table, row.get(GEOMETRY))
    if wrong:
        raise refusal(table.name, label, GEOMETRY, *wrong)


_Fault = tuple[str, str]


def _type_fault(field: Field, dated: bool, value: Any) -> _Fault | None:
    if field.multiple:
        return _texts_fault(value)
    if field.type is FieldType.TIMESTAMP:
        return _date_fault(value) if dated else _instant_fault(value)
    check: dict[FieldType, Callable[[Any], _Fault | None]] = {
        FieldType.TEXT: _text_fault,
        FieldType.INTEGER: _integer_fault,
        FieldType.REAL: _real_fault,
    }
    return check[field.type](value)


def _text_fault(value: Any) -> _Fault | None:
    if not isinstance(value, str):
        return tr("“{}” is not a text.").format(value), tr("Give a text.")
    return None


def _texts_fault(value: Any) -> _Fault | None:
    if isinstance(value, str) or not isinstance(value, (tuple, list)):
        return tr("“{}” is not a list of texts.").format(value), tr("Give a list of texts.")
    for part in value:
        wrong = _text_fault(part)
        if wrong:
            return wrong
        if not part or SEPARATOR in part:
            message = tr("“{}” cannot be one of several values.").format(part)
            hint = tr("Leave out empty values, and replace the semicolon: it separates values.")
            return message, hint
    return None


def _integer_fault(value: Any) -> _Fault | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_INTEGER:
        return tr("“{}” is not a whole number.").format(value), tr("Give a whole number.")
    return None


def _real_fault(value: Any) -> _Fault | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return tr("“{}” is not a number.").format(value), tr("Give a number, without a unit.")
    return None


def _date_fault(value: Any) -> _Fault | None:
    hint = tr("Give a reported date, or nothing where it is not known.")
    if not isinstance(value, ReportedDate):
        return tr("“{}” is not a date.").format(value), hint
    if value.precision is Precision.UNKNOWN:
        return tr("a date of unknown precision is not a date."), hint
    if value.zone and not offset_or_nothing(value.zone):
        hint = tr("Give the offset from UTC, such as +03:00.")
        return tr("“{}” is not a time zone.").format(value.zone), hint
    try:
        value.in_utc()
    except OverflowError:
        return tr("“{}” is out of range in UTC.").format(value), tr("Leave out the time zone.")
    return None


def _instant_fault(value: Any) -> _Fault | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return tr("“{}” is not a time in UTC.").format(value), tr(
            "Leave it out: the store sets it."
        )
    return None


def _geometry_fault(table: Table, geometry: Any) -> _Fault | None:
    if geometry is None:
        return None
    wanted = WKB_TYPES[table.geometry]
    if not isinstance(geometry, QgsGeometry) or geometry.wkbType() != wanted:
        kind = tr("a point") if table.geometry.value == "point" else tr("a multipolygon")
        return (
            tr("the geometry does not fit this table."),
            tr("Give {} without heights, or nothing where the place is not known.").format(kind),
        )
    box = geometry.boundingBox()
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    if geometry.isEmpty() or not all(math.isfinite(corner) for corner in corners):
        return tr("the geometry is empty."), tr("Give nothing where the place is not known.")
    if box.xMinimum() < -180 or box.xMaximum() > 180:
        return tr("a longitude is outside −180° to 180°."), _axis_hint()
    if box.yMinimum() < -90 or box.yMaximum() > 90:
        return tr("a latitude is outside −90° to 90°."), _axis_hint()
    return None


def _axis_hint() -> str:
    return tr("Coordinates are degrees of WGS 84, longitude first.")

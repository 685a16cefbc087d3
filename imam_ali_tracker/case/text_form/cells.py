"""The values of a row as they stand in a cell of the text form.

A cell is text (in CSV) or what JSON knows (in GeoJSON). A number is its shortest decimal that
reads back as the same double, a reported date the ISO 8601 text of
:mod:`imam_ali_tracker.core.dates`, a time of recording an instant in UTC
(``2026-11-22T00:00:00Z``), several texts one text with ``"; "`` between them. Nothing is NULL.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from typing import Any, Union

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import COMMON, SEPARATOR, UUID, Field, FieldType, Table
from imam_ali_tracker.case.shape import row_shape
from imam_ali_tracker.core.dates import ReportedDate, parse_date
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

JsonCell = Union[str, int, float, None]

_LARGEST_EXACT = 2.0**53
_REAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?Z", re.ASCII)


class CellError(ValueError):
    """A cell does not hold what its column wants: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def plain_number(value: float) -> float:
    """Return a whole number as an ``int``, so that it is written without ``.0``.

    Raises ``ValueError`` for infinity and for what is not a number: neither format has them.
    """
    if not math.isfinite(value):
        raise ValueError(repr(value))
    whole = float(value).is_integer() and abs(value) < _LARGEST_EXACT
    negative_zero = value == 0 and math.copysign(1.0, value) < 0
    return int(value) if whole and not negative_zero else value


def to_cell(field: Field, value: Any) -> JsonCell:
    """Return what JSON holds for ``value``; a number that is none raises ``ValueError``."""
    if value is None or value in ("", ()):
        return None
    if field.type in (FieldType.REAL, FieldType.INTEGER):
        return plain_number(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, ReportedDate):
        return value.isoformat()
    return SEPARATOR.join(value) or None if field.multiple else str(value)


def row_cells(table: Table, row: Row) -> dict[str, JsonCell]:
    """Return the cells of a row by column, in the order in which they are written.

    Raises :class:`TrackerError` that names the row and column of a number that is none.
    """
    cells: dict[str, JsonCell] = {}
    for field in row_shape(table).fields:
        try:
            cells[field.name] = to_cell(field, row.get(field.name))
        except ValueError as error:  # noqa: PERF203 - the error is to name the column
            message = tr("{}, row {}, column “{}”: {} cannot be written.")
            raise TrackerError(
                message.format(table.name, row.get(UUID.name), field.name, error),
                tr("Correct the number, or leave it empty if it is not known."),
            ) from error
    return cells


def to_text(field: Field, value: Any) -> str:
    """Return the same as text, which is empty for NULL."""
    return as_text(to_cell(field, value))


def as_text(cell: JsonCell) -> str:
    """Return how a cell stands in a CSV file, before escapes."""
    return "" if cell is None else str(cell)


def from_cell(field: Field, cell: Any) -> Any:
    """Return the value that JSON holds in ``cell``; raises :class:`CellError`."""
    numeric = field.type in (FieldType.REAL, FieldType.INTEGER)
    if cell is None:
        return from_text(field, "")
    if isinstance(cell, str) and not numeric:
        return from_text(field, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and numeric:
        return from_text(field, repr(cell))
    wanted = tr("Write a number without quotes.") if numeric else tr("Write a text in quotes.")
    raise CellError(tr("{} does not fit this column.").format(repr(cell)), wanted)


def from_text(field: Field, text: str) -> Any:
    """Return the value of a cell of text; raises :class:`CellError`."""
    if not text:
        return () if field.multiple else None
    if field.type is FieldType.INTEGER:
        if not _INTEGER.fullmatch(text):
            message = tr("“{}” is not a whole number.").format(text)
            raise CellError(message, tr("Write digits only, such as 12."))
        return int(text)
    if field.type is FieldType.REAL:
        return _real(text)
    if field.type is FieldType.TIMESTAMP:
        return _recorded(text) if field in COMMON else _reported(text)
    if field.multiple:
        return tuple(part for part in text.split(SEPARATOR) if part)
    return text


def _real(text: str) -> float:
    value = float(text) if _REAL.fullmatch(text) else math.nan
    if not math.isfinite(value):
        message = tr("“{}” is not a number.").format(text)
        raise CellError(message, tr("Write it with a decimal point and no unit, such as 2.6."))
    return value


def _reported(text: str) -> ReportedDate | None:
    try:
        date = parse_date(text)
        if date is not None:
            date.in_utc()  # what lies outside the calendar in UTC cannot be stored
        return date
    except (ValueError, OverflowError):
        message = tr("“{}” is not a date.").format(text)
        hint = tr("Write what is known of it: 2019, 2019-09, 2019-09-24 or 2019-09-09T11:04+03:00.")
        raise CellError(message, hint) from None


def _instant(value: datetime) -> str:
    text = value.astimezone(timezone.utc).replace(tzinfo=None)
    return text.isoformat(timespec="milliseconds" if text.microsecond else "seconds") + "Z"


def _recorded(text: str) -> datetime:
    match = _INSTANT.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        value = datetime.fromisoformat(match[1])
    except ValueError:
        message = tr("“{}” is not a time of recording.").format(text)
        raise CellError(message, tr("Write it in UTC, as 2026-11-22T00:00:00Z.")) from None
    thousandths = int((match[2] or "0").ljust(3, "0"))
    return value.replace(microsecond=thousandths * 1000, tzinfo=timezone.utc)

"""What makes one row of a case wrong or doubtful, looked at by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.rules import field_fault
from imam_ali_tracker.case.schema import Table
from imam_ali_tracker.case.shape import GEOMETRY, row_shape
from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.i18n import tr

PERIODS = (
    ("first_reported", "last_reported"),
    ("valid_from", "valid_to"),
    ("date_from", "date_to"),
    ("event_from", "event_to"),
    ("published", "updated"),
)
"""Columns of dates, of which the second is not before the first."""
_NAMES = ("name", "title", "label", "statement", "summary", "url", "quote")


class Severity(str, Enum):
    """An error contradicts the schema; a warning is what an analyst should look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """Something wrong with a case: which row, which column, what, and what to do.

    ``label`` is what an analyst knows the row by, as far as it has a name. ``rule`` says for all
    rows what ``message`` says for this one; empty where the message is the same for all.
    """

    severity: Severity
    table: str
    uuid: str
    field: str
    message: str
    hint: str
    label: str = ""
    rule: str = ""

    @property
    def heading(self) -> str:
        """What all problems of this kind are listed under."""
        return self.rule or self.message


def row_label(row: Row) -> str:
    """Return what an analyst knows a row by, empty where it has no name of any kind."""
    return next((str(row[name]) for name in _NAMES if row.get(name)), "")


@dataclass(frozen=True)
class RowProblems:
    """Makes the problems of one row."""

    table: Table
    row: Row

    def fault(self, field: str, message: str, hint: str, rule: str = "") -> Problem:
        """Return an error in the column ``field``."""
        return self._problem(Severity.ERROR, field, message, hint, rule)

    def doubt(self, field: str, message: str, hint: str, rule: str = "") -> Problem:
        """Return a warning about the column ``field``."""
        return self._problem(Severity.WARNING, field, message, hint, rule)

    def _problem(
        self, severity: Severity, field: str, message: str, hint: str, rule: str
    ) -> Problem:
        uuid, label = str(self.row.get("uuid") or ""), row_label(self.row)
        return Problem(severity, self.table.name, uuid, field, message, hint, label, rule)


def row_problems(table: Table, row: Row) -> Iterator[Problem]:
    """Yield everything that is wrong with ``row`` whatever the other rows say."""
    make = RowProblems(table, row)
    for field in row_shape(table).fields:
        fault = field_fault(field, row.get(field.name))
        if fault is not None:
            rule = tr("“{}” cannot be like this.").format(field_label(field.name))
            yield make.fault(field.name, fault.message, fault.hint, rule)
    yield from _period_problems(make)
    yield from _half_references(make)
    special = {
        "sites": _position_problems,
        "observations": _position_problems,
        "footprints": _footprint_problems,
        "corridors": _corridor_problems,
        "corridor_waypoints": _waypoint_problems,
        "buffers": _buffer_problems,
        "claims": _claim_problems,
    }.get(table.name)
    if special is not None:
        yield from special(make)


def _period_problems(make: RowProblems) -> Iterator[Problem]:
    for start, end in PERIODS:
        first, last = make.row.get(start), make.row.get(end)
        if first is not None and last is not None and begins_after(first, last):
            message = tr("{} is before {}, {}.").format(last, start, first)
            rule = tr("A period ends before it begins.")
            yield make.fault(end, message, tr("Correct one of the two dates."), rule)
    created, modified = make.row.get("created"), make.row.get("modified")
    if created and modified and modified < created:
        message = tr("The row was changed before it was recorded.")
        yield make.doubt("modified", message, tr("A clock was wrong; correct the earlier time."))


def begins_after(first: ReportedDate, last: ReportedDate) -> bool:
    """Whether all of ``first`` lies after all of ``last``, as far as their precision tells."""
    instants = first.in_utc(), last.in_utc()
    if instants[0] is not None and instants[1] is not None:
        return instants[0] > instants[1]
    try:
        end = last.end
    except (OverflowError, ValueError):  # the last year of the calendar has no end in it
        end = datetime.max  # noqa: DTZ901 - printed clocks have no zone
    return first.value >= end


def _half_references(make: RowProblems) -> Iterator[Problem]:
    for field in make.table.references:
        if field.any_reference:
            named, referred = make.row.get(field.any_reference), make.row.get(field.name)
            if bool(named) != bool(referred):
                message = tr("The reference has a table or a row, but not both.")
                yield make.fault(field.name, message, tr("Fill in or empty both columns."))


def _position_problems(make: RowProblems) -> Iterator[Problem]:
    row, basis = make.row, make.row.get("position_basis")
    placed = row.get(GEOMETRY) is not None
    if placed and basis == "proxy" and row.get("position_accuracy_m") is None:
        message = tr("The position is another place's, and how far off it may be is not said.")
        yield make.doubt("position_accuracy_m", message, tr("Give an accuracy in metres."))
    if placed and basis in (None, "unknown"):
        message = tr("There is a position, but not what it is based on.")
        yield make.doubt("position_basis", message, tr("Say where the position comes from."))
    if make.table.name == "sites" and not placed and basis not in (None, "unknown"):
        message = tr("There is a basis of the position, but no position.")
        yield make.doubt("position_basis", message, tr("Add the position, or set “unknown”."))


def _footprint_problems(make: RowProblems) -> Iterator[Problem]:
    if make.row.get(GEOMETRY) is None:
        message = tr("The footprint has no shape.")
        yield make.doubt(GEOMETRY, message, tr("Draw it, or delete the row."))


def _corridor_problems(make: RowProblems) -> Iterator[Problem]:
    if make.row.get("width") is not None and not make.row.get("width_unit"):
        message = tr("The width has no unit.")
        yield make.fault("width_unit", message, tr("Choose the unit that the report uses."))


def _waypoint_problems(make: RowProblems) -> Iterator[Problem]:
    row = make.row
    if row.get("sequence") is None:
        message = tr("The waypoint has no place in the order of its corridor.")
        yield make.fault("sequence", message, tr("Number the waypoints from 1."))
    if row.get("site") and row.get(GEOMETRY) is not None:
        message = tr("The waypoint is a site and has a point of its own.")
        yield make.doubt("site", message, tr("Remove one; until then the site counts."))
    if not row.get("site") and row.get(GEOMETRY) is None and not row.get("name"):
        message = tr("The waypoint is neither a site nor a point and has no name.")
        yield make.doubt("site", message, tr("Choose a site, or delete the waypoint."))


def _buffer_problems(make: RowProblems) -> Iterator[Problem]:
    row = make.row
    if bool(row.get("site")) == bool(row.get("corridor")):
        message = tr("A buffer is around one site or one corridor.")
        yield make.fault("site", message, tr("Choose exactly one of the two."))
    inner, outer = row.get("inner_distance"), row.get("distance")
    if inner is not None and outer is not None and inner >= outer:
        message = tr("The inner distance is not less than the distance.")
        yield make.fault("inner_distance", message, tr("Exchange the two, or empty the inner one."))
    if (row.get("azimuth_from") is None) != (row.get("azimuth_to") is None):
        message = tr("A sector needs both azimuths.")
        yield make.fault("azimuth_to", message, tr("Fill in or empty both."))


def _claim_problems(make: RowProblems) -> Iterator[Problem]:
    row = make.row
    second = row.get("second_value")
    if second is not None and row.get("comparator") != "between" and not row.get("second_unit"):
        message = tr("The second value has no unit.")
        yield make.doubt("second_unit", message, tr("Give the unit that the report prints."))
    if row.get("comparator") == "between" and second is None:
        message = tr("“Between” needs a second value.")
        yield make.doubt("second_value", message, tr("Add it, or choose another comparator."))

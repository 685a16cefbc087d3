"""The integrity check: what contradicts the schema in a case, and what looks doubtful.

Nothing is changed. Rows are read once and one at a time; what is kept of them is their uuids and
references.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.references import target_of
from imam_ali_tracker.case.row_rules import Problem, RowProblems, Severity, row_label, row_problems
from imam_ali_tracker.case.schema import CASE_INFO, CLAIMS, CORRIDORS, TABLES, UUID, Table
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from imam_ali_tracker.case.store import Case

__all__ = ["Problem", "Severity", "check", "in_order"]

_CHAINS = tuple(f for f in CLAIMS.fields if f.references == CLAIMS.name)


@dataclass(frozen=True)
class _Reference:
    """A row (``table``, ``uuid``) that refers to another by the column ``field``."""

    table: str
    uuid: str
    label: str
    field: str
    to_table: str
    to_uuid: str


@dataclass
class _Seen:
    """What is kept of the rows while they are read."""

    uuids: dict[str, set[str]] = field(default_factory=dict)
    references: list[_Reference] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    claim_reports: dict[str, tuple[str, str]] = field(default_factory=dict)
    citation_reports: dict[str, str] = field(default_factory=dict)
    waypoints: dict[str, Counter[int]] = field(default_factory=dict)


def check(case: Case) -> list[Problem]:
    """Return everything that is wrong with ``case``: errors first, then in the order of tables."""
    seen = _Seen()
    problems: list[Problem] = []
    with case.reading():
        for table in TABLES.values():
            problems += _read(case, table, seen)
    problems += _dangling(seen)
    problems += _cycles(seen)
    problems += _waypoint_orders(seen)
    problems += _foreign_citations(seen)
    problems += _info_problems(seen)
    return in_order(problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems as an analyst reads them: errors first, then in the order of tables."""
    order = list(TABLES)
    severities = list(Severity)
    return sorted(problems, key=lambda p: (severities.index(p.severity), order.index(p.table)))


def _read(case: Case, table: Table, seen: _Seen) -> Iterator[Problem]:
    """Yield what is wrong with the rows of a table by themselves, and keep what links them."""
    known = seen.uuids.setdefault(table.name, set())
    for row in case.rows(table.name):
        yield from row_problems(table, row)
        yield from _geometry_problems(table, row)
        yield from _identity_problems(table, row, known)
        _note(seen, table, row)


def _identity_problems(table: Table, row: Row, known: set[str]) -> Iterator[Problem]:
    uuid = row.get(UUID.name)
    if uuid in known:
        message = tr("Another row of the table has this uuid.")
        yield RowProblems(table, row).fault(
            UUID.name, message, tr("Delete one of the two, or give it another uuid.")
        )
    if uuid:
        known.add(uuid)


def _geometry_problems(table: Table, row: Row) -> Iterator[Problem]:
    geometry: QgsGeometry | None = row.get(GEOMETRY)
    if geometry is None:
        return
    make = RowProblems(table, row)
    box = geometry.boundingBox()
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    finite = all(math.isfinite(corner) for corner in corners)
    if not finite or max(map(abs, corners[::2])) > 180 or max(map(abs, corners[1::2])) > 90:
        message = tr("The position is outside the Earth's degrees.")
        hint = tr("Coordinates are longitude and latitude on WGS 84, in degrees.")
        yield make.fault(GEOMETRY, message, hint)
    elif not geometry.isGeosValid():
        message = tr("The shape crosses itself.")
        yield make.doubt(GEOMETRY, message, tr("Repair it with “Fix geometries”."))


def _note(seen: _Seen, table: Table, row: Row) -> None:
    uuid = str(row.get(UUID.name) or "")
    label = row_label(row)
    for reference in table.references:
        to_uuid = row.get(reference.name)
        to_table = target_of(reference, row)
        if to_uuid and to_table in TABLES:
            seen.references.append(
                _Reference(table.name, uuid, label, reference.name, to_table, to_uuid)
            )
    if table is CLAIMS and row.get("citation"):
        seen.claim_reports[uuid] = (row["citation"], row.get("report") or "")
    elif table.name == "citations":
        seen.citation_reports[uuid] = row.get("report") or ""
    elif table.name == "corridor_waypoints" and row.get("sequence") is not None:
        seen.waypoints.setdefault(row.get("corridor") or "", Counter())[row["sequence"]] += 1
    if table in (CLAIMS, CORRIDORS):
        seen.labels[uuid] = label


def _dangling(seen: _Seen) -> Iterator[Problem]:
    for reference in seen.references:
        if reference.to_uuid not in seen.uuids[reference.to_table]:
            message = tr("The row of {} that it refers to does not exist: {}.")
            yield Problem(
                Severity.ERROR,
                reference.table,
                reference.uuid,
                reference.field,
                message.format(reference.to_table, reference.to_uuid),
                tr("Choose another row, empty the column, or delete this row."),
                reference.label,
                tr("A row refers to one that does not exist."),
            )


def _cycles(seen: _Seen) -> Iterator[Problem]:
    for column in _CHAINS:
        following = {
            r.uuid: r.to_uuid
            for r in seen.references
            if r.table == CLAIMS.name and r.field == column.name
        }
        for start in _cycle_members(following):
            yield Problem(
                Severity.ERROR,
                CLAIMS.name,
                start,
                column.name,
                tr("Following this column leads back to the claim itself."),
                tr("Empty the column in the claim that came first."),
                seen.labels.get(start, ""),
            )


def _cycle_members(following: dict[str, str]) -> Iterator[str]:
    """Yield one member of every cycle, the first by its uuid."""
    finished: set[str] = set()
    for start in following:
        path: list[str] = []
        node: str | None = start
        while node is not None and node not in finished:
            finished.add(node)
            path.append(node)
            node = following.get(node)
        if node in path:
            yield min(path[path.index(node) :])


def _waypoint_orders(seen: _Seen) -> Iterator[Problem]:
    for corridor in sorted(seen.uuids[CORRIDORS.name]):
        numbers = seen.waypoints.get(corridor, Counter())
        label = seen.labels.get(corridor, "")
        twice = sorted(number for number, count in numbers.items() if count > 1)
        if twice:
            message = tr("Two waypoints have the number {}.").format(twice[0])
            hint = tr("Number the waypoints of the corridor anew.")
            rule = tr("Two waypoints of a corridor have the same number.")
            yield Problem(Severity.ERROR, CORRIDORS.name, corridor, "", message, hint, label, rule)
        if sum(numbers.values()) < 2:
            message = tr("The corridor has fewer than two waypoints.")
            hint = tr("Add waypoints, or delete the corridor.")
            yield Problem(Severity.WARNING, CORRIDORS.name, corridor, "", message, hint, label)


def _foreign_citations(seen: _Seen) -> Iterator[Problem]:
    for claim, (citation, report) in seen.claim_reports.items():
        if seen.citation_reports.get(citation, report) != report:
            yield Problem(
                Severity.WARNING,
                CLAIMS.name,
                claim,
                "citation",
                tr("The citation is of another report than the claim."),
                tr("Choose a citation of the claim's report."),
                seen.labels.get(claim, ""),
            )


def _info_problems(seen: _Seen) -> Iterator[Problem]:
    count = len(seen.uuids[CASE_INFO.name])
    if count != 1:
        message = tr("There are {} rows instead of one.").format(count)
        hint = tr("Keep the row with the title of the case.")
        yield Problem(Severity.ERROR, CASE_INFO.name, "", "", message, hint)

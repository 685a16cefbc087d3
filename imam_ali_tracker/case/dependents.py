"""What hangs on a row, and how to delete the row without leaving references to nowhere.

What says something about the row only goes with it: its names, footprints, buffers, waypoints,
citations, and an observation that has no point of its own. What stands by itself stays and loses
the reference: a claim keeps what its subject was called as text, a waypoint the site's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.references import pointing_to
from imam_ali_tracker.case.row_rules import row_label
from imam_ali_tracker.case.schema import TABLES, UUID, Field, Table
from imam_ali_tracker.case.shape import GEOMETRY

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_OWNERS = {("buffers", "site"), ("buffers", "corridor")}
_NAME_KEPT_IN = {
    ("corridor_waypoints", "site"): "name",
    ("claims", "subject_uuid"): "subject_text",
    ("claims", "object_uuid"): "object_text",
}


@dataclass(frozen=True)
class Dependent:
    """A row that refers, directly or through others, to one that is to be deleted.

    ``deleted`` says whether it goes too; otherwise it stays and its column ``field`` is emptied.
    """

    table: str
    uuid: str
    label: str
    field: str
    deleted: bool


@dataclass(frozen=True)
class Deletion:
    """How to delete rows: the changes, and the rows that they touch beside those asked for."""

    changes: ChangeSet
    dependents: tuple[Dependent, ...]


def dependents(case: Case, table: str, uuid: str) -> tuple[Dependent, ...]:
    """Return the rows that hang on a row, in the order of tables."""
    return deletion(case, {table: [uuid]}).dependents


def deletion(case: Case, rows: Mapping[str, Collection[str]]) -> Deletion:
    """Return how to delete ``rows`` (table → uuids) with what hangs on them.

    Nothing is written; :meth:`Case.apply` does that with the ``changes``.
    """
    plan = _Plan(case)
    wave = {table: set(uuids) for table, uuids in rows.items() if uuids}
    with case.reading():
        for table, uuids in wave.items():
            plan.doom(table, case.rows(table, uuids=uuids, geometry=False))
        while wave:
            wave = plan.follow(wave)
    return plan.result()


class _Plan:
    """Grows wave by wave: the rows that refer to those that the wave before deletes."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.doomed: dict[str, set[str]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, str, str], Dependent] = {}
        self._updates: dict[str, dict[str, Row]] = {}

    def doom(self, table: str, rows: Iterable[Row]) -> None:
        """Note that ``rows`` are to be deleted."""
        for row in rows:
            self.doomed.setdefault(table, set()).add(row[UUID.name])
            self._labels.setdefault(table, {})[row[UUID.name]] = row_label(row)

    def follow(self, wave: Mapping[str, set[str]]) -> dict[str, set[str]]:
        """Return the rows that go because those of ``wave`` do."""
        following: dict[str, set[str]] = {}
        for name, uuids in wave.items():
            for table, field in pointing_to(name):
                where: dict[str, Any] = {field.name: uuids}
                if field.any_reference:
                    where[field.any_reference] = name
                for row in self._case.rows(table.name, where=where):
                    if row[UUID.name] in self.doomed.get(table.name, ()):
                        continue
                    if self._note(table, field, row, name):
                        following.setdefault(table.name, set()).add(row[UUID.name])
        return following

    def _note(self, table: Table, field: Field, row: Row, referred: str) -> bool:
        """Note what becomes of ``row``, and return whether it goes."""
        uuid, label = row[UUID.name], row_label(row)
        goes = _goes_too(table, field, row)
        dependent = Dependent(table.name, uuid, label, field.name, goes)
        self._found[table.name, uuid, field.name] = dependent
        if goes:
            self.doom(table.name, [row])
        else:
            former = self._labels.get(referred, {}).get(row[field.name], "")
            emptied = _emptied(table, field, row, former)
            self._updates.setdefault(table.name, {}).setdefault(uuid, {}).update(emptied)
        return goes

    def result(self) -> Deletion:
        """Return the plan; a row that turned out to go with another one is not updated."""
        updates = {
            table: {u: row for u, row in rows.items() if u not in self.doomed.get(table, ())}
            for table, rows in self._updates.items()
        }
        changes = ChangeSet(
            updates={table: rows for table, rows in updates.items() if rows},
            deletes={table: sorted(uuids) for table, uuids in self.doomed.items()},
        )
        order = list(TABLES)
        left = (
            d
            for d in self._found.values()
            if d.deleted or d.uuid not in self.doomed.get(d.table, ())
        )
        in_order = sorted(left, key=lambda d: (order.index(d.table), d.label, d.uuid, d.field))
        return Deletion(changes, tuple(in_order))


def _goes_too(table: Table, field: Field, row: Row) -> bool:
    unplaced_observation = table.name == "observations" and row.get(GEOMETRY) is None
    return field.required or (table.name, field.name) in _OWNERS or unplaced_observation


def _emptied(table: Table, field: Field, row: Row, former: str) -> Row:
    """Return the fields that change where a row stays without the row it referred to."""
    changes: Row = {field.name: None}
    if field.any_reference:
        changes[field.any_reference] = None
    kept_in = _NAME_KEPT_IN.get((table.name, field.name))
    if kept_in and former and not row.get(kept_in):
        changes[kept_in] = former
    return changes

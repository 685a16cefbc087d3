"""References by uuid: what a row points to, and what points to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.schema import KEY, TABLES, UUID, Field, Table
from imam_ali_tracker.case.session import Session
from imam_ali_tracker.case.validation import new_row_label, refusal, rows_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_NAMED = 10
"""Rows that an error names; it counts the others."""


@cache
def pointing_to(name: str) -> tuple[tuple[Table, Field], ...]:
    """Return the columns that may hold the uuid of a row of the table ``name``."""
    return tuple(
        (table, field)
        for table in TABLES.values()
        for field in table.references
        if field.any_reference or field.references == name
    )


def target_of(field: Field, row: Row) -> str | None:
    """Return the table that the reference in ``field`` points into."""
    return row.get(field.any_reference) if field.any_reference else field.references


def tables_of(changes: ChangeSet) -> tuple[str, ...]:
    """Return the tables that change, that new references point into, or that may point to gaps."""
    needed = [*changes.tables]
    if not changes.restores:
        for name, _, row in rows_of(changes):
            for field in TABLES[name].references:
                target = target_of(field, row) if row.get(field.name) else None
                needed += [target] if target in TABLES else []
        for name, uuids in changes.deletes.items():
            needed += [table.name for table, _ in pointing_to(name)] if uuids else []
    return tuple(dict.fromkeys(needed))


def check_references(
    session: Session, changes: ChangeSet, stored: dict[str, dict[str, Row]]
) -> None:
    """Refuse references to rows that will not be there; ``stored`` are the rows before updates."""
    new = {name: {row.get(UUID.name) for row in rows} for name, rows in changes.inserts.items()}
    wanted: dict[str, dict[str, tuple[str, str, str]]] = {}
    for name, label, row in _changed_rows(changes, stored):
        for field in TABLES[name].references:
            uuid = row.get(field.name)
            if not uuid:
                continue
            target = target_of(field, row)
            if not target:
                message = tr("it points to a row, but “{}” does not say of which table.")
                hint = tr("Give the table, or leave both out.")
                column = field.any_reference
                raise refusal(name, label, field.name, message.format(column), hint)
            if uuid not in new.get(target, ()):
                wanted.setdefault(target, {}).setdefault(uuid, (name, label, field.name))
    for target, uses in wanted.items():
        there = session.existing(target, uses) - set(changes.deletes.get(target, ()))
        for uuid, (name, label, column) in uses.items():
            if uuid not in there:
                message = tr("there is no row {} in “{}”.").format(uuid, target)
                hint = tr("Insert that row in the same change set, or correct the reference.")
                raise refusal(name, label, column, message, hint)


def _changed_rows(
    changes: ChangeSet, stored: dict[str, dict[str, Row]]
) -> Iterator[tuple[str, str, Row]]:
    for name, rows in changes.inserts.items():
        yield from ((name, new_row_label(row, number), row) for number, row in enumerate(rows, 1))
    for name, updates in changes.updates.items():
        relevant = {f.name for f in TABLES[name].references}
        relevant |= {f.any_reference for f in TABLES[name].references}
        for uuid, row in updates.items():
            if relevant & set(row):
                yield name, uuid, {**stored[name][uuid], **row}


def check_dependents(session: Session, changes: ChangeSet) -> None:
    """Refuse to delete rows that other rows would still point to."""
    for name, uuids in changes.deletes.items():
        if not uuids:
            continue
        left = list(_dependents(session, changes, name, set(uuids)))
        if left:
            lines = [f"{table}.{column}: {uuid}" for table, column, uuid in left[:_NAMED]]
            if len(left) > _NAMED:
                lines.append(tr("… and {} more").format(len(left) - _NAMED))
            tables = ", ".join(sorted({table for table, _, _ in left}))
            raise TrackerError(
                tr(
                    "{}: rows that cannot be deleted: {}, because rows of {} point to them: {}."
                ).format(name, len(uuids), tables, len(left)),
                tr("Delete those rows too, or point them to another row first."),
                "\n".join(lines),
            )


def _dependents(
    session: Session, changes: ChangeSet, name: str, uuids: set[str]
) -> Iterator[tuple[str, str, str]]:
    for table, field in pointing_to(name):
        gone = set(changes.deletes.get(table.name, ()))
        updates = changes.updates.get(table.name, {})
        where = {field.name: uuids}
        if field.any_reference:
            where[field.any_reference] = {name}
        for row in session.rows(table.name, where, geometry=False):
            after = {**row, **updates.get(row[UUID.name], {})}
            still = after[field.name] in uuids and target_of(field, after) == name
            if still and row[UUID.name] not in gone:
                yield table.name, field.name, str(row[UUID.name] or row[KEY])

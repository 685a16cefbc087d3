"""How a change set is written, and how the one that takes it back is made."""

from __future__ import annotations

from datetime import datetime, timezone

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import KEY, TABLES, UUID
from imam_ali_tracker.case.session import WriteSession, keys_of

_CREATED = "created"
_MODIFIED = "modified"


def write(location: CaseLocation, changes: ChangeSet) -> ChangeSet:
    """Write ``changes`` in one transaction and return their inverse."""
    if not changes:
        return ChangeSet()
    now = datetime.now(timezone.utc)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    with WriteSession(location, changes.tables) as session:
        deleted = _delete(session, changes)
        before = _update(session, changes, now)
        inserted = _insert(session, changes, now)
    return ChangeSet(inserts=deleted, updates=before, deletes=inserted, restores=True)


def _delete(session: WriteSession, changes: ChangeSet) -> dict[str, list[Row]]:
    gone: dict[str, list[Row]] = {}
    for table in reversed(TABLES):
        uuids = changes.deletes.get(table)
        if uuids:
            rows = keys_of(session, table, uuids)
            session.delete(table, [row[KEY] for row in rows.values()])
            gone[table] = list(rows.values())
    return gone


def _update(session: WriteSession, changes: ChangeSet, now: datetime) -> dict[str, dict[str, Row]]:
    before: dict[str, dict[str, Row]] = {}
    for table in TABLES:
        updates = changes.updates.get(table)
        if updates:
            rows = keys_of(session, table, updates.keys())
            new = {uuid: {_MODIFIED: now, **row} for uuid, row in updates.items()}
            session.update(table, {rows[uuid][KEY]: row for uuid, row in new.items()})
            before[table] = {
                uuid: {name: rows[uuid][name] for name in row} for uuid, row in new.items()
            }
    return before


def _insert(session: WriteSession, changes: ChangeSet, now: datetime) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for table in TABLES:
        rows = changes.inserts.get(table)
        if rows:
            complete = [
                {UUID.name: new_uuid(), _CREATED: now, _MODIFIED: now, **_given(row)}
                for row in rows
            ]
            session.insert(table, complete)
            made[table] = [row[UUID.name] for row in complete]
    return made


def _given(row: Row) -> Row:
    """Return the row without common columns that say nothing."""
    filled_in = (UUID.name, _CREATED, _MODIFIED)
    return {name: value for name, value in row.items() if name not in filled_in or value}

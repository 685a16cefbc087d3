"""How a change set is written, and how the one that takes it back is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone

from imam_ali_tracker.case import references, validation
from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.left_rows import check_left
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO, KEY, SCHEMA_VERSION, UUID
from imam_ali_tracker.case.session import WriteSession
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import tr

_CREATED = "created"
_MODIFIED = "modified"
_VERSION = "schema_version"
_Stored = dict[str, dict[str, Row]]
"""Table → uuid → row."""


def write(
    location: CaseLocation,
    changes: ChangeSet,
    go_on: GoOn = never_stop,
    left: ChangeSet | None = None,
) -> ChangeSet:
    """Write ``changes`` in one transaction and return their inverse.

    ``go_on`` and ``left`` are as in :meth:`Case.apply`. Raises :class:`TrackerError` where they
    break a rule or cannot be written; nothing has changed then.
    """
    validation.check_names(changes)
    if not changes:
        return ChangeSet()
    if not changes.restores:
        validation.check_values(changes, go_on)
        _check_case_info(changes)
    with WriteSession(location, references.tables_of(changes), go_on) as session:
        if left is not None:
            check_left(session, left)
        deleted = _stored(session, changes.deletes)
        before = _stored(session, {name: rows.keys() for name, rows in changes.updates.items()})
        _check_against(session, changes, before)
        return _write(session, changes, deleted, before)


def check_new_case(rows: Mapping[str, Sequence[Row]]) -> None:
    """Refuse rows of a new case without the one row that says of which version its tables are."""
    info = rows.get(CASE_INFO.name, ())
    if len(info) != 1:
        raise _not_one_row(tr("Give that row."))
    if info[0].get(_VERSION) != SCHEMA_VERSION:
        message = tr("this plugin writes version {}.").format(SCHEMA_VERSION)
        label = validation.new_row_label(info[0], 1)
        raise validation.refusal(CASE_INFO.name, label, _VERSION, message, tr("Give that version."))


def _not_one_row(hint: str) -> TrackerError:
    return TrackerError(tr("A case has exactly one row in “{}”.").format(CASE_INFO.name), hint)


def _check_case_info(changes: ChangeSet) -> None:
    name = CASE_INFO.name
    if changes.inserts.get(name) or changes.deletes.get(name):
        raise _not_one_row(tr("Update that row."))
    for uuid, row in changes.updates.get(name, {}).items():
        if _VERSION in row:
            message = tr("only a migration changes it.")
            raise validation.refusal(name, uuid, _VERSION, message, tr("Leave it out."))


def _stored(session: WriteSession, wanted: Mapping[str, Collection[str]]) -> _Stored:
    """Return the rows that are to change; raise :class:`TrackerError` for one that is missing."""
    found: _Stored = {}
    for name, uuids in wanted.items():
        if uuids:
            rows = {row[UUID.name]: row for row in session.rows(name, {UUID.name: set(uuids)})}
            for uuid in uuids:
                if uuid not in rows:
                    message = tr("{}: there is no row {} any more.").format(name, uuid)
                    raise TrackerError(message, tr("Somebody may have deleted it. Load it again."))
            found[name] = rows
    return found


def _check_against(session: WriteSession, changes: ChangeSet, before: _Stored) -> None:
    for name, rows in changes.inserts.items():
        given = {row[UUID.name] for row in rows if row.get(UUID.name)}
        if given:
            taken = session.existing(name, given) - set(changes.deletes.get(name, ()))
            if taken:
                message = tr("there is a row with this uuid already.")
                hint = tr("Update that row, or leave out the uuid.")
                raise validation.refusal(name, min(taken), UUID.name, message, hint)
    for name, updates in changes.updates.items():
        both = sorted(set(updates) & set(changes.deletes.get(name, ())))
        if both:
            message = tr("{}, row {}: it cannot be changed and deleted at once.")
            raise TrackerError(message.format(name, both[0]), tr("Do one of the two."))
    if not changes.restores:
        references.check_references(session, changes, before)
        references.check_dependents(session, changes)


def _write(
    session: WriteSession, changes: ChangeSet, deleted: _Stored, before: _Stored
) -> ChangeSet:
    now = datetime.now(timezone.utc)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    for name, rows in deleted.items():
        session.delete(name, [row[KEY] for row in rows.values()])
    restored: dict[str, dict[str, Row]] = {}
    for name, updates in changes.updates.items():
        if updates:
            new = {uuid: {_MODIFIED: now, **row} for uuid, row in updates.items()}
            old = before[name]
            session.update(name, {old[uuid][KEY]: row for uuid, row in new.items()})
            restored[name] = {
                uuid: {field: old[uuid][field] for field in row} for uuid, row in new.items()
            }
    made: dict[str, list[str]] = {}
    for name, given in changes.inserts.items():
        if given:
            complete = [_complete(row, now, changes.restores) for row in given]
            session.insert(name, complete)
            made[name] = [row[UUID.name] for row in complete]
    inserts = {name: list(rows.values()) for name, rows in deleted.items()}
    return ChangeSet(inserts, restored, made, restores=True)


def _complete(row: Row, now: datetime, restores: bool) -> Row:
    """Return the row with the common columns that it does not give itself.

    A row that comes back keeps its key and says itself when it was made, or that nobody knows; in
    a new one the key would belong to another row.
    """
    common = {UUID.name: new_uuid(), _CREATED: now, _MODIFIED: now}
    if restores:
        return {**common, **row, UUID.name: row.get(UUID.name) or common[UUID.name]}
    given = {name: value for name, value in row.items() if name not in common or value}
    given.pop(KEY, None)
    return {**common, **given}

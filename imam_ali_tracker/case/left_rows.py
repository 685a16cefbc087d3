"""Whether rows are still as somebody left them who now takes that back."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.row_rules import row_label
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.case.session import Session
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr


def check_left(session: Session, left: ChangeSet) -> None:
    """Refuse where a row is not as writing ``left`` left it: someone else has changed it since.

    Raises :class:`TrackerError` that names the row.
    """
    for table, expected in _left_rows(left).items():
        rows = session.rows(table, {UUID.name: expected.keys()})
        found = {row[UUID.name]: row for row in rows}
        for uuid, fields in expected.items():
            row = found.get(uuid)
            if row is None or any(not _same(row.get(k), v) for k, v in fields.items()):
                name = uuid if row is None else row_label(row) or uuid
                raise TrackerError(
                    tr("“{}” was changed by someone else since; nothing was written.").format(name),
                    tr("Look at what it holds now, and correct it by hand."),
                )


def _left_rows(left: ChangeSet) -> dict[str, dict[str, Row]]:
    rows: dict[str, dict[str, Row]] = {
        table: dict(updates) for table, updates in left.updates.items()
    }
    for table, inserted in left.inserts.items():
        for row in inserted:
            if row.get(UUID.name):
                rows.setdefault(table, {})[row[UUID.name]] = row
    return rows


def _same(found: Any, left: Any) -> bool:
    if isinstance(found, QgsGeometry) and isinstance(left, QgsGeometry):
        return bool(found.equals(left))
    same: bool = _plain(found) == _plain(left)
    return same


def _plain(value: Any) -> Any:
    """Return a value as a case gives it back: empty is NULL, several texts are a tuple."""
    value = tuple(value) if isinstance(value, list) else value
    return None if value in ("", ()) else value

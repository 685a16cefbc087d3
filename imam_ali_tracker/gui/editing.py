"""What the analyst changes through our windows: written whole, undone by name, told to all.

The case's own modules are imported when they are used: QGIS starts without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.messages import Messages

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QUndoCommand, QUndoStack

    from imam_ali_tracker.case.changes import ChangeSet, Row
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.background import BackgroundWork
    from imam_ali_tracker.provider.hub import LiveCase

else:
    # Qt 6 moved these two; QGIS's own shim does not know them.
    try:
        from qgis.PyQt.QtGui import QUndoCommand, QUndoStack
    except ImportError:
        from qgis.PyQt.QtWidgets import QUndoCommand, QUndoStack

Changed = Mapping[str, frozenset[str]]
"""Table → uuids of the rows that came, changed or went."""


class CaseEditor(QObject):
    """Changes the open case; errors end in the message bar.

    ``edited`` carries :data:`Changed`, or ``None`` where anything may have changed because
    someone else wrote. It follows every write, undo and redo, on the main thread.
    """

    edited = pyqtSignal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._case: Case | None = None
        self._live: LiveCase | None = None
        self._seen = ""
        self._work: BackgroundWork | None = None
        self.foreign_writes = 0
        self.undo_stack = QUndoStack(self)

    def set_case(self, location: CaseLocation | None, read_only_reason: str = "") -> None:
        """Edit another case, or none; what was done to the one before cannot be undone here."""
        from imam_ali_tracker.case.store import Case
        from imam_ali_tracker.provider.hub import live_case

        self.undo_stack.clear()
        if self._live is not None:
            self._live.looked.disconnect(self._look)
        self._case = self._live = None
        if location is not None:
            self._case = Case(location, read_only_reason)
            self._live = live_case(location)
            self._live.looked.connect(self._look)
            self._seen = self._live.version()

    @property
    def case(self) -> Case:
        """The open case; raises :class:`TrackerError` where none is open."""
        if self._case is None:
            raise TrackerError(tr("No case is open."), tr("Open one first."))
        return self._case

    @property
    def is_writable(self) -> bool:
        """Whether a case is open that can be changed."""
        return self._case is not None and not self._case.read_only

    def apply(self, text: str, changes: ChangeSet) -> bool:
        """Write ``changes`` whole or not at all, to be undone as ``text``.

        Where that fails the message bar says why, and ``False`` is returned.
        """
        inverse = self.write(changes)
        if inverse is None:
            return False
        self.undo_stack.push(_Edit(self, text, changes, inverse))
        return True

    def apply_behind(
        self, text: str, changes: ChangeSet, done: Callable[[], None] | None = None
    ) -> None:
        """As :meth:`apply`, in the background: for many rows or tables; ``done`` follows success.

        What is written meanwhile by others waits or fails as with another program.
        """
        from imam_ali_tracker.gui.background import BackgroundWork

        try:
            case = self.case
        except TrackerError as error:
            self._messages.error(error)
            return
        if self._work is not None:
            self._messages.warning(tr("The change before is still being written. Try again then."))
            return
        inverses: list[ChangeSet] = []

        def written(error: TrackerError | None) -> None:
            self._work = None
            if error is not None:
                self._messages.error(error)
                self._look()  # what others wrote meanwhile
            elif self._case is case:
                self._tell(changes, inverses[0])
                self.undo_stack.push(_Edit(self, text, changes, inverses[0]))
                if done is not None:
                    done()

        self._work = BackgroundWork(text, lambda: inverses.append(case.apply(changes)), written)
        run_task(self._work)

    def write(self, changes: ChangeSet) -> ChangeSet | None:
        """Write ``changes`` and return their inverse, or say why not and return ``None``."""
        try:
            inverse = self.case.apply(changes)
        except TrackerError as error:
            self._messages.error(error)
            return None
        self._tell(changes, inverse)
        return inverse

    def _tell(self, changes: ChangeSet, inverse: ChangeSet) -> None:
        # A database is asked anew: what its watch knows may be seconds old.
        try:
            self._seen = self.case.data_version
        except TrackerError as error:
            self._messages.error(error)
        self.edited.emit(changed_rows(changes, inverse))

    def row(self, table: str, uuid: str) -> Row | None:
        """Return one row, ``None`` where it is gone or cannot be read now (the bar says why)."""
        return next(self.rows(table, uuids=[uuid]), None)

    def rows(self, table: str, **chosen: Any) -> Iterator[Row]:
        """Give rows as :meth:`Case.rows` does; for the few that a window shows at once."""
        try:
            yield from self.case.rows(table, **chosen)
        except TrackerError as error:
            self._messages.error(error)

    def overwritten(self, left: ChangeSet) -> str:
        """Return the name of a row that someone else has changed since ``left`` was written."""
        from imam_ali_tracker.case.row_rules import row_label

        for table, expected in _left_rows(left).items():
            found = {row["uuid"]: row for row in self.rows(table, uuids=list(expected))}
            for uuid, fields in expected.items():
                row = found.get(uuid)
                if row is None or any(not _same(row.get(k), v) for k, v in fields.items()):
                    return uuid if row is None else row_label(row) or uuid
        return ""

    def refuse_undo(self, name: str) -> None:
        """Say that a step cannot be taken back or repeated any more."""
        self._messages.error(
            TrackerError(
                tr("“{}” was changed by someone else since; nothing was written.").format(name),
                tr("Look at what it holds now, and correct it by hand."),
            )
        )

    def _look(self) -> None:
        """Find out whether someone else wrote: a layer being edited, or another process."""
        if self._live is None or self._work is not None:
            return
        version = self._live.version()
        if version and version != self._seen:
            self._seen = version
            self.foreign_writes += 1
            self.edited.emit(None)


class _Edit(QUndoCommand):
    """One applied change set, undone and redone by its inverse.

    Where someone else wrote in between, rows are compared with what this step left, so that
    nobody's work is overwritten without a word. A step that fails is dropped.
    """

    def __init__(
        self, editor: CaseEditor, text: str, changes: ChangeSet, inverse: ChangeSet
    ) -> None:
        super().__init__(text)
        self._editor = editor
        self._written, self._inverse = changes, inverse
        self._foreign_writes = editor.foreign_writes
        self._is_new = True

    def undo(self) -> None:
        """Take the step back."""
        self._turn()

    def redo(self) -> None:
        """Do the step again; pushing it onto the stack calls this for a step just done."""
        if self._is_new:
            self._is_new = False
        else:
            self._turn()

    def _turn(self) -> None:
        editor = self._editor
        if self._foreign_writes != editor.foreign_writes:
            name = editor.overwritten(self._written)
            if name:
                editor.refuse_undo(name)
                self.setObsolete(True)
                return
        inverse = editor.write(self._inverse)
        if inverse is None:
            self.setObsolete(True)
            return
        self._written, self._inverse = self._inverse, inverse
        self._foreign_writes = editor.foreign_writes


def changed_rows(changes: ChangeSet, inverse: ChangeSet) -> dict[str, frozenset[str]]:
    """Return the rows that a change set touched; its inverse knows the uuids that were made."""
    found: dict[str, set[str]] = {}
    for part in (changes, inverse):
        for table, deleted in part.deletes.items():
            found.setdefault(table, set()).update(deleted)
        for table, updated in part.updates.items():
            found.setdefault(table, set()).update(updated)
    return {table: frozenset(uuids) for table, uuids in found.items() if uuids}


def _left_rows(left: ChangeSet) -> dict[str, dict[str, Row]]:
    rows: dict[str, dict[str, Row]] = {
        table: dict(updates) for table, updates in left.updates.items()
    }
    for table, inserted in left.inserts.items():
        for row in inserted:
            if row.get("uuid"):
                rows.setdefault(table, {})[row["uuid"]] = row
    return rows


def _same(found: Any, left: Any) -> bool:
    from qgis.core import QgsGeometry

    if isinstance(found, QgsGeometry) and isinstance(left, QgsGeometry):
        return bool(found.equals(left))
    same: bool = _plain(found) == _plain(left)
    return same


def _plain(value: Any) -> Any:
    """Return a value as a case gives it back: empty is NULL, several texts are a tuple."""
    value = tuple(value) if isinstance(value, list) else value
    return None if value in ("", ()) else value

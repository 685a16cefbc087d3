"""What the analyst changes through our windows: written whole, undone by name, told to all.

The case's own modules are imported when they are used: QGIS starts without them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from imam_ali_tracker.core.errors import BusyError, TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.edit_steps import (
    MANY,
    EditStack,
    EditStep,
    changed_rows,
    edits_of,
    row_count,
    step_count,
)
from imam_ali_tracker.gui.messages import Messages

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import ChangeSet, Row
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.core.going_on import GoOn
    from imam_ali_tracker.gui.background import WriteTask
    from imam_ali_tracker.provider.hub import LiveCase

Changed = Mapping[str, frozenset[str]]
"""Table → uuids of the rows that came, changed or went."""


class CaseEditor(QObject):
    """Changes the open case; errors end in the message bar.

    ``edited`` carries :data:`Changed`, or ``None`` where anything may have changed because
    someone else wrote. It follows every write, undo and redo, on the main thread, in a turn of the
    event loop of its own: writing and showing that together would be felt as a stall. What changes
    many rows is written in the background; ``busyChanged`` says when nothing else can be.
    ``othersWrote`` comes after ``edited`` where that was not only a file's log that was folded.
    """

    edited = pyqtSignal(object)
    othersWrote = pyqtSignal()
    busyChanged = pyqtSignal(bool)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._case: Case | None = None
        self._live: LiveCase | None = None
        self._seen = ""
        self._writing = False
        self._task: WriteTask | None = None
        self._waiting: list[tuple[Case, str, ChangeSet]] = []
        self._foreign_writes = 0
        self._untold: deque[Changed] = deque()
        self._telling = QTimer(self)
        self._telling.timeout.connect(self._tell_next)
        self.undo_stack = EditStack(self._turn, self)

    def set_case(self, location: CaseLocation | None, read_only_reason: str = "") -> None:
        """Edit another case, or none; what was done to the one before cannot be undone here."""
        from imam_ali_tracker.case.store import Case
        from imam_ali_tracker.provider.hub import live_case

        self.undo_stack.clear()
        self._untold.clear()
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
        """Whether a case is open that can be changed, now."""
        return self._case is not None and not self._case.read_only and not self._writing

    @property
    def is_writing(self) -> bool:
        """Whether a large change is being written in the background."""
        return self._writing

    def cancel(self) -> None:
        """Stop what is being written in the background, if anything; nothing of it is written."""
        if self._task is not None:
            self._task.cancel()

    def apply(self, text: str, changes: ChangeSet) -> bool:
        """Write ``changes`` whole or not at all, to be undone as ``text``.

        Where that fails the message bar says why, and ``False`` is returned. Where they are many
        they are written in the background, and ``True`` says that this has begun.
        """
        if row_count(changes) >= MANY:
            return self.apply_behind(text, changes)
        case = self._case_to_write()
        if case is None:
            return False
        before = self._file_state()
        try:
            inverse = case.apply(changes)
        except TrackerError as error:
            self._messages.error(error)
            return False
        self._push(text, changes, inverse, before)
        return True

    def apply_soon(self, text: str, changes: ChangeSet) -> bool:
        """As :meth:`apply`; while something large is being written, right after that.

        For what was typed before, so that nothing of it is lost. ``True`` says that it was written
        or will be. Where it fails later, the bar says why and ``edited`` names its rows.
        """
        if not self._writing or self._case is None:
            return self.apply(text, changes)
        self._waiting.append((self._case, text, changes))
        return True

    def apply_behind(
        self, text: str, changes: ChangeSet, done: Callable[[], None] | None = None
    ) -> bool:
        """As :meth:`apply`, in the background: for many rows or tables; ``done`` follows success.

        What is written meanwhile by others waits or fails as with another program.
        """
        case = self._case_to_write()
        if case is None:
            return False

        def written(inverse: ChangeSet) -> None:
            self._push(text, changes, inverse)
            if done is not None:
                done()

        self._write_behind(text, changes, partial(case.apply, changes), written)
        return True

    def _case_to_write(self) -> Case | None:
        try:
            case = self.case
        except TrackerError as error:
            self._messages.error(error)
            return None
        if self._writing:
            self._messages.warning(tr("The change before is still being written. Try again then."))
            return None
        return case

    def _push(self, text: str, changes: ChangeSet, inverse: ChangeSet, before: str = "") -> None:
        self.undo_stack.push(EditStep(text, changes, inverse, self._foreign_writes))
        self._tell(changes, inverse, before)

    def _turn(self, step: EditStep, move: Callable[[], None]) -> None:
        """Undo or redo a step; one that cannot be is dropped, one that may be later stays."""
        case, foreign = self._case_to_write(), self._foreign_writes
        if case is None:
            return

        def turned(inverse: ChangeSet, before: str = "") -> None:
            changes = step.inverse
            step.turned(inverse, foreign)
            move()
            self._tell(changes, inverse, before)

        def failed(error: TrackerError) -> None:
            if not isinstance(error, BusyError):
                step.setObsolete(True)
                move()

        turn = partial(step.turn, case, foreign)
        if max(row_count(step.inverse), row_count(step.written)) >= MANY:
            self._write_behind(step.text(), step.inverse, turn, turned, failed)
            return
        before = self._file_state()
        try:
            inverse = turn(lambda: None)
        except TrackerError as error:
            self._messages.error(error)
            failed(error)
        else:
            turned(inverse, before)

    def _write_behind(
        self,
        text: str,
        changes: ChangeSet,
        write: Callable[[GoOn], ChangeSet],
        written: Callable[[ChangeSet], None],
        failed: Callable[[TrackerError], None] = lambda _error: None,
    ) -> None:
        """Have something written by a task that can be cancelled; ``text`` names it."""
        from imam_ali_tracker.gui.background import WriteTask

        case = self._case

        def ended(inverse: ChangeSet | None, error: TrackerError | None) -> None:
            if sip.isdeleted(self):
                return
            self._task = None
            self._set_writing(False)
            is_open = self._case is case
            if error is not None:
                self._messages.error(error)
                if is_open:
                    failed(error)
            elif inverse is None:
                self._messages.warning(tr("“{}” was cancelled; nothing was written.").format(text))
            elif is_open:
                written(inverse)
            self._write_waiting()
            self._look()  # what others wrote meanwhile

        self._set_writing(True)
        self._task = WriteTask(text, write, step_count(changes), ended)
        run_task(self._task)

    def _write_waiting(self) -> None:
        """Write what waited; also to a case that was closed meanwhile."""
        waiting, self._waiting = self._waiting, []
        for case, text, changes in waiting:
            if case is not self._case:
                try:
                    case.apply(changes)
                except TrackerError as error:
                    self._messages.error(error)
            elif not self.apply_soon(text, changes):
                self.edited.emit(changed_rows(changes, changes))

    def _set_writing(self, writing: bool) -> None:
        self._writing = writing
        self.undo_stack.set_busy(writing)
        self.busyChanged.emit(writing)

    def _file_state(self) -> str:
        """Return the state of a file; empty for a database, which tells its own late."""
        live = self._live
        return "" if live is None or live.location.path is None else live.version()

    def _tell(self, changes: ChangeSet, inverse: ChangeSet, before: str) -> None:
        """Tell everybody; derived layers hear what came after the state ``before``, if given."""
        # A database is asked anew: what its watch knows may be seconds old.
        try:
            self._seen = self.case.data_version
            if before and self._live is not None:
                edits = edits_of(self.case, changes, inverse)
                self._live.note_beside(edits, before, self._seen)
        except TrackerError as error:
            self._messages.error(error)
        self._untold.append(changed_rows(changes, inverse))
        self._telling.start()

    def _tell_next(self) -> None:
        if self._untold:
            self.edited.emit(self._untold.popleft())
        else:
            self._telling.stop()

    def row(self, table: str, uuid: str) -> Row | None:
        """Return one row, ``None`` where it is gone or cannot be read now (the bar says why)."""
        return next(self.rows(table, uuids=[uuid]), None)

    def rows(self, table: str, **chosen: Any) -> Iterator[Row]:
        """Give rows as :meth:`Case.rows` does; for the few that a window shows at once."""
        try:
            yield from self.case.rows(table, **chosen)
        except TrackerError as error:
            self._messages.error(error)

    def _look(self) -> None:
        """Find out whether someone else wrote: a layer being edited, or another process."""
        from imam_ali_tracker.case.watching import is_log_folded

        if self._live is None or self._writing:
            return
        version = self._live.version()
        if version and version != self._seen:
            is_folded = is_log_folded(self._live.location, self._seen, version)
            self._seen = version
            self._foreign_writes += 1  # also where it is folded: to compare rows costs little
            self.edited.emit(None)
            if not is_folded:
                self.othersWrote.emit()

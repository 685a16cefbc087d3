"""The steps of an editing session: what was written, to be undone and redone by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QAction

from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QUndoCommand, QUndoStack

    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.core.going_on import GoOn
    from imam_ali_tracker.provider.derived.family import Edit

else:
    # Qt 6 moved these two; QGIS's own shim does not know them.
    try:
        from qgis.PyQt.QtGui import QUndoCommand, QUndoStack
    except ImportError:
        from qgis.PyQt.QtWidgets import QUndoCommand, QUndoStack

MANY = 2_000
"""Rows from which a change is written in the background."""


class EditStep(QUndoCommand):
    """One change set that was written, and its inverse; :class:`EditStack` has it undone."""

    def __init__(self, text: str, written: ChangeSet, inverse: ChangeSet, foreign: int) -> None:
        super().__init__(text)
        self.written, self.inverse = written, inverse
        self.foreign_writes = foreign

    def turned(self, inverse: ChangeSet, foreign: int) -> None:
        """Take note that the inverse was written, which has an inverse of its own."""
        self.written, self.inverse, self.foreign_writes = self.inverse, inverse, foreign

    def turn(self, case: Case, foreign: int, go_on: GoOn) -> ChangeSet:
        """Write the inverse and return what takes that back.

        Where someone else wrote since, rows are compared with what this step left, so that
        nobody's work is overwritten without a word. Raises :class:`TrackerError` then, and where
        it cannot be written.
        """
        left = self.written if foreign != self.foreign_writes else None
        return case.apply(self.inverse, go_on, left)


class EditStack(QUndoStack):
    """The steps in their order. What undoing one writes may take long, and may fail or be stopped.

    So ``turn`` is called with a step and with what moves the stack past it once it is turned;
    Qt's own undoing only moves.
    """

    def __init__(
        self, turn: Callable[[EditStep, Callable[[], None]], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._turn = turn
        self._actions: list[tuple[QAction, Callable[[], bool]]] = []

    def undo(self) -> None:
        """Take the last step back, at once or in the background."""
        if self.canUndo():
            self._turn_step(self.index() - 1, super().undo)

    def redo(self) -> None:
        """Do the next step again, at once or in the background."""
        if self.canRedo():
            self._turn_step(self.index(), super().redo)

    def _turn_step(self, number: int, move: Callable[[], None]) -> None:
        step = self.command(number)
        if isinstance(step, EditStep):
            self._turn(step, move)

    def createUndoAction(self, parent: QObject | None, prefix: str | None = "") -> QAction:
        """Return an action that undoes, named after what it would undo."""
        return self._guided(
            present(super().createUndoAction(parent, prefix or "")), self.undo, self.canUndo
        )

    def createRedoAction(self, parent: QObject | None, prefix: str | None = "") -> QAction:
        """Return an action that redoes, named after what it would redo."""
        return self._guided(
            present(super().createRedoAction(parent, prefix or "")), self.redo, self.canRedo
        )

    def _guided(self, action: QAction, act: Callable[[], None], can: Callable[[], bool]) -> QAction:
        """Have an action of Qt's call our function and not Qt's."""
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked: act())
        self._actions.append((action, can))
        return action

    def set_busy(self, busy: bool) -> None:
        """Offer nothing to undo while a change is being written."""
        self._actions = [each for each in self._actions if not sip.isdeleted(each[0])]
        for action, can in self._actions:
            action.setEnabled(can() and not busy)


def row_count(changes: ChangeSet) -> int:
    """Return how many rows a change set inserts, updates and deletes."""
    parts = (changes.inserts, changes.updates, changes.deletes)
    return sum(len(rows) for part in parts for rows in part.values())


def step_count(changes: ChangeSet) -> int:
    """Return about how often writing a change set calls what says how far it is."""
    updated = sum(map(len, changes.updates.values()))
    return 2 * row_count(changes) + updated


def changed_rows(changes: ChangeSet, inverse: ChangeSet) -> dict[str, frozenset[str]]:
    """Return the rows that a change set touched; its inverse knows the uuids that were made."""
    found: dict[str, set[str]] = {}
    for part in (changes, inverse):
        for table, deleted in part.deletes.items():
            found.setdefault(table, set()).update(deleted)
        for table, updated in part.updates.items():
            found.setdefault(table, set()).update(updated)
    return {table: frozenset(uuids) for table, uuids in found.items() if uuids}


def edits_of(case: Case, changes: ChangeSet, inverse: ChangeSet) -> list[Edit]:
    """Return what was written, as derived layers follow it: also by the keys of the rows."""
    from imam_ali_tracker.case.schema import KEY, UUID
    from imam_ali_tracker.provider.columns import Wanted
    from imam_ali_tracker.provider.derived.family import Edit
    from imam_ali_tracker.provider.reading import open_reader

    edits, reader = [], open_reader(case.location)
    for table, uuids in changed_rows(changes, inverse).items():
        there = reader.by_value(Wanted(table, ()), UUID.name, uuids).fids.tolist()
        gone = (*changes.inserts.get(table, ()), *inverse.inserts.get(table, ()))
        keys = frozenset([*there, *(row[KEY] for row in gone if row.get(KEY))])
        edits.append(Edit(table, keys, uuids))
    return edits

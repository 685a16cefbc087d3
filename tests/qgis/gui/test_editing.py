"""What the analyst changes: written, undone, redone, followed when others write."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsApplication, QgsGeometry, QgsPointXY
from qgis.gui import QgsMessageBar

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.edit_steps import MANY
from imam_ali_tracker.gui.editing import CaseEditor
from imam_ali_tracker.gui.messages import Messages
from tests.support.locking import locked
from tests.support.waiting import rest, wait_until


@pytest.fixture
def told(editor: CaseEditor) -> list[Any]:
    heard: list[Any] = []
    editor.edited.connect(heard.append)
    return heard


def site(case: Case, name: str) -> dict[str, Any]:
    return next(row for row in case.rows("sites") if row["name"] == name)


def said(bar: QgsMessageBar) -> str:
    item = bar.currentItem()
    return "" if item is None else item.text()


def test_a_change_is_written_undone_and_redone(
    case: Case, editor: CaseEditor, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Rename", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    assert case.row("sites", row["uuid"])["name"] == "Else"
    assert editor.undo_stack.undoText() == "Rename"
    assert told == []  # in a turn of its own
    editor.undo_stack.undo()
    assert case.row("sites", row["uuid"])["name"] == row["name"]
    editor.undo_stack.redo()
    assert case.row("sites", row["uuid"])["name"] == "Else"
    wait_until(lambda: told == [{"sites": frozenset([row["uuid"]])}] * 3)


def test_a_deletion_with_what_hangs_on_it_comes_back_whole(case: Case, editor: CaseEditor) -> None:
    before = {table: sorted(r["uuid"] for r in case.rows(table)) for table in ("sites", "claims")}
    names = list(case.rows("site_names"))
    row = case.row("sites", names[0]["site"])
    assert row is not None
    assert editor.apply("Delete", deletion(case, {"sites": [row["uuid"]]}).changes)
    assert case.row("sites", row["uuid"]) is None
    assert len(list(case.rows("site_names"))) < len(names)
    editor.undo_stack.undo()
    assert len(list(case.rows("site_names"))) == len(names)
    after = {table: sorted(r["uuid"] for r in case.rows(table)) for table in before}
    assert after == before


def test_new_rows_are_told_by_their_uuid(case: Case, editor: CaseEditor, told: list[Any]) -> None:
    row = {"name": "New", "kind": "other", "position_basis": "unknown"}
    assert editor.apply("Add", ChangeSet(inserts={"sites": [row]}))
    wait_until(lambda: told == [{"sites": frozenset([site(case, "New")["uuid"]])}])


def test_what_breaks_a_rule_is_said_and_not_written(
    case: Case, editor: CaseEditor, bar: QgsMessageBar, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    changes = ChangeSet(updates={"sites": {row["uuid"]: {"position_accuracy_m": -1.0}}})
    assert not editor.apply("Change", changes)
    assert "position_accuracy_m" in said(bar)
    assert editor.undo_stack.count() == 0
    rest()
    assert told == []


def test_a_read_only_case_is_not_written(case: Case, bar: QgsMessageBar) -> None:
    editor = CaseEditor(Messages(bar))
    editor.set_case(case.location, "It was opened for reading only.")
    assert not editor.is_writable
    row = next(case.rows("sites"))
    assert not editor.apply("X", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    assert "for reading only" in said(bar)
    editor.set_case(None)


def test_what_someone_else_writes_is_followed(
    case: Case, editor: CaseEditor, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    case.apply(ChangeSet(updates={"sites": {row["uuid"]: {"name": "Theirs"}}}))
    wait_until(lambda: told)
    assert told == [None]


def test_our_own_writing_is_not_taken_for_someone_elses(
    case: Case, editor: CaseEditor, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Rename", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    with pytest.raises(TimeoutError):
        wait_until(lambda: None in told, seconds=1.0)


def test_nobodys_work_is_undone_by_accident(
    case: Case, editor: CaseEditor, bar: QgsMessageBar, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    uuid = row["uuid"]
    assert editor.apply("Rename", ChangeSet(updates={"sites": {uuid: {"name": "Ours"}}}))
    case.apply(ChangeSet(updates={"sites": {uuid: {"name": "Theirs"}}}))
    wait_until(lambda: None in told)
    editor.undo_stack.undo()
    assert case.row("sites", uuid)["name"] == "Theirs"
    assert "was changed by someone else" in said(bar)
    assert not editor.undo_stack.canUndo()


def test_what_cannot_be_undone_now_can_be_later(
    case: Case, editor: CaseEditor, bar: QgsMessageBar
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Rename", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    with locked(case.location.path, "BEGIN IMMEDIATE"):
        editor.undo_stack.undo()
        assert "cannot be written" in said(bar)
        assert case.row("sites", row["uuid"])["name"] == "Else"
    assert editor.undo_stack.undoText() == "Rename"
    editor.undo_stack.undo()
    assert case.row("sites", row["uuid"])["name"] == row["name"]


def test_other_rows_may_change_before_an_undo(
    case: Case, editor: CaseEditor, told: list[Any]
) -> None:
    one, other = list(case.rows("sites"))[:2]
    place = QgsGeometry.fromPointXY(QgsPointXY(41, 34))
    moved = ChangeSet(updates={"sites": {one["uuid"]: {"geometry": place}}})
    assert editor.apply("Move", moved)
    case.apply(ChangeSet(updates={"sites": {other["uuid"]: {"name": "Theirs"}}}))
    wait_until(lambda: None in told)
    editor.undo_stack.undo()
    assert case.row("sites", one["uuid"])["geometry"].equals(one["geometry"])


def test_another_case_starts_with_nothing_to_undo(case: Case, editor: CaseEditor) -> None:
    uuid = new_uuid()
    row = {"uuid": uuid, "name": "New", "kind": "other", "position_basis": "unknown"}
    assert editor.apply("Add", ChangeSet(inserts={"sites": [row]}))
    editor.set_case(case.location)
    assert not editor.undo_stack.canUndo()


def many_sites(number: int = MANY) -> ChangeSet:
    rows = [
        {"uuid": new_uuid(), "name": f"Site {n}", "kind": "other", "position_basis": "unknown"}
        for n in range(number)
    ]
    return ChangeSet(inserts={"sites": rows})


def count(case: Case) -> int:
    return sum(1 for _ in case.rows("sites", geometry=False))


@pytest.fixture
def busy(editor: CaseEditor) -> list[bool]:
    heard: list[bool] = []
    editor.busyChanged.connect(heard.append)
    return heard


def test_many_rows_are_written_undone_and_redone_in_the_background(
    case: Case, editor: CaseEditor, told: list[Any], busy: list[bool]
) -> None:
    before, changes = count(case), many_sites()
    uuids = frozenset(row["uuid"] for row in changes.inserts["sites"])
    undo, redo = (
        editor.undo_stack.createUndoAction(None),
        editor.undo_stack.createRedoAction(None),
    )
    assert editor.apply("Add many", changes)
    assert count(case) == before
    assert not editor.is_writable
    wait_until(lambda: told)
    assert count(case) == before + MANY
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    undo.trigger()
    assert not undo.isEnabled()
    wait_until(lambda: len(told) == 2)
    assert count(case) == before
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    redo.trigger()
    assert not redo.isEnabled()
    wait_until(lambda: len(told) == 3)
    assert count(case) == before + MANY
    assert told == [{"sites": uuids}] * 3
    assert busy == [True, False] * 3
    assert undo.text() == "Undo Add many"


def cancel(editor: CaseEditor) -> None:
    """Cancel the write under way, as the analyst does in QGIS's list of tasks."""
    (task,) = QgsApplication.taskManager().activeTasks()
    task.cancel()
    wait_until(lambda: editor.is_writable)


def test_a_write_that_is_cancelled_writes_nothing(
    case: Case, editor: CaseEditor, bar: QgsMessageBar, told: list[Any]
) -> None:
    before = count(case)
    assert editor.apply("Add many", many_sites())
    cancel(editor)
    assert count(case) == before
    assert "cancelled; nothing was written" in said(bar)
    assert editor.undo_stack.count() == 0
    rest()
    assert told == []


def test_an_undo_that_is_cancelled_can_be_done_again(
    case: Case, editor: CaseEditor, told: list[Any]
) -> None:
    before = count(case)
    assert editor.apply("Add many", many_sites())
    wait_until(lambda: told)
    editor.undo_stack.undo()
    cancel(editor)
    assert count(case) == before + MANY
    assert editor.undo_stack.undoText() == "Add many"
    editor.undo_stack.undo()
    wait_until(lambda: editor.is_writable)
    assert count(case) == before
    assert editor.undo_stack.redoText() == "Add many"


def test_nothing_else_is_written_or_undone_meanwhile(
    case: Case, editor: CaseEditor, bar: QgsMessageBar, told: list[Any]
) -> None:
    row = next(case.rows("sites"))
    rename = ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}})
    assert editor.apply("Rename", rename)
    assert editor.apply("Add many", many_sites())
    editor.undo_stack.undo()
    assert "still being written" in said(bar)
    assert not editor.apply("Rename", rename)
    assert case.row("sites", row["uuid"])["name"] == "Else"
    wait_until(lambda: len(told) == 2)
    assert editor.undo_stack.count() == 2


def test_nobodys_work_is_undone_by_many_rows(
    case: Case, editor: CaseEditor, bar: QgsMessageBar, told: list[Any]
) -> None:
    before, changes = count(case), many_sites()
    assert editor.apply("Add many", changes)
    wait_until(lambda: told)
    uuid = changes.inserts["sites"][7]["uuid"]
    case.apply(ChangeSet(updates={"sites": {uuid: {"name": "Theirs"}}}))
    wait_until(lambda: None in told)
    editor.undo_stack.undo()
    wait_until(lambda: editor.is_writable)
    assert count(case) == before + MANY
    assert "“Theirs” was changed by someone else" in said(bar)
    assert editor.undo_stack.count() == 0


def test_another_case_may_be_opened_meanwhile(
    case: Case, editor: CaseEditor, told: list[Any], busy: list[bool]
) -> None:
    before = count(case)
    assert editor.apply("Add many", many_sites())
    editor.set_case(None)
    wait_until(lambda: busy == [True, False])
    assert count(case) == before + MANY
    assert editor.undo_stack.count() == 0
    rest()
    assert told == []


def test_what_waits_is_written_after_something_large_in_its_order(
    case: Case, editor: CaseEditor
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Many", many_sites())
    for name in ("First", "Second"):
        assert editor.apply_soon(name, ChangeSet(updates={"sites": {row["uuid"]: {"name": name}}}))
    assert case.row("sites", row["uuid"])["name"] == row["name"]
    wait_until(lambda: not editor.is_writing)
    names = [case.row("sites", row["uuid"])["name"]]
    undone = [editor.undo_stack.undoText()]
    for _step in undone * 2:
        editor.undo_stack.undo()
        names.append(case.row("sites", row["uuid"])["name"])
        undone.append(editor.undo_stack.undoText())
    assert names == ["Second", "First", row["name"]]
    assert undone == ["Second", "First", "Many"]


def test_what_waits_is_written_where_the_large_change_was_cancelled(
    case: Case, editor: CaseEditor
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Many", many_sites())
    editor.apply_soon("Rename", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    editor.cancel()
    wait_until(lambda: not editor.is_writing)
    assert case.row("sites", row["uuid"])["name"] == "Else"


def test_what_waits_is_written_to_the_case_it_was_typed_in(case: Case, editor: CaseEditor) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Many", many_sites())
    editor.apply_soon("Rename", ChangeSet(updates={"sites": {row["uuid"]: {"name": "Else"}}}))
    editor.set_case(None)
    wait_until(lambda: not editor.is_writing)
    assert case.row("sites", row["uuid"])["name"] == "Else"


def test_what_waited_and_fails_is_said_and_shown_as_it_is(
    case: Case, editor: CaseEditor, told: list[Any], bar: QgsMessageBar
) -> None:
    row = next(case.rows("sites"))
    assert editor.apply("Many", many_sites())
    assert editor.apply_soon("Empty", ChangeSet(updates={"sites": {row["uuid"]: {"name": None}}}))
    wait_until(lambda: not editor.is_writing)
    assert said(bar)
    assert told[-1] == {"sites": frozenset([row["uuid"]])}

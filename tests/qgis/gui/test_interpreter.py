"""Python spares the window while a case is open and tasks run."""

from __future__ import annotations

import gc
import sys
import weakref

from qgis.core import QgsApplication, QgsTask

from imam_ali_tracker.core.interpreter import look_at_new
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.panel.context import PanelContext
from tests.support.waiting import wait_until

NEVER = 10**9


class _Thing:
    itself: _Thing


def test_what_is_there_is_set_aside_while_a_case_is_open(context: PanelContext) -> None:
    assert gc.get_freeze_count() > 10_000
    context.controller.close_case()
    assert gc.get_freeze_count() == 0


def test_what_comes_is_set_aside_when_there_is_much_of_it(context: PanelContext) -> None:
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    assert gc.get_threshold()[2] > NEVER
    before = gc.get_freeze_count()
    look_at_new()
    assert gc.get_freeze_count() == before  # nothing has come yet
    kept = [[number] for number in range(20_000)]
    for _ in range(20):
        gc.collect(1)
    gone = weakref.ref(_cycle())
    look_at_new()
    assert gone() is None
    assert gc.get_freeze_count() > before + len(kept)
    context.controller.close_case()
    assert gc.get_threshold()[2] < NEVER


def _cycle() -> _Thing:
    thing = _Thing()
    thing.itself = thing
    return thing


def test_full_collections_wait_and_turns_are_short_until_the_last_task_ends(
    qgis_app: QgsApplication,
) -> None:
    wait_until(lambda: gc.get_threshold()[2] < NEVER)  # those of other tests have ended
    usual, seen = (gc.get_threshold(), sys.getswitchinterval()), []

    def work(task: QgsTask) -> None:
        seen.append((gc.get_threshold(), sys.getswitchinterval()))

    tasks = [QgsTask.fromFunction("test", work) for _ in range(2)]
    for task in tasks:
        run_task(task)
    wait_until(lambda: len(seen) == 2 and (gc.get_threshold(), sys.getswitchinterval()) == usual)
    for threshold, turn in seen:
        assert threshold[:2] == usual[0][:2]
        assert threshold[2] > NEVER
        assert turn < usual[1]

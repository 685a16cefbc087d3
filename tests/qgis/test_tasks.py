"""Tasks of the windows when nobody waits for them any more, and when QGIS ends."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest
from qgis.core import QgsTask

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.tasks import end_tasks, failure_of, run_task
from imam_ali_tracker.gui.read_task import CaseSummary, ReadCaseTask
from tests.support import staging
from tests.support.waiting import wait_until

QUIT_WHILE_READING = """
import sys, time
from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QTimer
app = QgsApplication([], True)
app.initQgis()
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.integrity import check
from imam_ali_tracker.core.tasks import run_task

class Reading(QgsTask):
    rounds = 0

    def run(self):
        while not self.isCanceled():
            with Case.open(sys.argv[1], read_only=True) as case:
                check(case)
            Reading.rounds += 1
        time.sleep(0.5)
        print("ended", flush=True)
        return True

run_task(Reading("reading", QgsTask.Flag.CanCancel))
timer = QTimer()
timer.timeout.connect(lambda: Reading.rounds and app.quit())
timer.start(20)
app.exec()
print("left", flush=True)
app.exitQgis()
"""


class Waiting(QgsTask):
    """Runs until it is let go."""

    def __init__(self, go: threading.Event, done: list[str]) -> None:
        super().__init__("waiting", QgsTask.Flag.CanCancel)
        self._go = go
        self._done = done

    def run(self) -> bool:
        self._go.wait(20)
        self._done.append("run")
        return True

    def finished(self, result: bool) -> None:
        self._done.append("finished")


class Layout:
    """Belongs to the thread that made it."""


def test_what_fails_ends_as_an_error_that_holds_nothing_of_its_thread() -> None:
    task = Waiting(threading.Event(), [])
    made: list[weakref.ref[Layout]] = []

    def known() -> None:
        layout = Layout()
        made.append(weakref.ref(layout))
        try:
            raise OSError("the disk is full")
        except OSError as error:
            raise TrackerError("It cannot be written.", "Make room.", str(error)) from error

    error = failure_of(task, known)
    assert error is not None
    assert (str(error), error.details) == (
        "It cannot be written. Make room.",
        "the disk is full",
    )
    assert made[0]() is None
    unknown = failure_of(task, lambda: 1 / 0)
    assert unknown is not None
    assert "“waiting”" in unknown.message
    assert "ZeroDivisionError" in unknown.details
    assert failure_of(task, lambda: 1) is None


def test_a_case_that_nobody_foresaw_is_said_to_be_unreadable(
    reference_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imam_ali_tracker.gui.read_task.read_sites", lambda _reader: 1 / 0)
    said: list[CaseSummary | TrackerError | None] = []
    run_task(ReadCaseTask(CaseLocation.parse(reference_file), said.append))
    wait_until(lambda: bool(said))
    assert isinstance(said[0], TrackerError)
    assert "ZeroDivisionError" in said[0].details


def test_a_task_lives_until_it_has_ended_although_nobody_holds_it() -> None:
    go = threading.Event()
    done: list[str] = []
    run_task(Waiting(go, done))
    gc.collect()
    go.set()
    wait_until(lambda: done == ["run", "finished"])


def test_unloading_waits_for_what_runs() -> None:
    """QGIS takes the modules away whose code it runs."""
    done: list[str] = []

    class Stubborn(QgsTask):
        def run(self) -> bool:
            done.append("began")
            while not self.isCanceled():
                time.sleep(0.01)
            time.sleep(0.2)
            done.append("ended")
            return False

    run_task(Stubborn("stubborn", QgsTask.Flag.CanCancel))
    wait_until(lambda: bool(done))
    end_tasks()
    assert done == ["began", "ended"]


def test_quitting_waits_for_what_reads_the_case(reference_file: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", QUIT_WHILE_READING, str(reference_file)],
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.split() == ["ended", "left"]

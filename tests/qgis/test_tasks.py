"""Tasks of the windows when nobody waits for them any more, and when QGIS ends."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

from qgis.core import QgsTask

from imam_ali_tracker.core.tasks import run_task
from tests.qgis.gui.waiting import wait_until
from tests.support import staging

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


def test_a_task_lives_until_it_has_ended_although_nobody_holds_it() -> None:
    go = threading.Event()
    done: list[str] = []
    run_task(Waiting(go, done))
    gc.collect()
    go.set()
    wait_until(lambda: done == ["run", "finished"])


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

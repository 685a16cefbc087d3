"""Work that QGIS cancels before it has begun, as it does when it is closed."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.background import BackgroundWork
from imam_ali_tracker.gui.latest import LatestRead
from tests.support.waiting import wait_until


def test_a_read_that_never_began_shows_nothing(qgis_app: QgsApplication) -> None:
    said: list[Any] = []
    busy: list[bool] = []
    reads = LatestRead("A read")
    reads.done.connect(said.append)
    reads.failed.connect(said.append)
    reads.busyChanged.connect(busy.append)
    reads.start(lambda: "read")
    QgsApplication.taskManager().cancelAll()
    wait_until(lambda: busy == [True, False])
    assert said == []
    reads.start(lambda: "read again")
    wait_until(lambda: said == ["read again"])


def test_work_that_never_began_is_not_told_as_done(qgis_app: QgsApplication) -> None:
    worked: list[int] = []
    ended: list[TrackerError | None] = []
    run_task(BackgroundWork("Work", lambda: worked.append(1), ended.append))
    QgsApplication.taskManager().cancelAll()
    wait_until(lambda: bool(ended))
    assert bool(worked) == (ended == [None])
    again: list[TrackerError | None] = []
    run_task(BackgroundWork("Work", lambda: worked.append(2), again.append))
    wait_until(lambda: bool(again))
    assert again == [None]

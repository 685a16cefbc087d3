"""A background thread has the main thread do something, and hears what became of it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Callable

import pytest
from qgis.core import QgsApplication

from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.in_main_thread import in_main_thread
from tests.support.waiting import rest, wait_until


def go_on() -> None:
    pass


def begun(work: Callable[[], None], look: Callable[[], None]) -> Future[None]:
    """Ask for work from a background thread; the main thread must go on for it to be done."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(in_main_thread, work, look)
    pool.shutdown(wait=False)
    return future


def test_it_is_done_in_the_main_thread(qgis_app: QgsApplication) -> None:
    done: list[threading.Thread] = []

    def work() -> None:
        done.append(threading.current_thread())

    asked = begun(work, go_on)
    wait_until(asked.done)
    assert asked.exception() is None
    in_main_thread(work, go_on)
    assert done == [threading.main_thread()] * 2


def test_whoever_asked_hears_of_an_error(qgis_app: QgsApplication) -> None:
    def fail() -> None:
        raise TrackerError("Not so.")

    asked = begun(fail, go_on)
    wait_until(asked.done)
    with pytest.raises(TrackerError, match=r"Not so\."):
        asked.result()


def test_who_does_not_go_on_takes_the_work_back(qgis_app: QgsApplication) -> None:
    done: list[str] = []

    def stop() -> None:
        raise cancelled()

    # The main thread waits: what it does not get to must not keep it waiting.
    asked = begun(lambda: done.append("late"), stop)
    with pytest.raises(TrackerError, match="Cancelled"):
        asked.result(timeout=30)
    rest(0.1)
    assert done == []

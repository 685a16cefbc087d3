"""Work that a background thread has the main thread do, and waits for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QMetaObject, QObject, Qt, pyqtSlot

from imam_ali_tracker.core.own_names import in_background
from imam_ali_tracker.core.present import present

_LOOK_S = 0.05
"""How often whoever waits looks whether to go on."""


class _Job:
    """Work that is either done by the main thread or taken back before."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._taken = threading.Lock()
        self._ended = threading.Event()
        self._error: BaseException | None = None

    def do(self) -> None:
        """Do the work, unless it was taken back."""
        if not self._taken.acquire(blocking=False):
            return
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits raises it
            self._error = error
        finally:
            self._ended.set()

    def wait(self, go_on: Callable[[], None]) -> None:
        """Wait until the work is done, and raise what it raised."""
        try:
            while not self._ended.wait(_LOOK_S):
                go_on()
        except BaseException:
            if self._taken.acquire(blocking=False):
                del self._work  # what it holds ends in the thread that asked
            else:
                self._ended.wait()
            raise
        if self._error is not None:
            raise self._error


class _Doer(QObject):
    """Does in the main thread what others ask for, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: deque[_Job] = deque()

    @pyqtSlot()
    def do_next(self) -> None:
        """Do what was asked for first."""
        self.jobs.popleft().do()


_doers: list[_Doer] = []
_lock = threading.Lock()


def in_main_thread(work: Callable[[], None], go_on: Callable[[], None]) -> None:
    """Do ``work`` in the main thread once it has time, and wait for that; raise what it raises.

    ``go_on`` is called again and again meanwhile: what it raises ends the wait, and the work is
    then not done, unless it has begun. Whoever makes the main thread wait for this one therefore
    cancels it first.
    """
    if not in_background():
        work()
        return
    with _lock:
        if not _doers:
            doer = _Doer()
            doer.moveToThread(present(QgsApplication.instance()).thread())
            _doers.append(doer)
    job = _Job(work)
    _doers[0].jobs.append(job)
    QMetaObject.invokeMethod(_doers[0], "do_next", Qt.ConnectionType.QueuedConnection)
    job.wait(go_on)

"""Reading in the background for a window: one read at a time, and only the latest one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from qgis.core import QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.tasks import failure_of, run_task

# The stubs take the union of two flags for a number.
_FLAGS = cast("QgsTask.Flag", QgsTask.Flag.Hidden | QgsTask.Flag.CancelWithoutPrompt)
"""QGIS would ask about a read that is under way when it is closed: nothing is lost by ending it."""


class LatestRead(QObject):
    """Runs reads in QGIS's task manager.

    ``done`` carries what the latest read returned, ``failed`` its :class:`TrackerError`. A read
    that is asked for while another runs begins when that one ends, whose result is dropped.
    """

    done = pyqtSignal(object)
    failed = pyqtSignal(object)
    busyChanged = pyqtSignal(bool)

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._task: _Read | None = None
        self._next: Callable[[], Any] | None = None
        self._stale = False

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._task is not None

    def start(self, work: Callable[[], Any]) -> None:
        """Call ``work`` in the background; it touches no widget and no project."""
        if self._task is not None:
            self._next, self._stale = work, True
            return
        self._stale = False
        self._task = _Read(self._title, work, self._finished)
        self.busyChanged.emit(True)
        run_task(self._task)

    def forget(self) -> None:
        """Drop what is being read and what waits."""
        self._next, self._stale = None, True

    def _finished(self, result: Any, error: TrackerError | None) -> None:
        if sip.isdeleted(self):  # the window was closed while it read
            return
        task, self._task = self._task, None
        following, self._next = self._next, None
        if following is not None:
            self.start(following)
            return
        self.busyChanged.emit(False)
        if self._stale or (task is not None and task.isCanceled()):  # QGIS is being closed
            return
        if error is None:
            self.done.emit(result)
        else:
            self.failed.emit(error)


class _Read(QgsTask):
    def __init__(
        self,
        title: str,
        work: Callable[[], Any],
        done: Callable[[Any, TrackerError | None], None],
    ) -> None:
        super().__init__(title, _FLAGS)
        self._work = work
        self._done = done
        self._result: Any = None
        self._error: TrackerError | None = None

    def run(self) -> bool:
        """Read, in a worker thread."""
        self._error = failure_of(self, self._read)
        return self._error is None

    def _read(self) -> None:
        self._result = self._work()

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the error says it
        """Hand the outcome over on the main thread."""
        self._done(self._result, self._error)

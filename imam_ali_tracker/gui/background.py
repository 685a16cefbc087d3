"""Work on a case that takes longer than a blink, in QGIS's task manager."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.core import QgsTask

from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.tasks import failure_of

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.core.going_on import GoOn

_TELLING = 500
"""Steps after which progress is told again."""


class BackgroundWork(QgsTask):
    """Runs ``work`` in the background; ``done`` gets ``None`` or the error on the main thread.

    ``work`` touches no widget and no project. It cannot be stopped half-way: it is one write. Where
    QGIS is closed before it begins, that is an error too.
    """

    def __init__(
        self,
        title: str,
        work: Callable[[], None],
        done: Callable[[TrackerError | None], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag(0))
        self._work = work
        self._done = done
        self._error: TrackerError | None = cancelled()

    def run(self) -> bool:
        """Do the work in the background."""
        self._error = failure_of(self, self._work)
        return self._error is None

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the error says it
        """Hand the outcome over on the main thread."""
        self._done(self._error)


class _CancelledError(Exception):
    """The analyst has cancelled a write."""


class WriteTask(QgsTask):
    """Writes a change set in the background, with progress and Cancel.

    ``write`` is called with what it has to call for each of about ``steps`` rows. ``done`` gets, on
    the main thread, the inverse of what was written, or the error; or neither, where the analyst
    cancelled and nothing was written.
    """

    def __init__(
        self,
        title: str,
        write: Callable[[GoOn], ChangeSet],
        steps: int,
        done: Callable[[ChangeSet | None, TrackerError | None], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._write = write
        self._steps = max(1, steps)
        self._taken = 0
        self._done = done
        self._breath = Breath()
        self._inverse: ChangeSet | None = None
        self._error: TrackerError | None = None

    def run(self) -> bool:
        """Write in the background."""
        self._error = failure_of(self, self._write_or_stop)
        return self._inverse is not None

    def _write_or_stop(self) -> None:
        with contextlib.suppress(_CancelledError):
            self._inverse = self._write(self._step)

    def _step(self) -> None:
        if self.isCanceled():
            raise _CancelledError
        self._taken += 1
        if self._taken % _TELLING == 0:
            self.setProgress(min(99.0, 100.0 * self._taken / self._steps))
        self._breath()

    def finished(self, result: bool) -> None:  # noqa: ARG002 - what was written says it
        """Hand the outcome over on the main thread; Cancel may have come after the writing."""
        self._done(self._inverse, self._error)

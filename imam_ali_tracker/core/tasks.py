"""Tasks of QGIS: how they are handed over, and how their work ends where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Callable

from qgis.core import QgsApplication, QgsTask

from imam_ali_tracker.core.errors import TrackerError, unexpected
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.interpreter import SparedWindow
from imam_ali_tracker.core.present import present

_LAST_WAIT_MS = 20_000
_running: set[QgsTask] = set()
"""QGIS owns the C++ half of a task; without this Python would collect its own with a window."""
_spared = SparedWindow()


def failure_of(task: QgsTask, work: Callable[[], object]) -> TrackerError | None:
    """Do the work of a task in its thread; return why it failed, ``None`` where it did not.

    QGIS would show a traceback of what nobody foresaw. The error goes to the main thread without
    its own, whose frames would keep what belongs to this thread.
    """
    try:
        work()
    except TrackerError as error:
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    except Exception:  # noqa: BLE001 - whatever it is, it ends as an error that can be read
        message = tr("“{}” ended because of an error in the plugin.")
        return unexpected(message.format(task.description()))
    return None


@contextmanager
def giving_way() -> Iterator[None]:
    """Leave the place of this thread among QGIS's to other tasks, while it waits for one of them.

    QGIS runs as many tasks as there are cores: where all of them wait for a task that is still to
    begin, none ends.
    """
    threads = present(present(QgsApplication.taskManager()).threadPool())
    threads.releaseThread()
    try:
        yield
    finally:
        threads.reserveThread()


def end_tasks() -> None:
    """Cancel all tasks and wait for them, because their code goes; call it on the main thread."""
    for task in list(_running):
        _end(task)


def _end(task: QgsTask) -> None:
    task.cancel()
    task.waitForFinished(_LAST_WAIT_MS)


def run_task(task: QgsTask) -> None:
    """Run a task in QGIS's task manager; call it on the main thread.

    When QGIS ends, the task is cancelled and waited for: QGIS itself cancels tasks then, but frees
    what they read without waiting.
    """
    quitting = present(QgsApplication.instance()).aboutToQuit
    _running.add(task)
    _spared.begin()

    end = partial(_end, task)

    def ended() -> None:
        _running.discard(task)
        if not _running:
            _spared.end()
        quitting.disconnect(end)

    quitting.connect(end)
    task.taskCompleted.connect(ended)
    task.taskTerminated.connect(ended)
    present(QgsApplication.taskManager()).addTask(task)

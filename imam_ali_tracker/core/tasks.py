"""Handing tasks to QGIS so that both their halves live until they have ended."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsTask

from imam_ali_tracker.core.present import present

_LAST_WAIT_MS = 20_000
_running: set[QgsTask] = set()
"""QGIS owns the C++ half of a task; without this Python would collect its own with a window."""


def run_task(task: QgsTask) -> None:
    """Run a task in QGIS's task manager; call it on the main thread.

    When QGIS ends, the task is cancelled and waited for: QGIS itself cancels tasks then, but frees
    what they read without waiting.
    """
    quitting = present(QgsApplication.instance()).aboutToQuit
    _running.add(task)

    def end() -> None:
        task.cancel()
        task.waitForFinished(_LAST_WAIT_MS)

    def ended() -> None:
        _running.discard(task)
        quitting.disconnect(end)

    quitting.connect(end)
    task.taskCompleted.connect(ended)
    task.taskTerminated.connect(ended)
    present(QgsApplication.taskManager()).addTask(task)

"""Handing tasks to QGIS so that both their halves live until they have ended."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsTask

from imam_ali_tracker.core.present import present

_running: set[QgsTask] = set()
"""QGIS owns the C++ half of a task; without this Python would collect its own with a window."""


def run_task(task: QgsTask) -> None:
    """Run a task in QGIS's task manager."""
    _running.add(task)

    def ended() -> None:
        _running.discard(task)

    task.taskCompleted.connect(ended)
    task.taskTerminated.connect(ended)
    present(QgsApplication.taskManager()).addTask(task)

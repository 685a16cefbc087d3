"""Runs inside QGIS: somebody who uses the panel, and a watchdog that times the event loop."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer

TICK_MS = 2
NOTED_MS = 20
_SCHEDULING = Path("/proc/thread-self/schedstat")


class Gap(NamedTuple):
    """How long the event loop did not turn, in milliseconds, and during what.

    ``worked`` is the processor time of the main thread in it, ``queued`` how long the thread stood
    in the queue for a processor, which other programs of a busy machine had. The rest is waiting:
    for disks, and for other threads that run Python.
    """

    lasted: float
    worked: float
    queued: float
    doing: str


class Watchdog:
    """Notes when the event loop did not turn for more than a moment, and during what."""

    def __init__(self) -> None:
        self.doing = ""
        self.gaps: list[Gap] = []
        self._last, self._used = time.perf_counter(), _used()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now, used = time.perf_counter(), _used()
        lasted = 1000 * (now - self._last)
        if lasted > NOTED_MS:
            worked, queued = (1000 * (after - before) for before, after in zip(self._used, used))
            self.gaps.append(Gap(lasted, worked, queued, self.doing))
        self._last, self._used = now, used

    def worst(self, count: int) -> list[Gap]:
        """Return the longest gaps, longest first."""
        return sorted(self.gaps, reverse=True)[:count]


def _said() -> str:
    from qgis.utils import iface

    item = iface.messageBar().currentItem()
    return "" if item is None else str(item.text())


def _used() -> tuple[float, float]:
    """Return how long this thread has run, and stood in the queue, in seconds."""
    running, queued, _turns = _SCHEDULING.read_text().split()
    return int(running) / 1e9, int(queued) / 1e9


class User:
    """Does things as an analyst would, and lets the window work after each."""

    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog

    def does(self, what: str, act: Callable[[], Any], rest: float = 0.3) -> None:
        """Do something from the event loop, as a click or key would, and wait."""
        self._watchdog.doing = what
        QTimer.singleShot(0, act)
        self.waits(rest)

    def does_until(self, what: str, act: Callable[[], Any], until: Callable[[], object]) -> None:
        """Do something and wait until it has had its effect; raises where it has none."""
        self.does(what, act, 0)
        self.waits(60, until)
        if not until():
            raise TimeoutError(f"{what}; QGIS says: {_said()}")
        self.waits(0.5)

    def waits(self, seconds: float, until: Callable[[], object] = lambda: False) -> None:
        """Let QGIS work for so long, or until something has happened."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not until():
            QgsApplication.processEvents()
            time.sleep(TICK_MS / 1000)

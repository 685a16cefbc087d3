"""Letting the window's thread work while another one runs Python."""

from __future__ import annotations

import time
from typing import Callable

from qgis.core import QgsApplication

from imam_ali_tracker.core.own_names import in_background

_DESKTOP = "desktop"
_WORK_S = 0.004
"""Python itself makes a thread wait for 5 ms before it hands over to it."""
_REST_S = 0.001


class Breath:
    """Is called again and again by work in a background thread, and now and then rests.

    Python runs one thread at a time. A window that paints asks for it hundreds of times, and each
    time would wait until the other thread is made to give way.
    """

    def __init__(self) -> None:
        self._rested = time.perf_counter()

    def __call__(self) -> None:
        """Rest a moment, if it is time."""
        if time.perf_counter() - self._rested > _WORK_S:
            time.sleep(_REST_S)
            self._rested = time.perf_counter()


def breath() -> Callable[[], None]:
    """Return what long work calls again and again: it rests where a window may need the thread.

    That is in a background thread of the desktop. Call this in the thread that works.
    """
    if in_background() and QgsApplication.platform() == _DESKTOP:
        return Breath()
    return _go_on


def _go_on() -> None:
    """Work on: no window waits."""

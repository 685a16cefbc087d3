"""Letting Qt work until something has happened."""

from __future__ import annotations

import time
from collections.abc import Callable

from qgis.PyQt.QtCore import QCoreApplication


def wait_until(happened: Callable[[], object], seconds: float = 60.0) -> None:
    """Process events until ``happened``; raise ``TimeoutError`` where it does not."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(happened)
        QCoreApplication.processEvents()
        time.sleep(0.005)


def rest(seconds: float = 0.4) -> None:
    """Process events for a while."""
    end = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > end, seconds + 1.0)

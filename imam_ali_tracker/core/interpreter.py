"""Having Python's interpreter spare the window.

A full collection of cycles looks at every object that Python tracks, and no Python runs meanwhile:
the window stands still, whichever thread set it off. The modules of QGIS alone are 170,000 objects,
which takes 60 to 110 ms; rows that are being read or written come on top.

A thread that runs Python gives way after 5 ms. QGIS calls Python dozens of times while it shows a
layer whose provider is ours, and waits that long each time while tasks run.
"""

from __future__ import annotations

import gc
import sys

_YOUNG = 1
_NEVER = 2**31 - 1
_TURN_S = 0.0005


def set_aside() -> None:
    """Collect no more of what there is by now, until :func:`look_again`."""
    if gc.get_freeze_count() == 0:
        gc.collect(_YOUNG)
        gc.freeze()


def look_again() -> None:
    """Look at everything again, as Python does."""
    gc.unfreeze()


class SparedWindow:
    """Whether Python spares the window now: full collections wait, and turns are short."""

    def __init__(self) -> None:
        self._usual: tuple[tuple[int, int, int], float] | None = None

    def begin(self) -> None:
        """Spare the window until :meth:`end`."""
        if self._usual is None:
            thresholds = gc.get_threshold()
            self._usual = thresholds, sys.getswitchinterval()
            gc.set_threshold(*thresholds[:2], _NEVER)
            sys.setswitchinterval(_TURN_S)

    def end(self) -> None:
        """Go on as Python does."""
        if self._usual is not None:
            thresholds, turn = self._usual
            self._usual = None
            gc.set_threshold(*thresholds)
            sys.setswitchinterval(turn)

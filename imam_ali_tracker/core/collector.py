"""Sparing the window Python's full collections of cycles.

A full collection looks at every object that Python tracks, and no Python runs meanwhile: the
window stands still, whichever thread set it off. The modules of QGIS alone are 170,000 objects,
which takes 60 to 110 ms; rows that are being read or written come on top.
"""

from __future__ import annotations

import gc

_YOUNG = 1
_NEVER = 2**31 - 1


def set_aside() -> None:
    """Look no more at what there is by now, until :func:`look_again`."""
    if gc.get_freeze_count() == 0:
        gc.collect(_YOUNG)
        gc.freeze()


def look_again() -> None:
    """Look at everything again, as Python does."""
    gc.unfreeze()


class FullCollections:
    """Whether Python looks at everything now and then, or only at young objects."""

    def __init__(self) -> None:
        self._usual: tuple[int, int, int] | None = None

    def postpone(self) -> None:
        """Look only at young objects until :meth:`resume`."""
        if self._usual is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(*self._usual[:2], _NEVER)

    def resume(self) -> None:
        """Look at everything again when it is time."""
        if self._usual is not None:
            gc.set_threshold(*self._usual)
            self._usual = None

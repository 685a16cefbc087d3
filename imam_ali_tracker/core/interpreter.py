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

_YOUNG, _OLD = 1, 2
_NEVER = 2**31 - 1
_TURN_S = 0.0005
_CASE, _TASKS = "an open case", "tasks"


class _FullCollections:
    """Full collections as Python begins them by itself: not as long as there is a reason."""

    def __init__(self) -> None:
        self.reasons: set[str] = set()
        self._usual = gc.get_threshold()

    @property
    def is_due(self) -> bool:
        """Whether Python would have begun one."""
        return gc.get_count()[_OLD] >= self._usual[_OLD]

    def wait_for(self, reason: str) -> None:
        """Put them off because of this, too."""
        if not self.reasons:
            self._usual = gc.get_threshold()
            youngest, young, _old = self._usual
            gc.set_threshold(youngest, young, _NEVER)
        self.reasons.add(reason)

    def no_longer_wait_for(self, reason: str) -> None:
        """Let them be as they were once the last reason has gone."""
        if reason in self.reasons:
            self.reasons.remove(reason)
            if not self.reasons:
                gc.set_threshold(*self._usual)


_full_collections = _FullCollections()


def set_aside() -> None:
    """Collect no more of what there is by now, until :func:`look_again`."""
    _full_collections.wait_for(_CASE)
    if gc.get_freeze_count() == 0:
        gc.collect(_YOUNG)
        gc.freeze()


def look_at_new() -> None:
    """Collect what has gone since :func:`set_aside`, and set aside what has come, if that is much.

    To be called in a turn of the event loop that does nothing else: by itself Python would do it
    in the midst of an edit, again and again with all that has come.
    """
    if _full_collections.is_due and _full_collections.reasons == {_CASE}:
        gc.collect()
        gc.freeze()


def look_again() -> None:
    """Look at everything again, as Python does."""
    _full_collections.no_longer_wait_for(_CASE)
    gc.unfreeze()


class SparedWindow:
    """Whether Python spares the window now: full collections wait, and turns are short."""

    def __init__(self) -> None:
        self._usual_turn: float | None = None

    def begin(self) -> None:
        """Spare the window until :meth:`end`."""
        if self._usual_turn is None:
            self._usual_turn = sys.getswitchinterval()
            sys.setswitchinterval(_TURN_S)
            _full_collections.wait_for(_TASKS)

    def end(self) -> None:
        """Go on as Python does."""
        if self._usual_turn is not None:
            sys.setswitchinterval(self._usual_turn)
            self._usual_turn = None
            _full_collections.no_longer_wait_for(_TASKS)

"""Bringing derived layers up to date in the background, one after the other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from qgis.core import QgsTask

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.tasks import giving_way
from imam_ali_tracker.provider.messages import log

if TYPE_CHECKING:
    from imam_ali_tracker.provider.live import LiveLayer

_TURN_S = 0.05
"""How often a task that waits for its turn looks whether it was cancelled."""
_turn = threading.Lock()
"""Held by the one task that derives: the window waits for each thread that runs Python."""


class RefreshTask(QgsTask):
    """Brings a derived layer up to date while the window stays responsive."""

    def __init__(self, layer: LiveLayer) -> None:
        title = tr("Imam Ali Tracker: deriving “{}”").format(layer.family.name)
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._layer = layer
        self._error: TrackerError | None = None

    def run(self) -> bool:
        """Work in a thread of QGIS's, after the tasks of other layers."""
        if not self._takes_turn():
            return False
        try:
            return self._layer.complete(self._progress)
        except TrackerError as error:
            self._error = error
            return False
        finally:
            _turn.release()

    def _takes_turn(self) -> bool:
        """Wait for the turn of this task; return ``False`` where it is not needed any more."""
        if _turn.acquire(blocking=False):
            return True
        with giving_way():
            while not _turn.acquire(timeout=_TURN_S):
                if not self._is_wanted():
                    return False
        return True

    def _is_wanted(self) -> bool:
        return not (self.isCanceled() or self._layer.is_deserted)

    def _progress(self, done: float) -> bool:
        self.setProgress(100 * done)
        return self._is_wanted()

    def finished(self, _result: bool) -> None:
        """Say what went wrong; on the main thread."""
        if self._error is not None:
            log(self._error)
        self._layer.task_ended(self.isCanceled())

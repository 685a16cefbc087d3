"""Objects of the main thread that any thread may use, and that have to end where they live.

Timers and file watchers that are destroyed in another thread take QGIS with them. A layer that a
background task opens and drops may be the last that uses such an object.
"""

from __future__ import annotations

import threading
import weakref
from collections import deque

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QMetaObject, QObject, Qt, QThread, QTimer, pyqtSlot

_GRACE_MS = 2_000
"""How long the thread that hands an object over may still be on its way out of it."""


class _Keeper(QObject):
    """Holds what other threads have used last, until the main thread lets go of it."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: deque[object] = deque()

    def keep(self, used: object) -> None:
        """Hold ``used`` for a while; any thread may call this."""
        self._kept.append(used)
        QMetaObject.invokeMethod(self, "release_soon", Qt.ConnectionType.QueuedConnection)

    @pyqtSlot()
    def release_soon(self) -> None:
        QTimer.singleShot(_GRACE_MS, self._kept.popleft)


_keepers: list[_Keeper] = []
_lock = threading.Lock()


def ends_in_main_thread(user: object, used: object) -> None:
    """Keep ``used`` as long as ``user``, and see to it that the main thread lets go of it."""
    weakref.finalize(user, _hand_over, used)


def _hand_over(used: object) -> None:
    application = QgsApplication.instance()
    if application is None or QThread.currentThread() == application.thread():
        return
    with _lock:
        if not _keepers:
            keeper = _Keeper()
            keeper.moveToThread(application.thread())
            _keepers.append(keeper)
    _keepers[0].keep(used)

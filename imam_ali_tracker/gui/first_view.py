"""Room for names around the first layers on a map."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer

from imam_ali_tracker.gui.layer_loading import LayerLoading

_LETTERS = 12
"""As long as the names of most sites; a name beside an outermost site stands beyond the extent."""
_MOST = 2.0


class FirstView(QObject):
    """Widens what QGIS zooms to when a case comes onto an empty map; any other map stays.

    It goes with its parent.
    """

    def __init__(self, layers: LayerLoading, canvas: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._was_empty = False
        layers.busyChanged.connect(self._follow)

    def _follow(self, busy: bool) -> None:
        if busy:
            self._was_empty = not self._canvas.layers()
        elif self._was_empty:
            QTimer.singleShot(0, self._widen)  # QGIS has zoomed by then

    def _widen(self) -> None:
        canvas = self._canvas
        if not canvas.layers():  # it was cancelled, or what was added is not shown
            return
        room = 2 * _LETTERS * canvas.fontMetrics().averageCharWidth()
        width = max(canvas.width(), 1)
        canvas.zoomByFactor(min(width / max(width - room, 1), _MOST))

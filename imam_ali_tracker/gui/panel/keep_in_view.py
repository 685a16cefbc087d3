"""Lists whose chosen row stays in view when something opens below them."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, QTimer
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QAbstractItemView

from imam_ali_tracker.core.present import present


class KeepInView(QObject):
    """Scrolls a list to its current row when the list becomes lower; lives as long as the list."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        present(view.viewport()).installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: ARG002
        """Scroll once the list has taken its new size."""
        if isinstance(event, QResizeEvent) and event.size().height() < event.oldSize().height():
            QTimer.singleShot(0, self._scroll)
        return False

    def _scroll(self) -> None:
        self._view.scrollTo(self._view.currentIndex())

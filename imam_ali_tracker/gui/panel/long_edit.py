"""A text of a few lines in a form."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent
from qgis.PyQt.QtWidgets import QPlainTextEdit, QWidget

_LINES = 3


class LongEdit(QPlainTextEdit):
    """A text of a few lines; ``editingFinished`` when it is left."""

    editingFinished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * _LINES + 12
        self.setFixedHeight(height)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Tell that the text was left."""
        super().focusOutEvent(event)
        self.editingFinished.emit()

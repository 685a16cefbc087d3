"""A text of a few lines in a form."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent
from qgis.PyQt.QtWidgets import QPlainTextEdit, QWidget

from imam_ali_tracker.core.present import present

_LINES = 3
_UNLIMITED = 16_777_215
"""What Qt takes for no limit."""


class LongEdit(QPlainTextEdit):
    """A text of a few lines; ``editingFinished`` when it is left."""

    editingFinished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._height = self.fontMetrics().lineSpacing() * _LINES + 12
        self.setFixedHeight(self._height)

    def let_grow(self) -> None:
        """Take more than these lines where there is room."""
        self.setMaximumHeight(_UNLIMITED)

    def sizeHint(self) -> QSize:
        """Return the size of these lines."""
        return QSize(super().sizeHint().width(), self._height)

    def is_typed_in(self) -> bool:
        """Whether the text is being changed and was not left since."""
        return self.hasFocus() and bool(present(self.document()).isModified())

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Tell that the text was left."""
        super().focusOutEvent(event)
        self.editingFinished.emit()

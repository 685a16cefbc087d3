"""Keys that a widget of the panel keeps for itself, and those that it has in addition."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QLineEdit,
    QToolButton,
)

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def keeps(event: QEvent | None, own: Callable[[QKeyEvent], bool]) -> bool:
    """Take a key of the widget's own before QGIS does, whose shortcuts are for layers.

    Returns whether it did; the key then comes as an ordinary one.
    """
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and own(event):
        event.accept()
        return True
    return False


def presses_button(event: QKeyEvent) -> bool:
    """Press the button that has the focus with Enter, as in a dialog; return whether one has it."""
    button = QApplication.focusWidget()
    if event.key() not in ENTER or not isinstance(button, QAbstractButton):
        return False
    if isinstance(button, QCheckBox):
        return False
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True


class DownIntoList(QObject):
    """Goes from a filter into its list with the arrow key; lives as long as the filter.

    ``apply`` filters at once, where that waits for a pause in the typing.
    """

    def __init__(self, edit: QLineEdit, view: QAbstractItemView, apply: Callable[[], None]) -> None:
        super().__init__(edit)
        self._view, self._apply = view, apply
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: ARG002
        """Give the list the focus, and choose its first row where none is chosen."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        model = self._view.model()
        if event.key() != Qt.Key.Key_Down or model is None:
            return False
        self._apply()
        if self._view.isVisible():
            self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self._view.currentIndex().isValid():
                self._view.setCurrentIndex(model.index(0, 0))
        return True

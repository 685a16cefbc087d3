"""A tool bar that the keyboard reaches."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, QSize, Qt
from qgis.PyQt.QtGui import QActionEvent, QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractButton, QToolBar, QWidget

_ICON_SIZE = 18
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class PanelToolBar(QToolBar):
    """Its buttons are one stop of the Tab key; the arrow keys go from one to the next.

    Qt's own tool bar gives the buttons of its actions no focus at all.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))

    def actionEvent(self, event: QActionEvent | None) -> None:
        """Let the button of a new action take the focus."""
        super().actionEvent(event)
        if event is not None and event.type() == QEvent.Type.ActionAdded:
            button = self.widgetForAction(event.action())
            if isinstance(button, QAbstractButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Go past the other buttons with Tab, which then goes on from the last one."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _TABS
        ):
            backwards = event.key() == Qt.Key.Key_Backtab
            reason = (
                Qt.FocusReason.BacktabFocusReason if backwards else Qt.FocusReason.TabFocusReason
            )
            self._buttons()[0 if backwards else -1].setFocus(reason)
        return bool(super().eventFilter(watched, event))

    def _buttons(self) -> list[QAbstractButton]:
        widgets = (self.widgetForAction(action) for action in self.actions())
        return [
            widget
            for widget in widgets
            if isinstance(widget, QAbstractButton) and widget.isVisible() and widget.isEnabled()
        ]

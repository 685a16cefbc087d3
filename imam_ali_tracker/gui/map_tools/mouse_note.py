"""A few words beside the mouse on the map."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import QLabel, QToolTip

_BESIDE = 18


class MouseNote:
    """Shows plain text beside the mouse, in the colours of tool tips; it takes no clicks."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._label: QLabel | None = None

    @property
    def text(self) -> str:
        """What is shown; empty while nothing is."""
        label = self._label
        return "" if label is None or label.isHidden() else label.text()

    def say(self, text: str, mouse: QPoint) -> None:
        """Show a text beside a place of the canvas, on the side where there is room."""
        if self._label is None:
            self._label = self._make_label()
        label = self._label
        label.setText(text)
        label.adjustSize()
        right = mouse.x() + _BESIDE + label.width() > self._canvas.width()
        x = mouse.x() - _BESIDE - label.width() if right else mouse.x() + _BESIDE
        label.move(max(0, x), max(0, mouse.y() - label.height()))
        label.show()

    def hide(self) -> None:
        """Show nothing."""
        if self._label is not None and not sip.isdeleted(self._label):
            self._label.hide()

    def discard(self) -> None:
        """Remove the label from the canvas."""
        if self._label is not None and not sip.isdeleted(self._label):
            self._label.deleteLater()
        self._label = None

    def _make_label(self) -> QLabel:
        label = QLabel(self._canvas)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        palette = QToolTip.palette()
        text, base = palette.toolTipText().color().name(), palette.toolTipBase().color().name()
        # A style sheet, because those of QGIS's themes overrule the roles of a palette.
        label.setStyleSheet(
            f"color: {text}; background: {base}; border: 1px solid {text}; padding: 3px"
        )
        return label

"""Choices whose text ends in dots where it does not fit; Qt cuts it off, right-to-left in front."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QHelpEvent, QPaintEvent, QPalette
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.plain_text import as_plain

_MARGIN = 4


class ElidingCombo(QComboBox):
    """A combo box as narrow as its place; its tool tip is the whole text where that is cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def shown_text(self) -> str:
        """Return the chosen text as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = present(self.style()).subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + _MARGIN
        room = field.width() - icon - _MARGIN
        return self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, max(room, 0)
        )

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002
        """Draw the box and the text that fits."""
        painter = QStylePainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent | None) -> bool:
        """Tell the whole text first where it is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.currentText()
            if self.shown_text() != text:
                said = "\n".join(filter(None, (text, self.toolTip())))
                QToolTip.showText(event.globalPos(), as_plain(said), self)
                return True
        return super().event(event)

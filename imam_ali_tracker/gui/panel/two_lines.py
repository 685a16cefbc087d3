"""Rows of two lines: a title, and below it what is known of it, in small."""

from __future__ import annotations

import unicodedata

from qgis.PyQt.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QFont, QFontMetrics, QPainter, QPalette, QTextOption
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imam_ali_tracker.core.present import present

NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The role of the second line."""
_MARGIN = 4
_NOTE_SCALE = 0.88
_NOTE_OPACITY = 0.75


def reads_right_to_left(text: str) -> bool | None:
    """Whether the first letter of a text that has a direction runs to the left; else ``None``."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return None


class TwoLineDelegate(QStyledItemDelegate):
    """Draws plain text in the colours of the theme; what does not fit is elided.

    Each title stands at the side from which its own script reads.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: ARG002
        """Return the height of two lines; the width is the list's."""
        height = QFontMetrics(option.font).height() + QFontMetrics(_note_font(option.font)).height()
        return QSize(0, height + 2 * _MARGIN)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw background, icon, title and note."""
        brush = present(painter)
        option = QStyleOptionViewItem(option)  # the view hands the same one to the next row
        self.initStyleOption(option, index)
        title, option.text = option.text or "", ""
        style = present(option.widget.style())
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, brush, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        area = self._text_area(option)
        brush.save()
        brush.setPen(option.palette.color(role))
        brush.setFont(option.font)
        height = _draw_line(brush, area, title, option.direction)
        brush.setOpacity(1.0 if selected else _NOTE_OPACITY)
        brush.setFont(_note_font(option.font))
        note = str(index.data(NOTE_ROLE) or "")
        _draw_line(brush, area.adjusted(0, height, 0, 0), note, option.direction)
        brush.restore()

    def _text_area(self, option: QStyleOptionViewItem) -> QRect:
        area = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if option.icon.isNull():
            return area
        room = option.decorationSize.width() + 2 * _MARGIN
        if option.direction == Qt.LayoutDirection.RightToLeft:
            return area.adjusted(0, 0, -room, 0)
        return area.adjusted(room, 0, 0, 0)


def _note_font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _NOTE_SCALE)
    return small


def _draw_line(painter: QPainter, area: QRect, text: str, direction: Qt.LayoutDirection) -> int:
    """Draw a line by its own direction, or the window's where it has none; return its height."""
    metrics = painter.fontMetrics()
    own = reads_right_to_left(text)
    if own is not None:
        direction = Qt.LayoutDirection.RightToLeft if own else Qt.LayoutDirection.LeftToRight
    line = QTextOption()
    line.setTextDirection(direction)
    line.setWrapMode(QTextOption.WrapMode.NoWrap)
    # At the beginning of the line, which for QTextOption too is a matter of its direction.
    line.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    box = QRect(area.left(), area.top(), area.width(), metrics.height() + 2)
    painter.drawText(QRectF(box), elided, line)
    return metrics.height()

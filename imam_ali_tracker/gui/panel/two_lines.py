"""Rows of two lines: a title, and below it what is known of it, in small."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.PyQt.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QPalette, QTextOption
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.text_direction import isolate, isolate_figures, reads_right_to_left

NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The role of the second line."""
_MARGIN = 4
_NOTE_SCALE = 0.88
_NOTE_OPACITY = 0.75


def isolated(text: str) -> str:
    """Return a text that keeps its own order where it stands among text of the other direction.

    Figures without a word, such as a latitude and a longitude, never change places.
    """
    own = reads_right_to_left(text)
    window = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    if own is None and window:
        return isolate_figures(text)
    return text if own in (None, window) else isolate(text)


def joined(parts: Iterable[str], separator: str = " · ") -> str:
    """Join the parts of a note, those that there are, each in its own direction."""
    return separator.join(isolated(part) for part in parts if part)


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
        own = reads_right_to_left(title)
        to_left = option.direction == Qt.LayoutDirection.RightToLeft if own is None else own
        side = _direction(to_left)
        height = _draw_line(brush, area, title, side, to_left=to_left)
        brush.setOpacity(1.0 if selected else _NOTE_OPACITY)
        brush.setFont(_note_font(option.font))
        note = str(index.data(NOTE_ROLE) or "")
        below = area.adjusted(0, height, 0, 0)
        _draw_line(brush, below, note, option.direction, to_left=to_left)
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


def _direction(to_left: bool) -> Qt.LayoutDirection:
    return Qt.LayoutDirection.RightToLeft if to_left else Qt.LayoutDirection.LeftToRight


def _draw_line(
    painter: QPainter, area: QRect, text: str, direction: Qt.LayoutDirection, *, to_left: bool
) -> int:
    """Draw a line in a direction, at the right side if ``to_left``; return its height."""
    metrics = painter.fontMetrics()
    side = Qt.AlignmentFlag.AlignRight if to_left else Qt.AlignmentFlag.AlignLeft
    line = QTextOption()
    line.setTextDirection(direction)
    line.setWrapMode(QTextOption.WrapMode.NoWrap)
    line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    box = QRect(area.left(), area.top(), area.width(), metrics.height() + 2)
    painter.drawText(QRectF(box), elided, line)
    return metrics.height()

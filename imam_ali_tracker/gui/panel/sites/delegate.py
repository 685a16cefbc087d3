"""How a site is drawn in the list: its name, and below it what is known of it, in small."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, QRect, QSize, Qt
from qgis.PyQt.QtGui import QFont, QFontMetrics, QPainter, QPalette
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.sites.model import SiteModel

_MARGIN = 4
_NOTE_SCALE = 0.88
_NOTE_OPACITY = 0.75


class SiteDelegate(QStyledItemDelegate):
    """Draws two lines in the colours of the theme; what does not fit is elided."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: ARG002
        """Return the height of two lines; the width is the list's."""
        height = QFontMetrics(option.font).height() + QFontMetrics(_note_font(option.font)).height()
        return QSize(0, height + 2 * _MARGIN)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw background, name and note."""
        brush = present(painter)
        option = QStyleOptionViewItem(option)  # the view hands the same one to the next row
        self.initStyleOption(option, index)
        name, option.text = option.text or "", ""
        style = present(option.widget.style())
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, brush, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        brush.save()
        brush.setPen(option.palette.color(role))
        area = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        height = _draw_line(brush, area, option.font, name, option.direction)
        brush.setOpacity(1.0 if selected else _NOTE_OPACITY)
        note = str(index.data(SiteModel.NOTE_ROLE))
        below = area.adjusted(0, height, 0, 0)
        _draw_line(brush, below, _note_font(option.font), note, option.direction)
        brush.restore()


def _note_font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _NOTE_SCALE)
    return small


def _draw_line(
    painter: QPainter, area: QRect, font: QFont, text: str, direction: Qt.LayoutDirection
) -> int:
    metrics = QFontMetrics(font)
    side = (
        Qt.AlignmentFlag.AlignRight
        if direction == Qt.LayoutDirection.RightToLeft
        else Qt.AlignmentFlag.AlignLeft
    )
    painter.setFont(font)
    painter.drawText(
        area,
        side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute,
        metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()),
    )
    return metrics.height()

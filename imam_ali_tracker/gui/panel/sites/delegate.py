"""How sites and the headings above them are drawn."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, QRect, Qt
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtWidgets import QStyle, QStyleOptionViewItem

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.panel.two_lines import TwoLineDelegate


class SiteDelegate(TwoLineDelegate):
    """Draws sites in two lines, headings in bold behind the arrow of a branch."""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row."""
        unfolded = index.data(SiteModel.HEADING_ROLE)
        if unfolded is None:
            super().paint(painter, option, index)
            return
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        style = present(option.widget.style())
        arrow = QStyleOptionViewItem(option)
        side = option.fontMetrics.height()
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        left = option.rect.right() - side if right_to_left else option.rect.left()
        arrow.rect = QRect(left, option.rect.top(), side, option.rect.height())
        arrow.state |= QStyle.StateFlag.State_Children
        if unfolded:
            arrow.state |= QStyle.StateFlag.State_Open
        option.font.setBold(True)
        title, option.text = option.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorBranch, arrow, painter, option.widget
        )
        option.text = title
        inner = (
            option.rect.adjusted(0, 0, -side, 0)
            if right_to_left
            else option.rect.adjusted(side, 0, 0, 0)
        )
        brush = present(painter)
        brush.save()
        brush.setFont(option.font)
        group = option.palette.ColorGroup.Normal
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = (
            option.palette.ColorRole.HighlightedText if selected else option.palette.ColorRole.Text
        )
        brush.setPen(option.palette.color(group, role))
        brush.drawText(inner, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, title)
        brush.restore()

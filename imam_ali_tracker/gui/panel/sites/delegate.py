"""How sites and the groups above them are drawn."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.sites.grouping import Branch
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.panel.two_lines import TwoLineDelegate, isolated


class SiteDelegate(TwoLineDelegate):
    """Draws sites in two lines, groups in one whose title is elided before its count."""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row."""
        if index.data(SiteModel.GROUP_ROLE) is None:
            super().paint(painter, option, index)
        else:
            QStyledItemDelegate.paint(self, painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Shorten the title of a group so that there is room for how many sites it has."""
        super().initStyleOption(option, index)
        group: Branch | None = index.data(SiteModel.GROUP_ROLE)
        if group is None or option is None or option.widget is None:
            return
        style = present(option.widget.style())
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget)
        metrics, text = option.fontMetrics, option.text or ""
        missing = metrics.horizontalAdvance(text) + 2 * (margin + 1) - option.rect.width()
        if missing > 0:
            room = metrics.horizontalAdvance(group.title) - missing
            title = metrics.elidedText(group.title, Qt.TextElideMode.ElideRight, room)
            option.text = text.replace(isolated(group.title), isolated(title), 1)

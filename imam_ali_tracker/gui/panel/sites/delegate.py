"""How sites and the groups above them are drawn."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, TwoLineDelegate


class SiteDelegate(TwoLineDelegate):
    """Draws sites in two lines, groups in one."""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row."""
        if index.data(NOTE_ROLE) is None:
            QStyledItemDelegate.paint(self, painter, option, index)
        else:
            super().paint(painter, option, index)

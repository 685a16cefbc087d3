"""Layouts take sites that are dragged from the panel, as soon as their window opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from qgis.gui import QgisInterface, QgsLayoutDesignerInterface

    from imam_ali_tracker.gui.panel.context import PanelContext


class LayoutWatch(QObject):
    """Waits for windows of layouts; it goes with its parent."""

    def __init__(self, iface: QgisInterface, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        iface.layoutDesignerOpened.connect(self._watch)

    def _watch(self, designer: QgsLayoutDesignerInterface) -> None:
        from imam_ali_tracker.gui.panel.sites.drops import LayoutDrops

        LayoutDrops(present(designer.view()), self._context, self)

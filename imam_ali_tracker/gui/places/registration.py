"""What the plugin adds to QGIS's own places, and takes away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.gui import QgisInterface, QgsDockWidget, QgsGui

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.places.browser import CaseItems, remove_from_folders
from imam_ali_tracker.gui.places.browser_menu import CaseItemMenu
from imam_ali_tracker.gui.places.case_actions import CaseActions
from imam_ali_tracker.gui.places.drops import CaseDrops
from imam_ali_tracker.gui.places.layer_menu import CaseLayerMenu
from imam_ali_tracker.gui.places.locator import CaseLocator
from imam_ali_tracker.gui.places.options import TrackerOptions
from imam_ali_tracker.gui.places.source_select import CaseSources

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext


class QgisPlaces:
    """Browser, data source manager, drops, locator, options and layer tree."""

    def __init__(self, iface: QgisInterface, context: PanelContext, dock: QgsDockWidget) -> None:
        self._iface = iface
        self._actions = CaseActions(context, lambda: dock.setUserVisible(True))
        self._items = CaseItems()
        present(QgsApplication.dataItemProviderRegistry()).addProvider(self._items)
        self._item_menu = CaseItemMenu(self._actions)
        present(QgsGui.dataItemGuiProviderRegistry()).addProvider(self._item_menu)
        self._sources = CaseSources(self._actions)
        present(QgsGui.sourceSelectProviderRegistry()).addProvider(self._sources)
        self._drops = CaseDrops(self._actions)
        iface.registerCustomDropHandler(self._drops)
        self._locator = CaseLocator(context)
        iface.registerLocatorFilter(self._locator)
        self._options = TrackerOptions()
        iface.registerOptionsWidgetFactory(self._options)
        view = present(iface.layerTreeView())
        self._layer_menu = CaseLayerMenu(view, self._actions)

    def remove(self) -> None:
        """Take everything away."""
        from imam_ali_tracker.gui.places import finding

        self._layer_menu.detach()
        self._iface.unregisterOptionsWidgetFactory(self._options)
        self._iface.deregisterLocatorFilter(self._locator)
        self._iface.unregisterCustomDropHandler(self._drops)
        self._sources.discard()
        present(QgsGui.sourceSelectProviderRegistry()).removeProvider(self._sources)
        present(QgsGui.dataItemGuiProviderRegistry()).removeProvider(self._item_menu)
        present(QgsApplication.dataItemProviderRegistry()).removeProvider(self._items)
        remove_from_folders()
        self._actions.deleteLater()
        finding.forget()

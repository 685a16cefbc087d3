"""The plugin's page in QGIS's options."""

from __future__ import annotations

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource

KEY = "imam_ali_tracker"


class TrackerOptions(QgsOptionsWidgetFactory):
    """Makes the page when the options are opened."""

    def __init__(self) -> None:
        super().__init__(tr("Imam Ali Tracker"), QIcon(str(resource("icons", "plugin.svg"))), KEY)

    def createWidget(self, parent: QWidget | None = None) -> QgsOptionsPageWidget:
        """Return the page."""
        from imam_ali_tracker.gui.places.options_page import OptionsPage

        return OptionsPage(parent)

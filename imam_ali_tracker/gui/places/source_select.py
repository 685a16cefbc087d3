"""The plugin's tab in QGIS's Data Source Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProviderRegistry
from qgis.gui import QgsAbstractDataSourceWidget, QgsSourceSelectProvider
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.provider.registration import PROVIDER_KEY

if TYPE_CHECKING:
    from imam_ali_tracker.gui.places.case_actions import CaseActions


class CaseSources(QgsSourceSelectProvider):
    """Makes the tab when the manager is first opened."""

    def __init__(self, actions: CaseActions) -> None:
        super().__init__()
        self._actions = actions
        self._made: list[QgsAbstractDataSourceWidget] = []

    def discard(self) -> None:
        """Delete the tabs, which the manager only hides when the provider is removed."""
        for widget in self._made:
            if not sip.isdeleted(widget):
                widget.deleteLater()
        self._made = []

    def providerKey(self) -> str:
        """Return the key of the data provider."""
        return PROVIDER_KEY

    def name(self) -> str:
        """Return the id of the tab."""
        return PROVIDER_KEY

    def text(self) -> str:
        """Return the title of the tab."""
        return tr("Imam Ali Tracker")

    def toolTip(self) -> str:
        """Return what the tab is for."""
        return tr("Add layers of a case")

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(resource("icons", "plugin.svg")))

    def ordering(self) -> int:
        """Return that the tab stands behind QGIS's own of databases."""
        return int(QgsSourceSelectProvider.Ordering.OrderOtherProvider)

    def createDataSourceWidget(
        self,
        parent: QWidget | None = None,
        fl: Qt.WindowType = Qt.WindowType.Widget,  # noqa: ARG002 - a tab is no window
        widgetMode: QgsProviderRegistry.WidgetMode = QgsProviderRegistry.WidgetMode.Embedded,
    ) -> QgsAbstractDataSourceWidget:
        """Return the content of the tab."""
        from imam_ali_tracker.gui.places.source_widget import CaseSourceWidget

        self._made.append(CaseSourceWidget(self._actions, parent, widgetMode))
        return self._made[-1]

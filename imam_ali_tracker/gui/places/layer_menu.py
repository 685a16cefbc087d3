"""What the layer tree offers on the layers of a case, and on its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsMapLayer, QgsVectorLayer
from qgis.gui import QgsLayerTreeView
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.registration import PROVIDER_KEY

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.gui.places.case_actions import CaseActions

HAND_OVER = "imam_ali_tracker:handover"


class CaseLayerMenu(QObject):
    """A menu of its own at the end of the context menu, where a layer of a case is chosen."""

    def __init__(self, view: QgsLayerTreeView, actions: CaseActions) -> None:
        super().__init__()
        self._view = view
        self._actions = actions
        view.contextMenuAboutToShow.connect(self._extend)

    def detach(self) -> None:
        """Add nothing any more."""
        self._view.contextMenuAboutToShow.disconnect(self._extend)

    def _extend(self, menu: QMenu) -> None:
        layers = self._chosen()
        location = next((place for place in map(_location, layers) if place is not None), None)
        if location is None:
            return
        from imam_ali_tracker.case.stored_connections import remembered

        case = remembered(location)
        own = QIcon(str(resource("icons", "plugin.svg")))
        theme = QgsApplication.getThemeIcon
        menu.addSeparator()
        ours = present(menu.addMenu(own, tr("Imam Ali Tracker")))
        opening = present(ours.addAction(own, tr("Open Case in Panel")))
        opening.triggered.connect(lambda: self._actions.open_in_panel(case))
        again = present(ours.addAction(theme("/mActionRefresh.svg"), tr("Refresh")))
        again.triggered.connect(lambda: _refresh(layers))
        if present(QgsApplication.processingRegistry()).algorithmById(HAND_OVER) is not None:
            giving = present(ours.addAction(theme("/mActionSharing.svg"), tr("Hand Over…")))
            giving.triggered.connect(lambda: self._hand_over(location))

    def _chosen(self) -> list[QgsMapLayer]:
        """Return the selected layers, and those in the selected groups."""
        return list(self._view.selectedLayersRecursive())

    def _hand_over(self, location: CaseLocation) -> None:
        from qgis import processing  # type: ignore[import-untyped]

        from imam_ali_tracker.case.stored_connections import remembered

        processing.execAlgorithmDialog(HAND_OVER, {"CASE": remembered(location)})


def _location(layer: QgsMapLayer) -> CaseLocation | None:
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != PROVIDER_KEY:
        return None
    from imam_ali_tracker.provider.uri import LayerUri

    try:
        return LayerUri.parse(layer.source()).location
    except TrackerError:  # a layer whose source someone wrote by hand
        return None


def _refresh(layers: list[QgsMapLayer]) -> None:
    """Read the layers of cases among these anew."""
    for layer in layers:
        if _location(layer) is not None:
            layer.reload()
            layer.triggerRepaint()

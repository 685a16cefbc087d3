"""Cases in the Browser: in folders beside QGIS's own items, the recent ones, those of a team.

Items are made in the threads in which the Browser fills folders; they touch no widget, and what
reads cases is imported when an item is expanded. Nothing is asked of a database before that.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataCollectionItem,
    QgsDataItem,
    QgsDataItemProvider,
    QgsErrorItem,
    QgsLayerItem,
    QgsMimeDataUtils,
    QgsProviderSublayerDetails,
    QgsWkbTypes,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.provider.registration import PROVIDER_KEY

SUFFIX = ".gpkg"
_ROOT = f"{PROVIDER_KEY}:"
_TYPES = {
    Qgis.GeometryType.Point: Qgis.BrowserLayerType.Point,
    Qgis.GeometryType.Line: Qgis.BrowserLayerType.Line,
    Qgis.GeometryType.Polygon: Qgis.BrowserLayerType.Polygon,
}


class CaseItem(QgsDataCollectionItem):
    """A case; expanded it shows its layers, dragged it brings all of them.

    ``location`` is the text by which it is opened, as among the recent cases.
    """

    def __init__(self, parent: QgsDataItem | None, title: str, location: str, path: str) -> None:
        super().__init__(parent, title, path, PROVIDER_KEY)
        self.location = location
        self.setToolTip(as_plain(location))

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return _icon()

    def createChildren(self) -> list[QgsDataItem]:
        """Return the layers, those on the map first."""
        from imam_ali_tracker.case.stored_connections import recalled
        from imam_ali_tracker.provider.sublayers import query_sublayers

        found = query_sublayers(recalled(self.location))
        if not found:
            return _handed_over([_failed(self, tr("This case cannot be read now."))])
        return _handed_over(_layer_item(self, details) for details in found)

    def hasDragEnabled(self) -> bool:
        """Return that it can be dragged to the map."""
        return True

    def mimeUris(self) -> list[QgsMimeDataUtils.Uri]:
        """Return what the plugin's drop handler takes."""
        uri = QgsMimeDataUtils.Uri()
        uri.layerType = "custom"
        uri.providerKey = PROVIDER_KEY
        uri.name = self.name()
        uri.uri = self.location
        return [uri]


class RecentItem(QgsDataCollectionItem):
    """The cases opened last."""

    def __init__(self, parent: QgsDataItem) -> None:
        super().__init__(parent, tr("Recent cases"), f"{_ROOT}/recent", PROVIDER_KEY)

    def icon(self) -> QIcon:
        """Return QGIS's icon of a history."""
        return QgsApplication.getThemeIcon("/mIconHistory.svg")

    def createChildren(self) -> list[QgsDataItem]:
        """Return the cases; a database is not asked for its title."""
        return _handed_over(
            CaseItem(self, _title(location), location, f"{self.path()}/{location}")
            for location in settings.recent_cases()
        )


class TeamItem(QgsDataCollectionItem):
    """The PostgreSQL connections that the analyst keeps in QGIS."""

    def __init__(self, parent: QgsDataItem) -> None:
        super().__init__(parent, tr("Team databases"), f"{_ROOT}/team", PROVIDER_KEY)

    def icon(self) -> QIcon:
        """Return QGIS's icon of PostgreSQL."""
        return QgsApplication.getThemeIcon("/mIconPostgis.svg")

    def createChildren(self) -> list[QgsDataItem]:
        """Return the connections; none is opened."""
        from imam_ali_tracker.gui.team import connection_names

        return _handed_over(ConnectionItem(self, name) for name in connection_names())


class ConnectionItem(QgsDataCollectionItem):
    """A stored connection; expanding it asks the database for its cases."""

    def __init__(self, parent: QgsDataItem, name: str) -> None:
        super().__init__(parent, name, f"{parent.path()}/{name}", PROVIDER_KEY)
        # QGIS remembers what was expanded and would ask the database at its next start.
        self.setCapabilitiesV2(
            Qgis.BrowserItemCapability.Fertile | Qgis.BrowserItemCapability.Collapse
        )

    def icon(self) -> QIcon:
        """Return QGIS's icon of a connection."""
        return QgsApplication.getThemeIcon("/mIconConnect.svg")

    def createChildren(self) -> list[QgsDataItem]:
        """Return the schemas that hold a case, or why they cannot be listed."""
        from imam_ali_tracker.case.stored_connections import remembered
        from imam_ali_tracker.gui import team

        try:
            cases = [schema for schema, is_case in team.schemas(self.name()).items() if is_case]
        except TrackerError as error:
            return _handed_over([_failed(self, str(error))])
        if not cases:
            return _handed_over([_failed(self, tr("No schema of this database holds a case."))])
        return _handed_over(
            CaseItem(
                self,
                schema,
                remembered(team.team_location(self.name(), schema)),
                f"{self.path()}/{schema}",
            )
            for schema in cases
        )


class RootItem(QgsDataCollectionItem):
    """The plugin in the Browser."""

    def __init__(self) -> None:
        super().__init__(None, "Imam Ali Tracker", _ROOT, PROVIDER_KEY)

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return _icon()

    def createChildren(self) -> list[QgsDataItem]:
        """Return the recent cases and the databases of the team."""
        recent = RecentItem(self)
        _shown.append(recent)
        return _handed_over([recent, TeamItem(self)])


class CaseItems(QgsDataItemProvider):
    """Tells the Browser about cases."""

    def name(self) -> str:
        """Return the name, which the root item carries so that it goes with the provider."""
        return PROVIDER_KEY

    def dataProviderKey(self) -> str:
        """Return the key of the data provider."""
        return PROVIDER_KEY

    def capabilities(self) -> Qgis.DataItemProviderCapability:
        """Return that there are files and databases."""
        return Qgis.DataItemProviderCapability.Files | Qgis.DataItemProviderCapability.Databases

    def createDataItem(
        self, path: str | None, parentItem: QgsDataItem | None
    ) -> QgsDataItem | None:
        """Return the item of a file that is a case, or the root; ``None`` for any other path."""
        if not path:
            return _kept(RootItem())
        if not path.lower().endswith(SUFFIX):
            return None
        title = _title_of(path)
        if not title:
            return None
        item = CaseItem(parentItem, title, path, f"{path}|{PROVIDER_KEY}")
        return _kept(item)


_shown: list[QgsDataItem] = []
"""Items that have to follow the plugin: the root, the recent cases, those in QGIS's folders.

QGIS owns what a provider makes, but does not keep Python's half of it, so this does.
"""


def _kept(item: QgsDataItem) -> QgsDataItem:
    _shown[:] = [known for known in _shown if not sip.isdeleted(known)]
    _shown.append(item)
    return item


def refresh_recent() -> None:
    """Show the recent cases as they are now, wherever they have been expanded."""
    for item in _shown:
        if isinstance(item, RecentItem) and not sip.isdeleted(item):
            item.refresh()


def remove_from_folders() -> None:
    """Take the cases out of QGIS's folders; the root goes with the provider."""
    for item in _shown:
        if isinstance(item, CaseItem) and not sip.isdeleted(item):
            parent = item.parent()
            if parent is not None:
                parent.deleteChildItem(item)
    _shown.clear()


def _layer_item(parent: QgsDataItem, details: QgsProviderSublayerDetails) -> QgsDataItem:
    geometry = QgsWkbTypes.geometryType(details.wkbType())
    kind = _TYPES.get(geometry, Qgis.BrowserLayerType.TableLayer)
    layer = details.uri().partition("|layer=")[2]
    path = f"{parent.path()}/{layer}"
    item = QgsLayerItem(parent, details.description(), path, details.uri(), kind, PROVIDER_KEY)
    item.setSortKey(_place(layer))
    item.setState(Qgis.BrowserItemState.Populated)
    return item


def _place(layer: str) -> str:
    """Return where a layer stands: as in the layer tree, an analyst's own tables at the end."""
    from imam_ali_tracker.project.catalogue import LAYERS

    order = [f"{spec.layer}{'|rows=stored' if spec.hidden_rows else ''}" for spec in LAYERS]
    return f"{order.index(layer):03}" if layer in order else f"{len(order):03} {layer}"


def _failed(parent: QgsDataItem, message: str) -> QgsDataItem:
    return QgsErrorItem(parent, message, f"{parent.path()}/error")


def _handed_over(items: Iterable[QgsDataItem]) -> list[QgsDataItem]:
    """Return items that belong to QGIS: else Python would collect its half of them."""
    given = list(items)
    for item in given:
        sip.transferto(item, None)  # type: ignore[arg-type]
    return given


def _title(location: str) -> str:
    from imam_ali_tracker.case.location import CaseLocation

    try:
        known = CaseLocation.parse(location)
    except TrackerError:
        return location
    if known.path is None:
        return known.label
    return _title_of(location) or tr("{} (not there)").format(known.path.name)


def _title_of(path: str) -> str:
    from imam_ali_tracker.case.inspection import title_of

    return title_of(Path(path))


def _icon() -> QIcon:
    return QIcon(str(resource("icons", "plugin.svg")))

"""Opening tables with QGIS's own data providers."""

from __future__ import annotations

from qgis.core import Qgis, QgsDataProvider, QgsProviderRegistry, QgsVectorDataProvider

from imam_ali_tracker.case.database import explained, opening
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.own_names import by_own_name
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatched


def open_native(
    key: str,
    uri: str,
    options: QgsDataProvider.ProviderOptions,
    flags: Qgis.DataProviderReadFlag,
) -> QgsVectorDataProvider:
    """Open a table with a provider of QGIS's own; the result may be invalid.

    In the background a file gets a name of its own (:func:`by_own_name`). Raises
    :class:`TrackerError` where this QGIS has no such provider, or the connection is lost.
    """
    registry = present(QgsProviderRegistry.instance())
    hint = tr("Check that the database can be reached.")
    with explained(tr("The table cannot be opened."), hint), opening(key):
        provider = registry.createProvider(key, by_own_name(key, uri), options, flags)
    if not isinstance(provider, QgsVectorDataProvider):
        raise TrackerError(
            tr("This QGIS has no data provider “{}”.").format(key),
            tr("Install QGIS with support for this kind of database."),
        )
    return unwatched(provider)

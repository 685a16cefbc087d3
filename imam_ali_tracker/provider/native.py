"""Opening tables with QGIS's own data providers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis, QgsDataProvider, QgsProviderRegistry, QgsVectorDataProvider

from imam_ali_tracker.case.database import alias_of, in_background
from imam_ali_tracker.core.errors import TrackerError, undeclared
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present


def open_native(
    key: str,
    uri: str,
    options: QgsDataProvider.ProviderOptions,
    flags: Qgis.DataProviderReadFlag,
) -> QgsVectorDataProvider:
    """Open a table with a provider of QGIS's own; the result may be invalid.

    In the background a file gets a name of its own (:func:`in_background`). Raises
    :class:`TrackerError` where this QGIS has no such provider, or the connection is lost.
    """
    if key == "ogr" and in_background():
        path, separator, table = uri.partition("|")
        uri = f"{alias_of(Path(path))}{separator}{table}"
    with undeclared(_lost):
        provider = present(QgsProviderRegistry.instance()).createProvider(key, uri, options, flags)
    if not isinstance(provider, QgsVectorDataProvider):
        raise TrackerError(
            tr("This QGIS has no data provider “{}”.").format(key),
            tr("Install QGIS with support for this kind of database."),
        )
    return provider


def _lost(details: str) -> TrackerError:
    return TrackerError(
        tr("The table cannot be opened."), tr("Check that the database can be reached."), details
    )

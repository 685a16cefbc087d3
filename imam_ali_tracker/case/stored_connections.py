"""PostgreSQL connections that the analyst keeps in QGIS, and locations of cases without passwords.

A location that is kept or shown anywhere, among the recent cases or in Processing's history, is
written without its password; QGIS's own connection to the same server has it.
"""

from __future__ import annotations

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from imam_ali_tracker.case.location import POSTGRES, CaseLocation, is_database
from imam_ali_tracker.core.present import present


def stored_connections() -> dict[str, str]:
    """Return the URIs of the PostgreSQL connections stored in QGIS, by their names."""
    metadata = present(QgsProviderRegistry.instance()).providerMetadata(POSTGRES)
    if metadata is None:
        return {}
    return {name: known.uri() for name, known in metadata.connections(False).items()}


def remembered(location: CaseLocation) -> str:
    """Return the text by which a case is kept: without a password."""
    return without_password(str(location))


def without_password(text: str) -> str:
    """Return the location of a case as it may be shown and kept."""
    uri = QgsDataSourceUri(text)
    if not uri.password() or not is_database(text):
        return text
    uri.setPassword("")  # QGIS's removePassword leaves a part of one with a blank
    return str(uri.uri(False))


def recalled(text: str) -> str:
    """Return the location behind a remembered text, with what a stored connection knows."""
    wanted = QgsDataSourceUri(text)
    if not wanted.schema() or wanted.password() or wanted.authConfigId():
        return text
    for stored in stored_connections().values():
        known = QgsDataSourceUri(stored)
        if known.password() and _server(known) == _server(wanted):
            wanted.setPassword(known.password())
            return str(wanted.uri(False))
    return text


def _server(uri: QgsDataSourceUri) -> tuple[str, ...]:
    return uri.service(), uri.host(), uri.port(), uri.database(), uri.username()

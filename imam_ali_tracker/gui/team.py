"""Cases of a team: PostGIS schemas, reached by the connections that the analyst keeps in QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


def connection_names() -> list[str]:
    """Return the names of the PostgreSQL connections stored in QGIS."""
    return sorted(_stored())


def team_location(name: str, schema: str) -> CaseLocation:
    """Return the case in ``schema`` of the stored connection called ``name``."""
    from imam_ali_tracker.case.location import CaseLocation

    uri = QgsDataSourceUri(_stored()[name])
    uri.setSchema(schema)
    return CaseLocation.parse(uri.uri(False))


def schemas(name: str) -> dict[str, bool]:
    """Return the schemas of a stored connection, and whether each holds a case.

    For a background thread. Raises :class:`TrackerError` where the server does not answer.
    """
    from imam_ali_tracker.case.database import connect, explained
    from imam_ali_tracker.case.schema import CASE_INFO

    location = team_location(name, "public")
    message = tr("The connection “{}” cannot be used.").format(name)
    hint = tr("Test it in QGIS's Data Source Manager, under PostgreSQL.")
    with explained(message, hint, location):
        connection = connect(location)
        return {
            schema: connection.tableExists(schema, CASE_INFO.name)
            for schema in connection.schemas()
        }


def remembered(location: CaseLocation) -> str:
    """Return the text by which a case is kept among the recent ones: without a password."""
    return (
        QgsDataSourceUri.removePassword(str(location)) if location.path is None else str(location)
    )


def recalled(text: str) -> str:
    """Return the location behind a remembered text, with what a stored connection knows."""
    wanted = QgsDataSourceUri(text)
    if not wanted.schema() or wanted.password() or wanted.authConfigId():
        return text
    for stored in _stored().values():
        known = QgsDataSourceUri(stored)
        if known.password() and _server(known) == _server(wanted):
            wanted.setPassword(known.password())
            return str(wanted.uri(False))
    return text


def _server(uri: QgsDataSourceUri) -> tuple[str, ...]:
    return uri.service(), uri.host(), uri.port(), uri.database(), uri.username()


def _stored() -> dict[str, str]:
    metadata = present(QgsProviderRegistry.instance()).providerMetadata("postgres")
    if metadata is None:
        return {}
    return {name: known.uri() for name, known in metadata.connections(False).items()}

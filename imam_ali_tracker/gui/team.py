"""Cases of a team: PostGIS schemas, reached by the connections that the analyst keeps in QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsDataSourceUri

from imam_ali_tracker.case.stored_connections import stored_connections
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


def connection_names() -> list[str]:
    """Return the names of the PostgreSQL connections stored in QGIS."""
    return sorted(stored_connections())


def team_location(name: str, schema: str) -> CaseLocation:
    """Return the case in ``schema`` of the stored connection called ``name``."""
    from imam_ali_tracker.case.location import CaseLocation

    uri = QgsDataSourceUri(stored_connections()[name])
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

"""Where a case is kept: a GeoPackage file or a PostGIS schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qgis.core import Qgis, QgsDataSourceUri

from imam_ali_tracker.case.schema import KEY, TABLES, GeometryType
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

OGR = "ogr"
POSTGRES = "postgres"
SUFFIX = ".gpkg"
GEOMETRY_COLUMN = "geom"
CRS = "EPSG:4326"

_SESSION_ROLE = "session_role"
_DATABASE = re.compile(r"(?:^|\s)(?:dbname|service|authcfg)\s*=")
WKB_TYPES = {
    GeometryType.NONE: Qgis.WkbType.NoGeometry,
    GeometryType.POINT: Qgis.WkbType.Point,
    GeometryType.MULTIPOLYGON: Qgis.WkbType.MultiPolygon,
}
"""The geometry type of a table as QGIS names it."""


def is_database(text: str) -> bool:
    """Whether a text is a connection to a database, and not the path of a file."""
    return _DATABASE.search(text) is not None


@dataclass(frozen=True)
class CaseLocation:
    """A GeoPackage (``path``) or a schema of a PostGIS database (``uri`` and ``schema``).

    ``uri`` is a QGIS connection string without table; an ``authcfg`` or ``service`` in it stays
    as it is, so that no password is ever written out.
    """

    path: Path | None = None
    uri: str = ""
    schema: str = ""

    @classmethod
    def parse(cls, text: str | Path) -> CaseLocation:
        """Read a path to a ``.gpkg`` file, or a QGIS postgres URI with a ``schema``.

        A relative path becomes absolute. Raises :class:`TrackerError` where the text is neither.
        """
        given = str(text).strip()
        if is_database(given):
            return cls._parse_uri(given)
        path = given.split("|", 1)[0]
        if Path(path).suffix.lower() != SUFFIX:
            raise TrackerError(
                tr("{} is not the location of a case.").format(given or tr("An empty text")),
                tr("Give the path of a .gpkg file, or a PostGIS connection with a schema."),
            )
        return cls(path=Path(path).absolute())

    @classmethod
    def _parse_uri(cls, text: str) -> CaseLocation:
        parts = QgsDataSourceUri(text)
        if not parts.schema():
            raise TrackerError(
                tr("The PostGIS connection does not say which schema holds the case."),
                tr("Add schema='…' to the connection."),
            )
        connection = QgsDataSourceUri(parts.connectionInfo(False))
        if parts.hasParam(_SESSION_ROLE):
            connection.setParam(_SESSION_ROLE, parts.param(_SESSION_ROLE))
        return cls(uri=connection.uri(False), schema=parts.schema())

    @property
    def provider_key(self) -> str:
        """The QGIS provider that reads and writes the tables: ``ogr`` or ``postgres``."""
        return POSTGRES if self.path is None else OGR

    @property
    def connection_uri(self) -> str:
        """What ``QgsProviderMetadata.createConnection`` takes."""
        return self.uri if self.path is None else str(self.path)

    def layer_uri(self, table: str) -> str:
        """Return the native URI of ``table``; a table outside the schema is taken as it comes."""
        if self.path is not None:
            return f"{self.path}|layername={table}"
        uri = QgsDataSourceUri(self.uri)
        declared = TABLES.get(table)
        spatial = declared is not None and declared.geometry is not GeometryType.NONE
        uri.setDataSource(self.schema, table, GEOMETRY_COLUMN if spatial else "", "", KEY)
        if declared is not None and spatial:
            uri.setWkbType(WKB_TYPES[declared.geometry])
            uri.setSrid(CRS.rpartition(":")[2])
        return uri.uri(False)

    @property
    def resolved(self) -> CaseLocation:
        """The same place without symbolic links and ``..``: equal for every spelling of a path."""
        return self if self.path is None else CaseLocation(path=self.path.resolve())

    def is_same(self, other: CaseLocation) -> bool:
        """Tell whether both are the same place, however they are spelled."""
        # Resolving asks the file system about each folder of a path.
        return self == other or self.resolved == other.resolved

    @property
    def label(self) -> str:
        """What an analyst knows the case by; a password is never part of it."""
        if self.path is not None:
            return str(self.path)
        uri = QgsDataSourceUri(self.uri)
        database = uri.service() or "/".join(filter(None, (uri.host(), uri.database())))
        return f"{database}: {self.schema}" if database else self.schema

    def without_password(self, text: str) -> str:
        """Return a message of the database with the password of the connection left out."""
        password = QgsDataSourceUri(self.uri).password()
        for written in (password.replace("\\", "\\\\").replace("'", "\\'"), password):
            text = text.replace(written, "…") if written else text
        return text

    def __str__(self) -> str:
        if self.path is not None:
            return str(self.path)
        uri = QgsDataSourceUri(self.uri)
        uri.setSchema(self.schema)
        return uri.uri(False)

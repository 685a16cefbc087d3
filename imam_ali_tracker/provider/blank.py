"""Empty GeoPackages with one table, for derived layers to be written into."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem

LAYER = "derived"
"""The name of the table in each file."""

_PAGE_SIZE = 16_384
"""Bytes; a polygon of 64 corners wastes a fifth of SQLite's usual 4,096."""
_SRID = 4326
_APPLICATION_ID = 0x47504B47
_VERSION = 10_300
_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL PRIMARY KEY, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL);
CREATE TABLE gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
    VALUES ('derived', 'features', 'derived', 4326);
INSERT INTO gpkg_ogr_contents VALUES ('derived', 0);
"""


@cache
def blank_geopackage(geometry: str, columns: Sequence[tuple[str, str]]) -> bytes:
    """Return a file with the empty table ``derived``; its column ``geom`` has no index yet.

    ``geometry`` is the GeoPackage name of the geometry type, ``columns`` are names and GeoPackage
    types of the attributes.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.gpkg"
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            _create(connection, geometry, columns)
        return path.read_bytes()


def _create(
    connection: sqlite3.Connection, geometry: str, columns: Sequence[tuple[str, str]]
) -> None:
    for setting in (
        f"page_size = {_PAGE_SIZE}",
        "synchronous = OFF",
        f"application_id = {_APPLICATION_ID}",
        f"user_version = {_VERSION}",
    ):
        connection.execute(f"PRAGMA {setting}")
    names = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    wkt = QgsCoordinateReferenceSystem(f"EPSG:{_SRID}").toWkt()
    connection.execute("BEGIN")
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute(f"CREATE TABLE derived (fid INTEGER PRIMARY KEY, geom {geometry}, {names})")
    connection.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', ?, 'EPSG', ?, ?, NULL)",
        (_SRID, _SRID, wkt),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES ('derived', 'geom', ?, ?, 0, 0)",
        (geometry, _SRID),
    )
    connection.execute("COMMIT")

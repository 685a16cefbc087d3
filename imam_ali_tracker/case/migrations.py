"""Bringing a case of an older schema version up to the one that this plugin writes.

A migration changes the tables from one version to the next with SQL that both databases
understand. All that are needed run in one transaction, after a backup copy: a GeoPackage is
copied beside itself, a PostGIS schema into another schema of the same database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timezone

from imam_ali_tracker.case import database, inspection, schema
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.session import WriteSession
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_SQL_TYPES = {
    schema.FieldType.TEXT: ("TEXT", "varchar"),
    schema.FieldType.INTEGER: ("INTEGER", "bigint"),
    schema.FieldType.REAL: ("REAL", "double precision"),
    schema.FieldType.TIMESTAMP: ("DATETIME", "timestamptz"),
}
"""Types of columns in a GeoPackage and in PostgreSQL."""


class Tables:
    """What a migration works on: the tables of the case, within the transaction."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session
        self.in_geopackage = session.location.path is not None

    def name(self, table: str) -> str:
        """Return the table's name as it is written in SQL."""
        return database.qualified(self._session.location, table)

    def execute(self, statement: str) -> None:
        """Run SQL that holds no data from outside; an error ends the whole migration."""
        self._session.execute(statement)

    def add_field(self, table: str, field: schema.Field) -> None:
        """Add a column, empty in every row."""
        in_geopackage, in_postgres = _SQL_TYPES[field.type]
        kind = in_geopackage if self.in_geopackage else in_postgres
        column = database.quoted(field.name)
        self.execute(f"ALTER TABLE {self.name(table)} ADD COLUMN {column} {kind}")

    def rename_field(self, table: str, old: str, new: str) -> None:
        """Rename a column; its values and index stay."""
        names = f"{database.quoted(old)} TO {database.quoted(new)}"
        self.execute(f"ALTER TABLE {self.name(table)} RENAME COLUMN {names}")


Migration = Callable[[Tables], None]

MIGRATIONS: dict[int, Migration] = {}
"""The migration *from* each version to the next one. Version 1 is the first: there is none yet."""


def migrate(location: CaseLocation, version: int) -> str:
    """Bring the case from ``version`` to :data:`schema.SCHEMA_VERSION`; return its backup copy.

    Raises :class:`TrackerError` where that fails; the case is then as it was.
    """
    steps = _steps(location, version)
    backup = _back_up(location, version)
    try:
        with WriteSession(location) as session:
            (info,) = session.rows(schema.CASE_INFO.name, {})
            if info["schema_version"] == version:
                tables = Tables(session)
                for step in steps:
                    step(tables)
                new = {"schema_version": schema.SCHEMA_VERSION}
                session.update(schema.CASE_INFO.name, {info[schema.KEY]: new})
    except TrackerError as error:
        raise TrackerError(
            tr("The case {} could not be brought from version {} to version {}.").format(
                location.label, version, schema.SCHEMA_VERSION
            ),
            tr("It is as it was. There is also a copy: {}.").format(backup),
            f"{error}\n{error.details}",
        ) from error
    return backup


def _steps(location: CaseLocation, version: int) -> list[Migration]:
    wanted = range(version, schema.SCHEMA_VERSION)
    if not all(step in MIGRATIONS for step in wanted):
        raise TrackerError(
            tr("The case {} has schema version {}, which is too old.").format(
                location.label, version
            ),
            tr("Open it with an older version of the plugin and export its text form."),
        )
    return [MIGRATIONS[step] for step in wanted]


def _back_up(location: CaseLocation, version: int) -> str:
    stamp = f"v{version}-{datetime.now(timezone.utc):%Y%m%dT%H%M%S%f}"
    if location.path is None:
        return _copy_schema(location, f"{location.schema}_{stamp}".lower())
    path = location.path
    copy = path.with_name(f"{path.stem}.{stamp}{path.suffix}")
    try:
        copy.touch(exist_ok=False)
        inspection.copy_file(path, copy)
    except (OSError, sqlite3.Error) as error:
        raise TrackerError(
            tr("No backup copy {} could be made, so the case was not changed.").format(copy),
            tr("Check that there is room on the disk and that you may write to the folder."),
            str(error),
        ) from error
    return str(copy)


def _copy_schema(location: CaseLocation, name: str) -> str:
    connection = database.connect(location)
    copy = CaseLocation(uri=location.uri, schema=name)
    message = tr("No backup copy {} could be made, so the case was not changed.").format(name)
    hint = tr("Check that you may create a schema in the database.")
    with database.explained(message, hint, location):
        connection.createSchema(name)
        for table in connection.tables(location.schema):
            source = database.qualified(location, table.tableName())
            target = database.qualified(copy, table.tableName())
            connection.executeSql(
                f"CREATE TABLE {target} (LIKE {source} INCLUDING ALL EXCLUDING DEFAULTS)"
            )
            connection.executeSql(f"INSERT INTO {target} TABLE {source}")
    return name

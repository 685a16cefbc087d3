"""The tables of a case in a GeoPackage or a PostGIS schema, through QGIS's own connections.

Everything that differs between the two databases is in this module and in the check of a file
before it is opened (:mod:`imam_ali_tracker.case.inspection`).
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from qgis.core import (
    QgsAbstractDatabaseProviderConnection,
    QgsCoordinateReferenceSystem,
    QgsField,
    QgsFields,
    QgsProviderConnectionException,
    QgsProviderMetadata,
    QgsProviderRegistry,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.case.location import CRS, GEOMETRY_COLUMN, OGR, WKB_TYPES, CaseLocation
from imam_ali_tracker.case.schema import (
    CASE_INFO,
    KEY,
    TABLES,
    UUID,
    FieldType,
    GeometryType,
    Table,
)
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.own_names import own_name
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatched

_POSTGRES_KEY = "id"
"""The name that QGIS gives to the key column of a PostgreSQL table."""
_QT_TYPES = {
    FieldType.TEXT: QMetaType.Type.QString,
    FieldType.INTEGER: QMetaType.Type.LongLong,
    FieldType.REAL: QMetaType.Type.Double,
    FieldType.TIMESTAMP: QMetaType.Type.QDateTime,
}
_connecting = threading.RLock()
_GUARD = "whole"
_LIBPQ_OPTIONS = "PGOPTIONS"
_READ_ONLY = "-c default_transaction_read_only=on"


def connect(location: CaseLocation) -> QgsAbstractDatabaseProviderConnection:
    """Return QGIS's connection to the file or database; nothing is opened yet."""
    connection = _metadata(location.provider_key).createConnection(location.connection_uri, {})
    return cast(QgsAbstractDatabaseProviderConnection, connection)


def _metadata(provider_key: str) -> QgsProviderMetadata:
    registry = present(QgsProviderRegistry.instance())
    return present(registry.providerMetadata(provider_key))


def quoted(name: str) -> str:
    """Return an identifier as both databases quote it."""
    return '"' + name.replace('"', '""') + '"'


def qualified(location: CaseLocation, table: str) -> str:
    """Return the quoted name of a table, with its schema where there is one."""
    if location.path is not None:
        return quoted(table)
    return f"{quoted(location.schema)}.{quoted(table)}"


def create_file(path: Path) -> None:
    """Make an empty GeoPackage."""
    made, error = _metadata(OGR).createDatabase(str(path))
    if not made:
        raise TrackerError(
            tr("The file {} cannot be created.").format(path),
            tr("Check that the folder exists and that you may write to it."),
            error,
        )


@contextlib.contextmanager
def new_schema(location: CaseLocation) -> Iterator[None]:
    """Hold a PostGIS schema for a new case; what was made in it goes again if the block raises.

    Raises :class:`TrackerError` where the schema holds tables of a case already.
    """
    connection = connect(location)
    with _accepted(location, tr("Check the connection and that you may create a schema there.")):
        there = location.schema in connection.schemas()
        taken = [name for name in TABLES if there and connection.tableExists(location.schema, name)]
        if taken:
            raise TrackerError(
                tr("The schema {} holds a case, or a part of one, already.").format(location.label),
                tr("Choose another schema, or open the case that is there."),
                ", ".join(taken),
            )
        if not there:
            connection.createSchema(location.schema)
    try:
        yield
    except BaseException:
        if not there:
            connection.dropSchema(location.schema, True)
        else:
            for name in TABLES:
                connection.executeSql(f"DROP TABLE IF EXISTS {qualified(location, name)}")
        raise


def check_schema(location: CaseLocation) -> None:
    """Raise :class:`TrackerError` where the database or its schema holds no case."""
    connection = connect(location)
    with _accepted(location, tr("Check the connection and that the server is running.")):
        if location.schema not in connection.schemas():
            raise TrackerError(
                tr("The database has no schema “{}”.").format(location.schema),
                tr("Check its name, or create a case there."),
                location.label,
            )
        if not connection.tableExists(location.schema, CASE_INFO.name):
            raise TrackerError(
                tr("The schema “{}” does not hold a case.").format(location.schema),
                tr("Choose another schema, or create a case there."),
                location.label,
            )


@contextlib.contextmanager
def explained(message: str, hint: str, location: CaseLocation | None = None) -> Iterator[None]:
    """Turn what QGIS's providers and connections throw into an error for the analyst.

    Not all of it is declared: what a connection throws that is lost while a layer is opened for it
    reaches Python as a bare ``Exception``. Details are without the password of ``location``.
    """
    try:
        yield
    except Exception as error:
        if type(error) is not Exception and not isinstance(error, QgsProviderConnectionException):
            raise
        details = location.without_password(str(error)) if location else str(error)
        raise TrackerError(message, hint, details) from error


def _accepted(location: CaseLocation, hint: str) -> contextlib.AbstractContextManager[None]:
    return explained(tr("The database refuses the case {}.").format(location.label), hint, location)


def create_tables(location: CaseLocation) -> None:
    """Make every table of a case with its indexes; the file or schema exists and is empty."""
    connection = connect(location)
    with _accepted(location, tr("Check that you may create tables there.")):
        for table in TABLES.values():
            create_table(connection, location, table)


def create_table(
    connection: QgsAbstractDatabaseProviderConnection, location: CaseLocation, table: Table
) -> None:
    """Make one table: key, geometry, columns, unique uuid, indexes on what it refers to."""
    fields = QgsFields()
    for field in table.all_fields:
        fields.append(QgsField(field.name, _QT_TYPES[field.type]))
    spatial = table.geometry is not GeometryType.NONE
    connection.createVectorTable(
        location.schema,
        table.name,
        fields,
        WKB_TYPES[table.geometry],
        QgsCoordinateReferenceSystem(CRS) if spatial else QgsCoordinateReferenceSystem(),
        False,
        {"geometryColumn": GEOMETRY_COLUMN},
    )
    name = qualified(location, table.name)
    if location.path is None:
        for statement in _postgres_statements(name, table):
            connection.executeSql(statement)
        if spatial:
            connection.createSpatialIndex(location.schema, table.name)
    for field in (UUID, *table.references):
        unique = "UNIQUE " if field is UUID else ""
        index = quoted(f"{table.name}_{field.name}")
        connection.executeSql(f"CREATE {unique}INDEX {index} ON {name} ({quoted(field.name)})")


def _postgres_statements(name: str, table: Table) -> Iterator[str]:
    """What QGIS does otherwise in PostgreSQL than in a GeoPackage, made alike.

    It calls the key ``id``, and makes a timestamp one without a zone, which it then reads as the
    local time of the analyst's machine: an hour a year would come back as NULL.
    """
    yield f"ALTER TABLE {name} RENAME COLUMN {quoted(_POSTGRES_KEY)} TO {quoted(KEY)}"
    for field in table.all_fields:
        if field.type is FieldType.TIMESTAMP:
            column = quoted(field.name)
            yield (
                f"ALTER TABLE {name} ALTER COLUMN {column} TYPE timestamptz "
                f"USING {column} AT TIME ZONE 'UTC'"
            )


_opening = threading.RLock()


def opening(provider_key: str) -> contextlib.AbstractContextManager[object]:
    """Return what to hold while a table is opened, and while readers are renewed.

    QGIS takes its lock of all files and that of one file in one order where it opens a layer, and
    in the other where it lets go of one: two threads that do so with the same name of a file stand
    still for ever. Opening a database may take long, and needs none of this.
    """
    return _opening if provider_key == OGR else contextlib.nullcontext()


def open_layer(
    location: CaseLocation, table: str, alias: str = "", *, writing: bool = False
) -> QgsVectorLayer:
    """Return the native layer of ``table``; ``alias`` is a name of the file to open it by.

    Raises :class:`TrackerError` where QGIS cannot open it.
    """
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    # A file is opened without a lock then; in PostgreSQL it would hide what the user may do.
    options.forceReadOnly = not writing and location.path is not None
    uri = f"{alias}|layername={table}" if location.path is not None and alias else ""
    uri = uri or location.layer_uri(table)
    message = tr("The table “{}” of the case {} cannot be opened.").format(table, location.label)
    hint = tr("Check that the case is complete and that the database can be reached.")
    with explained(message, hint, location), opening(location.provider_key):
        layer = QgsVectorLayer(uri, table, location.provider_key, options)
    if options.forceReadOnly and layer.isValid() and not layer.fields().names():
        # Its connection is shared with a layer that was opened before a write-ahead log was there,
        # and can read nothing any more. A name of its own gets one of its own.
        own = f"{new_alias(location)}|layername={table}"
        layer = QgsVectorLayer(own, table, location.provider_key, options)
    if not layer.isValid():
        provider = layer.dataProvider()
        error = provider.error().message() if provider is not None else ""
        raise TrackerError(message, hint, location.without_password(error))
    return layer


def new_alias(location: CaseLocation) -> str:
    """Return a name of the file that nobody else in this process uses (:mod:`own_names`).

    A layer that the analyst is editing would pull tables of the store into its connection, and
    others not: then they were not in one transaction, and waited for each other.
    """
    return location.connection_uri if location.path is None else own_name(location.path)


def renew_readers(location: CaseLocation) -> None:
    """Let the layers of this process connect anew for their next read.

    A write session switches a GeoPackage to a write-ahead log. The connections that QGIS keeps
    for reading were opened without locks, and would give no rows as long as there is a log; one
    that was opened just then gives none afterwards either. Of a provider's methods only that
    which reads it anew ends them (``invalidateConnections`` of ``ogr`` does nothing).

    Raises :class:`TrackerError` where the case cannot be opened.
    """
    if location.path is not None:
        with opening(location.provider_key):
            layer = open_layer(location, CASE_INFO.name)
            unwatched(present(layer.dataProvider())).reloadData()
            del layer


@contextlib.contextmanager
def connecting(location: CaseLocation) -> Iterator[None]:
    """Hold while the connection of a transaction is made.

    QGIS repeats a statement on a fresh connection when a PostgreSQL server has dropped the one
    with the transaction: the statement would then be written alone and at once. The connection
    of a transaction is therefore one that is read-only by default, which the fresh one is too;
    only its transaction is allowed to write (:func:`begin_statements`). libpq takes such options
    from the environment; a service file that sets ``options`` itself overrides them.
    """
    if location.path is not None:
        yield
        return
    # Two threads that overlap here would leave the options of the first behind for good.
    with _connecting:
        before = os.environ.get(_LIBPQ_OPTIONS)
        os.environ[_LIBPQ_OPTIONS] = f"{before or ''} {_READ_ONLY}".strip()
        try:
            yield
        finally:
            if before is None:
                del os.environ[_LIBPQ_OPTIONS]
            else:
                os.environ[_LIBPQ_OPTIONS] = before


def begin_statements(location: CaseLocation, writing: bool) -> tuple[str, ...]:
    """Return what a transaction starts with.

    A writing one takes the write lock, so that what it reads stays true until it ends: a
    GeoPackage has one writer anyway, in PostGIS other writers of the store wait.
    """
    if location.path is not None:
        # Without rows to delete nothing changes, but SQLite takes the write lock.
        return ('DELETE FROM "case_info" WHERE 0',) if writing else ()
    if not writing:
        return (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET LOCAL TIME ZONE 'UTC'",
            f"SAVEPOINT {_GUARD}",
        )
    return (
        "SET TRANSACTION READ WRITE",
        "SET LOCAL TIME ZONE 'UTC'",
        "SET LOCAL lock_timeout = '5s'",
        f"LOCK TABLE {qualified(location, CASE_INFO.name)} IN SHARE ROW EXCLUSIVE MODE",
        f"SAVEPOINT {_GUARD}",
    )


def guard_statement(location: CaseLocation) -> str:
    """Return a statement that fails where the transaction is lost; empty where none can be."""
    return f"RELEASE SAVEPOINT {_GUARD}; SAVEPOINT {_GUARD}" if location.path is None else ""


def commit_statement(location: CaseLocation) -> str:
    """Return what commits in PostgreSQL, and fails as a whole where the transaction is lost.

    QGIS would repeat a ``COMMIT`` on a fresh connection, where it succeeds without effect. The
    transaction that is begun instead is for QGIS to end.
    """
    return f"RELEASE SAVEPOINT {_GUARD}; COMMIT; BEGIN" if location.path is None else ""

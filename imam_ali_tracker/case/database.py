"""The tables of a case in a GeoPackage or a PostGIS schema, through QGIS's own connections.

Everything that differs between the two databases is in this module.
"""

from __future__ import annotations

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
from imam_ali_tracker.case.schema import KEY, TABLES, UUID, FieldType, GeometryType, Table
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

_POSTGRES_KEY = "id"
"""The name that QGIS gives to the key column of a PostgreSQL table."""
_QT_TYPES = {
    FieldType.TEXT: QMetaType.Type.QString,
    FieldType.INTEGER: QMetaType.Type.LongLong,
    FieldType.REAL: QMetaType.Type.Double,
    FieldType.TIMESTAMP: QMetaType.Type.QDateTime,
}


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


def create_tables(location: CaseLocation) -> None:
    """Make every table of a case with its indexes; the file or schema exists and is empty."""
    connection = connect(location)
    try:
        for table in TABLES.values():
            create_table(connection, location, table)
    except QgsProviderConnectionException as error:
        raise TrackerError(
            tr("The tables of the case cannot be created in {}.").format(location),
            tr("Check that you may create tables there."),
            str(error),
        ) from error


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
        connection.executeSql(
            f"ALTER TABLE {name} RENAME COLUMN {quoted(_POSTGRES_KEY)} TO {quoted(KEY)}"
        )
        if spatial:
            connection.createSpatialIndex(location.schema, table.name)
    for field in (UUID, *table.references):
        unique = "UNIQUE " if field is UUID else ""
        index = quoted(f"{table.name}_{field.name}")
        connection.executeSql(f"CREATE {unique}INDEX {index} ON {name} ({quoted(field.name)})")


def open_layer(location: CaseLocation, table: str, read_only: bool = True) -> QgsVectorLayer:
    """Return the native layer of ``table``.

    Raises :class:`TrackerError` where QGIS cannot open it.
    """
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    options.forceReadOnly = read_only
    layer = QgsVectorLayer(location.layer_uri(table), table, location.provider_key, options)
    if not layer.isValid():
        provider = layer.dataProvider()
        raise TrackerError(
            tr("The table “{}” of the case {} cannot be opened.").format(table, location),
            tr("Check that the case is complete and that the database can be reached."),
            provider.error().message() if provider is not None else "",
        )
    return layer

"""What is found out about a case before it is read: its version, its tables, who may write it."""

from __future__ import annotations

from qgis.core import QgsVectorDataProvider

from imam_ali_tracker.case import database, inspection, migrations, schema
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.session import Session
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatched

_WRITING = (
    QgsVectorDataProvider.Capability.AddFeatures
    | QgsVectorDataProvider.Capability.DeleteFeatures
    | QgsVectorDataProvider.Capability.ChangeAttributeValues
)


def prepare(location: CaseLocation, read_only: bool) -> str:
    """Check the case, migrate it where it is older, and return why it can only be read, if so.

    Raises :class:`TrackerError` where there is no case that can be read; nothing has changed then.
    """
    version = version_of(location)
    if version > schema.SCHEMA_VERSION:
        message = tr("The case has schema version {}; this plugin writes version {}. Update it.")
        return message.format(version, schema.SCHEMA_VERSION)
    protected = _protected(location)
    reason = tr("The case was opened for reading only.") if read_only else protected
    if version < schema.SCHEMA_VERSION:
        if reason:
            raise TrackerError(
                tr("The case {} has the older schema version {}.").format(location.label, version),
                tr("Open it once for writing: it is then brought up to date."),
                reason,
            )
        migrations.migrate(location, version)
    if location.path is not None and not protected:
        # Also before reading: QGIS cannot read past what a crashed program left.
        inspection.settle(location.path)
    refused = _check_tables(location)
    return reason or refused


def version_of(location: CaseLocation) -> int:
    """Return the schema version of the case; raise :class:`TrackerError` where there is none."""
    if location.path is not None:
        return inspection.inspect_file(location.path)
    database.check_schema(location)
    with Session(location) as session:
        versions = [row["schema_version"] for row in session.rows(schema.CASE_INFO.name, {})]
    if len(versions) != 1 or not isinstance(versions[0], int):
        raise TrackerError(
            tr("The case {} is incomplete.").format(location.label),
            tr("Its creation was interrupted. Drop the schema and create the case again."),
        )
    return versions[0]


def _protected(location: CaseLocation) -> str:
    return "" if location.path is None else inspection.why_not_writable(location.path)


def _check_tables(location: CaseLocation) -> str:
    """Refuse a case that lacks a table or column; return why it cannot be written, if so."""
    with Session(location) as session:
        for table in schema.TABLES.values():
            layer = session.layer(table.name)
            names = set(layer.fields().names())
            if not names:
                raise TrackerError(
                    tr("The table “{}” of the case {} cannot be read now.").format(
                        table.name, location.label
                    ),
                    tr("Another program may be writing it. Close that program or try again."),
                )
            missing = [field.name for field in table.all_fields if field.name not in names]
            if missing:
                raise TrackerError(
                    tr("The table “{}” of the case {} lacks the column “{}”.").format(
                        table.name, location.label, missing[0]
                    ),
                    tr("Another program changed the table. Take a backup copy."),
                    ", ".join(missing),
                )
            allowed = unwatched(present(layer.dataProvider())).capabilities()
            if location.path is None and allowed & _WRITING != _WRITING:
                message = tr("The database lets you read the table “{}”, but not change it.")
                return message.format(table.name)
    return ""

"""Changes that the rows of a case do not take.

Forms refuse them, but QGIS's tables, its field calculator, its lists of linked rows and scripts do
not look at the constraints of a form.
"""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsFeatureRequest, QgsVectorDataProvider

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES, UUID, Field, Table
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.provider.record import Changes, is_missing


def refusal(
    location: CaseLocation, table: Table, native: QgsVectorDataProvider, changes: Changes
) -> str:
    """Return what is wrong with ``changes`` of rows of ``table``, empty where nothing is.

    That is a value taken away that every row needs, or a reference that would lead nowhere, or
    name a table and no row of it. Of references only the ones into whatever table another column
    names are looked at, and only changed ones: the others are chosen from lists.
    """
    return _emptied(table, native, changes) or _dangling(location, table, native, changes)


def _emptied(table: Table, native: QgsVectorDataProvider, changes: Changes) -> str:
    fields = native.fields()
    for field in table.all_fields:
        index = fields.indexOf(field.name)
        if not field.required or index < 0:
            continue
        if any(index in values and is_missing(values[index]) for values in changes.values()):
            message = tr("“{}” cannot be empty in a row of {}; nothing was changed.")
            return message.format(field_label(field.name), table_label(table.name))
    return ""


def _dangling(
    location: CaseLocation, table: Table, native: QgsVectorDataProvider, changes: Changes
) -> str:
    for field in table.references:
        if field.any_reference:
            wanted: dict[str, set[str]] = {}
            for name, uuid in _changed(native, field, changes):
                if not (name and uuid):
                    message = tr("“{}” and “{}” need a value both, or neither.")
                    named = field_label(field.any_reference), field_label(field.name)
                    return message.format(*named)
                wanted.setdefault(name, set()).add(uuid)
            for name, uuids in wanted.items():
                missing = uuids - _there(location, name, uuids)
                if missing:
                    message = tr("The row of {} that “{}” would refer to does not exist: {}.")
                    said = message.format(name, field.name, min(missing))
                    hint = tr("Choose another row, or save first the layer that it is in.")
                    return f"{said} {hint}"
    return ""


def _changed(
    native: QgsVectorDataProvider, field: Field, changes: Changes
) -> Iterator[tuple[str, str]]:
    """Yield table and uuid of every reference in ``field`` as it would be after ``changes``.

    One of the two is empty where only the other would be there.
    """
    fields = native.fields()
    columns = [fields.indexOf(field.any_reference), fields.indexOf(field.name)]
    changed = [fid for fid, values in changes.items() if values.keys() & set(columns)]
    if not changed:
        return
    request = QgsFeatureRequest().setFilterFids(changed).setSubsetOfAttributes(columns)
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for feature in native.getFeatures(request):
        after = changes[feature.id()]
        both = (after.get(index, feature.attribute(index)) for index in columns)
        name, uuid = ("" if is_missing(value) else str(value) for value in both)
        if name or uuid:
            yield name, uuid


def _there(location: CaseLocation, name: str, uuids: set[str]) -> set[str]:
    """Return those of ``uuids`` that are rows of the table ``name``."""
    if name not in TABLES:
        return set()
    return {row[UUID.name] for row in Case(location).rows(name, uuids=uuids, geometry=False)}

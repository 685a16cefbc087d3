"""Relations between the layers of a case, so that forms show what refers to a row."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from qgis.core import (
    QgsPolymorphicRelation,
    QgsProject,
    QgsRelation,
    QgsRelationContext,
    QgsVectorLayer,
)

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.case.schema import TABLES, UUID, Field, Table
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import keys
from imam_ali_tracker.project.upkeep import RELATION_PREFIX

_TABLE_OF_LAYER = "decode_uri(@layer, 'layerName')"
"""What a polymorphic relation compares with the column that names the table."""


def add_relations(project: QgsProject, case_uuid: str, layers: dict[str, QgsVectorLayer]) -> None:
    """Relate ``layers`` (table name → layer showing that table) as the schema says.

    Relations have ids made of ``case_uuid``, table and column, so adding them again replaces
    them. What points to any of several tables becomes a polymorphic relation, which QGIS resolves
    itself.
    """
    manager = present(project.relationManager())
    context = QgsRelationContext(project)  # the default one is of the current project
    for table, layer in layers.items():
        for field in TABLES[table].references:
            identifier = _identifier(case_uuid, table, field)
            if field.any_reference:
                several = QgsPolymorphicRelation(context)
                _describe(several, identifier, table, field, layer)
                several.setReferencedLayerField(field.any_reference)
                several.setReferencedLayerExpression(_TABLE_OF_LAYER)
                several.setReferencedLayerIds(
                    [layers[name].id() for name in keys("feature_table") if name in layers]
                )
                manager.addPolymorphicRelation(several)
            elif field.references in layers:
                relation = QgsRelation(context)
                _describe(relation, identifier, table, field, layer)
                relation.setReferencedLayer(layers[field.references].id())
                manager.addRelation(relation)


def relation_ids(case_uuid: str, table: Table, loaded: Container[str]) -> dict[str, str]:
    """Return the ids of the plain relations of ``table`` to ``loaded`` tables, by column."""
    return {
        field.name: _identifier(case_uuid, table.name, field)
        for field in table.references
        if not field.any_reference and field.references in loaded
    }


class Leading(NamedTuple):
    """A relation that leads to the rows of a table."""

    identifier: str
    title: str
    is_needed: bool
    """Whether no row can be without it."""


def referencing(case_uuid: str, table: str, layer: QgsVectorLayer) -> list[Leading]:
    """Return the relations that lead to the rows of ``table``, by title.

    They follow from the schema: QGIS makes the parts of a polymorphic relation only in the current
    project, and the id that it gives to a part ends with the id of the layer it leads to.
    """
    found = []
    for name, other in TABLES.items():
        for field in other.references:
            identifier = _identifier(case_uuid, name, field)
            if field.references == table:
                found.append(Leading(identifier, _title(name, field), field.required))
            elif field.any_reference and table in keys("feature_table"):
                part = f"{identifier}_{layer.id()}"
                found.append(Leading(part, _title(name, field), field.required))
    return sorted(found, key=lambda relation: relation.title)


def _identifier(case_uuid: str, table: str, field: Field) -> str:
    return f"{RELATION_PREFIX}{case_uuid}_{table}_{field.name}"


def _title(table: str, field: Field) -> str:
    return tr("{table} by {field}").format(table=table_label(table), field=field_label(field.name))


def _describe(
    relation: QgsRelation | QgsPolymorphicRelation,
    identifier: str,
    table: str,
    field: Field,
    layer: QgsVectorLayer,
) -> None:
    relation.setId(identifier)
    relation.setName(_title(table, field))
    relation.setReferencingLayer(layer.id())
    relation.addFieldPair(field.name, UUID.name)

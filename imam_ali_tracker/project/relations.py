"""Relations between the layers of a case, so that forms show what refers to a row."""

from __future__ import annotations

from qgis.core import QgsPolymorphicRelation, QgsProject, QgsRelation, QgsVectorLayer

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.case.schema import TABLES, UUID, Field
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import keys

_TABLE_OF_LAYER = "decode_uri(@layer, 'layerName')"
"""What a polymorphic relation compares with the column that names the table."""


def add_relations(
    project: QgsProject, case_uuid: str, layers: dict[str, QgsVectorLayer]
) -> dict[tuple[str, str], QgsRelation]:
    """Relate ``layers`` (table name → layer showing that table) as the schema says.

    Relations have ids made of ``case_uuid``, table and column, so adding them again replaces
    them. Returns the plain relations by (table, column); what points to any of several tables
    becomes a polymorphic relation, which QGIS resolves itself.
    """
    manager = present(project.relationManager())
    added: dict[tuple[str, str], QgsRelation] = {}
    for table_name, layer in layers.items():
        for field in TABLES[table_name].references:
            relation_id = f"imam_ali_tracker_{case_uuid}_{table_name}_{field.name}"
            if field.any_reference:
                manager.addPolymorphicRelation(
                    _polymorphic(relation_id, table_name, layer, field, layers)
                )
            elif field.references in layers:
                relation = _plain(relation_id, table_name, layer, field, layers[field.references])
                manager.addRelation(relation)
                added[(table_name, field.name)] = relation
    return added


def _plain(
    relation_id: str, table: str, layer: QgsVectorLayer, field: Field, referenced: QgsVectorLayer
) -> QgsRelation:
    relation = QgsRelation()
    relation.setId(relation_id)
    relation.setName(
        tr("{table} by {field}").format(table=table_label(table), field=field_label(field.name))
    )
    relation.setReferencingLayer(layer.id())
    relation.setReferencedLayer(referenced.id())
    relation.addFieldPair(field.name, UUID.name)
    return relation


def _polymorphic(
    relation_id: str,
    table: str,
    layer: QgsVectorLayer,
    field: Field,
    layers: dict[str, QgsVectorLayer],
) -> QgsPolymorphicRelation:
    relation = QgsPolymorphicRelation()
    relation.setId(relation_id)
    relation.setName(
        tr("{table} by {field}").format(table=table_label(table), field=field_label(field.name))
    )
    relation.setReferencingLayer(layer.id())
    relation.setReferencedLayerField(field.any_reference)
    relation.setReferencedLayerExpression(_TABLE_OF_LAYER)
    relation.setReferencedLayerIds(
        [layers[name].id() for name in keys("feature_table") if name in layers]
    )
    relation.addFieldPair(field.name, UUID.name)
    return relation

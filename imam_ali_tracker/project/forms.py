"""Attribute forms of the layers of a case, built from the schema."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsDefaultValue,
    QgsEditorWidgetSetup,
    QgsValueMapFieldFormatter,
    QgsVectorLayer,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import UUID, Field, FieldType, Table
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.project.constraints import constrain

_LONG_TEXTS = frozenset(
    (
        "remarks",
        "summary",
        "description",
        "statement",
        "quote",
        "changes",
        "provenance",
        "fetch_error",
    )
)
_DEFAULTS = {
    UUID.name: QgsDefaultValue("uuid('WithoutBraces')"),
    "sequence": QgsDefaultValue('coalesce(maximum("sequence"), 0) + 1'),
    "created": QgsDefaultValue("now()"),
    "modified": QgsDefaultValue("now()", True),
}


def apply_widgets(
    layer: QgsVectorLayer,
    table: Table,
    relations: Mapping[str, str],
    tables: Mapping[str, QgsVectorLayer],
) -> None:
    """Give the columns of ``layer``, which shows ``table``, widgets, defaults and constraints.

    ``relations`` maps the names of the reference columns of ``table`` to the ids of relations,
    ``tables`` those of all tables that are loaded to their layers.
    """
    for field in table.all_fields:
        index = layer.fields().lookupField(field.name)
        if index < 0:
            continue
        layer.setEditorWidgetSetup(index, _widget(field, relations.get(field.name)))
        if field.name in _DEFAULTS:
            layer.setDefaultValueDefinition(index, _DEFAULTS[field.name])
        constrain(layer, index, table, field, tables)


def apply_aliases(layer: QgsVectorLayer) -> None:
    """Name the columns of any layer of a case as an analyst calls them."""
    for index, name in enumerate(layer.fields().names()):
        label = field_label(name)
        if label != name:
            layer.setFieldAlias(index, label)


def apply_value_maps(layer: QgsVectorLayer, vocabularies: dict[str, str]) -> None:
    """Show labels instead of keys in a derived layer; column name → name of the vocabulary."""
    for column, name in vocabularies.items():
        index = layer.fields().lookupField(column)
        if index >= 0:
            layer.setEditorWidgetSetup(index, _value_map(name))


def _widget(field: Field, relation: str | None) -> QgsEditorWidgetSetup:
    if field.vocabulary:
        return _value_map(field.vocabulary, nullable=not field.required)
    if relation is not None:
        return QgsEditorWidgetSetup(
            "RelationReference",
            {
                "Relation": relation,
                "AllowNULL": not field.required,
                "OrderByValue": True,
                "ShowForm": False,
                "ShowOpenFormButton": True,
                "AllowAddFeatures": False,
                "FetchLimitActive": True,
                "FetchLimitNumber": 1000,
            },
        )
    if field.type is FieldType.TIMESTAMP:
        return QgsEditorWidgetSetup(
            "DateTime",
            {
                "display_format": "yyyy-MM-dd HH:mm",
                "field_format_overwrite": False,
                "calendar_popup": True,
                "allow_null": True,
            },
        )
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": field.name in _LONG_TEXTS})


def _value_map(name: str, *, nullable: bool = True) -> QgsEditorWidgetSetup:
    entries = [{label: key} for key, label in vocabulary(name).items()]
    if nullable:
        entries.insert(0, {tr("(not stated)"): str(QgsValueMapFieldFormatter.NULL_VALUE)})
    return QgsEditorWidgetSetup("ValueMap", {"map": entries})

"""Attribute forms of the layers of a case, built from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import (
    QgsDefaultValue,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsValueMapFieldFormatter,
    QgsVectorLayer,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import UUID, Field, FieldType, Table
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary

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
_NEEDED = frozenset(("sequence",))
"""Columns without which the integrity check finds an error, though a file may lack them."""
_DEFAULTS = {
    UUID.name: QgsDefaultValue("uuid('WithoutBraces')"),
    "sequence": QgsDefaultValue('coalesce(maximum("sequence"), 0) + 1'),
    "created": QgsDefaultValue("now()"),
    "modified": QgsDefaultValue("now()", True),
}


def apply_widgets(layer: QgsVectorLayer, table: Table, relations: dict[str, str]) -> None:
    """Give the columns of ``layer``, which shows ``table``, widgets, defaults and constraints.

    ``relations`` maps the names of the reference columns of ``table`` to the ids of relations.
    """
    for field in table.all_fields:
        index = layer.fields().lookupField(field.name)
        if index < 0:
            continue
        layer.setEditorWidgetSetup(index, _widget(field, relations.get(field.name)))
        if field.name in _DEFAULTS:
            layer.setDefaultValueDefinition(index, _DEFAULTS[field.name])
        _constrain(layer, index, table, field)


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


def _constrain(layer: QgsVectorLayer, index: int, table: Table, field: Field) -> None:
    hard = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    if field.required or field.name in _NEEDED:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, hard)
    if field is UUID:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintUnique, hard)
    rules = [*_field_rules(field), *_row_rules(table, field)]
    if rules:
        expression = " AND ".join(f"({each})" for each, _ in rules)
        layer.setConstraintExpression(index, expression, "; ".join(said for _, said in rules))
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintExpression, hard)


def _field_rules(field: Field) -> Iterator[tuple[str, str]]:
    """Yield as expressions, each with what it says, what the column may hold."""
    if field.required and field.type is FieldType.TEXT:
        yield f"NOT {_is_empty(field.name)}", tr("Every row needs a value here")  # '' is not null
    if field.any_reference:
        named, referred = _is_empty(field.any_reference), _is_empty(field.name)
        yield f"{named} = {referred}", tr("Give both the table and the row, or neither")
    bounds = []
    if field.minimum is not None:
        bounds.append(f'"{field.name}" >= {field.minimum:g}')
    if field.maximum is not None:
        bounds.append(f'"{field.name}" <= {field.maximum:g}')
    if bounds:
        allowed = " AND ".join(bounds)
        yield f'"{field.name}" IS NULL OR ({allowed})', _bounds_text(field)


def _row_rules(table: Table, field: Field) -> Iterator[tuple[str, str]]:
    """Yield what the integrity check asks of the column beside others of its row."""
    place = table.name, field.name
    if place == ("corridors", "width_unit"):
        rule = f'"width" IS NULL OR NOT {_is_empty("width_unit")}'
        yield rule, tr("A width needs a unit")
    elif place == ("buffers", "site"):
        rule = f"{_is_empty('site')} <> {_is_empty('corridor')}"
        yield rule, tr("Choose either a site or a corridor")
    elif place == ("buffers", "inner_distance"):
        columns = '"inner_distance" IS NULL OR "distance" IS NULL'
        rule = f'{columns} OR "inner_distance" < "distance"'
        yield rule, tr("The inner distance must be less than the distance")
    elif place == ("buffers", "azimuth_to"):
        rule = '("azimuth_from" IS NULL) = ("azimuth_to" IS NULL)'
        yield rule, tr("Give both azimuths of a sector, or neither")


def _is_empty(column: str) -> str:
    return f"(coalesce(\"{column}\", '') = '')"


def _bounds_text(field: Field) -> str:
    name = field_label(field.name)
    if field.maximum is None:
        return tr("{} must be {} or more, or empty where it is unknown").format(
            name, f"{field.minimum:g}"
        )
    return tr("{} must lie between {} and {}, or be empty where it is unknown").format(
        name, f"{field.minimum:g}", f"{field.maximum:g}"
    )

"""What attribute forms refuse to save: what the schema and the integrity check call an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qgis.core import QgsExpression, QgsFieldConstraints, QgsVectorLayer

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.row_rules import PERIODS
from imam_ali_tracker.case.schema import UUID, Field, FieldType, Table
from imam_ali_tracker.case.shape import PRECISION, ZONE
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys

_NEEDED = frozenset(("sequence",))
"""Columns without which the integrity check finds an error, though a file may lack them."""


def constrain(
    layer: QgsVectorLayer,
    index: int,
    table: Table,
    field: Field,
    tables: Mapping[str, QgsVectorLayer],
) -> None:
    """Constrain the column ``index`` of ``layer``, which shows ``field`` of ``table``.

    ``tables`` are the layers of the tables that are loaded, by the names of these; what a row
    refers to in any other table is left to the integrity check.
    """
    hard = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    if field.required or field.name in _NEEDED:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, hard)
    if field is UUID:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintUnique, hard)
    rules = [
        *_field_rules(field),
        *_row_rules(table, field),
        *_period_rules(table, field),
        *_reference_rules(table, field, tables),
    ]
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
    elif place == ("corridor_waypoints", "sequence"):
        same = '"corridor" = @own[0] AND "sequence" = @own[1] AND "uuid" <> @own[2]'
        others = f"""aggregate(@layer, 'count', "fid", {same})"""
        rule = f'with_variable(\'own\', array("corridor", "sequence", "uuid"), {others} = 0)'
        yield f"try({rule}, TRUE)", tr("Another waypoint of the corridor has this number")
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


def _period_rules(table: Table, field: Field) -> Iterator[tuple[str, str]]:
    """Yield that a period does not end before it begins, as the integrity check sees it."""
    for begin, end in PERIODS:
        if field.name == end and any(each.name == begin for each in table.fields):
            # The columns stand outside of the text for eval, so that the form sees which they are.
            ends = ", ".join(
                f'array("{name}", "{name}{PRECISION}", "{name}{ZONE}")' for name in (begin, end)
            )
            is_reversed = "try(eval('iat_begins_after(@ends[0], @ends[1])'))"
            yield (
                f"with_variable('ends', array({ends}), NOT coalesce({is_reversed}, FALSE))",
                tr("{} must not be before {}").format(field_label(end), field_label(begin)),
            )


def _reference_rules(
    table: Table, field: Field, tables: Mapping[str, QgsVectorLayer]
) -> Iterator[tuple[str, str]]:
    """Yield that there is such a row in the table that another column names.

    A layer that shows a part of its rows only, or is no longer in the project, cannot tell.
    """
    if not field.any_reference:
        return
    cases = [f"WHEN {_is_empty(field.name)} THEN TRUE"]
    for name in keys(table.field(field.any_reference).vocabulary):
        if name in tables:
            layer = QgsExpression.quotedString(tables[name].id())
            is_named = f"\"{field.any_reference}\" = '{name}'"
            shows_a_part = f"coalesce(decode_uri({layer}, 'subset'), '') <> ''"
            row = f"get_feature({layer}, '{UUID.name}', \"{field.name}\")"
            cases.append(f"WHEN {is_named} THEN {shows_a_part} OR {row} IS NOT NULL")
    yield (
        f"try(CASE {' '.join(cases)} ELSE TRUE END, TRUE)",
        tr("The row must be one of the table that is given"),
    )


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

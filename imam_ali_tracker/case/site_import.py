"""Make sites of the features of any layer: what becomes of each, and why.

Nothing is made up: where no value fits, the position's accuracy, basis and source stay unknown,
and a value that does not fit its column is kept, as it stands, in the remarks.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from imam_ali_tracker.case.changes import Row, new_uuid
from imam_ali_tracker.case.lookup import plain
from imam_ali_tracker.case.rules import field_fault
from imam_ali_tracker.case.schema import SITES, UUID, FieldType
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.core.dates import ReportedDate, parse_date
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.geodesy.measure import distances

_USUAL_NAMES = {
    UUID.name: ("uuid",),
    "name": ("name", "title", "label"),
    "kind": ("kind", "site_kind"),
    "status": ("status", "site_status"),
    "position_accuracy_m": ("position_accuracy_m", "accuracy_m", "accuracy"),
    "position_basis": ("position_basis", "basis"),
    "position_source": ("position_source", "source"),
    "admin_place": ("admin_place", "place"),
    "country": ("country",),
    "first_reported": ("first_reported",),
    "last_reported": ("last_reported",),
    "remarks": ("remarks", "description", "desc"),
}
"""How other layers call what a site has, the likeliest first."""
_DATED = ("first_reported", "last_reported")
_PLACES = 7
"""Decimals of a degree, about a centimetre, to which positions are the same one."""


class Result(str, Enum):
    """What becomes of a feature."""

    ADDED = "added"
    KNOWN = "known"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Rules:
    """How features become sites.

    ``fields`` says which field of the layer holds a column of ``sites``; ``longitude`` and
    ``latitude`` name fields that hold the position in degrees of WGS 84, where that is not in the
    geometry; ``defaults`` holds values of columns for features that have none.
    """

    fields: Mapping[str, str]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    longitude: str = ""
    latitude: str = ""


@dataclass
class Outcome:
    """What becomes of one feature: the site to add, or why there is none; and what to know."""

    feature: int
    name: str
    result: Result
    reason: str = ""
    row: Row = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def usual_fields(fields: QgsFields) -> dict[str, str]:
    """Return which field of a layer likely holds which column of ``sites``, by their names."""
    named = {name.casefold(): name for name in reversed(fields.names())}
    found = {}
    for column, usual in _USUAL_NAMES.items():
        name = next((named[each] for each in usual if each in named), None)
        if name is not None:
            found[column] = name
    return found


def site_outcomes(
    features: Iterable[QgsFeature],
    rules: Rules,
    to_earth: QgsCoordinateTransform,
    known: Iterable[Row],
) -> Iterator[Outcome]:
    """Yield what becomes of each feature, in order; ``known`` are the sites that there are.

    A site of the same uuid, or of the same name at the same position, is not added again.
    ``to_earth`` leads from the layer's CRS to EPSG:4326.
    """
    seen: dict[Any, str] = {}
    for row in known:
        seen.update(dict.fromkeys((row[UUID.name], _identity(row)), row[UUID.name]))
    for feature in features:
        outcome = _outcome(feature, rules, to_earth)
        if outcome.result is Result.ADDED:
            own = outcome.row[UUID.name]
            there = seen.get(own) or seen.get(_identity(outcome.row))
            if there:
                outcome.result, outcome.row = Result.KNOWN, {UUID.name: there}
                outcome.reason = tr("The case has it: the same name and position, or uuid.")
            else:
                seen.update(dict.fromkeys((own, _identity(outcome.row)), own))
        yield outcome


def _identity(row: Row) -> tuple[str, Any]:
    geometry = row.get(GEOMETRY)
    if geometry is None:
        return plain(str(row["name"])), None
    point = geometry.asPoint()
    return plain(str(row["name"])), (round(point.x(), _PLACES), round(point.y(), _PLACES))


def _outcome(feature: QgsFeature, rules: Rules, to_earth: QgsCoordinateTransform) -> Outcome:
    values = {column: _value(feature, name) for column, name in rules.fields.items()}
    outcome = Outcome(feature.id(), str(values.get("name") or ""), Result.SKIPPED)
    fault = field_fault(SITES.field("name"), outcome.name)
    if fault is not None:
        outcome.reason = tr("Its name cannot be used: {}").format(fault.message)
        return outcome
    try:
        point, extent = _position(feature, rules, to_earth)
    except ValueError as error:
        outcome.reason = str(error)
        return outcome
    outcome.row = _row(values, rules, outcome.notes)
    if point is None:
        outcome.notes.append(tr("It has no position."))
        outcome.row.update(position_basis="unknown", position_accuracy_m=None)
        outcome.row["position_source"] = values.get("position_source")
    else:
        outcome.row[GEOMETRY] = QgsGeometry.fromPointXY(point)
        _note_position(outcome, point, extent)
    outcome.result = Result.ADDED
    return outcome


def _note_position(outcome: Outcome, point: QgsPointXY, extent: float) -> None:
    """Note what is doubtful; an accuracy is not better than a shape is large."""
    if point.x() == point.y() == 0.0:
        outcome.notes.append(tr("The position is 0, 0: it may stand for none."))
    if extent:
        stated = outcome.row["position_accuracy_m"]
        if stated is not None:
            outcome.row["position_accuracy_m"] = max(stated, math.ceil(extent))
        outcome.notes.append(
            tr("The position is a point on a shape that reaches {:,.0f} m from it.").format(extent)
        )


def _row(values: Mapping[str, Any], rules: Rules, notes: list[str]) -> Row:
    """Return the columns of a site but for its geometry; what does not fit goes to the remarks."""
    row: Row = dict(rules.defaults)
    row.setdefault("position_accuracy_m", None)
    kept = []
    for column, value in values.items():
        if value is None:
            continue
        try:
            row[column] = _read(column, value)
        except ValueError:
            text = str(value)
            notes.append(tr("“{}” does not fit the column {}.").format(text, column))
            if field_fault(SITES.field("remarks"), text) is None:
                kept.append(f"{rules.fields[column]}: {text}")
    row.setdefault(UUID.name, new_uuid())
    if kept:
        row["remarks"] = "\n".join(filter(None, (row.get("remarks"), *kept)))
    return row


def _read(column: str, value: Any) -> Any:
    """Return a value as the column holds it; raises ``ValueError`` where it does not fit."""
    if column in _DATED:
        return _date(value)
    if column == UUID.name:
        return _uuid(str(value))
    declared = SITES.field(column)
    read: Any = str(value)
    if declared.type is FieldType.REAL:
        read = float(value)
    elif declared.vocabulary:
        read = _keys(declared.vocabulary).get(plain(read), read)
    if field_fault(declared, read) is not None:
        raise ValueError(value)
    return read


@cache
def _keys(name: str) -> dict[str, str]:
    """Return the keys of a list by their own and their label's usual spellings."""
    keys = {}
    for key, label in vocabulary(name).items():
        keys.update(dict.fromkeys((key, key.replace("_", " "), plain(label)), key))
    return keys


def _uuid(text: str) -> str:
    if str(uuid.UUID(text)) != text:
        raise ValueError(text)
    return text


def _date(value: Any) -> ReportedDate | None:
    if isinstance(value, QDateTime):
        midnight = value.time() == QTime(0, 0)
        value = value.date() if midnight else value.toString(Qt.DateFormat.ISODate)
    if isinstance(value, QDate):
        value = value.toString(Qt.DateFormat.ISODate)
    return parse_date(str(value))


def _value(feature: QgsFeature, name: str) -> Any:
    value = feature.attribute(name)
    if value is None or value == NULL:
        return None
    return (value.strip() or None) if isinstance(value, str) else value


def _position(
    feature: QgsFeature, rules: Rules, to_earth: QgsCoordinateTransform
) -> tuple[QgsPointXY | None, float]:
    """Return the position, if there is one, and how far a shape reaches from it in metres.

    Raises ``ValueError`` with a sentence for a position that cannot be used.
    """
    if rules.longitude and rules.latitude:
        values = [_value(feature, name) for name in (rules.longitude, rules.latitude)]
        if None in values:
            return None, 0.0
        try:
            point = QgsPointXY(*map(float, values))
        except (TypeError, ValueError) as error:
            message = tr("“{}” is not a position in degrees.")
            raise ValueError(message.format(", ".join(map(str, values)))) from error
        return _checked(point), 0.0
    geometry = QgsGeometry(feature.geometry())
    if geometry.isNull() or geometry.isEmpty():
        return None, 0.0
    if not _transformed(geometry, to_earth):
        raise ValueError(tr("The position cannot be brought to longitude and latitude."))
    if geometry.type() == Qgis.GeometryType.Point:
        vertices = list(geometry.vertices())
        if len(vertices) > 1:
            raise ValueError(tr("It has several points; split it into single ones first."))
        return _checked(QgsPointXY(vertices[0])), 0.0
    return _on_shape(geometry)


def _transformed(geometry: QgsGeometry, to_earth: QgsCoordinateTransform) -> bool:
    try:
        return geometry.transform(to_earth) == Qgis.GeometryOperationResult.Success
    except QgsCsException:
        return False


def _on_shape(geometry: QgsGeometry) -> tuple[QgsPointXY, float]:
    inside = geometry.pointOnSurface()
    if inside.isNull():
        raise ValueError(tr("The shape is damaged; repair it with “Fix geometries” first."))
    point = _checked(inside.asPoint())
    corners = [(vertex.x(), vertex.y()) for vertex in geometry.vertices()]
    lon, lat = zip(*corners)
    return point, float(distances(point.x(), point.y(), lon, lat).max())


def _checked(point: QgsPointXY) -> QgsPointXY:
    if not (abs(point.x()) <= 180.0 and abs(point.y()) <= 90.0):
        raise ValueError(tr("The position is not on Earth."))
    return point

"""Reading what an expression hands to a function."""

from __future__ import annotations

import math
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsExpressionContext,
    QgsGeometry,
    QgsReferencedGeometry,
    QgsUnsetAttributeValue,
    QgsVariantUtils,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from imam_ali_tracker.case.location import CRS
from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import UNITS, length_units
from imam_ali_tracker.provider.shapes import on_earth

_TRANSFORMS = "_project_transform_context"
"""The variable in which QGIS hands the project's transformations to functions."""


def geometry(
    value: Any, name: str, crs: Any, context: QgsExpressionContext | None
) -> QgsGeometry | None:
    """Return a geometry in longitude and latitude, ``None`` for one without any point.

    Raises :class:`TrackerError` for what is no geometry, or not on Earth in its CRS.
    """
    if not isinstance(value, QgsGeometry):
        raise TrackerError(
            tr("“{}” is not a geometry.").format(name), tr("Give such as @geometry.")
        )
    if value.isNull() or value.isEmpty():
        return None
    own = value.crs() if isinstance(value, QgsReferencedGeometry) else None
    shape = transformed(value, transform(own or reference_system(crs), context))
    if not on_earth(shape):
        raise TrackerError(
            tr("“{}” is not in longitude and latitude.").format(name),
            tr("Say in which CRS it is, such as crs:=@layer_crs."),
        )
    return shape


def reference_system(value: Any) -> QgsCoordinateReferenceSystem:
    """Return the CRS that an argument names; raises :class:`TrackerError` for none."""
    crs = QgsCoordinateReferenceSystem(value)
    if not crs.isValid():
        raise TrackerError(
            tr("“{}” is not a CRS.").format(value), tr("Give such as 'EPSG:4326' or @layer_crs.")
        )
    return crs


def transform(
    crs: QgsCoordinateReferenceSystem, context: QgsExpressionContext | None
) -> QgsCoordinateTransform:
    """Return the way from a CRS to longitude and latitude, as the project has it."""
    ways = None if context is None else context.variable(_TRANSFORMS)
    if not isinstance(ways, QgsCoordinateTransformContext):
        ways = QgsCoordinateTransformContext()
    return QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(CRS), ways)


def transformed(
    shape: QgsGeometry,
    way: QgsCoordinateTransform,
    direction: Qgis.TransformDirection = Qgis.TransformDirection.Forward,
) -> QgsGeometry:
    """Return a copy in the other CRS; raises :class:`TrackerError` where it has no place there."""
    copy = QgsGeometry(shape)
    if way.isShortCircuited():
        return copy
    try:
        result, reason = copy.transform(way, direction), ""
    except QgsCsException as error:
        result, reason = Qgis.GeometryOperationResult.InvalidBaseGeometry, str(error)
    if result != Qgis.GeometryOperationResult.Success:
        raise TrackerError(
            tr("A geometry has no place in the other CRS."), tr("Check the CRS."), reason
        )
    return copy


def unit(value: Any) -> str:
    """Return the symbol of a unit of length; raises :class:`TrackerError` for another."""
    from imam_ali_tracker.claims.quantities import unit_symbol

    symbol = unit_symbol(str(value))
    if symbol not in UNITS or symbol not in length_units():
        raise TrackerError(
            tr("“{}” is not a unit of length.").format(value),
            tr("Use one of: {}.").format(", ".join(length_units())),
        )
    return symbol


def number(value: Any, name: str) -> float:
    """Return a finite number; raises :class:`TrackerError` for what is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise TrackerError(tr("“{}” must be a number, not {}.").format(name, value))
    return found


def reported_date(date: Any, precision: Any = None, zone: Any = None) -> ReportedDate | None:
    """Return the date that three columns mean, ``None`` where it is not known.

    Raises :class:`TrackerError` for what is no date.
    """
    from imam_ali_tracker.case.values import join_date

    # What the form of a new row has not filled yet is no NULL.
    date, precision, zone = (
        None if QgsVariantUtils.isNull(each) or isinstance(each, QgsUnsetAttributeValue) else each
        for each in (date, precision, zone)
    )
    if isinstance(date, QDate):
        date = QDateTime(date, QTime(0, 0))
    if date is not None and not isinstance(date, QDateTime):
        raise TrackerError(tr("“{}” is not a date.").format(date))
    return join_date(date, precision, zone)

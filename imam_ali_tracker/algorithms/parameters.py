"""Parameters, sources and sinks that several algorithms have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm
from imam_ali_tracker.algorithms.shapes import add_rows, earth_crs
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import length_units

AZIMUTH_FROM = "AZIMUTH_FROM"
AZIMUTH_TO = "AZIMUTH_TO"
NO_GEOMETRY = Qgis.WkbType.NoGeometry


def source_of(
    algorithm: TrackerAlgorithm, parameters: Parameters, name: str, context: QgsProcessingContext
) -> QgsProcessingFeatureSource:
    """Return a source of features; raises Processing's own error where it cannot be read."""
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise QgsProcessingException(algorithm.invalidSourceError(parameters, name))
    return source


def sink_of(
    algorithm: TrackerAlgorithm,
    parameters: Parameters,
    context: QgsProcessingContext,
    name: str,
    fields: QgsFields,
    *,
    kind: Qgis.WkbType = NO_GEOMETRY,
) -> tuple[QgsFeatureSink, str]:
    """Return a sink and its id; raises Processing's own error where it cannot be made."""
    crs = QgsCoordinateReferenceSystem() if kind == NO_GEOMETRY else earth_crs()
    sink, identifier = algorithm.parameterAsSink(parameters, name, context, fields, kind, crs)
    if sink is None:
        raise QgsProcessingException(algorithm.invalidSinkError(parameters, name))
    return sink, identifier


def table_output(name: str, title: str) -> QgsProcessingParameterFeatureSink:
    """Return an output without geometry, which may be left out."""
    return QgsProcessingParameterFeatureSink(
        name, title, Qgis.ProcessingSourceType.Vector, optional=True
    )


def write_table(
    algorithm: TrackerAlgorithm,
    parameters: Parameters,
    context: QgsProcessingContext,
    name: str,
    columns: Mapping[str, Sequence[Any]],
) -> str | None:
    """Write columns of text to an output, if there is to be one; return its id."""
    if not parameters.get(name):
        return None
    fields = fields_of([(column, QMetaType.Type.QString) for column in columns])
    sink, identifier = sink_of(algorithm, parameters, context, name, fields)
    features = []
    for row in zip(*columns.values()):
        feature = QgsFeature(fields)
        feature.setAttributes(list(row))
        features.append(feature)
    add_rows(sink, features)
    return identifier


def key_choice(
    name: str, title: str, keys: Sequence[str], default: str | None = None
) -> QgsProcessingParameterEnum:
    """Return the choice of one key of a list; it is optional where there is no default."""
    return QgsProcessingParameterEnum(
        name,
        title,
        list(keys),
        defaultValue=default,
        optional=default is None,
        usesStaticStrings=True,
    )


def unit_choice(name: str, title: str) -> QgsProcessingParameterEnum:
    """Return the choice of a unit of length, by its symbol."""
    return key_choice(name, title, length_units(), "km")


def number(
    name: str,
    title: str,
    default: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> QgsProcessingParameterNumber:
    """Return a number; it is optional where there is no default."""
    parameter = QgsProcessingParameterNumber(
        name, title, Qgis.ProcessingNumberParameterType.Double, default, default is None
    )
    if least is not None:
        parameter.setMinimum(least)
    if most is not None:
        parameter.setMaximum(most)
    return parameter


def given_number(
    algorithm: TrackerAlgorithm, parameters: Parameters, name: str, context: QgsProcessingContext
) -> float | None:
    """Return a number, ``None`` where none is given."""
    if parameters.get(name) in (None, ""):
        return None
    return algorithm.parameterAsDouble(parameters, name, context)


def sector_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the two azimuths of a sector."""
    titles = {AZIMUTH_FROM: tr("Sector from azimuth (°)"), AZIMUTH_TO: tr("Sector to azimuth (°)")}
    return [advanced(number(name, title, None, 0.0, 360.0)) for name, title in titles.items()]


def given_sector(
    algorithm: TrackerAlgorithm, parameters: Parameters, context: QgsProcessingContext
) -> tuple[float, float] | None:
    """Return the azimuths of a sector, ``None`` where it is a full circle.

    Raises :class:`TrackerError` where only one is given.
    """
    start = given_number(algorithm, parameters, AZIMUTH_FROM, context)
    end = given_number(algorithm, parameters, AZIMUTH_TO, context)
    if start is not None and end is not None:
        return start, end
    if start is not None or end is not None:
        raise TrackerError(tr("A sector needs both azimuths."), tr("Give both or none."))
    return None


def chosen_field(
    algorithm: TrackerAlgorithm,
    parameters: Parameters,
    context: QgsProcessingContext,
    name: str,
    source: QgsProcessingFeatureSource,
) -> str:
    """Return the name of a field, empty where none is chosen.

    Raises :class:`TrackerError` where the layer does not have it.
    """
    field = algorithm.parameterAsString(parameters, name, context)
    if field and source.fields().indexOf(field) < 0:
        raise TrackerError(
            tr("{}: the layer has no field “{}”.").format(name, field),
            tr("It has: {}.").format(", ".join(source.fields().names())),
        )
    return field


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Return the parameter, shown only on request."""
    parameter.setFlags(parameter.flags() | Qgis.ProcessingParameterFlag.Advanced)
    return parameter


def fields_of(columns: Sequence[tuple[str, QMetaType.Type]]) -> QgsFields:
    """Return fields with these names and types."""
    fields = QgsFields()
    for name, kind in columns:
        fields.append(QgsField(name, kind))
    return fields

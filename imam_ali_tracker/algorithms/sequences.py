"""Points of any layer put in order: the waypoints of lines, a line for each group."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.core import (
    NULL,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterField,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.geodesic import GeodesicAlgorithm
from imam_ali_tracker.algorithms.parameters import chosen_field
from imam_ali_tracker.algorithms.shapes import earth_crs, number_in
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.provider.shapes import on_earth, points_of

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Paths

_NOWHERE = (math.nan, math.nan)


@dataclass
class Sequence:
    """The waypoints of one line: longitude and latitude, NaN for one without a position.

    ``numbers`` has a value for each waypoint, NaN where there is none.
    """

    group: Any
    points: list[tuple[float, float]] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)

    @property
    def unplaced(self) -> int:
        """How many waypoints have no position."""
        return sum(math.isnan(lon) for lon, _ in self.points)

    def described(self) -> list[Any]:
        """Return the values of the fields that tell of the line."""
        return [self.group, len(self.points), self.unplaced]


class SequencedAlgorithm(GeodesicAlgorithm):
    """An algorithm that takes points in the order of a field, by groups."""

    ORDER = "ORDER"
    GROUP = "GROUP"

    def declare_order(self) -> None:
        """Declare the fields that order and group the points."""
        for name, title in (
            (self.ORDER, tr("Field with the order of points (where empty, that of the layer)")),
            (self.GROUP, tr("Field with the group of points (a line for each group)")),
        ):
            self.addParameter(
                QgsProcessingParameterField(
                    name, title, parentLayerParameterName=self.INPUT, optional=True
                )
            )

    def sequence_fields(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
    ) -> QgsFields:
        """Return what is told of a line: its group, its points, those without a position."""
        group = chosen_field(self, parameters, context, self.GROUP, source)
        told = QgsField("group", QMetaType.Type.QString)
        fields = QgsFields()
        fields.append(source.fields().field(group) if group else told)
        fields.append(QgsField("points", QMetaType.Type.Int))
        fields.append(QgsField("unplaced_points", QMetaType.Type.Int))
        return fields

    def read_sequences(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
        feedback: QgsProcessingFeedback,
        number: str = "",
    ) -> list[Sequence]:
        """Return the points in order, by groups; none where the run was cancelled.

        Points of equal order come in that of the layer. The values of the field ``number`` come
        along. Points without an order have no place and are left out, with a warning.
        """
        order = chosen_field(self, parameters, context, self.ORDER, source)
        group = chosen_field(self, parameters, context, self.GROUP, source)
        request = QgsFeatureRequest()
        request.setDestinationCrs(earth_crs(), context.transformContext())
        found: list[QgsFeature] = []
        without_order = 0
        for feature in source.getFeatures(request):
            if feedback.isCanceled():
                return []
            if order and _value(feature, order) is None:
                without_order += 1
            else:
                found.append(feature)
        if without_order:
            feedback.pushWarning(
                plural(
                    "{} point without a value in “{}” was left out.",
                    "{} points without a value in “{}” were left out.",
                    without_order,
                ).format(without_order, order)
            )
        if order:
            found.sort(key=lambda each: each.attribute(order))
        return _grouped(found, group, number)


def _grouped(features: list[QgsFeature], group: str, number: str) -> list[Sequence]:
    sequences: dict[Any, Sequence] = {}
    for feature in features:
        value = _value(feature, group) if group else None
        sequence = sequences.setdefault(value, Sequence(value))
        geometry = feature.geometry()
        points = points_of(geometry) if on_earth(geometry) else [_NOWHERE]
        sequence.points += points
        sequence.numbers += [number_in(feature, number) if number else math.nan] * len(points)
    return list(sequences.values())


def _value(feature: QgsFeature, name: str) -> Any:
    value = feature.attribute(name)
    return None if value == NULL else value


def paths_of(sequences: list[Sequence]) -> Paths:
    """Return the waypoints of all lines as arrays."""
    from imam_ali_tracker.geodesy.arrays import Paths

    return Paths.of(sequence.points for sequence in sequences)

"""Buffers on the ellipsoid around the features of any layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.geodesic import GeodesicAlgorithm
from imam_ali_tracker.algorithms.parameters import (
    advanced,
    chosen_field,
    fields_of,
    given_number,
    given_sector,
    sector_parameters,
    sink_of,
    source_of,
    unit_choice,
)
from imam_ali_tracker.algorithms.shapes import (
    add_features,
    feature_blocks,
    number_in,
)
from imam_ali_tracker.claims.distance_lists import Distance, Ring, parse_distances, rings_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.provider.around import Around, How, around_shapes

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Polygons

_LEAST_SEGMENTS, _MOST_SEGMENTS = 4, 3600
_FIELDS = (
    ("distance", QMetaType.Type.Double),
    ("inner_distance", QMetaType.Type.Double),
    ("unit", QMetaType.Type.QString),
    ("distance_m", QMetaType.Type.Double),
)
_POINT = Qgis.GeometryType.Point


class GeodesicBuffers(GeodesicAlgorithm):
    """Makes the areas within distances of points, lines and polygons."""

    picture = "/algorithms/mAlgorithmBuffer.svg"
    DISTANCES = "DISTANCES"
    DISTANCE_FIELD = "DISTANCE_FIELD"
    RINGS = "RINGS"
    SEGMENTS = "SEGMENTS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "geodesicbuffers"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Geodesic buffers")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Makes the areas within one or several distances of points, lines or polygons, "
            "measured on the ellipsoid (WGS 84): 300 km are 300 km on the ground, anywhere, "
            "whatever the CRS of the layer. No case is needed.\n\n"
            "Distances are written as “50, 100, 300 km”. A unit counts for the numbers before it; "
            "numbers without one are in the chosen unit. A field gives each feature a distance of "
            "its own instead. Negative distances shrink polygons.\n\n"
            "With rings every area leaves out the next smaller one, and the smallest one leaves "
            "out the polygon itself. Azimuths make sectors around points, clockwise from the one "
            "to the other.\n\n"
            "Areas that cross the antimeridian or a pole are split there. Edges of lines and "
            "polygons are straight in longitude and latitude, as QGIS draws them."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.INPUT,
                tr("Points, lines or polygons"),
                [Qgis.ProcessingSourceType.VectorAnyGeometry],
            )
        )
        self.addParameter(
            QgsProcessingParameterString(self.DISTANCES, tr("Distances"), "100 km", optional=True)
        )
        self.addParameter(unit_choice(self.UNIT, tr("Unit of numbers without one")))
        self.addParameter(
            QgsProcessingParameterField(
                self.DISTANCE_FIELD,
                tr("Field with the distance of each feature"),
                parentLayerParameterName=self.INPUT,
                type=Qgis.ProcessingFieldParameterDataType.Numeric,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.RINGS, tr("Rings between the distances"), False)
        )
        for azimuth in sector_parameters():
            self.addParameter(azimuth)
        segments = QgsProcessingParameterNumber(
            self.SEGMENTS,
            tr("Edges of a circle"),
            Qgis.ProcessingNumberParameterType.Integer,
            64,
            minValue=_LEAST_SEGMENTS,
            maxValue=_MOST_SEGMENTS,
        )
        self.addParameter(advanced(segments))
        self.declare_tolerance(tr("Tolerance of the edge (m), instead of a number of edges"))
        kind = Qgis.ProcessingSourceType.VectorPolygon
        self.declare_output(tr("Buffers"), kind, tr("Number of areas"))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Make the areas and return the output."""
        source = source_of(self, parameters, self.INPUT, context)
        how = self._how(parameters, context, source)
        rings_of = self._rings_of(parameters, context, source)
        fields = QgsProcessingUtils.combineFields(source.fields(), fields_of(_FIELDS))
        sink, output = sink_of(
            self, parameters, context, self.OUTPUT, fields, kind=Qgis.WkbType.MultiPolygon
        )
        count = without_extent = 0
        for block in feature_blocks(source, context, feedback):
            for features in _by_kind(block):
                around = around_shapes([each.geometry() for each in features], how)
                for rings in rings_of(features):
                    if feedback.isCanceled():
                        break
                    empty = add_features(sink, _areas(around, rings), _rows(features, rings))
                    count, without_extent = count + len(rings) - empty, without_extent + empty
        if without_extent:
            feedback.pushWarning(
                plural(
                    "{} area is left out: no usable distance, or nothing remains.",
                    "{} areas are left out: no usable distance, or nothing remains.",
                    without_extent,
                ).format(without_extent)
            )
        return {self.OUTPUT: output, self.COUNT: count}

    def _how(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
    ) -> How:
        """Return what holds for all areas; raises :class:`TrackerError` for half a sector."""
        sector = given_sector(self, parameters, context)
        if sector is not None and QgsWkbTypes.geometryType(source.wkbType()) != _POINT:
            raise TrackerError(
                tr("Sectors are made around points only."),
                tr("Leave the azimuths out, or take a point layer."),
            )
        segments = self.parameterAsInt(parameters, self.SEGMENTS, context)
        tolerance = given_number(self, parameters, self.TOLERANCE, context)
        return How(segments, tolerance, sector)

    def _rings_of(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
    ) -> Callable[[Sequence[QgsFeature]], list[list[Ring]]]:
        """Return what gives the rings of some features: for each ring a list, one a feature."""
        unit = self.parameterAsEnumString(parameters, self.UNIT, context)
        field = chosen_field(self, parameters, context, self.DISTANCE_FIELD, source)
        if field:
            return lambda features: [
                [Ring(Distance(number_in(each, field), unit)) for each in features]
            ]
        rings = self._rings(parameters, context, source, unit)
        return lambda features: [[ring] * len(features) for ring in rings]

    def _rings(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
        unit: str,
    ) -> list[Ring]:
        """Return what each feature gets; raises :class:`TrackerError` for bad distances."""
        distances = parse_distances(
            self.parameterAsString(parameters, self.DISTANCES, context), unit
        )
        wanted = self.parameterAsBool(parameters, self.RINGS, context)
        polygons = QgsWkbTypes.geometryType(source.wkbType()) == Qgis.GeometryType.Polygon
        for each in distances:
            if each.value == 0 or (each.value < 0 and (wanted or not polygons)):
                raise TrackerError(
                    tr("{:g} {} is not a distance for these buffers.").format(*each),
                    tr("Only polygons can be shrunk, without rings, by a negative distance."),
                )
        return rings_of(distances, between=wanted)


def _by_kind(features: Sequence[QgsFeature]) -> list[list[QgsFeature]]:
    """Return the features of each kind of geometry that buffers are made around."""
    kinds = (_POINT, Qgis.GeometryType.Line, Qgis.GeometryType.Polygon)
    found = [[each for each in features if each.geometry().type() == kind] for kind in kinds]
    return [features for features in found if features]


def _areas(around: Around, rings: Sequence[Ring]) -> Polygons:
    inner = [ring.inner.metres for ring in rings if ring.inner is not None]
    return around([ring.outer.metres for ring in rings], inner or None)


def _rows(features: Sequence[QgsFeature], rings: Sequence[Ring]) -> list[list[Any]]:
    return [[*each.attributes(), *_stated(ring)] for each, ring in zip(features, rings)]


def _stated(ring: Ring) -> list[Any]:
    """Return the values of the fields; both distances are in the unit of the outer one."""
    value, unit = ring.outer
    return [None if math.isnan(value) else value, ring.inner_value, unit, ring.outer.metres]

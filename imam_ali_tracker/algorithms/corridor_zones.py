"""Zones of a width around lines, or around geodesics through points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.parameters import (
    advanced,
    chosen_field,
    fields_of,
    given_number,
    number,
    sink_of,
    source_of,
    unit_choice,
)
from imam_ali_tracker.algorithms.sequences import SequencedAlgorithm, paths_of
from imam_ali_tracker.algorithms.shapes import add_features, feature_blocks, number_in
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.units import from_si, to_si
from imam_ali_tracker.provider.shapes import lines_of

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Lines, Paths, Polygons

Widths = Sequence[Sequence[float]]
"""Full widths in metres: one for each line, or one for each of its waypoints."""

_AT_ONCE = 100
_FIELDS = (
    ("width", QMetaType.Type.Double),
    ("width_unit", QMetaType.Type.QString),
    ("widest_m", QMetaType.Type.Double),
    ("narrowest_m", QMetaType.Type.Double),
)


class CorridorZones(SequencedAlgorithm):
    """Makes the areas within half a width of lines."""

    picture = "/algorithms/mAlgorithmLineToPolygon.svg"
    needs = ("pyproj", "shapely")
    WIDTH = "WIDTH"
    WIDTH_FIELD = "WIDTH_FIELD"
    GEODESIC = "GEODESIC"
    ROUND_ENDS = "ROUND_ENDS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "corridorzones"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Corridor zones around lines or points")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Makes zones of a stated full width, half of it on either side, measured on the "
            "ground (WGS 84), around the lines of any layer or around geodesics through the "
            "points of any layer, in the order of a field and a zone for each group. No case is "
            "needed.\n\n"
            "A field gives each line, or each point, a width of its own; between points it changes "
            "evenly along the way. Lines are taken as QGIS draws them, straight in longitude and "
            "latitude, or their vertices are joined by geodesics where that is chosen. Square ends "
            "need geodesics.\n\n"
            "What has no usable width (more than 0, at most 10,000 km) is left out and counted."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        kinds = [Qgis.ProcessingSourceType.VectorLine, Qgis.ProcessingSourceType.VectorPoint]
        self.addParameter(
            QgsProcessingParameterFeatureSource(self.INPUT, tr("Lines or points"), kinds)
        )
        self.addParameter(number(self.WIDTH, tr("Full width"), 10.0, 0.0))
        self.addParameter(unit_choice(self.UNIT, tr("Unit of widths")))
        self.addParameter(
            QgsProcessingParameterField(
                self.WIDTH_FIELD,
                tr("Field with the width of each line or at each point"),
                parentLayerParameterName=self.INPUT,
                type=Qgis.ProcessingFieldParameterDataType.Numeric,
                optional=True,
            )
        )
        self.declare_order()
        for name, title, default in (
            (self.GEODESIC, tr("Join the vertices of lines by geodesics"), False),
            (self.ROUND_ENDS, tr("Round ends"), True),
        ):
            self.addParameter(advanced(QgsProcessingParameterBoolean(name, title, default)))
        self.declare_tolerance(tr("Tolerance of the edge (m)"))
        kind = Qgis.ProcessingSourceType.VectorPolygon
        self.declare_output(tr("Corridor zones"), kind, tr("Number of zones"))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Make the zones and return the output."""
        source = source_of(self, parameters, self.INPUT, context)
        points = QgsWkbTypes.geometryType(source.wkbType()) == Qgis.GeometryType.Point
        batches = self._point_batches if points else self._line_batches
        told = self.sequence_fields(parameters, context, source) if points else source.fields()
        fields = QgsProcessingUtils.combineFields(told, fields_of(_FIELDS))
        sink, output = sink_of(
            self, parameters, context, self.OUTPUT, fields, kind=Qgis.WkbType.MultiPolygon
        )
        unit = self.parameterAsEnumString(parameters, self.UNIT, context)
        count = without = 0
        for batch in batches(parameters, context, source, feedback):
            if feedback.isCanceled():
                break
            widths = [_usable(values, unit) for values in batch.widths]
            stated = [_stated(values, unit) for values in widths]
            rows = [[*row, *width] for row, width in zip(batch.rows, stated)]
            empty = add_features(sink, batch.zones(widths), rows)
            count, without = count + len(rows) - empty, without + empty
        if without:
            feedback.pushWarning(
                plural(
                    "{} zone is left out: no usable width, or no positions.",
                    "{} zones are left out: no usable width, or no positions.",
                    without,
                ).format(without)
            )
        return {self.OUTPUT: output, self.COUNT: count}

    def _width(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
    ) -> tuple[str, float, float | None]:
        """Return the field of widths, the width for all, and the tolerance."""
        return (
            chosen_field(self, parameters, context, self.WIDTH_FIELD, source),
            self.parameterAsDouble(parameters, self.WIDTH, context),
            given_number(self, parameters, self.TOLERANCE, context),
        )

    def _point_batches(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
        feedback: QgsProcessingFeedback,
    ) -> Iterator[_Batch]:
        from imam_ali_tracker.geodesy.zones import corridor_zones

        field, width, tolerance = self._width(parameters, context, source)
        round_ends = self.parameterAsBool(parameters, self.ROUND_ENDS, context)
        sequences = self.read_sequences(parameters, context, source, feedback, field)
        for start in range(0, len(sequences), _AT_ONCE):
            if feedback.isCanceled():
                return
            several = sequences[start : start + _AT_ONCE]
            paths = paths_of(several)

            def zones(widths: Widths, paths: Paths = paths) -> Polygons:
                flat = [value for values in widths for value in values]
                return corridor_zones(paths, flat, tolerance_m=tolerance, round_ends=round_ends)

            numbers = [each.numbers if field else [width] * len(each.points) for each in several]
            yield _Batch([each.described() for each in several], numbers, zones)
            feedback.setProgress(100.0 * (start + len(several)) / len(sequences))

    def _line_batches(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
        feedback: QgsProcessingFeedback,
    ) -> Iterator[_Batch]:
        field, width, tolerance = self._width(parameters, context, source)
        round_ends = self.parameterAsBool(parameters, self.ROUND_ENDS, context)
        geodesic = self.parameterAsBool(parameters, self.GEODESIC, context)
        if not round_ends and not geodesic:
            raise TrackerError(
                tr("Zones around lines as they are drawn have round ends."),
                tr("Join the vertices by geodesics, or leave the ends round."),
            )
        make = _around_geodesics if geodesic else _around_drawn
        for block in feature_blocks(source, context, feedback):
            for start in range(0, len(block), _AT_ONCE):
                if feedback.isCanceled():
                    return
                several = block[start : start + _AT_ONCE]
                lines = lines_of(each.geometry() for each in several)
                numbers = [[number_in(each, field) if field else width] for each in several]
                zones = partial(make, lines, tolerance_m=tolerance, round_ends=round_ends)
                yield _Batch([each.attributes() for each in several], numbers, zones)


class _Batch(NamedTuple):
    """Some lines: attributes, widths as they are stated, and what makes zones of metres."""

    rows: list[list[Any]]
    widths: list[list[float]]
    zones: Callable[[Widths], Polygons]


def _usable(values: list[float], unit: str) -> list[float]:
    """Return widths in metres, NaN all of them where one cannot be used."""
    from imam_ali_tracker.geodesy.zones import WIDEST_M

    widths = [to_si(value, unit) for value in values]
    good = all(0.0 < width <= WIDEST_M for width in widths)
    return widths if good else [math.nan] * len(widths)


def _stated(widths: list[float], unit: str) -> list[Any]:
    """Return the values of the fields; the width is that of the whole zone, if it has one."""
    narrowest, widest = min(widths), max(widths)
    whole = round(from_si(widest, unit), 9) if narrowest == widest else None
    return [whole, unit, widest, narrowest]


def _around_drawn(
    lines: Lines, widths: Widths, *, tolerance_m: float | None, round_ends: bool
) -> Polygons:
    from imam_ali_tracker.geodesy.buffers import line_buffers

    del round_ends  # lines as they are drawn have no other ends
    return line_buffers(lines, [values[0] / 2 for values in widths], tolerance_m=tolerance_m)


def _around_geodesics(
    lines: Lines, widths: Widths, *, tolerance_m: float | None, round_ends: bool
) -> Polygons:
    """Return the zones around geodesics through the vertices; parts are not joined."""
    import numpy as np

    from imam_ali_tracker.geodesy.arrays import Paths
    from imam_ali_tracker.geodesy.zones import corridor_zones

    apart = np.full((1, 2), np.nan)
    paths = []
    for first, last in zip(lines.features[:-1].tolist(), lines.features[1:].tolist()):
        ends = lines.parts[first : last + 1].tolist()
        pieces = [[lines.coords[start:end], apart] for start, end in zip(ends[:-1], ends[1:])]
        paths.append(np.concatenate([piece for pair in pieces for piece in pair][:-1]))
    return corridor_zones(
        Paths.of(paths),
        [values[0] for values in widths],
        tolerance_m=tolerance_m,
        round_ends=round_ends,
    )

"""Geodesic lines through the points of any layer."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsField,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.parameters import sink_of, source_of
from imam_ali_tracker.algorithms.sequences import SequencedAlgorithm, paths_of
from imam_ali_tracker.algorithms.shapes import add_features
from imam_ali_tracker.core.i18n import plural, tr

_AT_ONCE = 500


class CorridorLines(SequencedAlgorithm):
    """Joins points in order by the shortest lines on the ellipsoid."""

    picture = "/mActionCaptureLine.svg"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "corridorlines"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Corridor lines through points")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Joins the points of any layer, in the order of a field and a line for each group, by "
            "geodesics: the shortest lines on the ellipsoid (WGS 84), drawn with as many vertices "
            "as the tolerance asks for and split at the antimeridian. The length is that of the "
            "line on the ground. No case is needed.\n\n"
            "A point without a position interrupts its line, because nobody says where it went; "
            "such points are counted. A group with less than two points with positions one after "
            "the other has no line."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.INPUT, tr("Points"), [Qgis.ProcessingSourceType.VectorPoint]
            )
        )
        self.declare_order()
        self.declare_tolerance(tr("How far a line may be from the geodesic (m)"), 10.0)
        kind = Qgis.ProcessingSourceType.VectorLine
        self.declare_output(tr("Corridor lines"), kind, tr("Number of lines"))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Make the lines and return the output."""
        from imam_ali_tracker.geodesy.corridors import corridor_lines
        from imam_ali_tracker.geodesy.measure import line_lengths

        source = source_of(self, parameters, self.INPUT, context)
        fields = self.sequence_fields(parameters, context, source)
        fields.append(QgsField("length_m", QMetaType.Type.Double))
        sink, output = sink_of(
            self, parameters, context, self.OUTPUT, fields, kind=Qgis.WkbType.MultiLineString
        )
        sequences = self.read_sequences(parameters, context, source, feedback)
        tolerance = self.parameterAsDouble(parameters, self.TOLERANCE, context)
        count = without = 0
        for start in range(0, len(sequences), _AT_ONCE):
            if feedback.isCanceled():
                break
            several = sequences[start : start + _AT_ONCE]
            lines = corridor_lines(paths_of(several), tolerance_m=tolerance)
            lengths = line_lengths(lines).tolist()
            rows = [[*each.described(), length] for each, length in zip(several, lengths)]
            empty = add_features(sink, lines, rows)
            count, without = count + len(rows) - empty, without + empty
            feedback.setProgress(100.0 * (start + len(several)) / len(sequences))
        if without:
            feedback.pushWarning(
                plural(
                    "{} group has no line: too few points with positions.",
                    "{} groups have no line: too few points with positions.",
                    without,
                ).format(without)
            )
        return {self.OUTPUT: output, self.COUNT: count}

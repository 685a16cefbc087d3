"""What the geodesic algorithms have in common: they work on any layer, without a case."""

from __future__ import annotations

from qgis.core import Qgis, QgsProcessingOutputNumber, QgsProcessingParameterFeatureSink

from imam_ali_tracker.algorithms.base import TrackerAlgorithm
from imam_ali_tracker.algorithms.parameters import advanced, number

_FINEST_TOLERANCE_M = 0.001


class GeodesicAlgorithm(TrackerAlgorithm):
    """An algorithm that makes lines or areas of the features of any layer."""

    needs: tuple[str, ...] = ("pyproj",)
    INPUT = "INPUT"
    UNIT = "UNIT"
    TOLERANCE = "TOLERANCE"
    OUTPUT = "OUTPUT"
    COUNT = "COUNT"

    def groupId(self) -> str:
        """Return the id of the group."""
        return "geodesy"

    def declare_tolerance(self, title: str, default: float | None = None) -> None:
        """Declare how far an edge may be from where it should be, in metres."""
        self.addParameter(advanced(number(self.TOLERANCE, title, default, _FINEST_TOLERANCE_M)))

    def declare_output(self, title: str, kind: Qgis.ProcessingSourceType, count: str) -> None:
        """Declare the layer that is made, and how many features it has."""
        self.addParameter(QgsProcessingParameterFeatureSink(self.OUTPUT, title, kind))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, count))

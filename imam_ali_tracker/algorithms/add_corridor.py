"""Lay a corridor through sites of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import given_number, key_choice, number, unit_choice
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case


class AddCorridor(CaseAlgorithm):
    """Adds a corridor and its waypoints to a case."""

    picture = "/mActionCaptureLine.svg"
    needs = ("pyproj",)
    NAME = "NAME"
    WAYPOINTS = "WAYPOINTS"
    KIND = "KIND"
    STATUS = "STATUS"
    WIDTH = "WIDTH"
    UNIT = "UNIT"
    SOURCE = "SOURCE"
    COUNT = "COUNT"
    LENGTH_M = "LENGTH_M"
    UUID = "UUID"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "addcorridor"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Add corridor to case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Lays a corridor through sites of a case, in the order given: names or uuids, one a "
            "line or with semicolons between them. Its line consists of geodesics and follows the "
            "sites wherever these go. With a width it has a zone too.\n\n"
            "Where no report gives the course, the status says that it is drawn for comparison. A "
            "site without a position interrupts the line. The length is that of the line on the "
            "ground, and is not given where a position is missing.\n\n"
            "A corridor of the same name is not added again."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(QgsProcessingParameterString(self.NAME, tr("Name of the corridor")))
        self.addParameter(
            QgsProcessingParameterString(
                self.WAYPOINTS, tr("Names or uuids of sites, in order"), multiLine=True
            )
        )
        self.addParameter(key_choice(self.KIND, tr("Kind"), keys("corridor_kind"), "unknown"))
        self.addParameter(
            key_choice(self.STATUS, tr("Status"), keys("corridor_status"), "construct")
        )
        self.addParameter(number(self.WIDTH, tr("Full width"), None, 0.0))
        self.addParameter(unit_choice(self.UNIT, tr("Unit of the width")))
        self.addParameter(QgsProcessingParameterString(self.SOURCE, tr("Source"), optional=True))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Number of waypoints")))
        self.addOutput(QgsProcessingOutputNumber(self.LENGTH_M, tr("Length (m)")))
        self.addOutput(QgsProcessingOutputString(self.UUID, tr("Uuid of the corridor")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Add the corridor and return its uuid."""
        from imam_ali_tracker.case.changes import new_uuid
        from imam_ali_tracker.case.courses import new_corridor

        corridor = self._corridor(parameters, context)
        corridor["uuid"] = new_uuid()
        with self.case_to_write(parameters, context) as case:
            sites = self._sites(parameters, context, case, corridor["name"])
            stop_if_cancelled(feedback)
            case.apply(new_corridor(corridor, [{"site": site} for site in sites]))
            length = _length(case, sites)
        if length is None:
            feedback.pushWarning(tr("A site has no position: the line is interrupted there."))
        else:
            feedback.pushInfo(tr("Length of the line: {:,.1f} km").format(length / 1000))
        return {self.UUID: corridor["uuid"], self.COUNT: len(sites), self.LENGTH_M: length}

    def _corridor(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Any]:
        name = self.parameterAsString(parameters, self.NAME, context).strip()
        width = given_number(self, parameters, self.WIDTH, context)
        unit = self.parameterAsEnumString(parameters, self.UNIT, context)
        return {
            "name": name,
            "kind": self.parameterAsEnumString(parameters, self.KIND, context),
            "status": self.parameterAsEnumString(parameters, self.STATUS, context),
            "width": width,
            "width_unit": None if width is None else unit,
            "source": self.parameterAsString(parameters, self.SOURCE, context) or None,
        }

    def _sites(
        self, parameters: Parameters, context: QgsProcessingContext, case: Case, name: str
    ) -> list[str]:
        """Return uuids in order; raises :class:`TrackerError` where they are no corridor."""
        from imam_ali_tracker.case.courses import check_course, check_name
        from imam_ali_tracker.case.lookup import Lookup, split_names

        check_name(name, Lookup(case, "corridors").names.values())
        lookup = Lookup(case, "sites")
        texts = split_names(self.parameterAsString(parameters, self.WAYPOINTS, context))
        sites = lookup.uuids(texts)
        check_course(sites, lookup.names)
        return sites


def _length(case: Case, sites: list[str]) -> float | None:
    """Return the length in metres of the line through sites, ``None`` where one is unplaced."""
    from imam_ali_tracker.geodesy.arrays import Paths
    from imam_ali_tracker.geodesy.measure import path_lengths
    from imam_ali_tracker.provider.shapes import points_of

    positions = {row["uuid"]: row["geometry"] for row in case.rows("sites", uuids=set(sites))}
    if None in positions.values():
        return None
    path = [points_of(positions[site])[0] for site in sites]
    return float(path_lengths(Paths.of([path]))[0])

"""Put buffers around sites or corridors of a case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import (
    advanced,
    given_number,
    given_sector,
    key_choice,
    number,
    sector_parameters,
    unit_choice,
)
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.case.new_buffers import COLUMN_OF, check_sector, new_buffers
from imam_ali_tracker.claims.distance_lists import Ring, not_a_size, parse_distances, rings_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import keys

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case


class AddBuffers(CaseAlgorithm):
    """Adds rows to the buffers of a case."""

    picture = "/mActionAddRing.svg"
    AROUND = "AROUND"
    NAMES = "NAMES"
    EXPRESSION = "EXPRESSION"
    DISTANCES = "DISTANCES"
    UNIT = "UNIT"
    RINGS = "RINGS"
    COMPARATOR = "COMPARATOR"
    LABEL = "LABEL"
    SOURCE = "SOURCE"
    TOLERANCE = "TOLERANCE"
    ADDED = "ADDED"
    KNOWN = "KNOWN"
    UUIDS = "UUIDS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "addbuffers"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Add buffers to case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Puts buffers around sites or corridors of a case, in the unit that the report uses. "
            "They are rows of the table of buffers; the areas follow the sites wherever these "
            "go.\n\n"
            "Sites or corridors are given by name or uuid, one a line or with semicolons between "
            "them, or by an expression over their fields, or both. Distances are written as “50, "
            "100, 300 km”.\n\n"
            "A buffer that the case has already is not added again. All are added or none."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(key_choice(self.AROUND, tr("Around"), list(COLUMN_OF), "sites"))
        self.addParameter(
            QgsProcessingParameterString(
                self.NAMES, tr("Names or uuids"), multiLine=True, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                self.EXPRESSION, tr("Expression that chooses them"), optional=True
            )
        )
        self.addParameter(QgsProcessingParameterString(self.DISTANCES, tr("Distances")))
        self.addParameter(unit_choice(self.UNIT, tr("Unit of numbers without one")))
        self.addParameter(
            QgsProcessingParameterBoolean(self.RINGS, tr("Rings between the distances"), False)
        )
        self.addParameter(
            key_choice(self.COMPARATOR, tr("Comparator of the report"), keys("comparator"))
        )
        self.addParameter(QgsProcessingParameterString(self.LABEL, tr("Label"), optional=True))
        self.addParameter(QgsProcessingParameterString(self.SOURCE, tr("Source"), optional=True))
        for azimuth in sector_parameters():
            self.addParameter(azimuth)
        self.addParameter(
            advanced(number(self.TOLERANCE, tr("Tolerance of the edge (m)"), None, 0.0))
        )
        self.addOutput(QgsProcessingOutputNumber(self.ADDED, tr("Buffers added")))
        self.addOutput(QgsProcessingOutputNumber(self.KNOWN, tr("Buffers known already")))
        self.addOutput(QgsProcessingOutputString(self.UUIDS, tr("Uuids of the buffers added")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Add the buffers and return how many were new."""
        from imam_ali_tracker.case.changes import ChangeSet

        table = self.parameterAsEnumString(parameters, self.AROUND, context)
        rings = self._rings(parameters, context)
        common = self._common(parameters, context, table)
        with self.case_to_write(parameters, context) as case:
            around = self._chosen(parameters, context, case, table)
            targets = [(table, uuid) for uuid in around]
            rows = new_buffers(
                targets, [ring.columns for ring in rings], common, case.rows("buffers")
            )
            stop_if_cancelled(feedback)
            case.apply(ChangeSet(inserts={"buffers": rows}), partial(stop_if_cancelled, feedback))
        total = len(around) * len(rings)
        feedback.pushInfo(
            plural(
                "{} buffer added, {} known already", "{} buffers added, {} known already", len(rows)
            ).format(len(rows), total - len(rows))
        )
        return {
            self.ADDED: len(rows),
            self.KNOWN: total - len(rows),
            self.UUIDS: ";".join(row["uuid"] for row in rows),
        }

    def _rings(self, parameters: Parameters, context: QgsProcessingContext) -> list[Ring]:
        """Return the sizes; raises :class:`TrackerError` for one that is not more than 0."""
        unit = self.parameterAsEnumString(parameters, self.UNIT, context)
        text = self.parameterAsString(parameters, self.DISTANCES, context)
        distances = parse_distances(text, unit)
        for each in distances:
            if each.value <= 0:
                raise not_a_size(each)
        between = self.parameterAsBool(parameters, self.RINGS, context)
        return rings_of(distances, between=between)

    def _common(
        self, parameters: Parameters, context: QgsProcessingContext, table: str
    ) -> dict[str, Any]:
        """Return what all rows state; raises :class:`TrackerError` for half a sector."""
        sector = given_sector(self, parameters, context)
        start, end = sector or (None, None)
        check_sector(start, end, [table])
        return {
            "azimuth_from": start,
            "azimuth_to": end,
            "comparator": self.parameterAsEnumString(parameters, self.COMPARATOR, context) or None,
            "label": self.parameterAsString(parameters, self.LABEL, context) or None,
            "source": self.parameterAsString(parameters, self.SOURCE, context) or None,
            "tolerance_m": given_number(self, parameters, self.TOLERANCE, context),
        }

    def _chosen(
        self, parameters: Parameters, context: QgsProcessingContext, case: Case, table: str
    ) -> list[str]:
        """Return uuids, each once; raises :class:`TrackerError` where nothing is chosen."""
        found = self.chosen_rows(parameters, context, case, table, (self.NAMES, self.EXPRESSION))
        if found is None:
            raise TrackerError(
                tr("Nothing is chosen to put buffers around."),
                tr("Give names or uuids, or an expression; TRUE chooses all."),
            )
        return found

"""Take back what was attached."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr


class DetachReports(CaseAlgorithm):
    """Removes citations in one step."""

    picture = "/mActionUnlink.svg"
    CITATIONS = "CITATIONS"
    REMOVED = "REMOVED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "detachreports"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Detach reports")

    def groupId(self) -> str:
        """Return the id of the group."""
        return "reports"

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Removes citations, such as those that a run of “Attach reports” has made: give what "
            "it returned as CITATIONS. All are removed, or none. Reports and features stay; a "
            "claim that refers to a citation stays, without it."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterString(
                self.CITATIONS, tr("Citations (uuids, separated by blanks)"), multiLine=True
            )
        )
        self.addOutput(QgsProcessingOutputNumber(self.REMOVED, tr("Citations removed")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Remove the citations and return how many they were."""
        from imam_ali_tracker.case.attaching import detach

        given = self.parameterAsString(parameters, self.CITATIONS, context)
        uuids = list(dict.fromkeys(given.replace(";", " ").replace(",", " ").split()))
        if not uuids:
            raise TrackerError(tr("No citation is given."), tr("Give the uuids of citations."))
        with self.case_to_write(parameters, context) as case:
            stop_if_cancelled(feedback)
            detach(case, uuids)
        feedback.pushInfo(
            plural("{} citation removed", "{} citations removed", len(uuids)).format(len(uuids))
        )
        return {self.REMOVED: len(uuids)}

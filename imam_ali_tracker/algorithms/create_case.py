"""Create an empty case."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm, stop_if_cancelled
from imam_ali_tracker.core.i18n import tr


class CreateCase(TrackerAlgorithm):
    """Makes the tables of a case in a new GeoPackage."""

    picture = "/mActionFileNew.svg"
    TITLE = "TITLE"
    MARKING = "MARKING"
    CONTACT = "CONTACT"
    OUTPUT = "OUTPUT"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "createcase"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Create case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Creates an empty case: a GeoPackage with the tables for tracked sites, corridors, "
            "buffers, observations, reports, citations and claims. An existing file is left alone "
            "and reported as an error."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(QgsProcessingParameterString(self.TITLE, tr("Title of the case")))
        self.addParameter(
            QgsProcessingParameterString(
                self.MARKING, tr("Marking printed on briefings"), optional=True
            )
        )
        self.addParameter(QgsProcessingParameterString(self.CONTACT, tr("Contact"), optional=True))
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("Case"), tr("Cases (*.gpkg)"))
        )

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Create the case and return its path."""
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.case.store import Case

        path = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        location = CaseLocation.parse(path)
        stop_if_cancelled(feedback)
        Case.create(
            location,
            title=self.parameterAsString(parameters, self.TITLE, context),
            marking=self.parameterAsString(parameters, self.MARKING, context),
            contact=self.parameterAsString(parameters, self.CONTACT, context),
        ).close()
        feedback.pushInfo(tr("Created {}").format(location))
        return {self.OUTPUT: path}

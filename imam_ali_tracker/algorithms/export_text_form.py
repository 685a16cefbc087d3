"""Write the text form of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm
from imam_ali_tracker.core.i18n import tr


class ExportTextForm(TrackerAlgorithm):
    """Writes a case as a folder of GeoJSON and CSV files."""

    CASE = "CASE"
    OUTPUT = "OUTPUT"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "exporttextform"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Write text form of case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Writes a case as a folder of GeoJSON and CSV files for version control and review: "
            "one row a line, in a stable order. Exporting the same case again gives the same bytes."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterString(
                self.CASE, tr("Case (path of the GeoPackage or PostgreSQL connection)")
            )
        )
        self.addParameter(
            QgsProcessingParameterFolderDestination(self.OUTPUT, tr("Folder of the text form"))
        )

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Write the text form and return its folder."""
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.case.store import Case
        from imam_ali_tracker.case.text_form import export_case

        location = CaseLocation.parse(self.parameterAsString(parameters, self.CASE, context))
        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        with Case.open(location, read_only=True) as case:
            export_case(case, Path(folder))
        feedback.pushInfo(tr("Wrote the text form of {} to {}").format(location, folder))
        return {self.OUTPUT: folder}

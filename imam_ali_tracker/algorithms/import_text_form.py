"""Build a case from its text form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm, stop_if_cancelled
from imam_ali_tracker.core.i18n import tr


class ImportTextForm(TrackerAlgorithm):
    """Reads a folder of GeoJSON and CSV files into a new case."""

    picture = "/mActionSharingImport.svg"
    INPUT = "INPUT"
    OUTPUT = "OUTPUT"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "importtextform"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Build case from text form")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Builds a case in a new GeoPackage from its text form: a folder of GeoJSON and CSV "
            "files, as it is kept in version control. Nothing is lost in either direction."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterFile(
                self.INPUT,
                tr("Folder of the text form"),
                behavior=QgsProcessingParameterFile.Behavior.Folder,
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("Case"), tr("Cases (*.gpkg)"))
        )

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Build the case and return its path."""
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.case.text_form import import_case

        folder = Path(self.parameterAsFile(parameters, self.INPUT, context))
        path = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        location = CaseLocation.parse(path)
        stop_if_cancelled(feedback)
        import_case(folder, location).close()
        feedback.pushInfo(tr("Built {} from {}").format(location, folder))
        return {self.OUTPUT: path}

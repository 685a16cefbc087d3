"""Write the text form of a case."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFolderDestination,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.i18n import tr


class ExportTextForm(CaseAlgorithm):
    """Writes a case as a folder of GeoJSON and CSV files."""

    picture = "/mActionSharingExport.svg"
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
        self.declare_case()
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
        from imam_ali_tracker.case.text_form import export_case

        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        go_on = partial(stop_if_cancelled, feedback)
        with self.case_to_read(parameters, context) as case, case.reading(go_on):
            export_case(case, Path(folder))
            where = case.location.label
        feedback.pushInfo(tr("Wrote the text form of {} to {}").format(where, folder))
        return {self.OUTPUT: folder}

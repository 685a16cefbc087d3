"""Load a case into a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProject,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


class LoadCase(CaseAlgorithm):
    """Adds the layers of a case to the open project, or to a project file."""

    picture = "/mActionAddLayer.svg"
    PROJECT = "PROJECT"
    OUTPUT = "OUTPUT"
    ADDED = "ADDED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "loadcase"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Load case into project")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Adds the layers of a case to the open project: grouped, styled, with forms, map tips "
            "and relations. With a project file and an output it reads that project, adds the "
            "layers and saves it under the output's name instead. Loading twice changes nothing, "
            "and nothing else in the project changes."
        )

    def flags(self) -> Qgis.ProcessingAlgorithmFlag:
        """Run on the main thread: a project belongs to it."""
        return super().flags() | Qgis.ProcessingAlgorithmFlag.NoThreading

    def declare(self) -> None:
        """Declare the parameters."""
        projects = tr("QGIS projects (*.qgz *.qgs)")
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterFile(
                self.PROJECT, tr("Project to read"), optional=True, fileFilter=projects
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, tr("Project to save"), projects, optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputNumber(self.ADDED, tr("Layers added")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Load the case and return how many layers were added."""
        from imam_ali_tracker.project.loader import load_case

        location = self.location(parameters, context)
        stop_if_cancelled(feedback)
        source = self.parameterAsFile(parameters, self.PROJECT, context)
        output = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if not source and not output:
            project = present(context.project() or QgsProject.instance())
            added = load_case(location, project).added
        else:
            added = _load_into_file(location, source, output)
        feedback.pushInfo(
            plural("{} layer added", "{} layers added", len(added)).format(len(added))
        )
        return {self.ADDED: len(added), self.OUTPUT: output}


def _load_into_file(location: CaseLocation, source: str, output: str) -> tuple[str, ...]:
    from imam_ali_tracker.project.loader import load_case

    if not output:
        raise TrackerError(
            tr("A project to read was given, but no project to save."),
            tr("Give the name under which the project is to be saved."),
        )
    project = QgsProject()
    if source and not project.read(source):
        raise TrackerError(
            tr("The project {} cannot be read.").format(source), details=project.error()
        )
    added = load_case(location, project).added
    if not project.write(output):
        raise TrackerError(
            tr("The project cannot be saved as {}.").format(output), details=project.error()
        )
    return added

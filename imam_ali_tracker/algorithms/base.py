"""What the algorithms have in common: naming, icon, groups, and errors that read well."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsFeedback,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.requirements import require

Parameters = dict[Optional[str], Any]
"""What Processing hands to an algorithm: parameter name → value."""


def stop_if_cancelled(feedback: QgsFeedback) -> None:
    """Raise :class:`TrackerError` where the analyst has cancelled."""
    if feedback.isCanceled():
        raise cancelled()


class TrackerAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of this plugin; subclasses implement ``declare`` and ``run_algorithm``.

    ``needs`` names the libraries without which it cannot run, and which QGIS may lack; ``picture``
    is the icon of QGIS's theme that the toolbox shows.
    """

    needs: tuple[str, ...] = ()
    picture = ""

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Return a fresh copy, as Processing asks for one run."""
        return type(self)()

    def icon(self) -> QIcon:
        """Return the icon in the toolbox and in models."""
        return QgsApplication.getThemeIcon(self.picture)

    def svgIconPath(self) -> str:
        """Return the file of the icon, which models draw at any size."""
        return QgsApplication.iconPath(self.picture.lstrip("/"))

    def groupId(self) -> str:
        """Return the id of the group, which is stable across languages."""
        return "case"

    def group(self) -> str:
        """Return the title of the group in the toolbox."""
        titles = {
            "case": tr("Case"),
            "reports": tr("Reports"),
            "geodesy": tr("Geodesy"),
            "claims": tr("Claims"),
        }
        return titles[self.groupId()]

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:  # noqa: ARG002
        """Declare the parameters; none of our algorithms is configurable."""
        self.declare()

    def processAlgorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback | None,
    ) -> dict[str, Any]:
        """Run, with the plugin's errors turned into Processing's."""
        told = present(feedback)
        try:
            for library in self.needs:
                require(library)
            return self.run_algorithm(parameters, context, told)
        except TrackerError as error:
            if error.details:
                told.pushDebugInfo(error.details)
            raise QgsProcessingException(str(error)) from error

    def declare(self) -> None:
        """Declare parameters and outputs."""
        raise NotImplementedError

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Do the work and return the outputs; raises :class:`TrackerError`."""
        raise NotImplementedError

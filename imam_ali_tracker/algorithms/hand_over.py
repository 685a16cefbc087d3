"""Hand a case over to people without this plugin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.parameters import advanced
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.project.hand_over import Words

_FORMATS = ("kml", "geojson", "csv", "text")


class HandOver(CaseAlgorithm):
    """Writes a case as plain layers with their styles, forms and project."""

    picture = "/mActionSharing.svg"
    needs = ("pyproj",)
    SITES = "SITES"
    EXPRESSION = "EXPRESSION"
    REPORTS = "REPORTS"
    QUOTES = "QUOTES"
    FORMATS = "FORMATS"
    CRS = "CRS"
    FOLDER = "FOLDER"
    GEOPACKAGE = "GEOPACKAGE"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "handover"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Hand over case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Writes a case for people without this plugin: into a folder with a GeoPackage, a "
            "project and a README, or into one GeoPackage with the project inside. All layers are "
            "plain ones, with their styles, forms and relations; what follows from other rows, "
            "such as buffers, is drawn as it is now. Marking, caveats and sources go along.\n\n"
            "A folder can have more: KMZ for Google Earth, GeoJSON for each map layer, CSV for "
            "each table, and the text form of the case.\n\n"
            "All sites go along or only some, given by name or uuid, one a line or with "
            "semicolons between them, or by an expression. With some sites go what belongs to "
            "them, corridors and claims that are about no others, and the reports cited for any of "
            "it. Without the metadata of reports citations and claims stay behind too.\n\n"
            "With this plugin the GeoPackage is a case; “Copy case” makes one of it without what "
            "was added. Tables of the analyst's own are not handed over. If anything fails or the "
            "run is cancelled, nothing is written."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterString(
                self.SITES, tr("Names or uuids of sites"), multiLine=True, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                self.EXPRESSION, tr("Expression that chooses sites"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.REPORTS, tr("With the metadata of reports, citations and claims"), True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.QUOTES, tr("With the quotes of citations"), True)
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                self.FORMATS,
                tr("More formats in the folder"),
                list(_FORMATS),
                allowMultiple=True,
                optional=True,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            advanced(QgsProcessingParameterCrs(self.CRS, tr("CRS of the map"), "EPSG:3857"))
        )
        self.addParameter(
            QgsProcessingParameterFolderDestination(
                self.FOLDER, tr("Folder"), optional=True, createByDefault=False
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.GEOPACKAGE,
                tr("GeoPackage with everything inside"),
                tr("GeoPackage (*.gpkg)"),
                optional=True,
                createByDefault=False,
            )
        )

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Hand the case over and return where it is."""
        from imam_ali_tracker.project.hand_over import Choice, hand_over

        targets = self._targets(parameters, context)
        with self.case_to_read(parameters, context) as case:
            location = case.location
            sites = self._sites(parameters, context, case)
        # None chosen is read as one empty text.
        formats = [*filter(None, self.parameterAsEnumStrings(parameters, self.FORMATS, context))]
        crs: QgsCoordinateReferenceSystem = self.parameterAsCrs(parameters, self.CRS, context)

        said = ""

        def report(done: float, what: str) -> bool:
            nonlocal said
            feedback.setProgress(100.0 * done)
            if what != said:
                said = what
                feedback.setProgressText(what)
            return not feedback.isCanceled()

        made = {}
        for name, target in targets.items():
            choice = Choice(
                sites,
                reports=self.parameterAsBool(parameters, self.REPORTS, context),
                quotes=self.parameterAsBool(parameters, self.QUOTES, context),
                formats=formats if name == self.FOLDER else (),
                crs=crs,
            )
            made[name] = str(hand_over(location, target, choice, _words, report))
            feedback.pushInfo(tr("Wrote {}").format(made[name]))
        return made

    def _targets(self, parameters: Parameters, context: QgsProcessingContext) -> dict[str, Path]:
        folder = self.parameterAsString(parameters, self.FOLDER, context)
        file = self.parameterAsFileOutput(parameters, self.GEOPACKAGE, context)
        given = {self.FOLDER: folder, self.GEOPACKAGE: file}
        targets = {name: Path(path) for name, path in given.items() if path}
        if not targets:
            raise TrackerError(
                tr("It is not said where to write."), tr("Give a folder, a GeoPackage, or both.")
            )
        if file and Path(file).suffix.lower() != ".gpkg":
            raise TrackerError(
                tr("{} does not end in .gpkg.").format(file), tr("Give the name of a GeoPackage.")
            )
        return targets

    def _sites(
        self, parameters: Parameters, context: QgsProcessingContext, case: Case
    ) -> list[str] | None:
        chosen_by = (self.SITES, self.EXPRESSION)
        found = self.chosen_rows(parameters, context, case, "sites", chosen_by)
        if found is not None and not found:
            raise TrackerError(
                tr("No site of the case fits the expression."), tr("Correct it, or leave it out.")
            )
        return found


def _words(case: Case) -> Words:
    """Return caveats and sources as a briefing on the whole case has them."""
    from imam_ali_tracker.briefing.blocks import numbered
    from imam_ali_tracker.briefing.case_data import read_case_data
    from imam_ali_tracker.briefing.content import caveats, reference
    from imam_ali_tracker.project.hand_over import Words

    data = read_case_data(case)
    features = data.everything()
    sources = data.sources(features)
    said = caveats(data, features, numbered(sources))
    return Words(said, [reference(report) for report in sources])

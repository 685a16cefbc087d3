"""Make and export a briefing of a case."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProject,
    QgsVectorLayer,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import advanced, key_choice
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.briefing.making import Briefing, Request
    from imam_ali_tracker.briefing.snapshot import ProjectCopy
    from imam_ali_tracker.case.row_rules import Problem
    from imam_ali_tracker.case.store import Case

_FAIL = ("never", "errors")
_MADE = 50.0
"""The share of the progress that making the pages takes; printing takes the rest."""


class MakeBriefing(CaseAlgorithm):
    """Prints a briefing: one page or an atlas of sites."""

    picture = "/mActionNewReport.svg"
    needs = ("pyproj",)
    TEMPLATE = "TEMPLATE"
    SITES = "SITES"
    EXPRESSION = "EXPRESSION"
    TITLE = "TITLE"
    SUBTITLE = "SUBTITLE"
    MARKING = "MARKING"
    GRATICULE = "GRATICULE"
    LAYERS = "LAYERS"
    DPI = "DPI"
    FAIL_ON = "FAIL_ON"
    PROJECT = "PROJECT"
    OUTPUT = "OUTPUT"
    PAGES = "PAGES"
    ERRORS = "ERRORS"
    WARNINGS = "WARNINGS"
    MISSING = "MISSING"

    def __init__(self) -> None:
        super().__init__()
        self._copy: ProjectCopy | None = None

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "briefing"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Briefing")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Prints a briefing of a case from a layout template: map, legend, numbered sources of "
            "what is on the page, reported beside measured distances, caveats, marking at head and "
            "foot. What does not fit goes on to further pages.\n\n"
            "Templates: a4_landscape, a4_portrait, a3_landscape, a3_portrait, slide_16_9, "
            "site_atlas_a4_portrait (an overview, then pages for each site); the name of an own "
            "template in the profile's folder imam_ali_tracker/templates; or the path of a .qpt "
            "file.\n\n"
            "Sites are given by name or uuid, in the order of the pages, or chosen by an "
            "expression; without either the briefing is of everything. The basemap is what the "
            "open project shows, else the world map that QGIS carries. The project is not "
            "changed; the layouts can be saved in a project of their own.\n\n"
            "The name of the output says the format: .pdf, .png or .svg. The case is checked "
            "first; the run can fail where the check finds errors."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        texts = {
            self.TEMPLATE: tr("Template (name, or path of a .qpt file)"),
            self.SITES: tr("Sites (names or uuids, one a line or with semicolons)"),
            self.TITLE: tr("Title (that of the case where empty)"),
            self.SUBTITLE: tr("Subtitle"),
            self.MARKING: tr("Marking (that of the case where empty)"),
        }
        for name, title in texts.items():
            default = "a4_landscape" if name == self.TEMPLATE else None
            self.addParameter(
                QgsProcessingParameterString(
                    name, title, default, name == self.SITES, default is None
                )
            )
        self.addParameter(
            QgsProcessingParameterExpression(
                self.EXPRESSION, tr("Sites for which this is true"), optional=True
            )
        )
        self.addParameter(QgsProcessingParameterBoolean(self.GRATICULE, tr("Graticule"), False))
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.LAYERS, tr("PDF with layers that can be switched off"), False
            )
        )
        resolution = QgsProcessingParameterNumber(
            self.DPI, tr("Resolution (dpi)"), Qgis.ProcessingNumberParameterType.Integer, 300
        )
        resolution.setMinimum(30)
        resolution.setMaximum(1200)
        self.addParameter(advanced(resolution))
        fail_on = tr("Fail on what the case check finds")
        self.addParameter(advanced(key_choice(self.FAIL_ON, fail_on, _FAIL, _FAIL[0])))
        projects = tr("QGIS projects (*.qgz *.qgs)")
        self.addParameter(
            advanced(
                QgsProcessingParameterFileDestination(
                    self.PROJECT, tr("Project with the layouts"), projects, None, True, False
                )
            )
        )
        formats = "PDF (*.pdf);;PNG (*.png);;SVG (*.svg)"
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("Briefing"), formats)
        )
        self.addOutput(QgsProcessingOutputNumber(self.PAGES, tr("Number of pages")))
        self.addOutput(QgsProcessingOutputNumber(self.ERRORS, tr("Errors of the case check")))
        self.addOutput(QgsProcessingOutputNumber(self.WARNINGS, tr("Warnings of the case check")))
        self.addOutput(
            QgsProcessingOutputString(self.MISSING, tr("Ids that the template does not have"))
        )

    def prepareAlgorithm(
        self,
        parameters: Parameters,  # noqa: ARG002
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback | None,
    ) -> bool:
        """Copy what the project shows, on the thread that it belongs to."""
        from imam_ali_tracker.briefing.snapshot import copy_of

        project = context.project()
        self._copy = None if project is None else copy_of(project)
        names = [] if project is None else _unsaved(project)
        if names:
            text = tr("Not in the briefing, because they are not saved: the edits of {}.")
            present(feedback).pushWarning(text.format(", ".join(names)))
        return True

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Check the case, make the pages and print them; raises :class:`TrackerError`."""
        from imam_ali_tracker.briefing.case_check import check_case
        from imam_ali_tracker.briefing.case_data import read_case_data
        from imam_ali_tracker.briefing.making import make_briefing
        from imam_ali_tracker.briefing.snapshot import end_project, project_from
        from imam_ali_tracker.project.loader import load_case

        with self.case_to_read(parameters, context) as case:
            request = self._request(case, parameters, context)
            counts = _tell(check_case(case, partial(stop_if_cancelled, feedback)), feedback)
            fails = self.parameterAsEnumString(parameters, self.FAIL_ON, context) == "errors"
            if fails and counts["error"]:
                message = plural(
                    "The case check finds {} error.",
                    "The case check finds {} errors.",
                    counts["error"],
                ).format(counts["error"])
                raise TrackerError(message, tr("The lines above say which and what to do."))
            data = read_case_data(case)
        project = QgsProject() if self._copy is None else project_from(self._copy)
        try:
            layers = load_case(case.location, project, forms=False).layers.values()

            def go_on(share: float) -> bool:
                feedback.setProgress(_MADE * share)
                return not feedback.isCanceled()

            made = make_briefing(project, layers, data, request, go_on)
            if made is None:
                raise cancelled()
            results = self._print(made, parameters, context, feedback)
            self._save(project, parameters, context)
        finally:
            end_project(project)
        return {**results, self.ERRORS: counts["error"], self.WARNINGS: counts["warning"]}

    def _print(
        self,
        made: Briefing,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Print the pages, and return what the results say of them."""
        from imam_ali_tracker.briefing.export import export

        if made.missing:
            feedback.pushWarning(
                tr("The template has no items with these ids: {}.").format(", ".join(made.missing))
            )
        output = Path(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        files = export(
            made.layouts,
            output,
            dpi=self.parameterAsInt(parameters, self.DPI, context),
            layers=self.parameterAsBool(parameters, self.LAYERS, context),
            feedback=feedback,
        )
        if not files:
            raise cancelled()
        for file in files:
            feedback.pushInfo(str(file))
        return {
            self.OUTPUT: str(output),
            self.PAGES: sum(_pages(layout) for layout in made.layouts),
            self.MISSING: ", ".join(made.missing),
        }

    def _request(
        self, case: Case, parameters: Parameters, context: QgsProcessingContext
    ) -> Request:
        from imam_ali_tracker.briefing.making import Request
        from imam_ali_tracker.briefing.templates import template

        def text(name: str) -> str:
            return str(self.parameterAsString(parameters, name, context)).strip()

        return Request(
            template(text(self.TEMPLATE)),
            tr("Briefing"),
            self._sites(case, parameters, context),
            title=text(self.TITLE) or None,
            subtitle=text(self.SUBTITLE),
            marking=text(self.MARKING) or None,
            graticule=self.parameterAsBool(parameters, self.GRATICULE, context),
        )

    def _sites(
        self, case: Case, parameters: Parameters, context: QgsProcessingContext
    ) -> tuple[str, ...] | None:
        """Return the chosen sites, ``None`` for everything; raises where none is left."""
        from imam_ali_tracker.case.lookup import Lookup, matching, split_names

        names = split_names(self.parameterAsString(parameters, self.SITES, context))
        expression = self.parameterAsExpression(parameters, self.EXPRESSION, context)
        if not names and not expression:
            return None
        lookup = Lookup(case, "sites")
        sites = lookup.uuids(names) if names else sorted(lookup.names, key=lookup.names.__getitem__)
        if expression:
            fitting = {*matching(case, "sites", expression)}
            sites = [uuid for uuid in sites if uuid in fitting]
        if not sites:
            raise TrackerError(
                tr("No site is chosen."), tr("Change the expression, or leave it empty for all.")
            )
        return tuple(dict.fromkeys(sites))

    def _save(
        self, project: QgsProject, parameters: Parameters, context: QgsProcessingContext
    ) -> None:
        path = self.parameterAsFileOutput(parameters, self.PROJECT, context)
        if path and not project.write(path):
            raise TrackerError(
                tr("The project cannot be written to {}.").format(path),
                tr("Check that the folder is writable."),
                project.error(),
            )


def _unsaved(project: QgsProject) -> list[str]:
    """Return the names of the layers with edits that are not saved."""
    layers = project.mapLayers().values()
    return [
        each.name() for each in layers if isinstance(each, QgsVectorLayer) and each.isModified()
    ]


def _pages(layout: Any) -> int:
    return int(layout.pageCollection().pageCount())


def _tell(problems: list[Problem], feedback: QgsProcessingFeedback) -> Counter[str]:
    """Put the errors of the case check into the log, and how many warnings there are."""
    counts = Counter(problem.severity.value for problem in problems)
    for problem in problems:
        if problem.severity.value == "error":
            where = " ".join(filter(None, (problem.table, problem.label or problem.uuid)))
            feedback.pushWarning(f"{where}: {problem.message} {problem.hint}")
    if counts["warning"]:
        text = plural(
            "The case check has {} warning; “Check case” shows it.",
            "The case check has {} warnings; “Check case” lists them.",
            counts["warning"],
        )
        feedback.pushWarning(text.format(counts["warning"]))
    return counts

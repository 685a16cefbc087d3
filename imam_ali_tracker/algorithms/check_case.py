"""Check a case before a briefing."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputNumber

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import key_choice, table_output, write_table
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.case.row_rules import Problem

_FAIL = ("never", "errors", "warnings")


class CheckCase(CaseAlgorithm):
    """Lists what a careful editor would stop."""

    picture = "/algorithms/mAlgorithmCheckGeometry.svg"
    needs = ("pyproj",)
    FAIL_ON = "FAIL_ON"
    OUTPUT = "OUTPUT"
    ERRORS = "ERRORS"
    WARNINGS = "WARNINGS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "checkcase"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Check case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Lists what a careful editor would stop before a briefing goes out: features that no "
            "report is cited for, claims that the map contradicts, dead links, positions without "
            "a source, an accuracy or a basis of their own, unknown dates, what is not drawn, and "
            "whatever contradicts the structure of a case. Each line says how grave it is, where "
            "it is and what to do. Nothing is changed.\n\n"
            "For use in scripts the run can fail on errors, or on errors and warnings: "
            "qgis_process then ends with an exit code other than 0, after the table is written."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(key_choice(self.FAIL_ON, tr("Fail on"), _FAIL, _FAIL[0]))
        self.addParameter(table_output(self.OUTPUT, tr("What to look at")))
        self.addOutput(QgsProcessingOutputNumber(self.ERRORS, tr("Number of errors")))
        self.addOutput(QgsProcessingOutputNumber(self.WARNINGS, tr("Number of warnings")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Check the case; raises :class:`TrackerError` where the run is to fail on it."""
        from imam_ali_tracker.briefing.case_check import check_case, counts_text

        with self.case_to_read(parameters, context) as case:
            problems = check_case(case, partial(stop_if_cancelled, feedback))
        output = write_table(self, parameters, context, self.OUTPUT, _columns(problems))
        counts = Counter(problem.severity.value for problem in problems)
        errors, warnings = counts["error"], counts["warning"]
        for problem in problems:
            _tell(problem, feedback)
        found = counts_text(errors, warnings)
        feedback.pushInfo(found)
        fail_on = self.parameterAsEnumString(parameters, self.FAIL_ON, context)
        if (errors and fail_on != "never") or (warnings and fail_on == "warnings"):
            raise TrackerError(
                tr("The case does not pass: {}.").format(found), tr("The lines above say why.")
            )
        return {self.OUTPUT: output, self.ERRORS: errors, self.WARNINGS: warnings}


def _tell(problem: Problem, feedback: QgsProcessingFeedback) -> None:
    where = " ".join(filter(None, (problem.table, problem.label or problem.uuid, problem.field)))
    text = f"{problem.severity.value}: {where}: {problem.message} {problem.hint}"
    if problem.severity.value == "error":
        feedback.pushWarning(text)
    else:
        feedback.pushInfo(text)


def _columns(problems: Sequence[Problem]) -> dict[str, list[str]]:
    return {
        "severity": [problem.severity.value for problem in problems],
        "table": [problem.table for problem in problems],
        "uuid": [problem.uuid for problem in problems],
        "label": [problem.label for problem in problems],
        "field": [problem.field for problem in problems],
        "message": [problem.message for problem in problems],
        "hint": [problem.hint for problem in problems],
    }

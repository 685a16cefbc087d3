"""Check the claims of a case."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import table_output, write_table
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.claims.findings import Finding
    from imam_ali_tracker.claims.model import Claim, Register

_VERDICTS = ("consistent", "inconsistent", "cannot_tell", "not_checkable")


class CheckClaims(CaseAlgorithm):
    """Compares what reports claim with geometry, arithmetic and dates."""

    picture = "/mActionMeasure.svg"
    needs = ("pyproj",)
    VERDICTS = "VERDICTS"
    OUTPUT = "OUTPUT"
    CLAIMS = "CLAIMS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "checkclaims"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Check claims")

    def groupId(self) -> str:
        """Return the id of the group."""
        return "claims"

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Checks every claim of a case against the geometry, the arithmetic and the dates of "
            "the case, and lists the verdicts: consistent, inconsistent, cannot tell, or not "
            "checkable. The table has what the report says, what was measured, with its "
            "uncertainty, the reason of the verdict, and what would have to be known to decide.\n\n"
            "An inconsistent claim is no error of the case: it is what the case shows. Nothing is "
            "changed."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterEnum(
                self.VERDICTS,
                tr("List only these verdicts"),
                list(_VERDICTS),
                allowMultiple=True,
                optional=True,
                usesStaticStrings=True,
            )
        )
        self.addParameter(table_output(self.OUTPUT, tr("Checked claims")))
        self.addOutput(QgsProcessingOutputNumber(self.CLAIMS, tr("Number of claims")))
        for verdict, title in vocabulary("verdict").items():
            self.addOutput(QgsProcessingOutputNumber(verdict.upper(), title))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Check the claims and return the table and how many have which verdict."""
        from imam_ali_tracker.provider.claim_check import check_claims

        with self.case_to_read(parameters, context) as case:
            checked = check_claims(case, partial(stop_if_cancelled, feedback))
        counts = Counter(finding.verdict.value for finding in checked.findings)
        chosen = set(self.parameterAsEnumStrings(parameters, self.VERDICTS, context))
        wanted = chosen.intersection(_VERDICTS) or _VERDICTS
        pairs = [
            (claim, finding)
            for claim, finding in zip(checked.claims, checked.findings)
            if finding.verdict.value in wanted
        ]
        for verdict, title in vocabulary("verdict").items():
            feedback.pushInfo(
                plural("{}: {} claim", "{}: {} claims", counts[verdict]).format(
                    title, counts[verdict]
                )
            )
        columns = _columns(pairs, checked.register)
        return {
            self.OUTPUT: write_table(self, parameters, context, self.OUTPUT, columns),
            self.CLAIMS: len(checked.claims),
            **{verdict.upper(): counts[verdict] for verdict in _VERDICTS},
        }


def _columns(
    pairs: Sequence[tuple[Claim, Finding]], register: Register
) -> dict[str, Sequence[Any]]:
    """Return the columns of the table, by report in order of publication."""
    from imam_ali_tracker.claims.findings import Words
    from imam_ali_tracker.claims.model import Report

    def published(claim: Claim) -> str:
        date = register.reports.get(claim.report, Report("")).published
        return "" if date is None else date.isoformat()

    def order(pair: tuple[Claim, Finding]) -> tuple[str, str, str]:
        return published(pair[0]) or "9", pair[0].report, pair[0].uuid

    pairs = sorted(pairs, key=order)
    claims, findings = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    words = Words()
    publishers = [register.reports.get(each.report, Report("")).publisher for each in claims]
    return {
        "claim": [each.uuid for each in claims],
        "statement": [each.statement for each in claims],
        "kind": [each.kind for each in claims],
        "publisher": publishers,
        "published": [published(each) for each in claims],
        "report": [each.report for each in claims],
        "verdict": [each.verdict.value for each in findings],
        "reported": [words.claimed(each) for each in claims],
        "measured": [each.measured_text for each in findings],
        "reason": [each.reason for each in findings],
        "needed": [each.needed for each in findings],
        "notes": [" ".join(each.notes) for each in findings],
    }

"""Claims: their verdicts, and how many there are about a feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imam_ali_tracker.case.schema import CLAIMS
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys, label
from imam_ali_tracker.project.expressions.case_rows import facts_of, row_arguments, row_of
from imam_ali_tracker.project.expressions.function import Argument, Call, Declared

if TYPE_CHECKING:
    from imam_ali_tracker.project.expressions.case_facts import CheckedClaim

_ANY = ""


def declared() -> list[Declared]:
    """Return the functions of this module."""
    listed = ", ".join(keys("verdict"))
    return [
        Declared(
            "iat_verdict",
            tr(
                "Returns the verdict on a claim in words: whether what a report says agrees with "
                "what can be measured. NULL for a claim that is not in the case."
            ),
            row_arguments(),
            (("iat_verdict()", label("verdict", "inconsistent")),),
            _verdict,
            columns=("uuid",),
        ),
        Declared(
            "iat_claim_check",
            tr(
                "Returns everything that the check of a claim came to, as a map: verdict (one of "
                "{}), label, reported, measured, reason, needed and notes."
            ).format(listed),
            row_arguments(),
            (
                ("map_get(iat_claim_check(), 'measured')", "1,370.6 km"),
                ("map_get(iat_claim_check(), 'verdict') = 'inconsistent'", "TRUE"),
            ),
            _claim_check,
            tr("The keys and the verdict are the same in every language; use them in rules."),
            columns=("uuid",),
        ),
        Declared(
            "iat_claim_count",
            tr("Returns how many claims speak of a feature of a case, as subject or object."),
            (*row_arguments(), Argument("verdict", tr("only those: {}").format(listed), _ANY)),
            (("iat_claim_count(verdict:='inconsistent')", "1"),),
            _claim_count,
            columns=("uuid",),
        ),
    ]


def _checked(call: Call) -> CheckedClaim | None:
    row = row_of(call)
    if row is None:
        return None
    if row.table != CLAIMS.name:
        raise TrackerError(
            tr("The feature is not a claim."), tr("Take a feature of the layer of claims.")
        )
    return facts_of(row, call).claims.get(row.uuid)


def _verdict(call: Call) -> str | None:
    checked = _checked(call)
    return None if checked is None else label("verdict", checked.finding.verdict.value)


def _claim_check(call: Call) -> dict[str, Any] | None:
    from imam_ali_tracker.claims.findings import Words

    checked = _checked(call)
    if checked is None:
        return None
    claim, finding = checked
    return {
        "verdict": finding.verdict.value,
        "label": label("verdict", finding.verdict.value),
        "reported": Words().claimed(claim),
        "measured": finding.measured_text,
        "reason": finding.reason,
        "needed": finding.needed,
        "notes": " ".join(finding.notes),
    }


def _claim_count(call: Call) -> int | None:
    wanted = call.values[2]
    if wanted != _ANY and wanted not in keys("verdict"):
        raise TrackerError(
            tr("“{}” is not a verdict.").format(wanted),
            tr("Give one of: {}.").format(", ".join(keys("verdict"))),
        )
    row = row_of(call)
    if row is None:
        return None
    about = facts_of(row, call).claims_about.get((row.table, row.uuid), ())
    return sum(wanted in (_ANY, each.finding.verdict.value) for each in about)

"""Write ``docs/claims.md`` from a run of the checker over the reference case.

    python -m tests.unit.claims.claims_doc

A test compares the file with what this makes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.findings import Finding, Words
from imam_ali_tracker.claims.lineage import Families, Variant
from imam_ali_tracker.claims.model import Claim, Register, Report
from imam_ali_tracker.core.vocabularies import label, vocabulary
from tests.unit.claims.reference_case import reference_case, reference_claims

TARGET = Path(__file__).resolve().parents[3] / "docs" / "claims.md"

Lineage = Sequence[Variant]

HEAD = Path(__file__).with_name("claims_doc_head.md")


def document(register: Register, claims: Sequence[Claim]) -> str:
    """Return the whole text."""
    findings = check(claims, register)
    sections = [HEAD.read_text(encoding="utf-8"), _totals(findings)]
    for kind, name in vocabulary("claim_kind").items():
        rows = [(c, f) for c, f in zip(claims, findings) if c.kind == kind]
        if rows:
            sections.append(_section(name, rows, register))
    sections.append(_variants(lineages(claims, register.reports), register))
    return "\n".join(sections)


def _totals(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.verdict.value for finding in findings)
    parts = [f"{counts[key]} {name.lower()}" for key, name in vocabulary("verdict").items()]
    return f"In this case: {sum(counts.values())} claims, of which {', '.join(parts)}.\n"


def _section(name: str, rows: Sequence[tuple[Claim, Finding]], register: Register) -> str:
    lines = [
        f"## {name}\n",
        "| claim | report | verdict | interval | reason | to decide |",
        "|---|---|---|---|---|---|",
    ]
    for claim, finding in rows:
        printed = f" “{claim.value_text.strip('“”')}”" if claim.value_text else ""
        reason = " ".join((finding.reason, *finding.notes))
        cells = (
            claim.statement + printed,
            _report(claim, register),
            f"**{label('verdict', finding.verdict.value).lower()}**",
            finding.measured_text,
            reason,
            finding.needed,
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def lineages(claims: Iterable[Claim], reports: Mapping[str, Report]) -> list[Lineage]:
    """Return the families of claims, each in the order of publication, the first one first."""

    def order(variant: Variant) -> str:
        report = reports.get(variant.claim.report)
        published = None if report is None else report.published
        return "~" if published is None else published.value.isoformat()

    several = list(claims)
    found = Families(several, reports)
    families = {frozenset(v.claim.uuid for v in f): f for f in (found.of(c.uuid) for c in several)}
    ordered = [sorted(family, key=order) for family in families.values() if family]
    return sorted(ordered, key=lambda family: (order(family[0]), family[0].claim.uuid))


def _variants(found: Sequence[Lineage], register: Register) -> str:
    lines = ["## Variants of one claim, in order of publication\n"]
    words = Words()
    for lineage in found:
        root = next((v.claim for v in lineage if v.parent is None), lineage[0].claim)
        lines += [
            f"### {root.statement}\n",
            "| report | figure or wording | what changed |",
            "|---|---|---|",
        ]
        for variant in lineage:
            claim = variant.claim
            figure = words.claimed(claim) if claim.value is not None else claim.statement
            changed = " ".join(change.text for change in variant.changes)
            if variant.parent is not None:
                changed = f"{changed or 'Nothing.'} (from {_report(variant.parent, register)})"
            cells = (_report(claim, register), figure, changed)
            lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _report(claim: Claim, register: Register) -> str:
    report = register.reports[claim.report]
    published = report.published.isoformat() if report.published else "undated"
    return f"{report.publisher}, {published}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Write the file."""
    TARGET.write_text(document(reference_case(), reference_claims()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The claims of a case, checked: what the table shows of them, made in the background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.findings import Finding, Words
from imam_ali_tracker.claims.lineage import Lineage, lineages
from imam_ali_tracker.claims.model import Claim, Reference, Register
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.provider.claim_check import check_claims
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_ORDER = ("inconsistent", "cannot_tell", "consistent", "not_checkable")


@dataclass(frozen=True)
class ClaimItem:
    """A claim with its finding, and the texts that the table shows.

    ``source`` is the title of its report, ``sites`` are the uuids of the sites it speaks of.
    """

    claim: Claim
    finding: Finding
    reported: str
    measured: str
    subject: str
    object: str
    source: str
    sites: frozenset[str]
    folded: str

    @property
    def uuid(self) -> str:
        """The uuid of the claim."""
        return self.claim.uuid

    @property
    def verdict(self) -> str:
        """The key of the vocabulary ``verdict``."""
        return self.finding.verdict.value


@dataclass(frozen=True)
class ClaimBook:
    """All claims of a case, what they were checked against, and how they changed."""

    items: tuple[ClaimItem, ...] = ()
    register: Register = field(default_factory=Register)
    lineages: tuple[Lineage, ...] = ()

    def lineage_of(self, uuid: str) -> Lineage:
        """Return the variants of a claim, itself among them; none where it has no others."""
        for lineage in self.lineages:
            if any(variant.claim.uuid == uuid for variant in lineage):
                return lineage
        return ()


def read_book(case: Case) -> ClaimBook:
    """Check all claims of a case; what does not hold comes first."""
    checked = check_claims(case)
    words = Words()
    items = [
        _item(claim, finding, checked.register, words)
        for claim, finding in zip(checked.claims, checked.findings)
    ]
    items.sort(key=lambda item: (_ORDER.index(item.verdict), item.claim.kind, item.claim.statement))
    chains = lineages(checked.claims, checked.register.reports)
    return ClaimBook(tuple(items), checked.register, tuple(chains))


def _item(claim: Claim, finding: Finding, register: Register, words: Words) -> ClaimItem:
    subject, other = end_name(claim.subject, register), end_name(claim.object, register)
    report = register.reports.get(claim.report)
    source = "" if report is None else report.title or report.publisher
    texts = (claim.statement, claim.value_text, subject, other, source, *claim.speaker_chain)
    return ClaimItem(
        claim,
        finding,
        words.claimed(claim),
        finding.measured_text,
        subject,
        other,
        source,
        frozenset(_sites((claim.subject, claim.object), register)),
        fold("\n".join(texts)),
    )


def end_name(end: Reference, register: Register) -> str:
    """Return what the subject or object of a claim is called."""
    if end.table == "sites" and end.uuid in register.places:
        return register.places[end.uuid].name
    if end.table == "corridors" and end.uuid in register.corridors:
        return register.corridors[end.uuid].name
    if end.table == "observations" and end.uuid in register.observations:
        return register.observations[end.uuid].summary
    if end.table == "claims" and end.uuid in register.claims:
        return register.claims[end.uuid].statement
    return tr("“{}”").format(end.text) if end.text else ""


def _sites(ends: Iterable[Reference], register: Register) -> Iterable[str]:
    for end in ends:
        if end.table == "sites":
            yield end.uuid
        elif end.table == "observations" and end.uuid in register.observations:
            yield register.observations[end.uuid].site
        elif end.table == "corridors" and end.uuid in register.corridors:
            yield from (w.site for w in register.corridors[end.uuid].waypoints if w.site)

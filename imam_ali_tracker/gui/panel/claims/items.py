"""The claims of a case, checked: what the table shows of them, made in the background."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.claims.findings import Finding, Words
from imam_ali_tracker.claims.lineage import Families
from imam_ali_tracker.claims.model import Claim, Reference, Register
from imam_ali_tracker.claims.scope import Scope
from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.gui.panel.claims.naming import end_name
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.provider.claim_check import check_claims
from imam_ali_tracker.provider.columns import Wanted
from imam_ali_tracker.provider.reading import open_reader
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_REPORTS = Wanted("reports", ("uuid", "title", "publisher"))
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
    """All claims of a case, what they were checked against, and how they changed.

    ``reports`` are the names of all reports of the case, by uuid, in the order of these.
    """

    items: tuple[ClaimItem, ...] = ()
    register: Register = field(default_factory=Register)
    scope: Scope = field(default_factory=Scope)
    families: Families = field(default_factory=Families)
    reports: Mapping[str, str] = field(default_factory=dict)


def read_book(case: Case) -> ClaimBook:
    """Check all claims of a case; what does not hold comes first. For a background thread."""
    checked = check_claims(case, Breath())
    words = Words()
    items = [
        _item(claim, finding, checked.register, words)
        for claim, finding in zip(checked.claims, checked.findings)
    ]
    items.sort(key=lambda item: (_ORDER.index(item.verdict), item.claim.kind, item.claim.statement))
    families = Families(checked.claims, checked.register.reports)
    reports = _report_names(case)
    return ClaimBook(tuple(items), checked.register, checked.scope, families, reports)


def _report_names(case: Case) -> dict[str, str]:
    columns = open_reader(case.location).table(_REPORTS).texts
    names, unnamed = {}, []
    for uuid, title, publisher in zip(*(columns[name] for name in _REPORTS.columns)):
        if title:
            names[uuid or ""] = joined((title, publisher or ""))
        else:
            unnamed.append(uuid)
    if unnamed:
        names.update(
            (row["uuid"], report_title(row)) for row in case.rows("reports", uuids=unnamed)
        )
    return dict(sorted(names.items(), key=lambda named: named[1].casefold()))


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


def _sites(ends: Iterable[Reference], register: Register) -> Iterable[str]:
    for end in ends:
        if end.table == "sites":
            yield end.uuid
        elif end.table == "observations" and end.uuid in register.observations:
            yield register.observations[end.uuid].site
        elif end.table == "corridors" and end.uuid in register.corridors:
            yield from (w.site for w in register.corridors[end.uuid].waypoints if w.site)

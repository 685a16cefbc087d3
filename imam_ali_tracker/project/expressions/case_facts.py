"""What the functions know of a case: read once for each state of it, whatever is drawn."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, TypeVar

from qgis.core import QgsExpressionContext

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.watching import data_version
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.reading import open_reader

if TYPE_CHECKING:
    from imam_ali_tracker.claims.findings import Finding
    from imam_ali_tracker.claims.model import Claim

Part = TypeVar("Part")

_MOST_CASES = 4
_FEW = 20
"""Rows that are looked up one by one at each state of a case."""
_REPORTS = "reports"
_CLAIMS = Wanted("claims", ("uuid", "report"))
_CITATIONS = Wanted(
    "citations",
    ("uuid", "report", "feature_table", "feature_uuid", "locator", "quote"),
)


class Cited(NamedTuple):
    """That a report speaks of a row: the report, where in it, and in which words."""

    report: str
    locator: str | None = None
    quote: str | None = None


class CheckedClaim(NamedTuple):
    """A claim and what the check came to."""

    claim: Claim
    finding: Finding


class CaseFacts:
    """A case at one state; each part is read when it is first asked for, in whatever thread.

    The first few rows are looked up one by one, because a map tip or a form asks for one and should
    not wait for all; whoever asks for more, such as the labels of a map, has all of them read.
    Two threads that ask at once both read: waiting for each other could block the main thread.
    """

    def __init__(self, location: CaseLocation, version: str) -> None:
        self.version = version
        self._location = location
        self._parts: dict[str, Any] = {}
        self._looked_up = 0

    def cited(self, table: str, uuid: str) -> list[Cited]:
        """Return what cites a row; a report cites itself, and a claim is cited by its report."""
        self._looked_up += 1
        if table == _REPORTS:
            own = [Cited(uuid)]
            return own if uuid in self.reports_of(own) else []
        if self._is_asked_much("citations"):
            attached = self._once("citations", self._read_citations).get((table, uuid), [])
        else:
            attached = self._look_up_citations(table, uuid)
        if table == _CLAIMS.table:
            own = self._report_of_claim(uuid)
            return own + [each for each in attached if each.quote or Cited(each.report) not in own]
        return attached

    def reports_of(self, cited: Collection[Cited]) -> Mapping[str, Row]:
        """Return the reports of citations, as far as they are there, and maybe others, by uuid."""
        if self._is_asked_much("reports"):
            return self._once("reports", lambda: self._by_uuid(_REPORTS))
        return self._by_uuid(_REPORTS, {each.report for each in cited})

    def _is_asked_much(self, part: str) -> bool:
        return part in self._parts or self._looked_up > _FEW

    @property
    def claims(self) -> Mapping[str, CheckedClaim]:
        """The claims by uuid, checked."""
        return self._once("claims", self._check_claims)

    @property
    def claims_about(self) -> Mapping[tuple[str, str], list[CheckedClaim]]:
        """The claims that speak of a row, by table and uuid."""
        return self._once("claims_about", self._find_claims)

    @property
    def names(self) -> Mapping[str, list[Row]]:
        """The names of each site."""
        return self._once("names", self._read_names)

    def _once(self, name: str, read: Callable[[], Part]) -> Part:
        if name not in self._parts:
            self._parts[name] = read()
        part: Part = self._parts[name]
        return part

    def _by_uuid(self, table: str, uuids: Collection[str] | None = None) -> dict[str, Row]:
        # Without the look at the whole file that opening takes: its layers are open already.
        rows = Case(self._location).rows(table, uuids=uuids, geometry=False)
        return {row["uuid"]: row for row in rows}

    def _read_citations(self) -> dict[tuple[str, str], list[Cited]]:
        return _by_feature(open_reader(self._location).table(_CITATIONS))

    def _look_up_citations(self, table: str, uuid: str) -> list[Cited]:
        column = "uuid" if table == _CITATIONS.table else "feature_uuid"
        rows = open_reader(self._location).by_value(_CITATIONS, column, [uuid])
        return _by_feature(rows).get((table, uuid), [])

    def _report_of_claim(self, uuid: str) -> list[Cited]:
        reports = self._once("claim_reports", self._read_claim_reports)
        return [Cited(reports[uuid])] if uuid in reports else []

    def _read_claim_reports(self) -> dict[str, str]:
        texts = open_reader(self._location).table(_CLAIMS).texts
        return {uuid or "": report or "" for uuid, report in zip(texts["uuid"], texts["report"])}

    def _check_claims(self) -> dict[str, CheckedClaim]:
        from imam_ali_tracker.provider.claim_check import check_claims

        checked = check_claims(Case(self._location))
        pairs = zip(checked.claims, checked.findings)
        return {claim.uuid: CheckedClaim(claim, finding) for claim, finding in pairs}

    def _find_claims(self) -> dict[tuple[str, str], list[CheckedClaim]]:
        found: dict[tuple[str, str], list[CheckedClaim]] = {}
        for each in self.claims.values():
            ends = (each.claim.subject, each.claim.object)
            for about in {(end.table, end.uuid) for end in ends if end.uuid}:
                found.setdefault(about, []).append(each)
        return found

    def _read_names(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._by_uuid("site_names").values():
            found.setdefault(row["site"], []).append(row)
        return found


def _by_feature(citations: Columns) -> dict[tuple[str, str], list[Cited]]:
    """Return citations by the table and uuid of what they cite, and by their own."""
    texts = citations.texts
    found: dict[tuple[str, str], list[Cited]] = {}
    for uuid, report, table, feature, locator, quote in zip(
        *(texts[name] for name in _CITATIONS.columns)
    ):
        cited = Cited(report or "", locator, quote)
        found.setdefault((table or "", feature or ""), []).append(cited)
        found[_CITATIONS.table, uuid or ""] = [cited]
    return found


_known: OrderedDict[CaseLocation, CaseFacts] = OrderedDict()
_lock = threading.Lock()


def facts_of(location: CaseLocation, context: QgsExpressionContext | None) -> CaseFacts:
    """Return what is known of a case as it is now; within one context it stays the same.

    Raises :class:`TrackerError` where the case cannot be reached.
    """
    key = f"imam_ali_tracker:{location}"
    cached = None if context is None else context.cachedValue(key)
    if isinstance(cached, CaseFacts):
        return cached
    version = data_version(location)
    with _lock:
        facts = _known.pop(location, None)
        if facts is None or facts.version != version:
            facts = CaseFacts(location, version)
        _known[location] = facts
        if len(_known) > _MOST_CASES:
            _known.popitem(last=False)
    if context is not None:
        context.setCachedValue(key, facts)
    return facts


def forget() -> None:
    """Let go of all cases."""
    with _lock:
        _known.clear()

"""What the functions know of a case: read once for each state of it, whatever is drawn."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, TypeVar

from qgis.core import QgsExpressionContext

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.watching import data_version
from imam_ali_tracker.provider.columns import Wanted
from imam_ali_tracker.provider.reading import open_reader

if TYPE_CHECKING:
    from imam_ali_tracker.claims.findings import Finding
    from imam_ali_tracker.claims.model import Claim

Part = TypeVar("Part")

_MOST_CASES = 4
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

    Two threads that ask at once both read: waiting for each other could block the main thread.
    """

    def __init__(self, location: CaseLocation, version: str) -> None:
        self.version = version
        self._location = location
        self._parts: dict[str, Any] = {}

    @property
    def reports(self) -> Mapping[str, Row]:
        """The reports by uuid."""
        return self._once("reports", lambda: self._by_uuid("reports"))

    @property
    def citations(self) -> Mapping[tuple[str, str], list[Cited]]:
        """What cites a row, by table and uuid; a citation stands under its own uuid too."""
        return self._once("citations", self._read_citations)

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

    def _by_uuid(self, table: str) -> dict[str, Row]:
        with Case.open(self._location, read_only=True) as case:
            return {row["uuid"]: row for row in case.rows(table, geometry=False)}

    def _read_citations(self) -> dict[tuple[str, str], list[Cited]]:
        texts = open_reader(self._location).table(_CITATIONS).texts
        found: dict[tuple[str, str], list[Cited]] = {}
        for uuid, report, table, feature, locator, quote in zip(
            *(texts[name] for name in _CITATIONS.columns)
        ):
            cited = Cited(report or "", locator, quote)
            found.setdefault((table or "", feature or ""), []).append(cited)
            found[_CITATIONS.table, uuid or ""] = [cited]
        return found

    def _check_claims(self) -> dict[str, CheckedClaim]:
        from imam_ali_tracker.provider.claim_check import check_claims

        with Case.open(self._location, read_only=True) as case:
            checked = check_claims(case)
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

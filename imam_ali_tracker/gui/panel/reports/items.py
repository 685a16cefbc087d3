"""The reports of a case as the list shows them: plain values, read in the background."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Optional

from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.reports.duplicates import ReportIdentity, find_duplicates, marks
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case


_STATED = ("kind", "value", "unit", "value_text")
Stated = tuple[str, Optional[float], str, str]
"""Kind, value and unit of a claim, or its words where it has no value."""


@dataclass(frozen=True)
class ReportItem:
    """A report; texts are empty where nothing is known.

    ``features`` is how many it is attached to, ``claimed`` what is recorded of its claims;
    ``same_as`` are the uuids of other reports of the case that have its address or its content,
    ``folded`` what texts are looked for in.
    """

    uuid: str
    title: str
    url: str
    canonical_url: str
    sha256: str
    publisher: str
    authors: tuple[str, ...]
    published: ReportedDate | None
    language: str
    state: str
    reliability: str
    features: int = 0
    claimed: tuple[Stated, ...] = ()
    same_as: tuple[str, ...] = ()
    folded: str = ""

    @property
    def label(self) -> str:
        """What the report is called: its title, else who published it, and when."""
        return report_title(vars(self))

    @property
    def identity(self) -> ReportIdentity:
        """What the report is recognised by."""
        return ReportIdentity(self.uuid, self.url, self.canonical_url, "", self.sha256)


def read_items(case: Case) -> list[ReportItem]:
    """Return all reports of a case, the latest publication first; undated ones come last."""
    with case.reading():
        cited = Counter(
            report
            for report, *_ in {
                (row["report"], row["feature_table"], row["feature_uuid"])
                for row in case.rows("citations")
            }
        )
        claimed: dict[str, list[Stated]] = defaultdict(list)
        for row in case.rows("claims"):
            claimed[row["report"]].append(stated(*(row[name] for name in _STATED)))
        items = [
            _item(row, cited[row["uuid"]], claimed[row["uuid"]]) for row in case.rows("reports")
        ]
    same: dict[str, tuple[str, ...]] = {}
    for group in find_duplicates(item.identity for item in items):
        for key in group.keys:
            same[key] = tuple(other for other in group.keys if other != key)
    marked = [_with_same(item, same) for item in items]
    return sorted(marked, key=_latest_first, reverse=True)


def stated(kind: str, value: float | None, unit: str | None, text: str | None) -> Stated:
    """Return what a claim states, by which it is recognised among those of its report."""
    return kind, value, unit or "", (text or "") if value is None else ""


def _item(row: Mapping[str, Any], features: int, claimed: Iterable[Stated]) -> ReportItem:
    texts = ("title", "publisher", "url", "canonical_url")
    folded = fold("\n".join([row[name] or "" for name in texts] + list(row["authors"] or ())))
    return ReportItem(
        uuid=str(row["uuid"]),
        title=row["title"] or "",
        url=row["url"] or "",
        canonical_url=row["canonical_url"] or "",
        sha256=row["sha256"] or "",
        publisher=row["publisher"] or "",
        authors=tuple(row["authors"] or ()),
        published=row["published"],
        language=row["language"] or "",
        state=row["fetch_state"] or "not_fetched",
        reliability=row["reliability"] or "",
        features=features,
        claimed=tuple(claimed),
        folded=folded,
    )


def _with_same(item: ReportItem, same: Mapping[str, tuple[str, ...]]) -> ReportItem:
    return replace(item, same_as=same[item.uuid]) if item.uuid in same else item


def _latest_first(item: ReportItem) -> tuple[str, str, str]:
    return (item.published.isoformat() if item.published else "", item.label.casefold(), item.uuid)


class KnownReports:
    """The reports of a case by what they are recognised by."""

    def __init__(self, items: Iterable[ReportItem]) -> None:
        self._items: dict[str, ReportItem] = {}
        self._owners: dict[Any, str] = {}
        for item in items:
            self._items[item.uuid] = item
            for mark in marks(item.identity):
                self._owners.setdefault(mark, item.uuid)

    def like(self, report: ReportIdentity) -> ReportItem | None:
        """Return the report of the case that has an address or the content of this one."""
        for mark in sorted(marks(report)):
            if mark in self._owners:
                return self._items[self._owners[mark]]
        return None


@dataclass(frozen=True)
class ReportBook:
    """The reports of a case in their order, and by what they are recognised by."""

    items: list[ReportItem]
    known: KnownReports


def read_book(case: Case) -> ReportBook:
    """Return all reports of a case; for a background thread."""
    items = read_items(case)
    return ReportBook(items, KnownReports(items))

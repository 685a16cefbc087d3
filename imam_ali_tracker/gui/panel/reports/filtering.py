"""Which reports the list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.gui.panel.reports.items import ReportItem
from imam_ali_tracker.reports.mentions.folding import fold

ATTACHED = "attached"
UNATTACHED = "unattached"
DOUBLE = "double"


@dataclass(frozen=True)
class ReportFilter:
    """What a report must match; what is empty matches all.

    ``text`` is looked for in title, publisher, authors and addresses; ``since`` and ``until`` are
    compared as far as the precision of a report's date tells: a report of "2019" may be of any day
    of that year. An undated report matches no dates. ``use`` is one of the constants here.
    """

    text: str = ""
    publisher: str = ""
    language: str = ""
    state: str = ""
    use: str = ""
    since: ReportedDate | None = None
    until: ReportedDate | None = None

    def matches(self, item: ReportItem) -> bool:
        """Whether a report passes."""
        return (
            all(fold(word) in item.folded for word in self.text.split())
            and self.publisher in ("", item.publisher)
            and self.language in ("", _language(item))
            and self.state in ("", item.state)
            and self._is_of_use(item)
            and self._is_of_time(item.published)
        )

    def _is_of_use(self, item: ReportItem) -> bool:
        return {
            ATTACHED: item.features > 0,
            UNATTACHED: item.features == 0,
            DOUBLE: bool(item.same_as),
        }.get(self.use, True)

    def _is_of_time(self, published: ReportedDate | None) -> bool:
        if self.since is None and self.until is None:
            return True
        if published is None:
            return False
        after = self.since is None or published.end > self.since.value
        return after and (self.until is None or published.value < self.until.end)


def languages(items: Sequence[ReportItem]) -> list[str]:
    """Return the languages of reports, without their regions, in order."""
    return sorted({_language(item) for item in items} - {""})


def publishers(items: Sequence[ReportItem]) -> list[str]:
    """Return the publishers of reports in order."""
    return sorted({item.publisher for item in items} - {""}, key=str.casefold)


def _language(item: ReportItem) -> str:
    return item.language.lower().partition("-")[0]

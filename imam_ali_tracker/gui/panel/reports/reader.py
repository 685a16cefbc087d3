"""From a page to what is to be reviewed of it; runs in a worker thread.

The texts of reports are looked through in memory and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.gui.panel.reports.found import (
    FoundReport,
    found_file,
    found_page,
    suggested_sites,
)
from imam_ali_tracker.gui.panel.reports.statements import NamedList, Statement
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.feeds import read_report_list
from imam_ali_tracker.reports.fetch.journal import Entry
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome
from imam_ali_tracker.reports.reading import read_page
from imam_ali_tracker.reports.saved import load_saved

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.reports.mentions import NameIndex

_LISTS = (Kind.FEED.value, Kind.XML.value, Kind.JSON.value, Kind.TEXT.value)


class ReviewReader:
    """Reads pages, and keeps by address what is to be reviewed; ``lists`` are those it came upon.

    ``said`` is what lists that were read before say of the reports, by address.
    """

    def __init__(
        self, location: CaseLocation, said: Mapping[str, Sequence[Statement]] | None = None
    ) -> None:
        self._location = location
        self._said = said or {}
        self._index: NameIndex | None = None
        self._names: dict[str, str] = {}
        self._found: dict[str, FoundReport] = {}
        self.lists: dict[str, NamedList] = {}

    def __call__(self, outcome: FetchOutcome) -> Mapping[str, Any]:
        """Read a page, or what a feed lists; return what the page says of itself."""
        came_from = outcome.final_url or outcome.url
        if outcome.kind in _LISTS:
            found = read_report_list(outcome.content, came_from, outcome.headers)
            self.lists[outcome.url] = NamedList(found.title or outcome.url, found)
            return {}
        read, text = read_page(outcome.content, came_from, outcome.headers)
        report = self._heard(Entry(outcome, read))
        self._suggest(report, text or _pdf_text(outcome.content))
        self._found[outcome.url] = report
        return read

    def found(self, entry: Entry) -> FoundReport:
        """Return what is to be reviewed of a finished address that is no list."""
        return self._found.pop(entry.outcome.url, None) or self._heard(entry)

    def saved(self, path: Path) -> FoundReport:
        """Read a saved page or PDF document."""
        saved = load_saved(path)
        report = found_file(saved)
        self._suggest(report, saved.text or _pdf_text(saved.content))
        return report

    def _heard(self, entry: Entry) -> FoundReport:
        report = found_page(entry)
        report.hear(self._said.get(entry.outcome.url, ()))
        return report

    def _suggest(self, report: FoundReport, text: str) -> None:
        """Find the sites that a text mentions, and the claims that it makes."""
        from imam_ali_tracker.provider.suggestions import suggest

        if text.strip():
            mentions, proposals = suggest(text, self._read_names(), report.row)
            report.sites = suggested_sites(mentions, text, self._names)
            report.proposals = tuple(proposals)

    def _read_names(self) -> NameIndex:
        from imam_ali_tracker.case.store import Case
        from imam_ali_tracker.provider.suggestions import names_of
        from imam_ali_tracker.reports.mentions import NameIndex

        if self._index is None:
            with Case.open(self._location, read_only=True) as case:
                names = names_of(case)
            for name in names:  # a site's own name comes before its further ones
                self._names.setdefault(name.site, name.name)
            self._index = NameIndex(names)
        return self._index


def _pdf_text(content: bytes) -> str:
    """Return the text of a PDF document; empty where it has none, or pypdf is not installed."""
    from imam_ali_tracker.reports.extract import readable_text

    try:
        return readable_text(content) if content.startswith(b"%PDF-") else ""
    except TrackerError:
        return ""

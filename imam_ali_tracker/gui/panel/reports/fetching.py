"""Fetching for review: pages in the background, each read and looked through for what it suggests.

The texts of reports are looked through in memory and kept nowhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.background import BackgroundWork
from imam_ali_tracker.gui.panel.reports.found import (
    FoundReport,
    SuggestedSite,
    found_file,
    found_page,
    suggested_sites,
)
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest
from imam_ali_tracker.reports.reading import read_page
from imam_ali_tracker.reports.rows import report_row
from imam_ali_tracker.reports.saved import load_saved
from imam_ali_tracker.reports.session import read_network_settings, read_policy
from imam_ali_tracker.reports.task import FetchResult, FetchTask

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.claims.proposals import Proposal
    from imam_ali_tracker.reports.mentions import NameIndex

LISTED = "listed"
"""Stands in what was read where the address is that of a feed: the addresses in it."""
_LISTS = (Kind.FEED.value, Kind.XML.value, Kind.JSON.value, Kind.TEXT.value)


class ReviewReader:
    """Reads pages and keeps, by address, what is to be reviewed; runs in a worker thread."""

    def __init__(self, location: CaseLocation) -> None:
        self._location = location
        self._index: NameIndex | None = None
        self._names: dict[str, str] = {}
        self._found: dict[str, FoundReport] = {}

    def __call__(self, outcome: FetchOutcome) -> Mapping[str, Any]:
        """Read a page; of a feed, the addresses that it lists."""
        if outcome.kind in _LISTS:
            return {LISTED: _listed(outcome)}
        read, text = read_page(outcome.content, outcome.final_url or outcome.url, outcome.headers)
        entry = Entry(outcome, read)
        suggested = self._suggested(text or _pdf_text(outcome.content), report_row(entry))
        self._found[outcome.url] = found_page(entry, *suggested)
        return read

    def found(self, entry: Entry) -> FoundReport:
        """Return what is to be reviewed of a finished address."""
        return self._found.pop(entry.outcome.url, None) or found_page(entry, (), ())

    def saved(self, path: Path) -> FoundReport:
        """Read a saved page or PDF document."""
        saved = load_saved(path)
        text = saved.text or _pdf_text(saved.content)
        return found_file(saved, *self._suggested(text, saved.row))

    def _suggested(
        self, text: str, row: Mapping[str, Any]
    ) -> tuple[Sequence[SuggestedSite], Sequence[Proposal]]:
        """Return the sites and claims that a text suggests."""
        from imam_ali_tracker.provider.suggestions import suggest

        if not text.strip():
            return (), ()
        mentions, proposals = suggest(text, self._read_names(), row)
        return suggested_sites(mentions, text, self._names), proposals

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


def _listed(outcome: FetchOutcome) -> list[str]:
    from imam_ali_tracker.reports.feeds import read_report_list

    found = read_report_list(outcome.content, outcome.final_url or outcome.url, outcome.headers)
    return [report.url for report in found.reports]


def _pdf_text(content: bytes) -> str:
    """Return the text of a PDF document; empty where it has none, or pypdf is not installed."""
    from imam_ali_tracker.reports.extract import readable_text

    try:
        return readable_text(content) if content.startswith(b"%PDF-") else ""
    except TrackerError:
        return ""


class Fetching(QObject):
    """One fetch at a time, for one page of the panel.

    ``found`` carries the list of :class:`FoundReport`, ``listed`` the addresses that feeds gave,
    ``left`` those that were not fetched because the analyst cancelled; ``failed`` a
    :class:`TrackerError`; ``progressed`` the share done in per cent, ``busyChanged`` whether
    something runs.
    """

    found = pyqtSignal(object)
    listed = pyqtSignal(object)
    left = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(float)
    busyChanged = pyqtSignal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: FetchTask | None = None
        self._work: BackgroundWork | None = None
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether something is being fetched or read."""
        return self._task is not None or self._work is not None

    def fetch(self, urls: Iterable[str], location: CaseLocation) -> None:
        """Fetch pages for a case; raises :class:`TrackerError` where that cannot begin."""
        if self.busy:
            return
        network, policy = read_network_settings(), read_policy()
        folder = tempfile.TemporaryDirectory(prefix="iat-reports-")
        requests = [FetchRequest(url) for url in urls]
        journal = Journal.create(Path(folder.name) / "journal.jsonl", requests)
        reader = ReviewReader(location)
        self._number += 1
        done = partial(self._fetched, self._number, folder, journal, reader)
        self._task = FetchTask(journal, network, policy, reader, done)
        self._task.progressChanged.connect(self.progressed)
        self.destroyed.connect(self._task.cancel)  # nobody waits for it when the panel goes
        self._start(self._task)

    def read(self, paths: Iterable[Path], location: CaseLocation) -> None:
        """Read saved pages, without the network."""
        if self.busy:
            return
        reader = ReviewReader(location)
        reports: list[FoundReport] = []
        problems: list[TrackerError] = []
        files = list(paths)

        def work() -> None:
            for path in files:
                _collect(reader, path, reports, problems)

        self._number += 1
        done = partial(self._was_read, self._number, reports, problems)
        self._work = BackgroundWork(
            plural("Reading {} saved report", "Reading {} saved reports", len(files)).format(
                len(files)
            ),
            work,
            done,
        )
        self._start(self._work)

    def cancel(self) -> None:
        """Stop; what has been fetched is handed over."""
        if self._task is not None:
            self._task.cancel()

    def forget(self) -> None:
        """Stop, and drop what comes of it: nobody waits for it any more."""
        self.cancel()
        self._number += 1
        if self.busy:
            self._task = self._work = None
            self.busyChanged.emit(False)

    def _start(self, task: FetchTask | BackgroundWork) -> None:
        self.busyChanged.emit(True)
        self.progressed.emit(0.0)
        run_task(task)

    def _fetched(
        self,
        number: int,
        folder: tempfile.TemporaryDirectory[str],
        journal: Journal,
        reader: ReviewReader,
        result: FetchResult,
    ) -> None:
        remaining = [request.url for request in journal.remaining()]
        folder.cleanup()
        if sip.isdeleted(self) or number != self._number:  # nobody waits for it any more
            return
        self._task = None
        self.busyChanged.emit(False)
        if result.error is not None:
            self.failed.emit(result.error)
        lists = [entry for entry in result.entries if LISTED in entry.read]
        pages = [entry for entry in result.entries if LISTED not in entry.read]
        if remaining:
            self.left.emit(remaining)
        if lists:
            self.listed.emit([url for entry in lists for url in entry.read[LISTED]])
        if pages:
            self.found.emit([reader.found(entry) for entry in pages])

    def _was_read(
        self,
        number: int,
        reports: list[FoundReport],
        problems: list[TrackerError],
        error: TrackerError | None,
    ) -> None:
        if sip.isdeleted(self) or number != self._number:  # nobody waits for it any more
            return
        self._work = None
        self.busyChanged.emit(False)
        for problem in problems if error is None else [error]:
            self.failed.emit(problem)
        if reports:
            self.found.emit(reports)


def _collect(
    reader: ReviewReader, path: Path, reports: list[FoundReport], problems: list[TrackerError]
) -> None:
    """Read one file; one that cannot be read does not keep the others from being read."""
    try:
        reports.append(reader.saved(path))
    except TrackerError as error:
        problems.append(error)

"""Fetching in the background of QGIS, with progress and a Cancel that works at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural
from imam_ali_tracker.core.tasks import failure_of
from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.batch import Reader
    from imam_ali_tracker.reports.fetch.client import ReportSession


@dataclass(frozen=True)
class FetchResult:
    """What a task hands back: every finished URL, and whether and why some are not."""

    entries: tuple[Entry, ...]
    complete: bool
    error: TrackerError | None = None


class FetchTask(QgsTask):
    """Fetches what a journal still lacks.

    Make it on the main thread with a snapshot of the settings; ``done`` gets the result there.
    ``received`` is emitted with each :class:`Entry` as it comes.
    """

    received = pyqtSignal(object)

    def __init__(
        self,
        journal: Journal,
        network: NetworkSettings,
        policy: FetchPolicy,
        reader: Reader,
        done: Callable[[FetchResult], None],
    ) -> None:
        count = len(journal.remaining())
        super().__init__(
            plural("Fetching {} report", "Fetching {} reports", count).format(count),
            QgsTask.Flag.CanCancel,
        )
        self._journal = journal
        self._network = network
        self._policy = policy
        self._reader = reader
        self._done = done
        self._complete = False
        self._error: TrackerError | None = None
        self._session: ReportSession | None = None

    def cancel(self) -> None:
        """End every request at once; what has been received is kept."""
        super().cancel()
        if self._session is not None:
            self._session.cancel()

    def run(self) -> bool:
        """Fetch, in a worker thread."""
        self._error = failure_of(self, self._fetch)
        return self._complete

    def finished(self, result: bool) -> None:  # noqa: ARG002
        """Hand the result back, on the main thread."""
        self._done(FetchResult(self._journal.entries, self._complete, self._error))

    def _fetch(self) -> None:
        from imam_ali_tracker.reports.fetch.batch import fetch_journal
        from imam_ali_tracker.reports.fetch.client import ReportSession

        total = len(self._journal.remaining())
        count = 0

        def take(entry: Entry) -> None:
            nonlocal count
            count += 1
            self.received.emit(entry)
            self.setProgress(100.0 * count / total)

        with ReportSession(self._network, self._policy) as session:
            self._session = session
            if not self.isCanceled():
                self._complete = fetch_journal(session, self._journal, self._reader, take)

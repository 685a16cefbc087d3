"""Work on saved reports that needs the network, each asked for by the analyst: tasks of QGIS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsTask

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.tasks import failure_of
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession
    from imam_ali_tracker.reports.recheck import Check

Rows = Mapping[str, Mapping[str, Any]]
"""Rows of ``reports`` by uuid."""


class ReportsTask(QgsTask):
    """Does something with each of some reports; what was done when it is cancelled counts.

    ``done`` gets ``results`` (by uuid, those that there are) and the error, on the main thread.
    """

    def __init__(
        self,
        title: str,
        rows: Rows,
        network: NetworkSettings,
        policy: FetchPolicy,
        done: Callable[[dict[str, Any], TrackerError | None], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._rows = rows
        self._network = network
        self._policy = policy
        self._done = done
        self._session: ReportSession | None = None
        self._error: TrackerError | None = None
        self._results: dict[str, Any] = {}

    def cancel(self) -> None:
        """End every request at once."""
        super().cancel()
        if self._session is not None:
            self._session.cancel()

    def run(self) -> bool:
        """Work, in a worker thread."""
        self._error = failure_of(self, self._ask)
        return self._error is None and not self.isCanceled()

    def _ask(self) -> None:
        from imam_ali_tracker.reports.fetch.client import ReportSession

        with ReportSession(self._network, self._policy) as session:
            self._session = session
            if not self.isCanceled():
                self.work(session, self._rows)

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the error says it
        """Hand the results over on the main thread."""
        self._done(self._results, self._error)

    def work(self, session: ReportSession, rows: Rows) -> None:
        """Do it, calling :meth:`take` with each result."""
        raise NotImplementedError

    def take(self, uuid: str, result: Any) -> None:
        """Keep the result for one report."""
        self._results[uuid] = result
        self.setProgress(100.0 * len(self._results) / len(self._rows))


class RecheckTask(ReportsTask):
    """Looks whether reports are still there and the same; results are :class:`Check`."""

    def work(self, session: ReportSession, rows: Rows) -> None:
        """Fetch conditionally and compare."""
        from imam_ali_tracker.reports.rechecking import check_reports

        def take(uuid: str, check: Check) -> None:
            self.take(uuid, check)

        check_reports(session, rows, take)


class ArchiveTask(ReportsTask):
    """Asks the Internet Archive for stored copies; results are addresses, empty for none."""

    def work(self, session: ReportSession, rows: Rows) -> None:
        """Ask for one after another."""
        from imam_ali_tracker.reports.rechecking import copy_of

        for uuid, row in rows.items():
            if self.isCanceled():
                return
            copy = copy_of(session, row)
            self.take(uuid, "" if copy is None else copy.url)

"""Fetch reports into a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.networked import NetworkedAlgorithm, session_for
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession
    from imam_ali_tracker.reports.fetch.journal import Entry, Journal
    from imam_ali_tracker.reports.listed import ReportList
    from imam_ali_tracker.reports.merging import ReportChanges


class FetchReports(NetworkedAlgorithm):
    """Fetches pages and keeps their metadata in the table ``reports``."""

    picture = "/mIconHtml.svg"
    URLS = "URLS"
    LIST = "LIST"
    FEED = "FEED"
    SAVED = "SAVED"
    SAVED_URL = "SAVED_URL"
    NOT_FETCHED = "NOT_FETCHED"
    JOURNAL = "JOURNAL"
    ADDED = "ADDED"
    FILLED = "FILLED"
    KNOWN = "KNOWN"
    FAILED = "FAILED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "fetchreports"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Fetch reports")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Fetches pages and keeps their metadata in a case: title, authors, publisher, dates, "
            "language, description, and where on the page each was found. The texts themselves "
            "are not kept.\n\n"
            "Addresses come from the list typed here, from a file (an RSS, Atom or JSON feed, a "
            "CSV table with a column of addresses, or any text with addresses in it), from a feed "
            "on the web, and from reports of the case that were never fetched.\n\n"
            "A page or PDF that was saved before is read from its file, without the web; where it "
            "does not say which address it is from, give that too.\n\n"
            "A report that the case has already, by its address or its content, is not added "
            "again. What an analyst has written in a report stays; only blanks are filled. A page "
            "that cannot be fetched is kept with its state and the reason.\n\n"
            "With a journal a run that was cancelled or killed goes on where it was. Proxy, "
            "certificates and passwords are those of QGIS."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterString(
                self.URLS, tr("Addresses of reports"), multiLine=True, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFile(self.LIST, tr("File with addresses"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterString(self.FEED, tr("Address of a feed"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFile(self.SAVED, tr("Saved page (HTML or PDF)"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.SAVED_URL, tr("Address of the saved page"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.NOT_FETCHED, tr("Fetch the reports of the case that were never fetched"), False
            )
        )
        self.declare_network()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.JOURNAL,
                tr("Journal, to go on after an interruption"),
                tr("Journals (*.jsonl)"),
                optional=True,
                createByDefault=False,
            )
        )
        for output, title in (
            (self.ADDED, tr("Reports added")),
            (self.FILLED, tr("Reports filled in")),
            (self.KNOWN, tr("Reports known already")),
            (self.FAILED, tr("Addresses that could not be fetched")),
        ):
            self.addOutput(QgsProcessingOutputNumber(output, title))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Fetch, write, and return how many reports came to what."""
        from imam_ali_tracker.case.changes import ChangeSet
        from imam_ali_tracker.reports.fetch.outcome import State
        from imam_ali_tracker.reports.merging import report_changes
        from imam_ali_tracker.reports.rows import has_address, report_row

        with self.case_to_write(parameters, context) as case:
            rows = list(case.rows("reports"))
            found = self._saved(parameters, context)
            entries = self._fetched(parameters, context, feedback, rows, needed=not found)
            found += [report_row(entry) for entry in entries if has_address(entry)]
            changes = report_changes(rows, found)
            inserts, updates = {"reports": changes.inserts}, {"reports": changes.updates}
            case.apply(ChangeSet(inserts=inserts, updates=updates))
        _tell(changes, entries, feedback)
        failed = sum(entry.outcome.state is not State.FETCHED for entry in entries)
        return {
            self.ADDED: len(changes.inserts),
            self.FILLED: len(changes.updates),
            self.KNOWN: len(changes.known),
            self.FAILED: failed,
        }

    def _fetched(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        rows: Sequence[dict[str, Any]],
        *,
        needed: bool,
    ) -> tuple[Entry, ...]:
        import tempfile

        from imam_ali_tracker.reports.fetch.outcome import FetchRequest

        urls = self._given(parameters, context, feedback)
        if self.parameterAsBool(parameters, self.NOT_FETCHED, context):
            urls += [str(row["url"]) for row in rows if not row.get("sha256")]
        feed = self.parameterAsString(parameters, self.FEED, context).strip()
        policy = self.policy(parameters, context)
        network = self.network(parameters, context, [*urls, feed] if feed else urls)
        with session_for(network, policy, feedback) as session:
            if feed:
                urls += _urls(_read_feed(session, feed), feedback)
            if not urls and not needed:
                return ()
            if not urls:
                raise TrackerError(
                    tr("There is nothing to fetch."),
                    tr("Give addresses, a file with addresses or the address of a feed."),
                )
            wanted = [FetchRequest(url) for url in urls]
            path = self.parameterAsFileOutput(parameters, self.JOURNAL, context)
            if path:
                return _run(session, _journal(Path(path), wanted, feedback), feedback)
            with tempfile.TemporaryDirectory() as folder:
                journal = _journal(Path(folder) / "journal.jsonl", wanted, feedback)
                return _run(session, journal, feedback)

    def _saved(self, parameters: Parameters, context: QgsProcessingContext) -> list[dict[str, Any]]:
        from imam_ali_tracker.reports.saved import read_saved

        path = self.parameterAsFile(parameters, self.SAVED, context)
        url = self.parameterAsString(parameters, self.SAVED_URL, context).strip()
        return [read_saved(Path(path), url)] if path else []

    def _given(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[str]:
        from imam_ali_tracker.reports.feeds import read_report_list

        urls: list[str] = []
        typed = self.parameterAsString(parameters, self.URLS, context).strip()
        if typed:
            urls += _urls(
                read_report_list(typed.encode(), "", {"content-type": "text/plain"}), feedback
            )
        path = self.parameterAsFile(parameters, self.LIST, context)
        if path:
            urls += _urls(read_report_list(_bytes(Path(path))), feedback)
        return urls


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be read.").format(path), details=str(error)
        ) from error


def _read_feed(session: ReportSession, url: str) -> ReportList:
    from imam_ali_tracker.reports.feeds import read_report_list
    from imam_ali_tracker.reports.fetch.outcome import FetchRequest, State

    outcome = session.fetch(FetchRequest(url))
    if outcome.state is not State.FETCHED:
        raise TrackerError(
            tr("The feed {} cannot be fetched.").format(url), outcome.message, outcome.details
        )
    return read_report_list(outcome.content, outcome.final_url, outcome.headers)


def _urls(found: ReportList, feedback: QgsProcessingFeedback) -> list[str]:
    for problem in found.problems:
        feedback.pushWarning(problem)
    return [report.url for report in found.reports]


def _journal(path: Path, wanted: list[Any], feedback: QgsProcessingFeedback) -> Journal:
    """Return the journal at ``path``, a new one or one to go on with."""
    from imam_ali_tracker.reports.fetch.journal import Journal

    if not path.exists():
        return Journal.create(path, wanted)
    journal = Journal.open(path)
    if {request.url for request in wanted} - {request.url for request in journal.requests}:
        raise TrackerError(
            tr("The journal {} is of other addresses.").format(path),
            tr("Give a new file, or the addresses that the journal was begun with."),
        )
    done = len(journal.entries)
    feedback.pushInfo(tr("Addresses done already: {} of {}.").format(done, len(journal.requests)))
    return journal


def _run(
    session: ReportSession, journal: Journal, feedback: QgsProcessingFeedback
) -> tuple[Entry, ...]:
    from imam_ali_tracker.reports.fetch.batch import fetch_journal
    from imam_ali_tracker.reports.reading import read_report

    total = len(journal.requests)

    def take(entry: Entry) -> None:
        feedback.setProgress(100.0 * len(journal.entries) / total)
        outcome = entry.outcome
        feedback.pushInfo(f"{outcome.url}: {outcome.message or entry.read.get('title', '')}")

    if not fetch_journal(session, journal, read_report, take):
        feedback.pushWarning(
            tr("Cancelled. Addresses done: {} of {}.").format(len(journal.entries), total)
        )
    return journal.entries


def _tell(
    changes: ReportChanges, entries: Sequence[Entry], feedback: QgsProcessingFeedback
) -> None:
    from imam_ali_tracker.reports.rows import has_address

    for url, other in changes.known.items():
        feedback.pushInfo(tr("{} is known already ({}).").format(url, other))
    for entry in entries:
        if not has_address(entry):
            outcome = entry.outcome
            feedback.pushWarning(tr("Not added: {}: {}").format(outcome.url, outcome.message))
        for conflict in entry.read.get("conflicts", ()):
            feedback.pushWarning(f"{entry.outcome.url}: {conflict}")

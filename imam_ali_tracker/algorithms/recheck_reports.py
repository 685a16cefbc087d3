"""Look at the reports of a case again."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.networked import NetworkedAlgorithm, session_for
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession
    from imam_ali_tracker.reports.fetch.journal import Entry
    from imam_ali_tracker.reports.recheck import Check

_STATES = ("unchanged", "edited", "moved", "gone", "unreachable", "refused", "unreadable")


class RecheckReports(NetworkedAlgorithm):
    """Tells link rot and silent edits apart and keeps the history in ``report_checks``."""

    REPORTS = "REPORTS"
    ARCHIVE = "ARCHIVE"
    SKIPPED = "SKIPPED"
    ARCHIVED = "ARCHIVED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "recheckreports"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Re-check reports")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Looks at the reports of a case again and says what has become of each: unchanged, "
            "edited (and in which fields), moved, gone, unreachable, refused or unreadable. Each "
            "look is kept with its date; what the case says of a report stays as it is.\n\n"
            "Reports that were never fetched are left out.\n\n"
            "A stored copy is looked up only where that is chosen, for reports that are gone, "
            "edited or unreachable and have none yet. The Internet Archive then learns which "
            "pages are of interest."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS,
                tr("Uuids of the reports (all where empty)"),
                multiLine=True,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.ARCHIVE, tr("Look up stored copies in the Internet Archive"), False
            )
        )
        self.declare_network()
        for state in _STATES:
            self.addOutput(QgsProcessingOutputNumber(state.upper(), state))
        self.addOutput(QgsProcessingOutputNumber(self.SKIPPED, tr("Reports never fetched")))
        self.addOutput(QgsProcessingOutputNumber(self.ARCHIVED, tr("Stored copies found")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Look, write, and return how many reports are in which state."""
        from imam_ali_tracker.case.changes import ChangeSet

        archive = self.parameterAsBool(parameters, self.ARCHIVE, context)
        policy = self.policy(parameters, context, archive=archive)
        with self.case_to_write(parameters, context) as case:
            uuids = self.parameterAsString(parameters, self.REPORTS, context).split()
            rows = _chosen(case.rows("reports"), uuids)
            fetched = {uuid: row for uuid, row in rows.items() if row["sha256"] or row["etag"]}
            network = self.network(parameters, context, [row["url"] for row in fetched.values()])
            with session_for(network, policy, feedback) as session:
                checks = _check(session, fetched, feedback)
                copies = _copies(session, fetched, checks, feedback) if archive else {}
            case.apply(ChangeSet(**_changes(checks, copies)))
        counts = Counter(check.state.value for check in checks.values())
        return {
            **{state.upper(): counts[state] for state in _STATES},
            self.SKIPPED: len(rows) - len(fetched),
            self.ARCHIVED: len(copies),
        }


def _chosen(rows: Any, uuids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = {str(row["uuid"]): row for row in rows}
    missing = [uuid for uuid in uuids if uuid not in found]
    if missing:
        raise TrackerError(
            tr("The case has no report {}.").format(missing[0]),
            tr("Give the uuids of rows of the table “reports”."),
        )
    return {uuid: found[uuid] for uuid in uuids} if uuids else found


def _check(
    session: ReportSession, rows: Mapping[str, Mapping[str, Any]], feedback: QgsProcessingFeedback
) -> dict[str, Check]:
    """Fetch the reports conditionally and return what has become of each, by uuid."""
    from imam_ali_tracker.reports.fetch.batch import fetch_journal
    from imam_ali_tracker.reports.fetch.journal import Journal
    from imam_ali_tracker.reports.reading import read_report
    from imam_ali_tracker.reports.recheck import judge
    from imam_ali_tracker.reports.rows import known_report, read_fields

    known = {uuid: known_report(row) for uuid, row in rows.items()}
    checks: dict[str, Check] = {}

    def take(entry: Entry) -> None:
        for uuid, report in known.items():
            if report.url == entry.outcome.url:
                fields, sha256 = read_fields(entry), entry.read.get("sha256", "")
                checks[uuid] = judge(report, entry.outcome, fields, sha256)
                feedback.pushInfo(f"{report.url}: {_sentence(checks[uuid])}")
        feedback.setProgress(100.0 * len(checks) / len(known))

    with tempfile.TemporaryDirectory() as folder:
        requests = [report.request for report in known.values()]
        journal = Journal.create(Path(folder) / "journal.jsonl", requests)
        if not fetch_journal(session, journal, read_report, take):
            feedback.pushWarning(
                tr("Cancelled: {} of {} reports are checked.").format(len(checks), len(known))
            )
    return checks


def _sentence(check: Check) -> str:
    from imam_ali_tracker.core.vocabularies import label

    parts = [label("fetch_state", check.state.value), check.error, *map(str, check.changes)]
    return "; ".join(part for part in parts if part)


def _copies(
    session: ReportSession,
    rows: Mapping[str, Mapping[str, Any]],
    checks: Mapping[str, Check],
    feedback: QgsProcessingFeedback,
) -> dict[str, str]:
    """Return the addresses of stored copies, by uuid, nearest to when the report was read."""
    from imam_ali_tracker.reports.archive import look_up_copy
    from imam_ali_tracker.reports.fetch.outcome import State

    lost = (State.GONE, State.EDITED, State.UNREACHABLE, State.MOVED)
    copies = {}
    for uuid, check in checks.items():
        if feedback.isCanceled():
            break
        row = rows[uuid]
        if check.state not in lost or row["archive_url"]:
            continue
        accessed = row["accessed"].in_utc() if row["accessed"] else None
        try:
            copy = look_up_copy(session, row["url"], accessed)
        except TrackerError as error:
            feedback.pushWarning(str(error))
            break
        if copy is not None:
            copies[uuid] = copy.url
            feedback.pushInfo(tr("{}: stored copy of {}").format(row["url"], copy.taken.date()))
    return copies


def _changes(checks: Mapping[str, Check], copies: Mapping[str, str]) -> dict[str, Any]:
    """Return the rows that history and reports change; what was read once stays as it was."""
    from imam_ali_tracker.reports.rows import check_row

    updates = {
        uuid: {
            "fetch_state": check.state.value,
            "fetch_error": check.error,
            **({"archive_url": copies[uuid]} if uuid in copies else {}),
        }
        for uuid, check in checks.items()
    }
    history = [check_row(uuid, check) for uuid, check in checks.items()]
    return {"inserts": {"report_checks": history}, "updates": {"reports": updates}}

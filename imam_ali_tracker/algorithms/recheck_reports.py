"""Look at the reports of a case again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    from imam_ali_tracker.reports.recheck import Check

_STATES = ("unchanged", "edited", "moved", "gone", "unreachable", "refused", "unreadable")


class RecheckReports(NetworkedAlgorithm):
    """Tells link rot and silent edits apart and keeps the history in ``report_checks``."""

    picture = "/mActionRefresh.svg"
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
        from imam_ali_tracker.reports.rechecking import can_be_checked, recheck_changes

        archive = self.parameterAsBool(parameters, self.ARCHIVE, context)
        policy = self.policy(parameters, context, archive=archive)
        with self.case_to_write(parameters, context) as case:
            uuids = self.parameterAsString(parameters, self.REPORTS, context).split()
            rows = _chosen(case.rows("reports"), uuids)
            fetched = {uuid: row for uuid, row in rows.items() if can_be_checked(row)}
            network = self.network(parameters, context, [row["url"] for row in fetched.values()])
            with session_for(network, policy, feedback) as session:
                checks = _check(session, fetched, feedback)
                copies = _copies(session, fetched, checks, feedback) if archive else {}
            case.apply(ChangeSet(**recheck_changes(checks, copies)))
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
    from imam_ali_tracker.reports.rechecking import check_reports, check_sentence

    checks: dict[str, Check] = {}

    def take(uuid: str, check: Check) -> None:
        checks[uuid] = check
        feedback.pushInfo(f"{rows[uuid]['url']}: {check_sentence(check)}")
        feedback.setProgress(100.0 * len(checks) / len(rows))

    if not check_reports(session, rows, take):
        feedback.pushWarning(
            tr("Cancelled. Reports checked: {} of {}.").format(len(checks), len(rows))
        )
    return checks


def _copies(
    session: ReportSession,
    rows: Mapping[str, Mapping[str, Any]],
    checks: Mapping[str, Check],
    feedback: QgsProcessingFeedback,
) -> dict[str, str]:
    """Return the addresses of stored copies, by uuid, nearest to when the report was read."""
    from imam_ali_tracker.reports.rechecking import LOST, copy_of

    copies = {}
    for uuid, check in checks.items():
        if feedback.isCanceled():
            break
        row = rows[uuid]
        if check.state not in LOST or row["archive_url"]:
            continue
        try:
            copy = copy_of(session, row)
        except TrackerError as error:
            feedback.pushWarning(str(error))
            break
        if copy is not None:
            copies[uuid] = copy.url
            feedback.pushInfo(tr("{}: stored copy of {}").format(row["url"], copy.taken.date()))
    return copies

"""Look at reports again: what has become of each, stored copies of lost ones, what to write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.reports.archive import ArchivedCopy, look_up_copy
from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.outcome import State
from imam_ali_tracker.reports.reading import read_report
from imam_ali_tracker.reports.recheck import Check, judge
from imam_ali_tracker.reports.rows import check_row, known_report, read_fields

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession

Row = Mapping[str, Any]
LOST = frozenset((State.GONE, State.EDITED, State.UNREACHABLE, State.MOVED))
"""States of reports of which a stored copy is worth looking for."""


def can_be_checked(row: Row) -> bool:
    """Whether a report was ever fetched, so that there is something to compare with."""
    return bool(row["sha256"] or row["etag"])


def check_reports(
    session: ReportSession, rows: Mapping[str, Row], take: Callable[[str, Check], None]
) -> bool:
    """Fetch reports conditionally and hand what has become of each to ``take``, with its uuid.

    ``rows`` are rows of ``reports`` by uuid. Returns whether all are done; after the session is
    cancelled some are not. Raises :class:`TrackerError` where no journal can be written.
    """
    from imam_ali_tracker.reports.fetch.batch import fetch_journal

    known = {uuid: known_report(row) for uuid, row in rows.items()}
    by_url: dict[str, list[str]] = {}
    for uuid, report in known.items():
        by_url.setdefault(report.url, []).append(uuid)

    def judged(entry: Entry) -> None:
        fields, sha256 = read_fields(entry), entry.read.get("sha256", "")
        for uuid in by_url[entry.outcome.url]:
            take(uuid, judge(known[uuid], entry.outcome, fields, sha256))

    with tempfile.TemporaryDirectory() as folder:
        requests = [report.request for report in known.values()]
        journal = Journal.create(Path(folder) / "journal.jsonl", requests)
        return fetch_journal(session, journal, read_report, judged)


def check_sentence(check: Check) -> str:
    """Return what a check came to, as one line."""
    parts = [label("fetch_state", check.state.value), check.error, *map(str, check.changes)]
    return "; ".join(part for part in parts if part)


def copy_of(session: ReportSession, row: Row) -> ArchivedCopy | None:
    """Return the stored copy nearest to when a report was read; see :func:`look_up_copy`."""
    accessed = row["accessed"].in_utc() if row["accessed"] else None
    return look_up_copy(session, row["url"], accessed)


def recheck_changes(checks: Mapping[str, Check], copies: Mapping[str, str]) -> dict[str, Any]:
    """Return ``inserts`` and ``updates`` of a change set; what was read once stays as it was.

    ``checks`` and ``copies`` (addresses of stored copies) are by the uuids of the reports.
    """
    updates: dict[str, dict[str, Any]] = {
        uuid: {"fetch_state": check.state.value, "fetch_error": check.error}
        for uuid, check in checks.items()
    }
    for uuid, address in copies.items():
        updates.setdefault(uuid, {})["archive_url"] = address
    history = [check_row(uuid, check) for uuid, check in checks.items()]
    return {"inserts": {"report_checks": history}, "updates": {"reports": updates}}

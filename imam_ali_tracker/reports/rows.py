"""Fetched reports as rows of a case: plain dicts, keyed as the schema names its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from imam_ali_tracker.core.dates import Precision, ReportedDate, parse_date
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.journal import Entry
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, Reason, State
from imam_ali_tracker.reports.recheck import COMPARED, Check, KnownReport

_STATUS = (
    "http_status",
    "etag",
    "last_modified",
    "fetch_state",
    "fetch_error",
    "accessed",
    "content_type",
    "sha256",
)
"""Columns that say how the fetch went: always taken from the latest one."""


def report_row(entry: Entry) -> dict[str, Any]:
    """Return the row of ``reports`` for a finished URL, without ``uuid``.

    ``url`` is the one asked for; the address arrived at stands in ``canonical_url`` where the
    page declares none.
    """
    outcome, read = entry.outcome, entry.read
    row: dict[str, Any] = {
        "url": outcome.url,
        "accessed": instant(outcome.fetched_at),
        "content_type": outcome.declared_type,
        "http_status": outcome.status,
        "etag": outcome.etag,
        "last_modified": outcome.last_modified,
        "fetch_state": outcome.state.value,
        "fetch_error": outcome.message,
    }
    if outcome.state is not State.FETCHED:
        return row
    return {
        **row,
        **_said(read),
        "canonical_url": read.get("canonical_url") or _arrived(outcome),
        "provenance": provenance_of(read),
    }


def has_address(entry: Entry) -> bool:
    """Whether a finished URL is an address at all, and so worth a row whatever became of it."""
    return entry.outcome.reason not in (Reason.URL, Reason.SCHEME, Reason.USER_IN_URL)


def saved_row(url: str, name: str, content_type: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of ``reports`` for a page read from a file called ``name``.

    When it was saved, and whether it still is at ``url``, nobody knows.
    """
    origin = tr("read from the saved file {}").format(name)
    return {
        "url": url,
        "content_type": content_type,
        "fetch_state": State.NOT_FETCHED.value,
        "fetch_error": "",
        **_said(read),
        "canonical_url": read.get("canonical_url", ""),
        "provenance": f"{origin}\n{provenance_of(read)}",
    }


def completed(known: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a fetch adds to a row that is in the case already.

    What an analyst, or an earlier fetch, has written stays; blanks are filled, and the columns
    about the fetch itself are renewed.
    """
    dated = bool(known.get("published"))
    added = {
        name: value
        for name, value in row.items()
        if value and (name in _STATUS or not known.get(name)) and name != "url"
    }
    if dated:
        added.pop("published_basis", None)
    elif added.get("published"):
        added["published_basis"] = row["published_basis"]
    added["fetch_error"] = row["fetch_error"]
    return added


def known_report(row: Mapping[str, Any]) -> KnownReport:
    """Return what a re-check compares with: a row of ``reports``."""
    return KnownReport(
        row["url"],
        row.get("etag") or "",
        row.get("last_modified") or "",
        row.get("sha256") or "",
        {name: row.get(name) for name in COMPARED},
    )


def read_fields(entry: Entry) -> dict[str, Any]:
    """Return the fields that a re-check compares, of what was read from a page."""
    fields = {name: entry.read.get(name) for name in COMPARED}
    return {**fields, "canonical_url": fields["canonical_url"] or _arrived(entry.outcome)}


def check_row(report: str, check: Check) -> dict[str, Any]:
    """Return the row of ``report_checks`` for a check of the report with this uuid."""
    return {
        "report": report,
        "checked": instant(check.checked),
        "state": check.state.value,
        "http_status": check.http_status,
        "final_url": check.final_url,
        "etag": check.etag,
        "last_modified": check.last_modified,
        "sha256": check.sha256,
        "changes": "\n".join(map(str, check.changes)),
        "error": check.error,
    }


def instant(moment: datetime) -> ReportedDate:
    """Return a moment of the machine's clock (UTC) as a date of a case, to the second."""
    return ReportedDate(moment.replace(tzinfo=None, microsecond=0), Precision.SECOND, "+00:00")


def _said(read: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns for what a page says of itself."""
    published = parse_date(read.get("published", ""))
    return {
        **{
            name: read.get(name, "")
            for name in ("title", "publisher", "language", "description", "image", "sha256")
        },
        "authors": tuple(read.get("authors", ())),
        "published": published,
        "published_basis": basis_of(read.get("sources", {}).get("published", ""))
        if published
        else "unknown",
        "updated": parse_date(read.get("updated", "")),
    }


def _arrived(outcome: FetchOutcome) -> str:
    return outcome.final_url if outcome.hops else ""


def basis_of(source: str) -> str:
    """Return the key of ``date_basis`` for a date that extraction found at ``source``."""
    if "address of the page" in source:
        return "url"
    return "stated" if source.startswith(("printed", "labelled")) else "metadata"


def provenance_of(read: Mapping[str, Any]) -> str:
    """Return where the values of a report came from, a line each, then conflicts and notes."""
    lines = [f"{column}: {source}" for column, source in read.get("sources", {}).items()]
    lines += [tr("conflict: {}").format(text) for text in read.get("conflicts", ())]
    return "\n".join([*lines, *read.get("notes", ())])

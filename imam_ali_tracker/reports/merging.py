"""What fetched reports change in a case: rows added or filled in, reports known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imam_ali_tracker.reports.duplicates import ReportIdentity, marks
from imam_ali_tracker.reports.fetch.outcome import State
from imam_ali_tracker.reports.rows import completed


@dataclass
class ReportChanges:
    """The changes to the table ``reports``.

    ``known`` maps the URL of a report that the case has already, as fetched, to the uuid of that
    row, or to the URL of the same report in ``inserts``; nothing of it is written, the analyst may
    merge the two.
    """

    inserts: list[dict[str, Any]] = field(default_factory=list)
    updates: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)


def report_changes(
    existing: Iterable[Mapping[str, Any]], found: Iterable[dict[str, Any]]
) -> ReportChanges:
    """Return what ``found`` changes in a case whose rows of ``reports`` are ``existing``.

    ``found`` are rows as :func:`~.rows.report_row` and :func:`~.saved.saved_row` make them. A row
    that was never fetched, or could not be, is filled in where its URL is found now. A report that
    was fetched before is known.
    """
    rows = {str(row["uuid"]): row for row in existing}
    owners: dict[Any, str] = {}
    for uuid, row in rows.items():
        for mark in marks(_identity(uuid, row)):
            owners.setdefault(mark, uuid)
    changes = ReportChanges()
    for row in found:
        url = str(row["url"])
        own = marks(_identity(url, row))
        owner = next((owners[mark] for mark in sorted(own) if mark in owners), None)
        if owner is None:
            changes.inserts.append(row)
            owner = url
        elif owner in rows and _may_be_filled(rows[owner]) and owner not in changes.updates:
            changes.updates[owner] = completed(rows[owner], row)
        else:
            changes.known[url] = owner
        for mark in own:
            owners.setdefault(mark, owner)
    return changes


def _identity(key: str, row: Mapping[str, Any]) -> ReportIdentity:
    return ReportIdentity(
        key, str(row["url"]), row.get("canonical_url") or "", "", row.get("sha256") or ""
    )


def _may_be_filled(row: Mapping[str, Any]) -> bool:
    """Whether a row has nothing yet from the page itself."""
    return row.get("fetch_state") in (
        None,
        State.NOT_FETCHED.value,
        State.UNREACHABLE.value,
        State.REFUSED.value,
        State.UNREADABLE.value,
        State.GONE.value,
    ) and not row.get("sha256")

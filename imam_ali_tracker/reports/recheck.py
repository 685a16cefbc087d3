"""What has become of a report since it was read: unchanged, edited, moved, gone or unreachable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import FetchError, FetchOutcome, FetchRequest, State
from imam_ali_tracker.reports.fetch.urls import canonical_url

TEXT = "text"
"""Stands among the changes for the printed text, of which only the hash is kept."""

COMPARED = (
    "title",
    "authors",
    "publisher",
    "published",
    "updated",
    "language",
    "description",
    "canonical_url",
    "image",
)
"""The fields of a report in which an edit is looked for."""


@dataclass(frozen=True)
class KnownReport:
    """What the case holds; ``fields`` are by the names of :data:`COMPARED`."""

    url: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    fields: Mapping[str, Any] | None = None

    @property
    def request(self) -> FetchRequest:
        """The conditional request that finds out whether anything changed."""
        return FetchRequest(self.url, self.etag, self.last_modified)


@dataclass(frozen=True)
class Change:
    """A field that differs, as text before and after."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.field == TEXT:
            return tr("text changed")
        return f"{self.field}: {self.before or '–'} → {self.after or '–'}"


@dataclass(frozen=True)
class Check:
    """The result of looking at a report again, as ``report_checks`` keeps it."""

    state: State
    checked: datetime
    http_status: int | None = None
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    changes: tuple[Change, ...] = ()
    error: str = ""


def judge(
    known: KnownReport,
    outcome: FetchOutcome,
    fields: Mapping[str, Any] | None = None,
    sha256: str = "",
) -> Check:
    """Compare what was known with what was fetched.

    Parameters
    ----------
    known:
        What the case holds.
    outcome:
        The answer to ``known.request``.
    fields, sha256:
        What was read from the new page: metadata, and the hash of its text; ``None`` and empty
        where the page was not sent again.

    A page that was edited *and* has moved is edited; its new address stands in ``final_url``. A
    page whose address now leads to the front page of a site is gone.
    """
    state, error = outcome.state, outcome.message
    found: tuple[Change, ...] = ()
    if state is State.FETCHED:
        found = _changes(known, fields or {}, sha256)
        state = State.EDITED if found else State.UNCHANGED
    moved = _moved(known.url, outcome.moved_to)
    if state in (State.EDITED, State.UNCHANGED):
        if _front_page(known.url, outcome):
            state, error = State.GONE, tr("The address now leads to the front page of the site.")
            found = ()
        elif moved and state is State.UNCHANGED:
            state = State.MOVED
    same = known if outcome.state is State.UNCHANGED else KnownReport(known.url)
    return Check(
        state,
        outcome.fetched_at,
        outcome.status,
        outcome.final_url,
        outcome.etag or same.etag,
        outcome.last_modified or same.last_modified,
        sha256 or same.sha256,
        found,
        error,
    )


def _changes(known: KnownReport, fields: Mapping[str, Any], sha256: str) -> tuple[Change, ...]:
    if known.sha256 and known.sha256 == sha256:
        # The page says what it said: where the case says something else, an analyst wrote it.
        return ()
    before = known.fields or {}
    changes = [
        Change(name, _text(before.get(name)), _text(fields.get(name)))
        for name in COMPARED
        # What was never known has not changed; what is no longer said has.
        if before.get(name) and _text(before.get(name)) != _text(fields.get(name))
    ]
    if known.sha256 and sha256 and known.sha256 != sha256:
        changes.append(Change(TEXT, known.sha256, sha256))
    return tuple(changes)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (tuple, list)):
        return "; ".join(map(str, value))
    return str(value)


def _moved(url: str, target: str) -> bool:
    return bool(target) and _canonical(url) != _canonical(target)


def _front_page(url: str, outcome: FetchOutcome) -> bool:
    before, after = urlsplit(url), urlsplit(outcome.final_url)
    deep = before.path.strip("/") or before.query
    return bool(outcome.hops and deep and not after.path.strip("/") and not after.query)


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except FetchError:
        return url

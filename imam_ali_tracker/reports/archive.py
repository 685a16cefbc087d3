"""Stored copies of reports in the Internet Archive, looked up only when the analyst asks.

The Wayback availability API (https://archive.org/help/wayback_api.php) is told which page is of
interest; so the policy must allow it, and nothing else here does it by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import FetchRequest, State

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession

WAYBACK = "https://archive.org/wayback/available"
COPIES = "web.archive.org"
"""The host at which the copies are; an address elsewhere is not believed."""


@dataclass(frozen=True)
class ArchivedCopy:
    """A stored copy: its address, when it was taken (UTC), and the status that was stored."""

    url: str
    taken: datetime
    status: int


def look_up_copy(
    session: ReportSession, url: str, near: datetime | None = None, service: str = WAYBACK
) -> ArchivedCopy | None:
    """Return the stored copy of ``url`` nearest to a moment, by default the latest one.

    Raises :class:`TrackerError` where the policy does not allow the look-up, or it fails.
    """
    if not session.policy.archive_lookups:
        raise TrackerError(
            tr("Looking up stored copies is switched off."),
            tr("Allow it in the settings. The archive then learns which pages are of interest."),
        )
    query = f"{service}?url={quote(url, safe='')}"
    if near is not None:
        query += f"&timestamp={near:%Y%m%d%H%M%S}"
    outcome = session.fetch(FetchRequest(query))
    if outcome.state is not State.FETCHED:
        raise TrackerError(
            tr("The Internet Archive cannot be asked. {}").format(outcome.message),
            details=outcome.details,
        )
    return _copy(outcome.content)


def _copy(content: bytes) -> ArchivedCopy | None:
    try:
        closest = json.loads(content)["archived_snapshots"].get("closest")
        if not closest or not closest["available"]:
            return None
        parts = urlsplit(closest["url"])
        if parts.scheme not in ("http", "https") or parts.netloc != COPIES:
            raise ValueError(closest["url"])
        taken = datetime.strptime(closest["timestamp"] + "+0000", "%Y%m%d%H%M%S%z")
        return ArchivedCopy(
            parts._replace(scheme="https").geturl(),
            taken.astimezone(timezone.utc),
            int(closest["status"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise TrackerError(
            tr("The Internet Archive's answer cannot be read."), tr("Try again later."), str(error)
        ) from error

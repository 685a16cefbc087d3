"""Observations and reports as the time axis shows them: when, how surely, about which site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.timeline.axis import LATEST, moment_of, seconds_of

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

OBSERVATIONS, REPORTS = "observations", "reports"
REPORT_KIND = "report"
"""Beside the kinds of observations: what reports are shown as."""
TABLES = frozenset((OBSERVATIONS, REPORTS, "sites"))
"""The tables that the time axis shows something of."""

_COARSE = (Precision.YEAR, Precision.MONTH)


class Span(NamedTuple):
    """When something was, in seconds of the printed clock.

    It lies within ``earliest`` … ``latest``; from ``sure_from`` to ``sure_to`` it surely was. Where
    only a period is known in which it was, nothing is sure and ``sure_from`` equals ``sure_to``.
    """

    earliest: float
    sure_from: float
    sure_to: float
    latest: float


@dataclass(frozen=True)
class TimelineItem:
    """An observation or report; ``span`` is ``None`` where no source states a date.

    ``dates`` are the dates as reported, ``position`` longitude and latitude in EPSG:4326.
    """

    table: str
    uuid: str
    kind: str
    title: str
    dates: str
    span: Span | None
    site: str | None = None
    site_name: str = ""
    position: tuple[float, float] | None = None
    note: str = ""


def span_of(start: ReportedDate | None, end: ReportedDate | None) -> Span | None:
    """Return when something was that was reported to begin and end so; one date is one event."""
    first = start or end
    if first is None or first.precision is Precision.UNKNOWN:
        return None
    last = end or first
    if last.precision is Precision.UNKNOWN or last.value < first.value:
        last = first
    earliest, latest = seconds_of(first.value), seconds_of(_end(last))
    sure_from = seconds_of(_end(first)) if first.precision in _COARSE else earliest
    sure_to = seconds_of(last.value) if last.precision in _COARSE else latest
    if sure_from > sure_to:
        sure_from = sure_to = (earliest + latest) / 2
    return Span(earliest, sure_from, sure_to, latest)


def _end(date: ReportedDate) -> datetime:
    try:
        return date.end
    except (ValueError, OverflowError):  # the calendar ends with the year 9999
        return moment_of(LATEST)


def dates_text(start: ReportedDate | None, end: ReportedDate | None) -> str:
    """Return dates as reported, with what is odd about them."""
    if start is None and end is None:
        return tr("no date stated")
    if start is None:
        return tr("until {}").format(end)
    if end is None or end == start:
        return str(start)
    text = tr("{} to {}").format(start, end)
    return tr("{} (ends before it begins)").format(text) if end.value < start.value else text


def tooltip(item: TimelineItem) -> str:
    """Return an item in words."""
    return "\n".join(filter(None, (item.dates, item.site_name, item.title, item.note)))


def read_items(case: Case) -> list[TimelineItem]:
    """Return all observations and reports of a case, in no particular order."""
    with case.reading():
        observed = list(case.rows(OBSERVATIONS))
        sites = {row["site"] for row in observed if row["site"]}
        found = case.rows("sites", uuids=sites) if sites else ()
        by_uuid = {row[UUID.name]: row for row in found}
        items = [_observation(row, by_uuid) for row in observed]
        items += [_report(row) for row in case.rows(REPORTS)]
    return items


def _observation(row: Row, sites: Mapping[str, Row]) -> TimelineItem:
    site = sites.get(row["site"])
    return TimelineItem(
        table=OBSERVATIONS,
        uuid=row[UUID.name],
        kind=row["kind"] or "unknown",
        title=row["summary"] or "",
        dates=dates_text(row["date_from"], row["date_to"]),
        span=span_of(row["date_from"], row["date_to"]),
        site=None if site is None else row["site"],
        site_name="" if site is None else site["name"] or "",
        position=_point(row) or (None if site is None else _point(site)),
        note=tr("Hedging: {}").format("; ".join(row["hedging"])) if row["hedging"] else "",
    )


def _report(row: Row) -> TimelineItem:
    return TimelineItem(
        table=REPORTS,
        uuid=row[UUID.name],
        kind=REPORT_KIND,
        title=report_title(row),
        dates=dates_text(row["published"], None),
        span=span_of(row["published"], None),
        note=row["publisher"] or "",
    )


def _point(row: Row) -> tuple[float, float] | None:
    geometry = row["geometry"]
    if geometry is None or geometry.isEmpty():
        return None
    point = geometry.asPoint()
    return point.x(), point.y()

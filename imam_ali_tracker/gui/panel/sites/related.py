"""What a case holds about one site, read in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.case.citing import date_text, reference, report_title
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.two_lines import joined

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.core.dates import ReportedDate

NAMES, OBSERVATIONS, FOOTPRINTS = "site_names", "observations", "footprints"
TABLES = frozenset(("sites", NAMES, OBSERVATIONS, FOOTPRINTS, "citations", "reports", "claims"))
"""The tables whose rows are shown with a site."""


@dataclass(frozen=True)
class Entry:
    """A row that has to do with a site: what it says, and what is known of that, in small."""

    table: str
    uuid: str
    text: str
    note: str


@dataclass(frozen=True)
class Section:
    """The rows of one kind, with their title."""

    title: str
    table: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class SiteContent:
    """A site's row, and what hangs on it."""

    row: Row
    sections: tuple[Section, ...]


def read_content(location: CaseLocation, uuid: str) -> SiteContent | None:
    """Return what a case holds about a site, ``None`` where it is gone.

    Raises :class:`TrackerError` where the case cannot be read.
    """
    case = Case(location)
    with case.reading():
        row = case.row("sites", uuid)
        if row is None:
            return None
        names = [_name(each) for each in case.rows(NAMES, where={"site": uuid})]
        observed = list(case.rows(OBSERVATIONS, where={"site": uuid}))
        sources = _sources(case, [each["uuid"] for each in observed])
        outlines = case.rows(FOOTPRINTS, where={"site": uuid}, geometry=False)
        cited = {
            each["report"]: each
            for each in case.rows(
                "citations", where={"feature_table": "sites", "feature_uuid": uuid}
            )
        }
        reports = case.rows("reports", uuids=list(cited)) if cited else ()
        claims = {each["uuid"]: each for each in _claims(case, uuid)}
        in_time = sorted(observed, key=lambda each: _begin(each["date_from"] or each["date_to"]))
        sections = (
            Section(tr("Names"), NAMES, tuple(names)),
            Section(
                tr("Observations"),
                OBSERVATIONS,
                tuple(_observation(each, sources[each["uuid"]]) for each in in_time),
            ),
            Section(tr("Footprints"), FOOTPRINTS, tuple(map(_footprint, outlines))),
            Section(tr("Reports"), "reports", tuple(map(_report, reports))),
            Section(tr("Claims"), "claims", tuple(map(_claim, claims.values()))),
        )
        # What cannot be added here is not offered as an empty list.
        return SiteContent(row, tuple(s for s in sections if s.entries or s.table != FOOTPRINTS))


def _sources(case: Case, observations: list[str]) -> Counter[str]:
    """Return how many reports each observation is attached to."""
    if not observations:
        return Counter()
    where = {"feature_table": OBSERVATIONS, "feature_uuid": observations}
    found = {(row["feature_uuid"], row["report"]) for row in case.rows("citations", where=where)}
    return Counter(observation for observation, _ in found)


def _claims(case: Case, uuid: str) -> Iterable[Row]:
    for end in ("subject", "object"):
        yield from case.rows("claims", where={f"{end}_table": "sites", f"{end}_uuid": uuid})


def _name(row: Row) -> Entry:
    known = (
        label("name_kind", row["kind"]),
        label("script", row["script"] or ""),
        row["language"],
    )
    return Entry(NAMES, row["uuid"], str(row["name"]), " · ".join(filter(None, known)))


def _begin(date: ReportedDate | None) -> str:
    """Return what sorts by time, the undated first."""
    return "" if date is None else str(date.value)


def _period(first: ReportedDate | None, last: ReportedDate | None) -> str:
    if last is None or last == first:
        return date_text(first)
    if first is None:
        return tr("until {}").format(date_text(last))
    return tr("{} to {}").format(date_text(first), date_text(last))


def _observation(row: Row, reports: int) -> Entry:
    place = row["geometry"]
    known = (
        label("observation_kind", row["kind"]),
        _period(row["date_from"], row["date_to"]),
        plural("{} report", "{} reports", reports).format(reports) if reports else tr("no report"),
        tr("position of its own") if place is not None and not place.isEmpty() else "",
    )
    return Entry(OBSERVATIONS, row["uuid"], str(row["summary"]), joined(known))


def _footprint(row: Row) -> Entry:
    part = label("footprint_part", row["part"])
    dated = row["valid_from"] or row["valid_to"]
    known = (
        part if row["label"] else "",
        _period(row["valid_from"], row["valid_to"]) if dated else "",
        label("position_basis", row["position_basis"] or ""),
    )
    return Entry(FOOTPRINTS, row["uuid"], str(row["label"] or part), joined(known))


def _report(row: Row) -> Entry:
    return Entry("reports", row["uuid"], report_title(row), reference(row))


def _claim(row: Row) -> Entry:
    note = " · ".join(filter(None, (label("claim_kind", row["kind"]), row["value_text"])))
    return Entry("claims", row["uuid"], str(row["statement"]), note)

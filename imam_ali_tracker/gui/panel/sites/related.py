"""What a case holds about one site, read in the background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.case.citing import date_text, reference
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.location import CaseLocation

TABLES = frozenset(("sites", "site_names", "observations", "citations", "reports", "claims"))
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
        names = [_name(each) for each in case.rows("site_names", where={"site": uuid})]
        observations = list(case.rows("observations", where={"site": uuid}, geometry=False))
        cited = {
            each["report"]: each
            for each in case.rows(
                "citations", where={"feature_table": "sites", "feature_uuid": uuid}
            )
        }
        reports = case.rows("reports", uuids=list(cited)) if cited else ()
        claims = {each["uuid"]: each for each in _claims(case, uuid)}
        return SiteContent(
            row,
            (
                Section(tr("Names"), "site_names", tuple(names)),
                Section(tr("Observations"), "observations", _in_time(observations)),
                Section(tr("Reports"), "reports", tuple(map(_report, reports))),
                Section(tr("Claims"), "claims", tuple(map(_claim, claims.values()))),
            ),
        )


def _claims(case: Case, uuid: str) -> Iterable[Row]:
    for end in ("subject", "object"):
        yield from case.rows("claims", where={f"{end}_table": "sites", f"{end}_uuid": uuid})


def _name(row: Row) -> Entry:
    known = (
        label("name_kind", row["kind"]),
        label("script", row["script"] or ""),
        row["language"],
    )
    return Entry("site_names", row["uuid"], str(row["name"]), " · ".join(filter(None, known)))


def _in_time(rows: Iterable[Row]) -> tuple[Entry, ...]:
    dated = sorted(rows, key=lambda row: str(row["date_from"].value) if row["date_from"] else "")
    return tuple(map(_observation, dated))


def _observation(row: Row) -> Entry:
    when = date_text(row["date_from"])
    if row["date_to"] is not None:
        when = tr("{} to {}").format(when, date_text(row["date_to"]))
    note = f"{label('observation_kind', row['kind'])} · {when}"
    return Entry("observations", row["uuid"], str(row["summary"]), note)


def _report(row: Row) -> Entry:
    return Entry("reports", row["uuid"], str(row["title"] or row["url"]), reference(row))


def _claim(row: Row) -> Entry:
    note = " · ".join(filter(None, (label("claim_kind", row["kind"]), row["value_text"])))
    return Entry("claims", row["uuid"], str(row["statement"]), note)

"""Make one report of two: the changes that move everything to the one that is kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.schema import KEY, REPORTS
from imam_ali_tracker.case.shape import row_shape
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_OF_THE_ROW = frozenset((KEY, "uuid", "created", "modified", "remarks", "published_basis"))
_OF_THE_FETCH = (
    *("http_status", "etag", "last_modified", "fetch_state", "fetch_error"),
    *("accessed", "content_type", "sha256"),
)
"""Columns that belong together: they are of one look at one address."""


def merge_changes(case: Case, kept: str, others: Collection[str]) -> ChangeSet:
    """Return how to merge the reports ``others`` into the report ``kept``.

    Citations, claims and re-checks of the others become those of the one kept; a citation that it
    has already goes. Its blanks are filled in from the others, nothing of it is overwritten, and
    the other addresses are kept in its remarks. Raises :class:`TrackerError` where one of the
    reports is not in the case.
    """
    gone = [uuid for uuid in dict.fromkeys(others) if uuid != kept]
    with case.reading():
        rows = {row["uuid"]: row for row in case.rows(REPORTS.name, uuids=[kept, *gone])}
        if not gone or len(rows) < len(gone) + 1:
            raise TrackerError(
                tr("There are no two reports to merge."),
                tr("One may have been deleted. Choose two or more reports of the case."),
            )
        citations = list(case.rows("citations", where={"report": [kept, *gone]}))
        claims = list(case.rows("claims", where={"report": [kept, *gone]}))
        checks = list(case.rows("report_checks", where={"report": gone}))
    same = _same_citations(citations, kept)
    updates = {
        REPORTS.name: {kept: _completed(rows[kept], [rows[uuid] for uuid in gone])},
        "citations": {
            row["uuid"]: {"report": kept}
            for row in citations
            if row["report"] != kept and row["uuid"] not in same
        },
        "claims": {row["uuid"]: _claim_update(row, kept, same) for row in claims},
        "report_checks": {row["uuid"]: {"report": kept} for row in checks},
    }
    filled = {
        table: {uuid: row for uuid, row in of_table.items() if row}
        for table, of_table in updates.items()
    }
    return ChangeSet(
        updates={table: of_table for table, of_table in filled.items() if of_table},
        deletes={REPORTS.name: gone, "citations": sorted(same)},
    )


def _same_citations(citations: Collection[Row], kept: str) -> dict[str, str]:
    """Return the citations that are there twice → the one that stays."""
    first: dict[tuple[str, ...], str] = {}
    same = {}
    for row in sorted(citations, key=lambda row: row["report"] != kept):
        key = (
            row["feature_table"],
            row["feature_uuid"],
            row["locator"] or "",
            row["quote"] or "",
        )
        stays = first.setdefault(key, row["uuid"])
        if stays != row["uuid"] and row["report"] != kept:
            same[row["uuid"]] = stays
    return same


def _claim_update(claim: Row, kept: str, same: dict[str, str]) -> Row:
    update: Row = {} if claim["report"] == kept else {"report": kept}
    if claim["citation"] in same:
        update["citation"] = same[claim["citation"]]
    return update


def _completed(kept: Row, others: Collection[Row]) -> Row:
    """Return the blanks of a report that others fill, and the remarks that name the others."""
    columns = [
        field.name
        for field in row_shape(REPORTS).fields
        if field.name not in (*_OF_THE_ROW, *_OF_THE_FETCH)
    ]
    added: Row = {}
    for other in others:
        for name in columns:
            if kept[name] or added.get(name) or not other[name]:
                continue
            added[name] = other[name]
            if name == "published":
                added["published_basis"] = other["published_basis"]
        if other["sha256"] and not kept["sha256"] and "sha256" not in added:
            added.update({name: other[name] for name in _OF_THE_FETCH})
    notes = [kept["remarks"], *(other["remarks"] for other in others)]
    known = {kept["url"], kept["canonical_url"], added.get("canonical_url")}
    addresses = dict.fromkeys(
        address for other in others for address in (other["url"], other["canonical_url"])
    )
    notes += [tr("Also at {}").format(url) for url in addresses if url and url not in known]
    remarks = "\n".join(dict.fromkeys(note for note in notes if note))
    if remarks != (kept["remarks"] or ""):
        added["remarks"] = remarks
    return added

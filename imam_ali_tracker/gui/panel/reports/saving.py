"""What saving reviewed reports changes in a case: reports, citations and claims, as one whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.case.attaching import Attachment, attachment_changes
from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.reports.found import Action, FoundReport
from imam_ali_tracker.provider.suggestions import claim_row
from imam_ali_tracker.reports.fetch.urls import parse_target
from imam_ali_tracker.reports.rows import completed

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

Feature = tuple[str, str]
"""A table of the case and the uuid of one of its rows."""


def review_changes(
    case: Case, reviewed: Iterable[FoundReport], selected: Iterable[Feature] = ()
) -> ChangeSet:
    """Return the changes that reviewed reports make; ``selected`` are features to attach to.

    A report that is left alone is still attached, and its claims recorded, where the case has it
    and that was chosen. Raises :class:`TrackerError` where an address is missing or none.
    """
    inserts: dict[str, list[Row]] = {"reports": [], "claims": []}
    updates: dict[str, Row] = {}
    attachments: list[Attachment] = []
    features = list(selected)
    for found in reviewed:
        uuid = _write(case, found, inserts["reports"], updates)
        if not uuid:
            continue
        attachments += _attachments(found, uuid, features)
        for index in sorted(found.chosen_claims):
            row = claim_row(found.proposals[index].claim)
            inserts["claims"].append({**row, "report": uuid, "uuid": new_uuid()})
    citations, _known = attachment_changes(case, attachments)
    inserts.update({table: list(rows) for table, rows in citations.inserts.items()})
    return ChangeSet(
        inserts={table: rows for table, rows in inserts.items() if rows},
        updates={"reports": updates} if updates else {},
    )


def _write(
    case: Case, found: FoundReport, inserts: list[Row], updates: dict[str, Row]
) -> str | None:
    """Note what becomes of a report itself, and return its uuid in the case, if it has one."""
    if found.action is Action.LEAVE:
        return None if found.known is None else found.known.uuid
    row = _row(found)
    if found.action is Action.FILL and found.known is not None:
        known = case.row("reports", found.known.uuid)
        if known is None:
            raise TrackerError(
                tr("“{}” was deleted while it was reviewed.").format(found.label),
                tr("Choose to add it as a new report."),
            )
        updates[found.known.uuid] = {**updates.get(found.known.uuid, {}), **completed(known, row)}
        return found.known.uuid
    uuid = new_uuid()
    inserts.append({**row, "uuid": uuid})
    return uuid


def _row(found: FoundReport) -> dict[str, Any]:
    row = {name: value for name, value in found.row.items() if value not in (None, "", ())}
    if not row.get("url"):
        raise TrackerError(
            tr("“{}” has no address.").format(found.label),
            tr("Enter the address that the report is published at."),
        )
    parse_target(str(row["url"]))
    return {**row, "fetch_error": row.get("fetch_error", ""), "provenance": found.provenance()}


def _attachments(
    found: FoundReport, uuid: str, selected: Iterable[Feature]
) -> Iterable[Attachment]:
    for site in found.sites:
        if site.site in found.chosen_sites:
            yield Attachment(uuid, "sites", site.site, quote=site.quote)
    if found.with_selection:
        for table, feature in selected:
            yield Attachment(uuid, table, feature)

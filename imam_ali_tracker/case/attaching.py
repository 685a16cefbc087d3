"""Attach reports to features: citations, written as one whole and taken back as one.

A citation that is there already is not written again. Two are the same where report, feature,
locator and quote are; one that has neither locator nor quote says nothing that another citation of
the same report on the same feature does not say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.schema import CITATIONS
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys, label

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Attachment:
    """A report and a feature that it speaks of; ``table`` is a key of ``feature_table``.

    ``locator`` says where in the report, ``quote`` is a short one, ``credibility`` a key.
    """

    report: str
    table: str
    uuid: str
    locator: str = ""
    quote: str = ""
    credibility: str = ""


@dataclass(frozen=True)
class Attached:
    """What became of attachments.

    ``citations`` are the uuids of the new ones, ``known`` the attachments that the case had
    already, and :meth:`Case.apply` of ``undo`` takes the new ones back.
    """

    citations: tuple[str, ...]
    known: tuple[Attachment, ...]
    undo: ChangeSet


def attach(case: Case, attachments: Iterable[Attachment]) -> Attached:
    """Write the citations that are not there yet, in one transaction.

    Raises :class:`TrackerError` where a report or a feature is not in the case, or a table is
    none that can be cited; nothing has changed then.
    """
    changes, known = attachment_changes(case, attachments)
    undo = case.apply(changes)
    inserted = changes.inserts[CITATIONS.name]
    return Attached(tuple(row["uuid"] for row in inserted), known, undo)


def attachment_changes(
    case: Case, attachments: Iterable[Attachment]
) -> tuple[ChangeSet, tuple[Attachment, ...]]:
    """Return the citations to write, and the attachments that the case has already.

    Nothing is written. Raises :class:`TrackerError` for a table that cannot be cited.
    """
    wanted = list(dict.fromkeys(attachments))
    for table in {each.table for each in wanted} - set(keys("feature_table")):
        tables = ", ".join(label("feature_table", key) for key in keys("feature_table"))
        raise TrackerError(
            tr("A report cannot be attached to “{}”.").format(table),
            tr("It can be attached to: {}.").format(tables),
        )
    there = _citations_of(case, {each.report for each in wanted})
    rows, known = [], []
    # What says most comes first, so that a bare one beside it is known.
    for each in sorted(wanted, key=lambda a: not (a.locator or a.quote)):
        if _is_known(each, there):
            known.append(each)
        else:
            there.add(_key(each))
            rows.append(_row(each))
    return ChangeSet(inserts={CITATIONS.name: rows}), tuple(known)


def detach(case: Case, citations: Collection[str]) -> ChangeSet:
    """Delete citations in one transaction and return what brings them back.

    A claim that refers to one stays and loses the reference. Raises :class:`TrackerError` where
    one is not there.
    """
    changes = deletion(case, {CITATIONS.name: citations}).changes
    missing = sorted(set(citations) - set(changes.deletes.get(CITATIONS.name, ())))
    if missing:
        raise TrackerError(
            tr("The case has no citation {}.").format(missing[0]),
            tr("It may have been removed before. Nothing was changed."),
        )
    return case.apply(changes)


def _citations_of(case: Case, reports: Collection[str]) -> set[_Key]:
    if not reports:
        return set()
    return {
        _key(
            Attachment(
                row["report"],
                row["feature_table"],
                row["feature_uuid"],
                row["locator"] or "",
                row["quote"] or "",
            )
        )
        for row in case.rows(CITATIONS.name, where={"report": reports})
    }


def _key(each: Attachment) -> _Key:
    return each.report, each.table, each.uuid, each.locator, each.quote


def _is_known(each: Attachment, there: set[_Key]) -> bool:
    if each.locator or each.quote:
        return _key(each) in there
    return any(key[:3] == (each.report, each.table, each.uuid) for key in there)


def _row(each: Attachment) -> Row:
    return {
        "uuid": new_uuid(),
        "report": each.report,
        "feature_table": each.table,
        "feature_uuid": each.uuid,
        "locator": each.locator,
        "quote": each.quote,
        "credibility": each.credibility or None,
    }

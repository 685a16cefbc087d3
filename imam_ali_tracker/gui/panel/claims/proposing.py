"""The claims that a sentence of a report makes, proposed to be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imam_ali_tracker.claims.proposals import Proposal, Source, propose

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case


def proposals_in(case: Case, sentence: str, report: str) -> list[Proposal]:
    """Return what a sentence of the report with this uuid claims; for a background thread.

    Raises :class:`TrackerError` where the case cannot be read.
    """
    from imam_ali_tracker.provider.suggestions import names_of, suggest
    from imam_ali_tracker.reports.mentions import NameIndex

    row = case.row("reports", report) if report else None
    found = suggest(sentence, NameIndex(names_of(case)), row).proposals
    if found:
        return found
    # It names no site of the case; what it says in figures is proposed all the same.
    return propose(sentence, (), Source(report, None if row is None else row["published"]))

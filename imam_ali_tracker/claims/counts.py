"""Count claims: what is drawn at a site is the least that there is; unlike things do not add up.

A map holds no counts but those of the footprints drawn in the case, and these need not be all.
Five buildings and ten storehouses are not fifteen of anything: where a report counts different
things at one site, the finding says so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.findings import Finding, Measured, figure, quoted
from imam_ali_tracker.claims.intervals import Interval, Verdict, allowed_range
from imam_ali_tracker.claims.periods import Period, decide_order
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imam_ali_tracker.claims.findings import Words
    from imam_ali_tracker.claims.model import Claim, Footprint, Register


class CountIndex:
    """What is drawn at each site, and what else each report counts there."""

    def __init__(self, register: Register, counts: Iterable[Claim]) -> None:
        self._register = register
        self._parts = frozenset(keys("footprint_part"))
        self._drawn: dict[tuple[str, str], list[Footprint]] = {}
        for footprint in register.footprints.values():
            self._drawn.setdefault((footprint.site, footprint.part), []).append(footprint)
        self._counted: dict[tuple[str, str], dict[str, Claim]] = {}
        for claim in counts:
            if claim.value is not None:
                things = self._counted.setdefault((claim.report, self._site(claim)), {})
                things.setdefault(claim.unit, claim)

    def _site(self, claim: Claim) -> str:
        observation = self._register.observations.get(claim.subject.uuid)
        return observation.site if observation else claim.subject.uuid

    def drawn(self, claim: Claim) -> int:
        """Return how many of what the claim counts are drawn at its site, at its time."""
        part = claim.unit.lower()
        part = part if part in self._parts else part.removesuffix("s")
        event = claim.event
        footprints = self._drawn.get((self._site(claim), part), [])
        return sum(_is_valid(footprint, event) for footprint in footprints)

    def others(self, claim: Claim) -> list[Claim]:
        """Return one count by the same report, at the same site, of each other thing."""
        if claim.value is None or not self._site(claim):
            return []
        things = self._counted.get((claim.report, self._site(claim)), {})
        return [other for unit, other in things.items() if unit != claim.unit]


def _is_valid(footprint: Footprint, event: Period | None) -> bool:
    valid = Period.between(footprint.valid_from, footprint.valid_to)
    if valid is None or event is None:
        return True
    return decide_order("during", valid, event) is not Verdict.INCONSISTENT


def check_count(claim: Claim, index: CountIndex, words: Words) -> Finding:
    """Return the verdict on one count."""
    claimed = quoted(words.claimed(claim))
    notes = tuple(
        tr("The same report counts {} there: other things, which do not add up with these.").format(
            words.claimed(other)
        )
        for other in index.others(claim)
    )
    allowed = None
    if claim.value is not None:
        allowed = allowed_range(
            claim.comparator, claim.value, float(figure(claim).step), claim.second_value
        )
    if allowed is None:
        reason = tr("{} is not a number.").format(claimed)
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, tr("A number."), None, notes)
    drawn = index.drawn(claim)
    needed = tr("What the count rests on, such as a list, or imagery with each one marked.")
    if not drawn:
        reason = tr("A count cannot be measured on the map, and nothing in the case shows {}.")
        return Finding(claim.uuid, Verdict.CANNOT_TELL, reason.format(claimed), needed, None, notes)
    possible = Interval(float(drawn), math.inf)
    verdict = allowed.decide(possible)
    reason = _reason(verdict).format(drawn, claim.unit, claimed)
    undecided = verdict is Verdict.CANNOT_TELL
    measured = Measured(possible, claim.unit)
    return Finding(claim.uuid, verdict, reason, needed if undecided else "", measured, notes)


def _reason(verdict: Verdict) -> str:
    if verdict is Verdict.CONSISTENT:
        return tr("Number of {1} drawn in the case: {0}, which is enough for {2}.")
    if verdict is Verdict.INCONSISTENT:
        return tr("Number of {1} drawn in the case: {0}, which is more than {2}.")
    return tr("Number of {1} drawn in the case: {0}, which need not be all: {2} may be right.")

"""Check many claims at once: every kind to its own module, all geodesics in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.conversions import Outcome, check_conversion, is_conversion
from imam_ali_tracker.claims.counts import CountIndex, check_count
from imam_ali_tracker.claims.distances import check_distance, measure
from imam_ali_tracker.claims.endpoints import Gazetteer
from imam_ali_tracker.claims.findings import Finding, Words, figure
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.lengths import check_length, course
from imam_ali_tracker.claims.quantities import printed_figure
from imam_ali_tracker.claims.times import check_date, check_order
from imam_ali_tracker.claims.whereabouts import LocationIndex, check_location, location_pair
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.claims.conversions import Conversion
    from imam_ali_tracker.claims.distances import Distance, Pair
    from imam_ali_tracker.claims.model import Claim, Register

_MEASURED = frozenset({"distance", "length", "location"})


def check(claims: Iterable[Claim], register: Register, go_on: GoOn = never_stop) -> list[Finding]:
    """Return the finding on each claim, in the same order.

    Nothing in a claim makes this fail: what cannot be read or measured is a finding that says so.
    ``go_on`` is called for every claim; what it raises ends the check.
    """
    return Checker(list(claims), register).findings(go_on)


class Checker:
    """One run over many claims, with everything that they share looked up once."""

    def __init__(self, claims: Sequence[Claim], register: Register) -> None:
        self._claims = claims
        self._register = register
        self._words = Words()
        self._gazetteer = Gazetteer(register)
        self._counts = CountIndex(register, (c for c in claims if c.kind == "count"))
        self._locations = LocationIndex(register, [c for c in claims if c.kind == "location"])

    def findings(self, go_on: GoOn = never_stop) -> list[Finding]:
        """Return the finding on each claim; see :func:`check`."""
        courses = []
        for claim in self._claims:
            go_on()
            courses.append(self._course(claim))
        distances = iter(measure([pair for course in courses for pair in course]))
        found = []
        for claim, legs in zip(self._claims, courses):
            go_on()
            found.append(self._finding(claim, legs, [next(distances) for _ in legs]))
        return found

    def _course(self, claim: Claim) -> Sequence[Pair]:
        """Return the pairs of ends that have to be measured for a claim."""
        if claim.kind not in _MEASURED:
            return ()
        if claim.kind == "location":
            return (location_pair(claim, self._gazetteer, self._locations),)
        return course(claim, self._register, self._gazetteer)

    def _finding(
        self, claim: Claim, legs: Sequence[Pair], distances: Sequence[Distance | None]
    ) -> Finding:
        conversion = _conversion(claim)
        finding = self._verdict(claim, legs, distances, conversion)
        notes = list(finding.notes)
        if conversion is not None and claim.kind != "conversion":
            if conversion.outcome in (Outcome.TRUNCATED, Outcome.WRONG):
                notes.append(conversion.reason)
            notes += conversion.notes
        later = self._register.claims.get(claim.superseded_by)
        if later is not None:
            notes.append(tr("Superseded: {}").format(later.statement))
        if conversion is None and len(notes) == len(finding.notes):
            return finding
        return finding._replace(notes=tuple(notes), conversion=conversion)

    def _verdict(
        self,
        claim: Claim,
        legs: Sequence[Pair],
        distances: Sequence[Distance | None],
        conversion: Conversion | None,
    ) -> Finding:
        words, register = self._words, self._register
        if claim.kind == "conversion":
            return _check_conversion(claim, conversion)
        if claim.kind == "count":
            return check_count(claim, self._counts, words)
        if claim.kind == "order":
            return check_order(claim, register, words)
        if claim.kind == "date":
            return check_date(claim, register, words)
        if claim.kind == "location":
            return check_location(claim, legs[0], distances[0], self._locations, words)
        if claim.kind == "distance" and len(legs) == 1:
            return check_distance(claim, legs[0], distances[0], words)
        if claim.kind in _MEASURED:
            return check_length(claim, legs, distances, words)
        return _not_checkable(claim)


def _conversion(claim: Claim) -> Conversion | None:
    """Return the check of the conversion that a claim prints, ``None`` where it prints none."""
    if claim.value is None or claim.second_value is None or claim.comparator == "between":
        return None
    if not is_conversion(claim.unit, claim.second_unit):
        return None
    second = printed_figure(claim.second_value, claim.second_unit, claim.value_text)
    return check_conversion(figure(claim), claim.unit, second, claim.second_unit)


def _check_conversion(claim: Claim, conversion: Conversion | None) -> Finding:
    if conversion is None:
        reason = tr("The claim does not have two figures in different units of one dimension.")
        needed = tr("Both figures and their units, as printed.")
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, needed)
    notes = conversion.notes
    return Finding(claim.uuid, conversion.verdict, conversion.reason, "", None, notes)


def _not_checkable(claim: Claim) -> Finding:
    reason = tr("An assessment: no measurement decides it.")
    if claim.hedge_words:
        hedges = ", ".join(f"“{word}”" for word in claim.hedge_words)
        reason = tr("An assessment, hedged by {}: no measurement decides it.").format(hedges)
    return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason)

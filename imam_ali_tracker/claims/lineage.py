"""Lineage: the family of a claim across reports, and what changed from one to the next.

A family is what is linked by ``variant_of`` or ``superseded_by``. Every claim in it is compared
with the one that it is recorded to be a variant of, or to supersede: number, bound, unit, hedges,
origin, date, wording. A figure that was only converted ("200 miles" to "322 km") changed its unit
and not its number; "less than 200 miles" to "less than 300 km" changed both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.conversions import Outcome, check_conversion, is_conversion
from imam_ali_tracker.claims.findings import Words, figure, metres_text, quoted
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import LENGTH, UNITS, to_si

if TYPE_CHECKING:
    from imam_ali_tracker.claims.model import Claim, Report

_PLAIN = frozenset({"", "none", "equal"})


class Aspect(str, Enum):
    """What of a claim may change."""

    NUMBER = "number"
    BOUND = "bound"
    UNIT = "unit"
    HEDGE = "hedge"
    SPEAKER = "speaker"
    DATE = "date"
    WORDING = "wording"


@dataclass(frozen=True)
class Change:
    """One change from a claim to its variant, with a sentence for the analyst."""

    aspect: Aspect
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class Variant:
    """A claim in its family; ``parent`` is the one that it hangs below, ``None`` for a first one.

    ``changes`` are those from the parent. ``supersedes`` and ``superseded_by`` are what the case
    records.
    """

    claim: Claim
    parent: Claim | None
    changes: tuple[Change, ...]
    supersedes: tuple[Claim, ...]
    superseded_by: Claim | None


class Families:
    """All claims of a case by how they belong together."""

    def __init__(
        self, claims: Iterable[Claim] = (), reports: Mapping[str, Report] | None = None
    ) -> None:
        self._claims = {claim.uuid: claim for claim in claims}
        self._reports = reports or {}
        self._kin: dict[str, set[str]] = {}
        self._supersedes: dict[str, list[str]] = {}
        for claim in self._claims.values():
            for other in (claim.variant_of, claim.superseded_by):
                if other in self._claims and other != claim.uuid:
                    self._kin.setdefault(claim.uuid, set()).add(other)
                    self._kin.setdefault(other, set()).add(claim.uuid)
            if claim.superseded_by in self._claims and claim.superseded_by != claim.uuid:
                self._supersedes.setdefault(claim.superseded_by, []).append(claim.uuid)

    def of(self, uuid: str) -> tuple[Variant, ...]:
        """Return the family of a claim, each claim behind the one that it hangs below.

        A variant hangs below what it is a variant of; what is none hangs below what it supersedes.
        Siblings stand in the order of publication. Of variants in a circle the one published first
        is the first. A claim without others has no family.
        """
        family = self._family(uuid)
        if len(family) < 2:
            return ()
        below: dict[str, list[str]] = defaultdict(list)
        for each in family:
            below[self._above(each)].append(each)
        words, placed, variants = Words(), set[str](), list[Variant]()
        for first in (*below[""], *family):
            ahead = [first]
            while ahead:
                each = ahead.pop()
                if each not in placed:
                    placed.add(each)
                    variants.append(self._variant(each, placed, words))
                    ahead += reversed(below[each])
        return tuple(variants)

    def _family(self, uuid: str) -> list[str]:
        """Return all claims that belong to one, in the order of publication."""
        found, ahead = {uuid}, [uuid]
        while ahead:
            new = self._kin.get(ahead.pop(), set()) - found
            found |= new
            ahead += new
        return sorted((each for each in found if each in self._claims), key=self._order)

    def _order(self, uuid: str) -> tuple[str, str]:
        report = self._reports.get(self._claims[uuid].report)
        published = None if report is None else report.published
        return ("~" if published is None else published.value.isoformat()), uuid

    def _above(self, uuid: str) -> str:
        """Return the claim that one hangs below, empty where it is a first one."""
        parent = self._claims[uuid].variant_of
        if parent in self._claims and parent != uuid:
            return parent
        return next(iter(self._supersedes.get(uuid, ())), "")

    def _variant(self, uuid: str, placed: set[str], words: Words) -> Variant:
        claim, above = self._claims[uuid], self._above(uuid)
        before = self._claims[above] if above in placed else None
        return Variant(
            claim,
            before,
            () if before is None else changes(before, claim, words),
            tuple(self._claims[each] for each in self._supersedes.get(uuid, ())),
            self._claims.get(claim.superseded_by),
        )


def changes(before: Claim, after: Claim, words: Words) -> tuple[Change, ...]:
    """Return what changed from one claim to its variant."""
    found = [*_quantity(before, after, words), *_hedges(before, after)]
    origins = _origin(before), _origin(after)
    if all(origins) and origins[0] != origins[1]:
        text = tr("Attributed to {}, before that to {}.").format(origins[1], origins[0])
        found.append(Change(Aspect.SPEAKER, *origins, text))
    dates = before.event, after.event
    if dates[0] and dates[1] and dates[0] != dates[1]:
        earlier, later = str(dates[0]), str(dates[1])
        text = tr("The date changed from {} to {}.").format(earlier, later)
        found.append(Change(Aspect.DATE, earlier, later, text))
    if after.value is None and before.statement != after.statement:
        text = tr("The wording changed: “{}” to “{}”").format(before.statement, after.statement)
        found.append(Change(Aspect.WORDING, before.statement, after.statement, text))
    return tuple(found)


def _origin(claim: Claim) -> str:
    return claim.speaker_chain[-1] if claim.speaker_chain else ""


def _quantity(before: Claim, after: Claim, words: Words) -> list[Change]:
    """Return the changes of number, bound and unit."""
    claimed = quoted(words.claimed(before)), quoted(words.claimed(after))
    found = []
    if before.value is None or after.value is None:
        if before.value != after.value:
            text = tr("{} became {}.").format(*claimed)
            found.append(Change(Aspect.NUMBER, *claimed, text))
        return found
    if _changed_number(before, after):
        text = tr("{} became {}{}.").format(*claimed, _difference(before, after))
        found.append(Change(Aspect.NUMBER, *claimed, text))
    if _bound(before) != _bound(after):
        bounds = words.comparators.get(_bound(before), ""), words.comparators.get(_bound(after), "")
        text = tr("The bound changed from “{}” to “{}”.").format(*bounds)
        found.append(Change(Aspect.BOUND, *bounds, text))
    if before.unit != after.unit:
        text = tr("The unit changed from {} to {}.").format(before.unit, after.unit)
        found.append(Change(Aspect.UNIT, before.unit, after.unit, text))
    return found


def _bound(claim: Claim) -> str:
    return "equal" if claim.comparator in _PLAIN else claim.comparator


def _changed_number(before: Claim, after: Claim) -> bool:
    if is_conversion(before.unit, after.unit):
        converted = check_conversion(figure(before), before.unit, figure(after), after.unit)
        return converted.outcome is Outcome.WRONG
    return before.value != after.value


def _difference(before: Claim, after: Claim) -> str:
    """Return how the figures differ in the unit of the later one, as the end of a sentence."""
    units = UNITS.get(before.unit), UNITS.get(after.unit)
    if not all(unit is not None and unit.dimension == LENGTH for unit in units):
        return ""
    metres = to_si(before.value or 0.0, before.unit), to_si(after.value or 0.0, after.unit)
    less = metres_text(abs(metres[0] - metres[1]), after.unit)
    was = metres_text(metres[0], after.unit)
    if metres[1] < metres[0]:
        return tr(", {} less than {}").format(less, was)
    return tr(", {} more than {}").format(less, was)


def _hedges(before: Claim, after: Claim) -> list[Change]:
    words = set(before.hedge_words), set(after.hedge_words)
    lost = ", ".join(word for word in before.hedge_words if word not in words[1])
    new = ", ".join(word for word in after.hedge_words if word not in words[0])
    if lost and new:
        text = tr("The hedge “{}” became “{}”.").format(lost, new)
    elif lost:
        text = tr("The hedge “{}” was dropped.").format(lost)
    else:
        text = tr("The hedge “{}” was added.").format(new)
    return [Change(Aspect.HEDGE, lost, new, text)] if lost or new else []

"""Lineage: the variants of one claim across reports, in order of publication, and what changed.

Every variant is compared with the claim that it is recorded to be a variant of: number, bound,
unit, hedges, origin, date, wording. A figure that was only converted ("200 miles" to "322 km")
changed its unit and not its number; "less than 200 miles" to "less than 300 km" changed both.
"""

from __future__ import annotations

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
    from imam_ali_tracker.core.dates import ReportedDate

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
    """A claim in its lineage; ``changes`` are those from ``parent``, if it is in the lineage."""

    claim: Claim
    parent: Claim | None
    changes: tuple[Change, ...]


Lineage = tuple[Variant, ...]
"""The variants of one claim in order of publication; those of unknown date come last."""


def lineages(claims: Iterable[Claim], reports: Mapping[str, Report]) -> list[Lineage]:
    """Return the lineages of two or more claims, in the order of their first publications."""
    by_uuid = {claim.uuid: claim for claim in claims}
    words = Words()
    families: dict[str, list[tuple[str, int, str, Claim]]] = {}
    for claim in by_uuid.values():
        root, generation = _descent(claim, by_uuid)
        published = reports[claim.report].published if claim.report in reports else None
        member = (_sortable(published), generation, claim.uuid, claim)
        families.setdefault(root, []).append(member)
    several = (sorted(family, key=lambda each: each[:3]) for family in families.values())
    return [
        tuple(_variant(claim, by_uuid, words) for *_, claim in family)
        for family in sorted(several, key=lambda family: family[0][:3])
        if len(family) > 1
    ]


def _descent(claim: Claim, by_uuid: Mapping[str, Claim]) -> tuple[str, int]:
    """Return the first claim of the chain of variants, and how far from it this one is.

    Variants of each other in a circle have the least of them as their first.
    """
    seen = [claim.uuid]
    while claim.variant_of in by_uuid:
        claim = by_uuid[claim.variant_of]
        if claim.uuid in seen:
            return min(seen[seen.index(claim.uuid) :]), len(seen)
        seen.append(claim.uuid)
    return claim.uuid, len(seen) - 1


def _sortable(date: ReportedDate | None) -> str:
    """Return a text that sorts as the date does, an unknown one last."""
    return date.value.isoformat() if date else "~"


def _variant(claim: Claim, by_uuid: Mapping[str, Claim], words: Words) -> Variant:
    parent = by_uuid.get(claim.variant_of)
    return Variant(claim, parent, () if parent is None else changes(parent, claim, words))


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

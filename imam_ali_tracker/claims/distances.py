"""Distance claims: the interval between two uncertain positions, and what the claim says of it.

The distance of two positions known to ``u1`` and ``u2`` lies in ``[d - u1 - u2, d + u1 + u2]``. A
distance to a coast is that to its nearest shore. All measuring is geodesic, on WGS 84, and done in
one go for all claims.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.claims.coastlines import nearest_shores
from imam_ali_tracker.claims.findings import (
    Finding,
    Line,
    Measured,
    Words,
    exact_text,
    figure,
    is_length,
    metres_text,
    quoted,
)
from imam_ali_tracker.claims.intervals import AllowedRange, Interval, Verdict, allowed_range
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import to_si
from imam_ali_tracker.geodesy.ellipsoid import WGS84

if TYPE_CHECKING:
    from imam_ali_tracker.claims.coastlines import Coastline, NearestShore
    from imam_ali_tracker.claims.endpoints import Endpoint
    from imam_ali_tracker.claims.model import Claim, Position

    Pair = tuple[Endpoint, Endpoint]

FALLBACK_UNIT = "km"
"""For claims that state no unit of length: measured values are shown in it."""

_TOLERANT = frozenset({"", "none", "equal", "about"})


class Distance(NamedTuple):
    """The geodesic distance of a pair of ends.

    ``uncertainty_m`` is the sum of the two accuracies, infinite where one is not known. ``azimuth``
    is the direction in which the first end lies from the second, degrees clockwise from north.
    ``names`` are those of the ends, that of a coast with what is known of it.
    """

    metres: float
    uncertainty_m: float
    azimuth: float
    line: Line
    names: tuple[str, str]

    @property
    def interval(self) -> Interval:
        """All distances in metres that the two ends may have."""
        return Interval.around(self.metres, self.uncertainty_m)

    def measured(self, unit: str = FALLBACK_UNIT) -> Measured:
        """Return the interval for a finding."""
        return Measured.length(self.metres, self.interval, unit)


def measure(pairs: Sequence[Pair]) -> list[Distance | None]:
    """Return the distance of each pair, ``None`` where an end is not placed or both are coasts."""
    placed = _with_shores(pairs)
    lines = [
        Line.between(start.position, end.position) if start.position and end.position else None
        for start, end in placed
    ]
    measured = [line for line in lines if line is not None]
    ends = np.array([(each.lon1, each.lat1, each.lon2, each.lat2) for each in measured])
    _, ahead, metres = WGS84.inverse(*ends.reshape(-1, 4).T)
    found = zip(metres.tolist(), ((ahead + 180.0) % 360.0).tolist())
    return [
        None if line is None else _distance(line, *pair, *next(found))
        for line, pair in zip(lines, placed)
    ]


def _distance(
    line: Line, start: Endpoint, end: Endpoint, metres: float, azimuth: float
) -> Distance:
    uncertainty = _accuracy(start) + _accuracy(end)
    return Distance(metres, uncertainty, azimuth, line, (start.name, end.name))


def _accuracy(end: Endpoint) -> float:
    accuracy = end.position.accuracy_m if end.position else None
    return math.inf if accuracy is None else accuracy


def _with_shores(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Return the pairs with every coast placed at its shore nearest to the other end."""
    wanted: dict[str, tuple[Coastline, dict[Position, None]]] = {}
    for start, end in pairs:
        for coast, position in ((start.coast, end.position), (end.coast, start.position)):
            if coast is not None and position is not None:
                wanted.setdefault(coast.key, (coast, {}))[1][position] = None
    if not wanted:
        return pairs
    shores = {
        (key, position): shore
        for key, (coast, positions) in wanted.items()
        for position, shore in zip(positions, nearest_shores(coast, list(positions)))
    }
    return [(_ashore(a, b, shores), _ashore(b, a, shores)) for a, b in pairs]


def _ashore(
    end: Endpoint, other: Endpoint, shores: dict[tuple[str, Position], NearestShore]
) -> Endpoint:
    coast = end.coast
    if coast is None or other.position is None:
        return end
    shore = shores[coast.key, other.position]
    accuracy = exact_text(coast.accuracy_m, FALLBACK_UNIT)
    known = tr("coastline at {}, good to {}").format(coast.scale, accuracy)
    if shore.country:
        known = tr("nearest in {}, {}").format(shore.country, known)
    return replace(end, name=f"{end.name} ({known})", position=shore.position)


def check_distance(claim: Claim, pair: Pair, distance: Distance | None, words: Words) -> Finding:
    """Return the verdict on one distance claim, its ends and their distance."""
    if pair[0].uuid and pair[0].uuid == pair[1].uuid:
        reason = tr("The claim has {} at both ends.").format(pair[0].name)
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, tr("The other end."))
    claimed = quoted(words.claimed(claim))
    allowed = allowed_lengths(claim)
    unit = claim.unit if is_length(claim.unit) else FALLBACK_UNIT
    facts, measured, line = "", None, None
    if distance is not None:
        facts, measured = distance_facts(distance, unit), distance.measured(unit)
        line = distance.line
    if allowed is None:
        reason, needed = obstacle(claim, claimed)
        reason = f"{facts}; {reason}" if facts else reason
        verdict = Verdict.NOT_CHECKABLE
    elif distance is None:
        verdict, (reason, needed) = Verdict.CANNOT_TELL, gap(pair)
        reason += _as_ring(claimed, pair)
    else:
        verdict = allowed.decide(distance.interval)
        reason = f"{facts}; {_judgement(verdict, allowed, distance.metres, claim, claimed)}"
        needed = _needed(pair, distance, allowed, claim) if verdict is Verdict.CANNOT_TELL else ""
    notes = () if allowed is None else reading_note(claim, claimed, allowed)
    notes = (*proxy_notes(pair), *notes)
    return Finding(claim.uuid, verdict, reason, needed, measured, notes, line=line)


def distance_facts(distance: Distance, unit: str = FALLBACK_UNIT) -> str:
    """Return what was measured, as the first half of a reason."""
    return tr("From {} to {} it is {}").format(*distance.names, distance.measured(unit))


def proxy_notes(pair: Pair) -> tuple[str, ...]:
    """Return a sentence for each end whose position is that of another place."""
    return tuple(
        tr("The position of {} is a proxy: that of another place.").format(end.name)
        for end in pair
        if end.is_proxy
    )


def allowed_lengths(claim: Claim) -> AllowedRange | None:
    """Return the metres that a claim allows, ``None`` where it states no length to compare."""
    if claim.value is None or not is_length(claim.unit):
        return None
    second, second_unit = None, claim.second_unit or claim.unit
    if claim.second_value is not None and is_length(second_unit):
        second = to_si(claim.second_value, second_unit)
    step = to_si(float(figure(claim).step), claim.unit)
    return allowed_range(claim.comparator, to_si(claim.value, claim.unit), step, second)


def obstacle(claim: Claim, claimed: str) -> tuple[str, str]:
    """Return why a claim without allowed lengths cannot be checked, and what is needed."""
    if claim.value is None and not (claim.value_text or claim.comparator):
        return tr("The claim states no figure."), tr("A figure.")
    if claim.value is None:
        return tr("{} is not a figure.").format(claimed), tr("A figure.")
    if not is_length(claim.unit):
        return tr("{} is not a length.").format(claimed), tr("A figure with a unit of length.")
    return tr("{} does not compare lengths.").format(claimed), tr("Whether more or less is meant.")


def gap(pair: Pair) -> tuple[str, str]:
    """Return why the ends of a pair cannot be measured, and what is needed."""
    missing = [end for end in pair if not end.is_placed]
    if not missing:
        return (
            tr("Both {} and {} are coasts, not places.").format(pair[0].name, pair[1].name),
            tr("A place to measure from."),
        )
    gaps = "; ".join(dict.fromkeys(end.gap for end in missing))
    reason = tr("{}, so nothing can be measured.").format(gaps)
    return reason, " ".join(dict.fromkeys(end.needed for end in missing))


def _as_ring(claimed: str, pair: Pair) -> str:
    """Return how a distance to something that is nowhere can be drawn all the same."""
    placed = [end.name for end in pair if end.position is not None]
    if not placed:
        return ""
    drawn = tr("{} can be drawn as a ring around {}, but neither confirmed nor refuted.")
    return " " + drawn.format(claimed, placed[0])


def reading_note(claim: Claim, claimed: str, allowed: AllowedRange) -> tuple[str, ...]:
    """Return how wide a figure is read, for those that are not bounds."""
    if claim.comparator not in _TOLERANT:
        return ()
    ends = exact_text(allowed.low, claim.unit), exact_text(allowed.high, claim.unit)
    return (tr("{} is read as {} to {}.").format(claimed, *ends),)


def _judgement(
    verdict: Verdict, allowed: AllowedRange, metres: float, claim: Claim, claimed: str
) -> str:
    if verdict is Verdict.CONSISTENT:
        return tr("{} agrees with all of that.").format(claimed)
    if verdict is Verdict.CANNOT_TELL:
        return tr("{} agrees with a part of that only.").format(claimed)
    nearest = min((allowed.low, allowed.high), key=lambda end: abs(end - metres))
    if claim.comparator in _TOLERANT:
        nearest = to_si(claim.value or 0.0, claim.unit)
    difference = metres_text(abs(metres - nearest), claim.unit)
    if metres > nearest:
        return tr("{} is {} too little.").format(claimed, difference)
    return tr("{} is {} too much.").format(claimed, difference)


def _needed(pair: Pair, distance: Distance, allowed: AllowedRange, claim: Claim) -> str:
    """Return how exact the positions would have to be."""
    proxies = [tr("A position of {} itself.").format(end.name) for end in pair if end.is_proxy]
    if proxies:
        return " ".join(proxies)
    if math.isinf(distance.uncertainty_m):
        return tr("How exact the positions are.")
    margin = min(abs(distance.metres - allowed.low), abs(distance.metres - allowed.high))
    return tr("Positions that are exact to less than {} taken together (they are to {}).").format(
        metres_text(margin, claim.unit), metres_text(distance.uncertainty_m, claim.unit)
    )

"""Length claims: a road or corridor is never shorter than the shortest possible line.

The line goes by geodesics from end to end, through the waypoints that the report names; a coast is
met at its nearest shore. The true course is not known, so the length lies between the shortest
line, less the uncertainty of the positions, and infinity. A corridor that the analyst drew for
comparison (status ``construct``) names no waypoints of a report: only its ends count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.distances import (
    allowed_lengths,
    gap,
    obstacle,
    reading_note,
)
from imam_ali_tracker.claims.findings import Finding, Line, Measured, metres_text, quoted
from imam_ali_tracker.claims.intervals import Interval, Verdict
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import to_si

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.claims.distances import Distance, Pair
    from imam_ali_tracker.claims.endpoints import Endpoint, Gazetteer
    from imam_ali_tracker.claims.findings import Words
    from imam_ali_tracker.claims.model import Claim, Register

    Course = Sequence[Pair]


def course(claim: Claim, register: Register, gazetteer: Gazetteer) -> Course:
    """Return the legs of the shortest line that a length claim, or a distance, may mean."""
    corridor = register.corridors.get(claim.subject.uuid)
    if corridor is None:
        return ((gazetteer.endpoint(claim.subject), gazetteer.endpoint(claim.object)),)
    stops = [gazetteer.waypoint(waypoint) for waypoint in corridor.waypoints]
    end = gazetteer.endpoint(claim.object)
    if end.is_placed and not _ends_at(stops, end):
        stops.append(end)
    if corridor.status == "construct":
        stops = [*stops[:1], *stops[-1:]]
    stops = [*stops[:1], *(stop for stop in stops[1:-1] if stop.is_placed), *stops[1:][-1:]]
    return tuple(zip(stops, stops[1:]))


def _ends_at(stops: Sequence[Endpoint], end: Endpoint) -> bool:
    """Return whether the course is at ``end`` already: the same place, or the same coast."""
    if not stops:
        return False
    same_place = bool(end.uuid) and stops[-1].uuid == end.uuid
    return same_place or (end.coast is not None and stops[-1].coast is end.coast)


def check_length(
    claim: Claim, legs: Course, distances: Sequence[Distance | None], words: Words
) -> Finding:
    """Return the verdict on one length claim from the legs of its course and their distances."""
    claimed = quoted(words.claimed(claim))
    allowed = allowed_lengths(claim)
    if allowed is None:
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, *obstacle(claim, claimed))
    known = [distance for distance in distances if distance is not None]
    if not known or len(known) < len(legs):
        return Finding(claim.uuid, Verdict.CANNOT_TELL, *_unmeasured(legs, distances))
    shortest = sum(distance.metres for distance in known)
    # Each leg gives by what its two ends are uncertain, a place in the middle twice.
    least = max(0.0, shortest - sum(distance.uncertainty_m for distance in known))
    possible = Interval(least, math.inf)
    measured = Measured.length(shortest, possible, claim.unit)
    verdict = allowed.decide(possible)
    reason = f"{_facts(known, measured)}; {_judgement(verdict, claim, claimed, shortest)}"
    undecided = verdict is Verdict.CANNOT_TELL
    needed = tr("The course of the road or route that is meant.") if undecided else ""
    line = Line(known[0].line.lon1, known[0].line.lat1, known[-1].line.lon2, known[-1].line.lat2)
    notes = reading_note(claim, claimed, allowed)
    return Finding(claim.uuid, verdict, reason, needed, measured, notes, line=line)


def _unmeasured(legs: Course, distances: Sequence[Distance | None]) -> tuple[str, str]:
    for pair, distance in zip(legs, distances):
        if distance is None:
            return gap(pair)
    return tr("The corridor names fewer than two places."), tr("The places that it joins.")


def _facts(known: Sequence[Distance], measured: Measured) -> str:
    start, end = known[0].names[0], known[-1].names[1]
    between = [distance.names[1] for distance in known[:-1]]
    if between:
        stops = ", ".join(between)
        return tr("The shortest line from {} by {} to {} is {}").format(start, stops, end, measured)
    return tr("The shortest line from {} to {} is {}").format(start, end, measured)


def _judgement(verdict: Verdict, claim: Claim, claimed: str, shortest: float) -> str:
    if verdict is Verdict.CONSISTENT:
        return tr("{} agrees with every course.").format(claimed)
    metres = to_si(claim.value or 0.0, claim.unit)
    if verdict is Verdict.INCONSISTENT:
        short = metres_text(shortest - metres, claim.unit)
        return tr("{} is {} less: no course is that short.").format(claimed, short)
    if metres > shortest > 0:
        times = f"{metres / shortest:.2f}"
        return tr("{} is possible, being {} × that.").format(claimed, times)
    return tr("{} is about the length of that line.").format(claimed)

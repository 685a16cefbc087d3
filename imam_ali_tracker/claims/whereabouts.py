"""The verdict on location claims: at a printed point, in a direction, or near a place."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.distances import FALLBACK_UNIT, distance_facts, gap, proxy_notes
from imam_ali_tracker.claims.endpoints import Endpoint
from imam_ali_tracker.claims.findings import Finding, exact_text, metres_text, quoted
from imam_ali_tracker.claims.intervals import AllowedRange, Interval, Verdict
from imam_ali_tracker.claims.locations import (
    disagreements,
    own_points,
    printed_point,
    shared_positions,
)
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.claims.distances import Distance, Pair
    from imam_ali_tracker.claims.endpoints import Gazetteer
    from imam_ali_tracker.claims.findings import Words
    from imam_ali_tracker.claims.locations import Disagreement, PrintedPoint
    from imam_ali_tracker.claims.model import Claim, Register

_WINDS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_WIND = re.compile(
    r"\b(?P<first>north|south|east|west)(?:[ -]?(?P<second>east|west))?(?:ern|wards?)?\b",
    re.IGNORECASE,
)
_HALF_SECTOR = 45.0
"""What lies up to 45 degrees from south is "south" to a writer."""


class LocationIndex:
    """What the sources print for each site, and which points are those of other places."""

    def __init__(self, register: Register, claims: Sequence[Claim]) -> None:
        self._points = {claim.uuid: printed_point(claim, register) for claim in claims}
        own = own_points(place for place in register.places.values() if not place.is_proxy)
        points = [*own, *(point for point in self._points.values() if point is not None)]
        self._shared = shared_positions(points)
        self._apart = disagreements(points)

    def point(self, claim: Claim) -> PrintedPoint | None:
        """Return the point that a claim prints."""
        return self._points.get(claim.uuid)

    def others_there(self, point: PrintedPoint) -> list[PrintedPoint]:
        """Return the points of other places that equal this one."""
        return self._shared.get(point, [])

    def widest(self, site: str) -> Disagreement | None:
        """Return the two sources that disagree most on a site."""
        return next(iter(self._apart.get(site, [])), None)


def location_pair(claim: Claim, gazetteer: Gazetteer, index: LocationIndex) -> Pair:
    """Return what a location claim is measured between: its subject, and what it names."""
    subject = gazetteer.endpoint(claim.subject)
    point = index.point(claim)
    if point is None:
        return subject, gazetteer.endpoint(claim.object)
    name = tr("the point that {} prints").format(point.source or tr("the source"))
    # How exact the print is counts as the width of the claim, not as an uncertainty.
    return subject, Endpoint(name, replace(point.position, accuracy_m=0.0))


def wind(text: str) -> float | None:
    """Return the direction in degrees that an English text names, ``None`` where it names none."""
    for match in _WIND.finditer(text):
        name = (match["first"] + (match["second"] or "")).lower()
        if name in _WINDS:
            return _WINDS.index(name) * 45.0
    return None


def check_location(
    claim: Claim, pair: Pair, distance: Distance | None, index: LocationIndex, words: Words
) -> Finding:
    """Return the verdict on one location claim, its ends and their distance."""
    point = index.point(claim)
    direction = wind(claim.value_text)
    if point is None and direction is None:
        return _check_nearness(claim, pair, distance, words)
    if distance is None:
        return Finding(claim.uuid, Verdict.CANNOT_TELL, *gap(pair))
    if point is None:
        return _check_direction(claim, pair, distance, direction or 0.0)
    return _check_point(claim, pair, distance, point, index)


def _check_nearness(claim: Claim, pair: Pair, distance: Distance | None, words: Words) -> Finding:
    reason = tr("{} is not a figure.").format(quoted(words.claimed(claim)))
    needed = tr("A figure.")
    if distance is None:
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, needed)
    reason = f"{distance_facts(distance)}; {reason}"
    measured, notes = distance.measured(), proxy_notes(pair)
    return Finding(
        claim.uuid, Verdict.NOT_CHECKABLE, reason, needed, measured, notes, line=distance.line
    )


def _check_direction(claim: Claim, pair: Pair, distance: Distance, direction: float) -> Finding:
    """Compare the azimuth, as far as the positions allow one, with half a sector either side."""
    off = abs((distance.azimuth - direction + 180.0) % 360.0 - 180.0)
    facts, spread = distance_facts(distance), 180.0
    if distance.uncertainty_m < distance.metres:
        spread = math.degrees(math.asin(distance.uncertainty_m / distance.metres))
        facts = tr("From {} the direction to {} is {}°, give or take {}°").format(
            *reversed(distance.names), round(distance.azimuth), math.ceil(spread)
        )
    swing = Interval(max(0.0, off - spread), min(180.0, off + spread))
    verdict = AllowedRange(high=_HALF_SECTOR).decide(swing)
    judgements = {
        Verdict.CONSISTENT: tr("{} agrees with that."),
        Verdict.INCONSISTENT: tr("{} does not agree with that."),
        Verdict.CANNOT_TELL: tr("the positions are not exact enough to decide {}."),
    }
    reason = f"{facts}; {judgements[verdict].format(quoted(claim.value_text))}"
    undecided = verdict is Verdict.CANNOT_TELL
    needed = tr("More exact positions of both.") if undecided else ""
    measured, notes = distance.measured(), proxy_notes(pair)
    return Finding(claim.uuid, verdict, reason, needed, measured, notes, line=distance.line)


def _check_point(
    claim: Claim, pair: Pair, distance: Distance, point: PrintedPoint, index: LocationIndex
) -> Finding:
    """Decide whether the recorded position can be, must be or cannot be the printed point."""
    width = point.position.accuracy_m or 0.0
    verdict = AllowedRange(high=width).decide(distance.interval)
    judgements = {
        Verdict.CONSISTENT: tr("the recorded position is the printed one, to {}."),
        Verdict.INCONSISTENT: tr("the recorded position excludes the printed one, exact to {}."),
        Verdict.CANNOT_TELL: tr(
            "the recorded position allows the printed one but is too coarse to confirm it to {}."
        ),
    }
    exactness = exact_text(math.ceil(width), "m")
    reason = f"{distance_facts(distance)}; {judgements[verdict].format(exactness)}"
    for other in index.others_there(point):
        reason += " " + tr(
            "The printed point is that of {} (to the arc second): likely that place's position "
            "used as a proxy."
        ).format(other.name)
    undecided = verdict is Verdict.CANNOT_TELL
    needed = tr("A more exact position of {}.").format(pair[0].name) if undecided else ""
    notes = (*proxy_notes(pair), *_disagreement(point, index))
    return Finding(
        claim.uuid, verdict, reason, needed, distance.measured(), notes, line=distance.line
    )


def _disagreement(point: PrintedPoint, index: LocationIndex) -> tuple[str, ...]:
    widest = index.widest(point.site)
    if widest is None:
        return ()
    sources = widest.first.source, widest.second.source
    apart = metres_text(widest.distance_m, FALLBACK_UNIT)
    return (tr("The published positions lie up to {} apart: {}; {}.").format(apart, *sources),)

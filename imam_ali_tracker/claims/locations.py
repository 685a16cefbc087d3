"""Location claims: printed coordinates, directions, nearness, and positions that are another's.

A site whose printed position equals, to the arc second, that of another place is likely drawn at
that place: encyclopedias print the town's coordinates for what lies near it. Sources that disagree
on one place are named with their distance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.claims.model import Position
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.ellipsoid import WGS84

if TYPE_CHECKING:
    from imam_ali_tracker.claims.model import Claim, Observation, Place, Register

_METRES_A_DEGREE = 111_700.0
_MOST_POINTS = 40
_ANGLE = re.compile(
    r"(?P<degrees>[-+]?\d{1,3}(?:\.\d+)?)\s*\u00b0?"
    r"(?:\s*(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['\u2032\u2019])?"
    r"(?:\s*(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:\"|\u2033|\u201d|''))?"
    r"\s*(?P<letter>[NSEW])?"
)


@dataclass(frozen=True)
class PrintedPoint:
    """A position as a source prints it; ``position.accuracy_m`` is what the print vouches for."""

    site: str
    name: str
    kind: str
    source: str
    position: Position

    @property
    def arc_second(self) -> tuple[int, int]:
        """The position to the arc second."""
        return arc_second(self.position)


def arc_second(position: Position) -> tuple[int, int]:
    """Return longitude and latitude in whole arc seconds."""
    return round(position.lon * 3600), round(position.lat * 3600)


@dataclass(frozen=True)
class Disagreement:
    """Two sources that print different positions of one site, and how far apart in metres."""

    first: PrintedPoint
    second: PrintedPoint
    distance_m: float


def parse_coordinates(text: str) -> Position | None:
    """Read latitude and longitude, in degrees or in degrees, minutes and seconds.

    The accuracy is what the last printed digit vouches for: half a step in both directions.
    ``None`` where the text is not a pair of coordinates.
    """
    matches = list(_ANGLE.finditer(text))
    rest = _ANGLE.sub("", text).strip(" ,;/()\t\n\u00a0")
    if len(matches) != 2 or rest or not re.search("[.\u00b0]", text):
        return None
    if (matches[0]["letter"] or "") in ("E", "W"):
        matches.reverse()
    (lat, lat_step), (lon, lon_step) = (_angle(match) for match in matches)
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return Position(lon, lat, math.hypot(lat_step, lon_step) / 2 * _METRES_A_DEGREE)


def _angle(match: re.Match[str]) -> tuple[float, float]:
    """Return the angle in degrees and the value of one unit of its last digit."""
    value, step = 0.0, 1.0
    for part, share in (("degrees", 1.0), ("minutes", 60.0), ("seconds", 3600.0)):
        text = match[part]
        if text:
            value += abs(float(text)) / share
            step = 10.0 ** -len(text.partition(".")[2]) / share
    negative = match["degrees"].startswith("-") or (match["letter"] or "") in ("S", "W")
    return -value if negative else value, step


def printed_point(claim: Claim, register: Register) -> PrintedPoint | None:
    """Return the point that a location claim prints for its subject, ``None`` where it has none.

    It is that of the published position that the claim refers to, else what its text reads.
    """
    place = register.places.get(claim.subject.uuid)
    read = printed_position(claim, register.observations)
    if place is None or read is None:
        return None
    source = claim.speaker_chain[0] if claim.speaker_chain else _publisher(claim, register)
    return PrintedPoint(place.uuid, place.name, place.kind, source, read)


def printed_position(claim: Claim, observations: Mapping[str, Observation]) -> Position | None:
    """Return where a location claim puts whatever it speaks of; see :func:`printed_point`."""
    read = parse_coordinates(claim.value_text)
    published = observations.get(claim.object.uuid)
    if published is None or published.position is None:
        return read
    accuracy = read.accuracy_m if read else 0.0
    return Position(published.position.lon, published.position.lat, accuracy)


def _publisher(claim: Claim, register: Register) -> str:
    report = register.reports.get(claim.report)
    return (report.publisher or report.title) if report else ""


def own_points(places: Iterable[Place]) -> list[PrintedPoint]:
    """Return the positions that the case has for places, as those of a source."""
    return [
        PrintedPoint(place.uuid, place.name, place.kind, tr("this case"), place.position)
        for place in places
        if place.position is not None
    ]


@dataclass(frozen=True)
class LikelyProxy:
    """A place that is drawn where other places are; ``is_recorded`` where the case says so."""

    site: str
    others: tuple[str, ...]
    is_recorded: bool
    text: str


def likely_proxies(places: Mapping[str, Place]) -> list[LikelyProxy]:
    """Return those of all places of a case whose position equals that of others."""
    found = []
    for point, others in shared_positions(own_points(places.values())).items():
        names = ", ".join(other.name for other in others)
        recorded = places[point.site].is_proxy
        text = tr("{} has the position of {}: likely a proxy.").format(point.name, names)
        if recorded:
            text = tr("{} has the position of {}, as a proxy.").format(point.name, names)
        uuids = tuple(other.site for other in others)
        found.append(LikelyProxy(point.site, uuids, recorded, text))
    return found


def shared_positions(points: Iterable[PrintedPoint]) -> dict[PrintedPoint, list[PrintedPoint]]:
    """Return for each point those of other places at the same arc second: it is likely a proxy.

    A town is not the proxy of what is not one: the point is then the town's own.
    """
    cells: dict[tuple[int, int], list[PrintedPoint]] = {}
    for point in points:
        cells.setdefault(point.arc_second, []).append(point)
    shared: dict[PrintedPoint, list[PrintedPoint]] = {}
    for cell in cells.values():
        if len({point.site for point in cell}) < 2:
            continue
        for point in cell:
            others = {other.site: other for other in cell if _may_be_proxy(point, other)}
            if others:
                shared[point] = list(others.values())
    return shared


def _may_be_proxy(point: PrintedPoint, other: PrintedPoint) -> bool:
    if point.site == other.site:
        return False
    return point.kind != "city" or other.kind == "city"


def disagreements(points: Iterable[PrintedPoint]) -> dict[str, list[Disagreement]]:
    """Return for each site how far apart its sources put it, the farthest first.

    Equal positions are one; of more than forty different ones of one site only the first forty are
    compared.
    """
    by_site: dict[str, dict[tuple[int, int], PrintedPoint]] = {}
    for point in points:
        by_site.setdefault(point.site, {}).setdefault(point.arc_second, point)
    pairs = [
        pair
        for different in by_site.values()
        for pair in combinations(list(different.values())[:_MOST_POINTS], 2)
    ]
    found: dict[str, list[Disagreement]] = {}
    for (first, second), metres in zip(pairs, _apart(pairs)):
        found.setdefault(first.site, []).append(Disagreement(first, second, metres))
    for several in found.values():
        several.sort(key=lambda each: -each.distance_m)
    return found


def _apart(pairs: Sequence[tuple[PrintedPoint, PrintedPoint]]) -> list[float]:
    ends = np.array(
        [(a.position.lon, a.position.lat, b.position.lon, b.position.lat) for a, b in pairs]
    )
    metres: list[float] = WGS84.inverse(*ends.reshape(-1, 4).T)[2].tolist()
    return metres

"""How long 10,000 claims take to check, beside the same geodesics measured one by one.

The claims are of all kinds, spread over 2,000 sites, 300 reports and 400 observations, with figures
that all differ, so that nothing is answered from a cache; every length is printed in two units, and
one claim in a hundred is about the coast.
The peer answers less than the checker does: it only measures, with a call of pyproj per distance
claim as a straightforward script would, and parses, decides and explains nothing.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import datetime, timedelta

from pyproj import Geod

from benchmarks.measure import Measure, meets, report
from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.coastlines import read_coastline
from imam_ali_tracker.claims.model import (
    Claim,
    Corridor,
    Observation,
    Place,
    Position,
    Reference,
    Register,
    Report,
    Waypoint,
)
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.paths import resource

CLAIMS = 10_000
REPEATS = 5
TARGET = "<= 1"
KINDS = ("distance",) * 5 + ("length", "location", "count", "order", "date", "conversion")
COMPARATORS = ("about", "less_than", "at_most", "more_than", "at_least", "equal", "none", "near")


def day(chance: random.Random) -> ReportedDate:
    """Return some day of 2019."""
    start = datetime.fromisoformat("2019-01-01")
    return ReportedDate(start + timedelta(days=chance.randrange(365)), Precision.DAY)


def register(chance: random.Random) -> Register:
    """Return 2,000 sites around the eastern Mediterranean and what is reported of them."""
    places = {}
    for number in range(2_000):
        position = Position(
            chance.uniform(34.0, 52.0), chance.uniform(30.0, 38.0), chance.uniform(10.0, 15_000.0)
        )
        name = f"Site {number}"
        kind = chance.choice(("city", "storage", "border_crossing"))
        places[name] = Place(name, name, position if number % 20 else None, kind, "gazetteer")
    places["coast"] = Place("coast", "Mediterranean coast", kind="coast")
    observations = {
        f"observation {n}": Observation(
            f"observation {n}", f"Site {n}", "construction", day(chance), day(chance)
        )
        for n in range(400)
    }
    corridors = {
        f"corridor {n}": Corridor(
            f"corridor {n}",
            f"Corridor {n}",
            tuple(Waypoint(f"Site {chance.randrange(2_000)}") for _ in range(5)),
            "reported",
        )
        for n in range(100)
    }
    reports = {
        f"report {n}": Report(f"report {n}", f"Report {n}", "Publisher", day(chance))
        for n in range(300)
    }
    coast = read_coastline(resource("coastline", "mediterranean.geojson"))
    return Register(places, corridors, observations, reports=reports, coastlines=(coast,))


def claim(number: int, chance: random.Random) -> Claim:
    """Return one claim with figures of its own."""
    kind = chance.choice(KINDS)
    site, other = (f"Site {chance.randrange(2_000)}" for _ in range(2))
    subject, object_ = Reference("sites", site), Reference("sites", other)
    value: float | None = round(chance.uniform(1.0, 2_000.0), chance.randrange(3))
    text = f"{value:,} km ({value / 1.609344:,.2f} mi)"
    unit, second_unit = "km", "mi"
    second: float | None = round(value / 1.609344, 2)
    comparator = chance.choice(COMPARATORS)
    if kind == "length":
        subject, object_ = Reference("corridors", f"corridor {chance.randrange(100)}"), Reference()
    elif kind == "location":
        text = f"{chance.uniform(30, 38):.5f}, {chance.uniform(34, 52):.5f}"
        value, unit, second = None, "", None
    elif kind == "count":
        unit, second, value = chance.choice(("buildings", "storehouses")), None, float(number)
        text = f"at least {number}"
    elif kind in ("order", "date"):
        subject, object_ = (
            Reference("observations", f"observation {chance.randrange(400)}") for _ in range(2)
        )
        comparator, value, unit, second = "after" if kind == "order" else "during", None, "", None
        text = chance.choice(("on Tuesday", "in May", "on September 9", "a few months ago"))
    if kind == "distance" and number % 50 == 0:
        object_ = Reference("sites", "coast")
    return Claim(
        f"claim {number}",
        f"report {chance.randrange(300)}",
        kind,
        f"Statement {number}.",
        subject,
        object_,
        comparator,
        value,
        unit,
        second,
        second_unit if second is not None else "",
        text,
        event_from=day(chance),
        event_to=day(chance),
    )


def timed_check(claims: list[Claim], known: Register) -> float:
    """Return the seconds of one check, with the caches of figures emptied."""
    from imam_ali_tracker.claims import quantities

    quantities.parse_number.cache_clear()
    quantities.printed_figure.cache_clear()
    quantities.find_quantities.cache_clear()
    begin = time.perf_counter()
    findings = check(claims, known)
    took = time.perf_counter() - begin
    if len(findings) != len(claims):
        raise SystemExit("the checker lost claims")
    return took


def timed_peer(claims: list[Claim], known: Register) -> float:
    """Return the seconds of measuring every distance claim by a call of its own."""
    geod = Geod(ellps="WGS84")
    begin = time.perf_counter()
    for each in claims:
        start = known.places.get(each.subject.uuid)
        end = known.places.get(each.object.uuid)
        if start and end and start.position and end.position:
            geod.inv(start.position.lon, start.position.lat, end.position.lon, end.position.lat)
    return time.perf_counter() - begin


def run() -> list[Measure]:
    """Return the seconds for 10,000 claims, the median of several runs."""
    chance = random.Random(602705)
    known = register(chance)
    claims = [claim(number, chance) for number in range(CLAIMS)]
    timed_check(claims[:100], known)
    ours = statistics.median(timed_check(claims, known) for _ in range(REPEATS))
    peer = statistics.median(timed_peer(claims, known) for _ in range(REPEATS))
    holds = meets(ours, TARGET)
    return [Measure("claims.check_10000_s", ours, peer, ours / peer, "s", TARGET, holds)]


if __name__ == "__main__":
    report(run())

"""A case of many claims that speak of a few of its many rows, in every way that they can."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY

from imam_ali_tracker.core.dates import Precision, ReportedDate

Row = dict[str, Any]
SITES, CLAIMS = 400, 260
_KINDS = ("city", "storage", "border_crossing", "coast")
_BASES = ("gazetteer", "imagery", "proxy", "reported")
_TEXTS = ("on Tuesday", "in May", "south of the town", "less than 300 km (186.41 mi)", "")
_COMPARATORS = ("about", "less_than", "at_most", "more_than", "at_least", "equal", "after")
_CLAIM_KINDS = ("distance", "length", "location", "count", "order", "date", "conversion")


class Generated:
    """Rows by table; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.corners = [self._degrees() for _ in range(8)]
        self.rows: dict[str, list[Row]] = {
            "sites": [self._site(number) for number in range(SITES)],
            "site_names": [self._name(number) for number in range(120)],
            "footprints": [self._footprint(number) for number in range(150)],
            "corridors": [_corridor(number) for number in range(20)],
            "corridor_waypoints": [self._waypoint(number) for number in range(80)],
            "observations": [self._observation(number) for number in range(150)],
            "reports": [self._report(number) for number in range(30)],
            "claims": [self._claim(number) for number in range(CLAIMS)],
        }

    def _degrees(self) -> tuple[float, float]:
        return round(self.chance.uniform(35, 51), 4), round(self.chance.uniform(30, 37), 4)

    def _point(self) -> QgsGeometry | None:
        """Return a point, now and then that of others, or none."""
        part = self.chance.random()
        if part < 0.1:
            return None
        at = self.chance.choice(self.corners) if part < 0.4 else self._degrees()
        return QgsGeometry.fromPointXY(QgsPointXY(*at))

    def _day(self) -> ReportedDate | None:
        day = datetime.fromisoformat("2019-01-01") + timedelta(days=self.chance.randrange(365))
        precision = self.chance.choice((Precision.DAY, Precision.MONTH))
        if precision is Precision.MONTH:
            day = day.replace(day=1)
        return ReportedDate(day, precision) if self.chance.random() < 0.8 else None

    def _some_site(self) -> str:
        return f"site {self.chance.randrange(SITES // 5)}"

    def _site(self, number: int) -> Row:
        kind = self.chance.choice(_KINDS)
        name = "Mediterranean" if kind == "coast" and number % 2 else f"Site {number}"
        return {
            "uuid": f"site {number}",
            "name": name,
            "kind": kind,
            "position_basis": self.chance.choice(_BASES),
            "position_accuracy_m": self.chance.choice((None, 10.0, 5_000.0)),
            "geometry": None if kind == "coast" else self._point(),
        }

    def _name(self, number: int) -> Row:
        name = self.chance.choice(("Mediterranean coast", f"Alias {number}"))
        site = f"site {self.chance.randrange(SITES)}"
        return {"uuid": f"name {number}", "site": site, "name": name, "kind": "alias"}

    def _footprint(self, number: int) -> Row:
        return {
            "uuid": f"footprint {number}",
            "site": f"site {self.chance.randrange(SITES)}",
            "part": self.chance.choice(("storehouse", "building")),
            "valid_from": self._day(),
        }

    def _waypoint(self, number: int) -> Row:
        own = self.chance.random() < 0.4
        return {
            "uuid": f"waypoint {number}",
            "corridor": f"corridor {number % 20}",
            "sequence": number // 20 + 1,
            "site": None if own else f"site {self.chance.randrange(SITES)}",
            "name": f"Waypoint {number}",
            "geometry": self._point() if own else None,
        }

    def _observation(self, number: int) -> Row:
        return {
            "uuid": f"observation {number}",
            "site": f"site {self.chance.randrange(SITES)}",
            "kind": self.chance.choice(("construction", "publication", "damage")),
            "summary": f"Observation {number}",
            "date_from": self._day(),
            "position_basis": self.chance.choice(_BASES),
            "geometry": self._point() if self.chance.random() < 0.3 else None,
        }

    def _report(self, number: int) -> Row:
        return {
            "uuid": f"report {number}",
            "url": f"https://example.org/{number}",
            "title": f"Report {number}",
            "publisher": self.chance.choice(("Paper", "Agency")),
            "published": self._day(),
            "published_basis": self.chance.choice(("stated", "inferred")),
        }

    def _end(self, prefix: str) -> Row:
        table, uuid = self.chance.choice(
            (
                *[("sites", self._some_site())] * 5,
                ("sites", "a site that is gone"),
                ("observations", f"observation {self.chance.randrange(60)}"),
                ("footprints", f"footprint {self.chance.randrange(40)}"),
                ("corridors", f"corridor {self.chance.randrange(8)}"),
                ("claims", f"claim {self.chance.randrange(CLAIMS)}"),
                (None, None),
            )
        )
        text = self.chance.choice((None, "the Mediterranean", "a base"))
        return {f"{prefix}_table": table, f"{prefix}_uuid": uuid, f"{prefix}_text": text}

    def _claim(self, number: int) -> Row:
        kind = _CLAIM_KINDS[number % len(_CLAIM_KINDS)]
        text = self.chance.choice(_TEXTS)
        if kind == "location" and self.chance.random() < 0.7:
            lon, lat = self.chance.choice(self.corners)
            text = f"{lat}, {lon}"
        counted = kind == "count"
        return {
            "uuid": f"claim {number}",
            "report": f"report {self.chance.randrange(20)}",
            "kind": kind,
            "statement": f"Statement {number}",
            **self._end("subject"),
            **self._end("object"),
            "comparator": self.chance.choice(_COMPARATORS),
            "value": float(self.chance.randrange(1, 8 if counted else 900)),
            "unit": self.chance.choice(("buildings", "storehouses")) if counted else "km",
            "second_value": None if counted else float(self.chance.randrange(1, 600)),
            "second_unit": None if counted else "mi",
            "value_text": text or None,
            "event_from": self._day(),
            "superseded_by": "claim 3" if number % 50 == 1 else None,
        }


def _corridor(number: int) -> Row:
    status = "construct" if number % 3 else "reported"
    name = f"Corridor {number}"
    return {"uuid": f"corridor {number}", "name": name, "kind": "road", "status": status}

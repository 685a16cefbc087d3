"""A large case with everything that the panel shows: names, observations, reports and the like."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks._large_cases import large_case
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import Precision, ReportedDate

NAMES, OBSERVATIONS, REPORTS, CITATIONS, CLAIMS = 5_000, 4_000, 2_000, 3_000, 1_000
BUFFERS, CORRIDORS, STOPS = 1_000, 100, 5

Row = dict[str, Any]


def panel_case(path: Path, sites: int) -> None:
    """Make a case of so many sites, and as much of the rest as analysts collect in years."""
    location = large_case(path, sites)
    with Case.open(location) as case:
        first = [row["uuid"] for row in case.rows("sites", geometry=False)][::10]
        case.apply(ChangeSet(inserts=_Rest(first).rows))


class _Rest:
    """Rows of the other tables, about these sites."""

    def __init__(self, sites: list[str]) -> None:
        self._chance = random.Random(len(sites))
        self._sites = sites
        self._uuids = {"sites": sites}
        self.rows = {
            "site_names": self._made("site_names", NAMES, self._name),
            "observations": self._made("observations", OBSERVATIONS, self._observation),
            "reports": self._made("reports", REPORTS, self._report),
            "citations": self._made("citations", CITATIONS, self._citation),
            "buffers": self._made("buffers", BUFFERS, self._buffer),
            "corridors": self._made("corridors", CORRIDORS, self._corridor),
            "corridor_waypoints": self._made(
                "corridor_waypoints", CORRIDORS * STOPS, self._waypoint
            ),
            "claims": self._made("claims", CLAIMS, self._claim),
        }

    def _made(self, table: str, count: int, make: Callable[[int], Row]) -> list[Row]:
        bits = self._chance.getrandbits
        uuids = [str(UUID(int=bits(128), version=4)) for _ in range(count)]
        self._uuids[table] = uuids
        return [{"uuid": uuid, **make(number)} for number, uuid in enumerate(uuids)]

    def _any(self, table: str) -> str:
        return self._chance.choice(self._uuids[table])

    def _day(self) -> ReportedDate:
        start = datetime.fromisoformat("2015-01-01")
        day = start + timedelta(days=self._chance.randrange(3_000))
        return ReportedDate(day, Precision.DAY)

    def _name(self, number: int) -> Row:
        return {"site": self._any("sites"), "name": f"Further name {number}", "kind": "alias"}

    def _observation(self, number: int) -> Row:
        kinds = ("construction", "damage", "closure", "opening", "statement")
        return {
            "site": self._any("sites"),
            "kind": self._chance.choice(kinds),
            "summary": f"Observation {number} of something that a report describes",
            "date_from": self._day() if number % 20 else None,
        }

    def _report(self, number: int) -> Row:
        return {
            "url": f"https://example.org/{number}",
            "title": f"Report {number} on what was seen",
            "publisher": f"Publisher {number % 60}",
            "published": self._day(),
            "language": self._chance.choice(("en", "fr", "ar")),
            "fetch_state": "not_fetched",
        }

    def _citation(self, number: int) -> Row:
        table = ("sites", "observations")[number % 2]
        return {
            "report": self._any("reports"),
            "feature_table": table,
            "feature_uuid": self._any(table),
            "quote": f"Quotation {number}",
        }

    def _buffer(self, _number: int) -> Row:
        distance = self._chance.choice((1.0, 5.0, 50.0, 300.0))
        return {
            "site": self._any("sites"),
            "distance": distance,
            "unit": "km",
            "comparator": "less_than",
        }

    def _corridor(self, number: int) -> Row:
        return {"name": f"Corridor {number}", "kind": "road", "status": "reported"}

    def _waypoint(self, number: int) -> Row:
        return {
            "corridor": self._uuids["corridors"][number // STOPS],
            "sequence": number % STOPS + 1,
            "site": self._any("sites"),
        }

    def _claim(self, number: int) -> Row:
        kind = ("distance", "length", "location", "count", "order")[number % 5]
        ends = {
            "distance": ("sites", "sites"),
            "length": ("corridors", None),
            "location": ("sites", None),
            "count": ("sites", None),
            "order": ("observations", "observations"),
        }[kind]
        row: Row = {
            "report": self._any("reports"),
            "kind": kind,
            "statement": f"Statement {number} of a report about what is where",
            "comparator": "after" if kind == "order" else "less_than",
        }
        for end, table in zip(("subject", "object"), ends):
            if table is not None:
                row[f"{end}_table"], row[f"{end}_uuid"] = table, self._any(table)
        if kind in ("distance", "length"):
            row.update(value=float(self._chance.randrange(50, 2_000)), unit="km")
        elif kind == "count":
            row.update(value=float(number % 9 + 1), unit="storehouses")
        elif kind == "location":
            lat, lon = self._chance.uniform(25, 40), self._chance.uniform(30, 50)
            row["value_text"] = f"{lat:.4f}, {lon:.4f}"
        return row

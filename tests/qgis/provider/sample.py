"""A small case that has everything layers can meet: NULLs, scripts, quotes, what is unplaced."""

from __future__ import annotations

import uuid
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY

Row = dict[str, Any]


def uid(name: str) -> str:
    """Return the uuid of a row that the sample calls ``name``."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def point(lon: float, lat: float) -> QgsGeometry:
    """Return a point."""
    return QgsGeometry.fromPointXY(QgsPointXY(lon, lat))


def _square(lon: float, lat: float, size: float) -> QgsGeometry:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [QgsPointXY(lon + size * x, lat + size * y) for x, y in corners]
    return QgsGeometry.fromMultiPolygonXY([[ring]])


def _sites() -> list[Row]:
    places = [
        ("Alpha", 40.0, 34.0, 100.0, "storage", "surveyed"),
        ("Bravo", 41.0, 34.5, 2_500.0, "city", "gazetteer"),
        ("al-Qāʾim", 41.07, 34.37, 50.0, "border_crossing", "imagery"),
        ("O'Neil's “place”", 36.3, 33.5, 15_000.0, "military_base", "reported"),
        ("Echo %_", 35.5, 33.9, None, "coast", "proxy"),
        ("Foxtrot", 179.9, -17.0, 1_000.0, "other", "reported"),
        ("Golf\nsecond line", 51.4, 35.7, 0.0, "city", "gazetteer"),
    ]
    rows = [
        {
            "uuid": uid(f"site {number}"),
            "name": name,
            "kind": kind,
            "position_basis": basis,
            "position_accuracy_m": accuracy,
            "country": "Iraq" if number % 2 else None,
            "geometry": point(lon, lat),
        }
        for number, (name, lon, lat, accuracy, kind, basis) in enumerate(places)
    ]
    nowhere = {"name": "Nowhere", "kind": "unknown", "position_basis": "unknown"}
    return [*rows, {"uuid": uid("site 7"), **nowhere}]


def _buffers() -> list[Row]:
    around_sites = [
        (0, 10.0, "km", "less_than", {}),
        (0, 50.0, "km", None, {"inner_distance": 20.0}),
        (1, 5.0, "mi", "about", {"azimuth_from": 350.0, "azimuth_to": 40.0}),
        (2, 300.0, "km", "less_than", {"tolerance_m": 5.0, "label": "stated"}),
        (3, 2_000.0, "m", "none", {}),
        (5, 40.0, "nmi", "at_most", {}),
        (7, 10.0, "km", None, {}),
    ]
    rows = [
        {
            "uuid": uid(f"buffer {number}"),
            "site": uid(f"site {site}"),
            "distance": distance,
            "unit": unit,
            "comparator": comparator,
            **others,
        }
        for number, (site, distance, unit, comparator, others) in enumerate(around_sites)
    ]
    around_route = {"corridor": uid("corridor 0"), "distance": 3.0, "unit": "km"}
    ring = {**around_route, "inner_distance": 1.0}
    return [*rows, {"uuid": uid("b 8"), **around_route}, {"uuid": uid("b 9"), **ring}]


def _corridors() -> list[Row]:
    named = [("Land bridge", 10.0, "km"), ("Branch", 5.0, "nmi"), ("Unplaced", 1.0, "mi")]
    return [
        {
            "uuid": uid(f"corridor {number}"),
            "name": name,
            "kind": "land",
            "status": "reported",
            "width": width,
            "width_unit": unit,
        }
        for number, (name, width, unit) in enumerate(named)
    ]


def _waypoints() -> list[Row]:
    # Sequences are not in the order of the rows; one waypoint has a point of its own.
    stops: list[tuple[int, int, Row]] = [
        (0, 3, {"site": uid("site 4")}),
        (0, 1, {"site": uid("site 6")}),
        (0, 2, {"site": uid("site 1"), "width": 20.0}),
        (1, 1, {"name": "own point", "geometry": point(38.0, 35.0)}),
        (1, 2, {"site": uid("site 1")}),
        (2, 1, {"site": uid("site 7")}),
        (2, 2, {"name": "nobody says where"}),
    ]
    return [
        {"corridor": uid(f"corridor {corridor}"), "sequence": sequence, **stop}
        for corridor, sequence, stop in stops
    ]


def _footprints() -> list[Row]:
    parts = [(0, "compound", 0.02), (0, "storehouse", 0.005), (2, "road", 0.01)]
    rows = [
        {
            "uuid": uid(f"footprint {number}"),
            "site": uid(f"site {site}"),
            "part": part,
            "label": None if number == 1 else f"Part {number}",
            "geometry": _square(40.0 + number, 34.0, size),
        }
        for number, (site, part, size) in enumerate(parts)
    ]
    return [*rows, {"uuid": uid("footprint 3"), "site": uid("site 1"), "part": "other"}]


def _observations() -> list[Row]:
    seen: list[tuple[int, str, Row]] = [
        (0, "construction", {"hedging": ("reported", "apparently")}),
        (0, "reported_strike", {"geometry": point(40.01, 34.01), "position_accuracy_m": 500.0}),
        (7, "closure", {}),
    ]
    return [
        {
            "uuid": uid(f"observation {number}"),
            "site": uid(f"site {site}"),
            "kind": kind,
            "summary": f"What was seen, {number}",
            **others,
        }
        for number, (site, kind, others) in enumerate(seen)
    ]


def _reports() -> list[Row]:
    titled = ["First report", "Second “report”", None]
    return [
        {
            "uuid": uid(f"report {number}"),
            "url": f"https://example.org/{number}",
            "title": title,
            "publisher": "Example" if number else None,
            "http_status": 200 + number,
            "authors": ("A. Author", "B. Author") if number else (),
        }
        for number, title in enumerate(titled)
    ]


def _citations() -> list[Row]:
    cited = [
        (0, "sites", "site 0"),
        (1, "sites", "site 0"),
        (0, "observations", "observation 0"),
        (0, "observations", "observation 1"),
        (1, "footprints", "footprint 1"),
        (2, "corridors", "corridor 0"),
        (2, "buffers", "buffer 3"),
        (2, "sites", "site 7"),
        (1, "claims", "claim 0"),
    ]
    return [
        {
            "uuid": uid(f"citation {number}"),
            "report": uid(f"report {report}"),
            "feature_table": table,
            "feature_uuid": uid(feature),
            "credibility": "2" if number % 2 else None,
        }
        for number, (report, table, feature) in enumerate(cited)
    ]


def _claims() -> list[Row]:
    claimed: list[tuple[str, str, float | None]] = [
        ("site 0", "site 1", 300.0),
        ("site 0", "site 2", 12.0),
        ("site 3", "site 7", 5.0),
        ("site 6", "site 4", None),
    ]
    return [
        {
            "uuid": uid(f"claim {number}"),
            "report": uid("report 0"),
            "kind": "distance",
            "statement": f"A is near B ({number})",
            "subject_table": "sites",
            "subject_uuid": uid(subject),
            "object_table": "sites",
            "object_uuid": uid(place),
            "comparator": "less_than",
            "value": value,
            "unit": "km",
        }
        for number, (subject, place, value) in enumerate(claimed)
    ]


def rows() -> dict[str, list[Row]]:
    """Return the rows of the sample, by table."""
    return {
        "sites": _sites(),
        "footprints": _footprints(),
        "corridors": _corridors(),
        "corridor_waypoints": _waypoints(),
        "buffers": _buffers(),
        "observations": _observations(),
        "reports": _reports(),
        "citations": _citations(),
        "claims": _claims(),
    }

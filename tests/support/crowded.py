"""A case with far too much in it: many sites, long titles from right to left, many sources."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import QgsGeometry, QgsPointXY

from imam_ali_tracker.case.changes import Row, new_uuid
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import SCHEMA_VERSION
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import parse_date

WORDS = Path(__file__).resolve().parents[1] / "data" / "briefing" / "words.json"
_CITED = 4


def crowded_case(path: Path, sites: int = 200, reports: int = 60) -> Path:
    """Make a case; each site has four observations, each with a source, and a claim.

    All reports are cited for the first site. Every third value that may be missing is.
    """
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    told = [_report(number, words) for number in range(reports)]
    places = [_site(number, words) for number in range(sites)]
    observations = [
        _observation(place, number, words) for place in places for number in range(_CITED)
    ]
    rows: dict[str, list[Row]] = {
        "case_info": [_info(" ".join([words["arabic"]] * 2))],
        "sites": places,
        "reports": told,
        "observations": observations,
        "claims": [_claim(place, told[n % reports], n) for n, place in enumerate(places)],
        "citations": [_cited("sites", places[0], report) for report in told]
        + [
            _cited("observations", observation, told[n % reports])
            for n, observation in enumerate(observations)
        ],
    }
    Case.create_from(CaseLocation.parse(path), rows).close()
    return path


def _info(title: str) -> Row:
    return {"title": title, "marking": "A marking", "schema_version": SCHEMA_VERSION}


def lonely_case(path: Path) -> Path:
    """Make a case of one site of which next to nothing is known."""
    site: Row = {"name": "A site", "kind": "unknown", "position_basis": "unknown"}
    info = {"title": "One site", "schema_version": SCHEMA_VERSION}
    Case.create_from(CaseLocation.parse(path), {"case_info": [info], "sites": [site]}).close()
    return path


def _report(number: int, words: dict[str, str]) -> Row:
    title = (words["arabic"], words["hebrew"], "A short title")[number % 3]
    return {
        "uuid": new_uuid(),
        "url": f"https://example.org/{number}/" + "a-very-long-path/" * (number % 6),
        "title": f"{title} {number}" if number % 7 else None,
        "publisher": words["publisher"] if number % 3 else None,
        "authors": ("A. Author", "B. Author") if number % 2 else (),
        "published": parse_date(f"20{10 + number % 10}-0{1 + number % 9}") if number % 5 else None,
        "accessed": parse_date("2020-01-02"),
        "reliability": "C" if number % 2 else None,
        "archive_url": f"https://archive.example.org/{number}" if number % 4 == 0 else None,
        "fetch_state": ("fetched", "gone", "edited", None)[number % 4],
    }


def _site(number: int, words: dict[str, str]) -> Row:
    point = QgsPointXY(35 + (number % 20) * 0.6, 30 + (number // 20) * 0.6)
    return {
        "uuid": new_uuid(),
        "name": f"{words['site']} {number}" if number % 2 else f"Site {number} " + "long " * 12,
        "kind": "military_base",
        "status": "active" if number % 3 else None,
        "position_basis": ("reported", "proxy", "imagery")[number % 3],
        "position_accuracy_m": 2000.0 if number % 4 else None,
        "position_source": words["arabic"],
        "first_reported": parse_date("2019-05") if number % 3 else None,
        "geometry": QgsGeometry.fromPointXY(point),
    }


def _observation(site: Row, number: int, words: dict[str, str]) -> Row:
    return {
        "uuid": new_uuid(),
        "site": site["uuid"],
        "kind": ("construction", "damage", "closure", "statement")[number % 4],
        "summary": f"{words['arabic']} ({number})",
        "date_from": parse_date(f"2019-0{number + 1}-1{number}") if number else None,
        "hedging": ("reportedly",) if number % 2 else (),
    }


def _claim(site: Row, report: Row, number: int) -> Row:
    return {
        "uuid": new_uuid(),
        "report": report["uuid"],
        "kind": "distance",
        "statement": f"The site lies {number} km from a place that nobody names.",
        "subject_table": "sites",
        "subject_uuid": site["uuid"],
        "comparator": "about",
        "value": float(number + 1),
        "unit": "km",
    }


def _cited(table: str, feature: Row, report: Row) -> Row:
    return {"report": report["uuid"], "feature_table": table, "feature_uuid": feature["uuid"]}

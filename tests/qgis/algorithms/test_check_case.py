"""The case check: each rule on a case made for it, and ``checkcase`` through ``qgis_process``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from osgeo import ogr
from qgis.core import QgsGeometry

from imam_ali_tracker.algorithms.check_case import CheckCase
from imam_ali_tracker.briefing.case_check import check_case
from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.row_rules import Problem, Severity
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import import_case
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.paths import resource
from tests.support.headless import run_algorithm
from tests.support.in_process import run_here

REPORT, SITE, OTHER = new_uuid(), new_uuid(), new_uuid()


def point(x: float, y: float) -> QgsGeometry:
    return QgsGeometry.fromWkt(f"Point ({x} {y})")


def report(**changes: Any) -> Row:
    return {
        "uuid": REPORT,
        "url": "https://example.org/a",
        "title": "A title",
        "publisher": "A publisher",
        "published": parse_date("2019-09-24"),
        "fetch_state": "fetched",
        **changes,
    }


def site(**changes: Any) -> Row:
    return {
        "uuid": SITE,
        "name": "A site",
        "kind": "storage",
        "status": "active",
        "position_basis": "reported",
        "position_source": "A report",
        "position_accuracy_m": 500.0,
        "geometry": point(40.9, 34.4),
        **changes,
    }


def cited(table: str, uuid: str) -> Row:
    return {"report": REPORT, "feature_table": table, "feature_uuid": uuid}


SOUND: dict[str, list[Row]] = {
    "sites": [site()],
    "reports": [report()],
    "citations": [cited("sites", SITE)],
}


@pytest.fixture(scope="module")
def empty_case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """An empty case; making one takes longer than checking it."""
    with Case.create(tmp_path_factory.mktemp("checked") / "case.gpkg", "A case") as case:
        yield case


def problems(case: Case, **rows: list[Row]) -> list[Problem]:
    """Check a sound case in which some tables hold other rows, and leave it empty again."""
    undo = case.apply(ChangeSet(inserts={**SOUND, **rows}))
    found = check_case(case)
    case.apply(undo)
    return found


def test_nothing_is_said_of_a_sound_case(empty_case: Case) -> None:
    assert problems(empty_case) == []


OBSERVATION = {"uuid": OTHER, "site": SITE, "kind": "construction", "summary": "Works"}
DATED = {**OBSERVATION, "date_from": parse_date("2019-09")}
BUFFER = {"uuid": OTHER, "site": SITE, "distance": 5.0, "unit": "km"}
CLAIM = {
    "report": REPORT, "kind": "distance", "statement": "Near", "comparator": "less_than",
    "subject_table": "sites", "subject_uuid": SITE, "object_table": "sites", "object_uuid": OTHER,
    "unit": "km",
}  # fmt: skip
FAR = site(uuid=OTHER, name="Another", status="reference", geometry=point(51.4, 35.7))
UNPLACED = site(geometry=None, position_basis="unknown", position_accuracy_m=None)
CONVERTED = {**CLAIM, "kind": "distance", "value": 5000.0, "second_value": 5.0, "second_unit": "mi"}


@pytest.mark.parametrize(
    ("rows", "severity", "table", "field", "said"),
    [
        ({"citations": []}, "warning", "sites", "position_source", "words only"),
        ({"citations": [], "sites": [site(position_source=None)]}, "error", "sites", "",
         "No report is cited, and"),
        ({"observations": [DATED]}, "error", "observations", "", "No report is cited"),
        ({"buffers": [{**BUFFER, "source": "The news"}]}, "warning", "buffers", "source",
         "words only: The news"),
        ({"sites": [site(position_source=None)]}, "error", "sites", "position_source",
         "not where it comes from"),
        ({"sites": [site(position_basis="proxy")]}, "warning", "sites", "position_basis",
         "used as a proxy"),
        ({"sites": [site(position_basis="proxy", position_accuracy_m=None)]}, "warning", "sites",
         "position_accuracy_m", "how far off"),
        ({"sites": [site(position_accuracy_m=None)]}, "warning", "sites", "position_accuracy_m",
         "not known"),
        ({"sites": [site(position_basis="unknown")]}, "warning", "sites", "position_basis",
         "what it is based on"),
        ({"sites": [site(), site(uuid=OTHER, name="Town", kind="city", status="reference")]},
         "warning", "sites", "position_basis", "has the position of Town"),
        ({"sites": [UNPLACED], "buffers": [BUFFER]}, "warning", "buffers", "site", "not drawn"),
        ({"observations": [OBSERVATION]}, "warning", "observations", "date_from", "not known"),
        ({"reports": [report(published=None)]}, "warning", "reports", "published", "not known"),
        ({"reports": [report(title=None)]}, "warning", "reports", "title", "no title"),
        ({"reports": [report(fetch_state="gone")]}, "error", "reports", "url", "leads nowhere"),
        ({"reports": [report(fetch_state="unreachable", fetch_error="No answer")]}, "warning",
         "reports", "url", "Unreachable: No answer"),
        ({"reports": [report(fetch_state="edited")]}, "warning", "reports", "fetch_state",
         "changed after"),
        ({"reports": [report(fetch_state=None)]}, "warning", "reports", "fetch_state",
         "never checked: 1 of 1."),
        ({"sites": [site(), FAR], "claims": [{**CLAIM, "value": 300.0}]}, "warning", "claims",
         "value", "300 km"),
        ({"sites": [site(), FAR], "claims": [CONVERTED]}, "warning", "claims", "second_value",
         "5"),
        ({"corridors": [{"name": "A road", "kind": "road", "status": "construct",
                         "source": "Ours"}]},
         "warning", "corridors", "", "fewer than two"),
    ],
)  # fmt: skip
def test_each_rule(
    empty_case: Case, rows: dict[str, list[Row]], severity: str, table: str, field: str, said: str
) -> None:
    found = problems(empty_case, **rows)
    matching = [
        p for p in found if (p.severity.value, p.table, p.field) == (severity, table, field)
    ]
    assert any(said in problem.message for problem in matching), found
    assert all(problem.hint for problem in found)


def test_a_dead_link_with_a_stored_copy_passes(empty_case: Case) -> None:
    copy = report(fetch_state="gone", archive_url="https://example.org/copy")
    assert problems(empty_case, reports=[copy]) == []


def test_errors_come_first(empty_case: Case) -> None:
    found = problems(empty_case, observations=[OBSERVATION], sites=[site(position_basis="proxy")])
    ranks = [problem.severity for problem in found]
    assert ranks == sorted(ranks, key=list(Severity).index)
    assert Severity.ERROR in ranks
    assert Severity.WARNING in ranks


def test_a_case_broken_by_another_program_is_described(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    twice = [site(), site(uuid=OTHER, name="Town", kind="city")]
    with Case.create(path, "Broken") as case:
        case.apply(ChangeSet(inserts={**SOUND, "sites": twice, "buffers": [BUFFER]}))
    file = ogr.Open(str(path), update=1)
    file.ExecuteSQL("UPDATE sites SET uuid = NULL, name = NULL")
    del file  # which closes it
    with Case.open(path, read_only=True) as case:
        found = check_case(case)
    assert {("error", "sites", "uuid"), ("error", "buffers", "site")} <= {
        (problem.severity.value, problem.table, problem.field) for problem in found
    }


def test_the_reference_case_holds_no_error(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    import_case(resource("case"), path).close()
    done = run_here(CheckCase(), {"CASE": str(path), "OUTPUT": "TEMPORARY_OUTPUT"})
    assert done.ok, done.text
    assert done.results["ERRORS"] == 0, done.text
    rows = done.rows()
    assert len(rows) == done.results["WARNINGS"] > 0
    proxies = [row["label"] for row in rows if "proxy" in row["message"]]
    assert "Imam Ali base" in proxies
    assert any(row["table"] == "claims" and "1,370.6 km" in row["message"] for row in rows)


def test_exit_codes_through_qgis_process(tmp_path: Path) -> None:
    path, table = tmp_path / "case.gpkg", tmp_path / "problems.csv"
    with Case.create(path, "Wanting") as case:
        case.apply(ChangeSet(inserts={**SOUND, "observations": [DATED]}))
    code, results, text = run_algorithm(tmp_path, "checkcase", CASE=path)
    assert code == 0, text
    assert (results["ERRORS"], results["WARNINGS"]) == (1, 0)
    code, _, text = run_algorithm(tmp_path, "checkcase", CASE=path, FAIL_ON="errors", OUTPUT=table)
    assert code != 0
    assert "The case does not pass: 1 error, 0 warnings." in text
    assert "Traceback" not in text
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["severity"], row["table"], row["label"]) for row in rows] == [
        ("error", "observations", "Works")
    ]


def test_empty_and_wrong_input_through_qgis_process(tmp_path: Path) -> None:
    empty = tmp_path / "empty.gpkg"
    Case.create(empty, "Empty").close()
    code, results, text = run_algorithm(tmp_path, "checkcase", CASE=empty, FAIL_ON="warnings")
    assert code == 0, text
    assert (results["ERRORS"], results["WARNINGS"]) == (0, 0)
    (tmp_path / "text.gpkg").write_text("not a case")
    code, _, text = run_algorithm(tmp_path, "checkcase", CASE=tmp_path / "text.gpkg")
    assert code != 0
    assert "is not a GeoPackage" in text

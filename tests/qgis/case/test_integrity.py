"""The integrity check and the deletion of rows that others hang on, in a real GeoPackage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.dependents import deletion, dependents
from imam_ali_tracker.case.integrity import Severity, check
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import import_case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource
from tests.support.postgres import PostgresCluster

BASE = "10000000-0000-4000-8000-000000000001"
TOWN = "10000000-0000-4000-8000-000000000002"
ROUTE = "20000000-0000-4000-8000-000000000001"
REPORT = "30000000-0000-4000-8000-000000000001"
OTHER_REPORT = "30000000-0000-4000-8000-000000000002"
CITATION = "40000000-0000-4000-8000-000000000001"
CLAIM = "50000000-0000-4000-8000-000000000001"
VARIANT = "50000000-0000-4000-8000-000000000002"
SEEN = "60000000-0000-4000-8000-000000000001"
PLACED = "60000000-0000-4000-8000-000000000002"
NAME = "70000000-0000-4000-8000-000000000001"
BUFFER = "80000000-0000-4000-8000-000000000001"
WAYPOINTS = [f"90000000-0000-4000-8000-00000000000{number}" for number in range(2)]
NOWHERE = "00000000-0000-4000-8000-000000000000"


def point(x: float, y: float) -> QgsGeometry:
    return QgsGeometry.fromWkt(f"Point ({x} {y})")


def rows() -> dict[str, list[Row]]:
    claim = {"report": REPORT, "kind": "distance", "statement": "Close to the town."}
    return {
        "sites": [
            {
                "uuid": BASE,
                "name": "Base",
                "kind": "military_base",
                "position_basis": "proxy",
                "position_accuracy_m": 15000.0,
                "geometry": point(40.9, 34.4),
            },
            {"uuid": TOWN, "name": "Town", "kind": "city", "position_basis": "unknown"},
        ],
        "site_names": [{"uuid": NAME, "site": BASE, "name": "Alias", "kind": "alias"}],
        "corridors": [{"uuid": ROUTE, "name": "Route", "kind": "land"}],
        "corridor_waypoints": [
            {"uuid": uuid, "corridor": ROUTE, "sequence": number, "site": site}
            for number, (uuid, site) in enumerate(zip(WAYPOINTS, (BASE, TOWN)), 1)
        ],
        "buffers": [{"uuid": BUFFER, "site": BASE, "distance": 300.0, "unit": "km"}],
        "observations": [
            {"uuid": SEEN, "site": BASE, "kind": "damage", "summary": "Seen at the base"},
            {
                "uuid": PLACED,
                "site": BASE,
                "kind": "damage",
                "summary": "Seen beside it",
                "position_basis": "imagery",
                "geometry": point(40.8, 34.3),
            },
        ],
        "reports": [
            {"uuid": REPORT, "url": "https://example.org/1", "title": "First"},
            {"uuid": OTHER_REPORT, "url": "https://example.org/2"},
        ],
        "citations": [
            {"uuid": CITATION, "report": REPORT, "feature_table": "sites", "feature_uuid": BASE}
        ],
        "claims": [
            {
                **claim,
                "uuid": CLAIM,
                "citation": CITATION,
                "subject_table": "sites",
                "subject_uuid": BASE,
                "object_table": "sites",
                "object_uuid": TOWN,
                "object_text": "the town",
            },
            {**claim, "uuid": VARIANT, "report": OTHER_REPORT, "variant_of": CLAIM},
        ],
    }


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case.gpkg", "A case") as made:
        made.apply(ChangeSet(inserts=rows()))
        yield made


def break_row(case: Case, table: str, uuid: str, **values: Any) -> None:
    """Write what another program might: past the store's own rules."""
    case.apply(ChangeSet(updates={table: {uuid: values}}, restores=True))


def problems(case: Case) -> list[tuple[str, str, str, Severity]]:
    return [(p.table, p.uuid, p.field, p.severity) for p in check(case)]


def test_a_sound_case_has_no_problem(case: Case) -> None:
    assert check(case) == []


def test_the_reference_case_has_no_problem(tmp_path: Path) -> None:
    with import_case(resource("case"), tmp_path / "case.gpkg") as reference:
        assert check(reference) == []


@pytest.mark.parametrize(
    ("table", "uuid", "values", "field", "severity"),
    [
        ("site_names", NAME, {"site": NOWHERE}, "site", Severity.ERROR),
        ("citations", CITATION, {"feature_uuid": NOWHERE}, "feature_uuid", Severity.ERROR),
        ("citations", CITATION, {"feature_table": "corridors"}, "feature_uuid", Severity.ERROR),
        ("claims", CLAIM, {"subject_uuid": NOWHERE}, "subject_uuid", Severity.ERROR),
        ("claims", CLAIM, {"variant_of": CLAIM}, "variant_of", Severity.ERROR),
        ("claims", CLAIM, {"variant_of": VARIANT}, "variant_of", Severity.ERROR),
        ("claims", CLAIM, {"superseded_by": NOWHERE}, "superseded_by", Severity.ERROR),
        ("claims", CLAIM, {"report": OTHER_REPORT}, "citation", Severity.WARNING),
        ("sites", BASE, {"kind": "citty"}, "kind", Severity.ERROR),
        ("sites", BASE, {"name": None}, "name", Severity.ERROR),
        ("sites", BASE, {"position_accuracy_m": None}, "position_accuracy_m", Severity.WARNING),
        ("sites", BASE, {"geometry": point(340, 4)}, "geometry", Severity.ERROR),
        ("buffers", BUFFER, {"corridor": ROUTE}, "site", Severity.ERROR),
    ],
)
def test_what_another_program_broke_is_found(
    case: Case, table: str, uuid: str, values: dict[str, Any], field: str, severity: Severity
) -> None:
    break_row(case, table, uuid, **values)
    assert problems(case) == [(table, uuid, field, severity)]


def test_a_uuid_that_stands_twice_is_found(case: Case) -> None:
    break_row(case, "reports", OTHER_REPORT, remarks="before the file was merged by hand")
    path = case.location.path
    assert path is not None
    case.close()
    copy_row(path, "reports", REPORT)
    with Case.open(path) as again:
        assert problems(again) == [("reports", REPORT, "uuid", Severity.ERROR)]


def copy_row(path: Path, table: str, uuid: str) -> None:
    """Insert a row once more with plain SQL, without the unique index, as a careless tool would."""
    import sqlite3

    with sqlite3.connect(path) as database:
        indexes = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,)
        ).fetchall()
        for (name,) in indexes:
            if "uuid" in name:
                database.execute(f'DROP INDEX "{name}"')
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")][1:]
        names = ", ".join(columns)
        database.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE uuid = ?", (uuid,)
        )
    database.close()


def test_waypoints_with_one_number_and_corridors_without_a_line_are_found(case: Case) -> None:
    break_row(case, "corridor_waypoints", WAYPOINTS[1], sequence=1)
    assert problems(case) == [("corridors", ROUTE, "", Severity.ERROR)]
    case.apply(ChangeSet(deletes={"corridor_waypoints": WAYPOINTS}))
    assert problems(case) == [("corridors", ROUTE, "", Severity.WARNING)]


def test_errors_come_before_warnings(case: Case) -> None:
    break_row(case, "sites", BASE, position_accuracy_m=None)
    break_row(case, "claims", CLAIM, superseded_by=NOWHERE)
    assert [problem.severity for problem in check(case)] == [Severity.ERROR, Severity.WARNING]


def test_a_cited_site_says_what_hangs_on_it(case: Case) -> None:
    found = {(d.table, d.uuid, d.field): d for d in dependents(case, "sites", BASE)}
    assert {key: dependent.deleted for key, dependent in found.items()} == {
        ("site_names", NAME, "site"): True,
        ("corridor_waypoints", WAYPOINTS[0], "site"): False,
        ("buffers", BUFFER, "site"): True,
        ("observations", SEEN, "site"): True,
        ("observations", PLACED, "site"): False,
        ("citations", CITATION, "feature_uuid"): True,
        ("claims", CLAIM, "subject_uuid"): False,
        ("claims", CLAIM, "citation"): False,
    }
    assert found["site_names", NAME, "site"].label == "Alias"


def test_what_nothing_hangs_on_goes_alone(case: Case) -> None:
    plan = deletion(case, {"site_names": [NAME]})
    assert plan.dependents == ()
    assert plan.changes == ChangeSet(deletes={"site_names": [NAME]})


def test_the_store_refuses_a_site_that_is_cited_and_takes_the_plan(case: Case) -> None:
    with pytest.raises(TrackerError):
        case.apply(ChangeSet(deletes={"sites": [BASE]}))
    before = everything(case)
    undo = case.apply(deletion(case, {"sites": [BASE]}).changes)
    assert check(case) == []
    assert case.row("sites", BASE) is None
    claim = case.row("claims", CLAIM)
    assert claim is not None
    assert (claim["subject_table"], claim["subject_uuid"], claim["subject_text"]) == (
        None,
        None,
        "Base",
    )
    assert (claim["object_uuid"], claim["object_text"]) == (TOWN, "the town")
    waypoint = case.row("corridor_waypoints", WAYPOINTS[0])
    assert waypoint is not None
    assert (waypoint["site"], waypoint["name"]) == (None, "Base")
    case.apply(undo)
    assert everything(case) == before


def everything(case: Case) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for table in TABLES:
        for row in case.rows(table):
            if row.get("geometry") is not None:
                row["geometry"] = row["geometry"].asWkt(17)
            found.setdefault(table, []).append(row)
    return {name: sorted(rows, key=lambda row: row["uuid"]) for name, rows in found.items()}


@pytest.mark.parametrize(
    ("table", "uuid"), [("reports", REPORT), ("corridors", ROUTE), ("claims", CLAIM)]
)
def test_any_row_can_be_deleted_with_what_hangs_on_it(case: Case, table: str, uuid: str) -> None:
    case.apply(deletion(case, {table: [uuid]}).changes)
    assert case.row(table, uuid) is None
    assert check(case) == []


def test_every_site_of_the_reference_case_can_be_deleted(tmp_path: Path) -> None:
    with import_case(resource("case"), tmp_path / "case.gpkg") as reference:
        for site in [row["uuid"] for row in reference.rows("sites")]:
            reference.apply(deletion(reference, {"sites": [site]}).changes)
        assert list(reference.rows("sites")) == []
        assert [p for p in check(reference) if p.severity is Severity.ERROR] == []


def test_a_team_database_is_checked_and_cleared_alike(
    postgres: PostgresCluster, postgres_database: str
) -> None:
    location = f"{postgres.dsn(postgres_database)} schema='reference'"
    with import_case(resource("case"), location) as reference:
        assert check(reference) == []
        (base,) = reference.rows("sites", where={"kind": "military_base"})
        plan = deletion(reference, {"sites": [base["uuid"]]})
        assert {d.table for d in plan.dependents} == {
            "site_names",
            "buffers",
            "observations",
            "citations",
            "claims",
        }
        reference.apply(plan.changes)
        assert [p for p in check(reference) if p.severity is Severity.ERROR] == []

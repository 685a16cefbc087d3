"""What a change set is refused for, and how the error names it; nothing is written then."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.schema import TABLES, FieldType
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.sample_rows import full_rows, insert, point, site, snapshot

ELSEWHERE = "00000000-0000-4000-8000-000000000000"
ZONED = datetime(2019, 9, 9, 11, 4)  # noqa: DTZ001


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case that all of these tests leave as it is."""
    path: Path = tmp_path_factory.mktemp("validation") / "case.gpkg"
    with Case.create(path, "Validation") as made:
        made.apply(ChangeSet(inserts=full_rows()))
        yield made


def refused(case: Case, changes: ChangeSet) -> TrackerError:
    before = snapshot(case)
    with pytest.raises(TrackerError) as caught:
        case.apply(changes)
    assert snapshot(case) == before
    assert caught.value.hint
    return caught.value


def geometry(wkt: str) -> QgsGeometry:
    return QgsGeometry.fromWkt(wkt)


WRONG_VALUES: list[tuple[str, str, Any, str]] = [
    ("sites", "name", None, "missing"),
    ("sites", "name", "", "missing"),
    ("sites", "kind", "castle", "not in the list"),
    ("sites", "position_basis", None, "missing"),
    ("sites", "position_accuracy_m", -1.0, "too small"),
    ("sites", "position_accuracy_m", math.nan, "not a number"),
    ("sites", "position_accuracy_m", math.inf, "not a number"),
    ("sites", "position_accuracy_m", "near", "not a number"),
    ("sites", "position_accuracy_m", True, "not a number"),
    ("sites", "name", 7, "not a text"),
    ("sites", "remarks", "nul\0", "cannot be stored"),
    ("sites", "remarks", "\ud800", "cannot be stored"),
    ("sites", "first_reported", "2019", "not a date"),
    ("sites", "first_reported", ReportedDate(ZONED, Precision.UNKNOWN), "not a date"),
    ("sites", "first_reported", ReportedDate(ZONED, Precision.DAY, "EST"), "not a time zone"),
    (
        "sites",
        "first_reported",
        ReportedDate(datetime(1, 1, 1), Precision.SECOND, "+03:00"),  # noqa: DTZ001
        "out of range",
    ),
    ("sites", "created", ZONED, "not a time in UTC"),
    ("sites", "modified", "now", "not a time in UTC"),
    ("sites", "geometry", geometry("LineString (1 1, 2 2)"), "does not fit"),
    ("sites", "geometry", geometry("PointZ (1 1 1)"), "does not fit"),
    ("sites", "geometry", "Point (1 1)", "does not fit"),
    ("sites", "geometry", geometry("Point (181 1)"), "longitude"),
    ("sites", "geometry", geometry("Point (1 -90.1)"), "latitude"),
    ("sites", "geometry", geometry("Point EMPTY"), "empty"),
    ("buffers", "azimuth_from", 361.0, "too large"),
    ("buffers", "unit", "ha", "not in the list"),
    ("corridor_waypoints", "sequence", 0, "too small"),
    ("corridor_waypoints", "sequence", 1.5, "not a whole number"),
    ("corridor_waypoints", "sequence", 2**63, "not a whole number"),
    ("footprints", "geometry", geometry("Polygon ((1 1, 2 2, 2 1, 1 1))"), "does not fit"),
    ("reports", "authors", "A. One", "not a list"),
    ("reports", "authors", ("A; B",), "one of several"),
    ("reports", "authors", ("",), "one of several"),
    ("reports", "authors", (1,), "not a text"),
    ("reports", "http_status", True, "not a whole number"),
    ("sites", "nonsense", 1, "no such column"),
    ("site_names", "geometry", point(), "no such column"),
    ("site_names", "site", ELSEWHERE, "no row"),
    ("site_names", "site", None, "missing"),
    ("claims", "variant_of", ELSEWHERE, "no row"),
    ("citations", "feature_uuid", ELSEWHERE, "no row"),
    ("citations", "feature_table", "reports", "not in the list"),
]


@pytest.mark.parametrize("new", [True, False], ids=["insert", "update"])
@pytest.mark.parametrize(
    ("table", "field", "value", "said"),
    WRONG_VALUES,
    ids=[f"{t}-{f}-{n}" for n, (t, f, _, _) in enumerate(WRONG_VALUES)],
)
def test_wrong_values(case: Case, table: str, field: str, value: Any, said: str, new: bool) -> None:
    (good,) = case.rows(table)
    if new:
        row = {k: v for k, v in good.items() if k not in ("fid", "uuid")}
        changes = ChangeSet(inserts={table: [{**row, field: value}]})
    else:
        changes = ChangeSet(updates={table: {good["uuid"]: {field: value}}})
    error = refused(case, changes)
    assert said in error.message
    assert table in error.message
    assert f"“{field}”" in error.message
    if not new:
        assert good["uuid"] in error.message


def test_every_required_column_is_asked_for(case: Case) -> None:
    for table in TABLES.values():
        (good,) = case.rows(table.name)
        for field in table.fields:
            if field.required and table.name != "case_info":
                row = {k: v for k, v in good.items() if k not in ("fid", "uuid", field.name)}
                error = refused(case, ChangeSet(inserts={table.name: [row]}))
                assert f"“{field.name}”" in error.message or field.name.endswith("_table")
                assert field.type is not FieldType.TIMESTAMP


def test_a_reference_needs_its_table(case: Case) -> None:
    (claim,) = case.rows("claims")
    error = refused(case, ChangeSet(updates={"claims": {claim["uuid"]: {"subject_table": None}}}))
    assert "subject_table" in error.message
    assert "“subject_uuid”" in error.message


def test_a_reference_to_a_row_of_the_same_set_will_do(new_case: Case) -> None:
    first, second = new_uuid(), new_uuid()
    (report,) = insert(new_case, "reports", {"url": "https://example.org/"})
    claim: Row = {"report": report, "kind": "count", "statement": "Five buildings"}
    claims = [{**claim, "uuid": first, "variant_of": second}, {**claim, "uuid": second}]
    new_case.apply(ChangeSet(inserts={"claims": claims}))
    assert len(list(new_case.rows("claims"))) == 2


def test_a_row_of_the_same_set_that_is_deleted_will_not_do(case: Case) -> None:
    (old,) = case.rows("claims")
    deletes = {"claims": [old["uuid"]]}
    claim = {"report": old["report"], "kind": "count", "statement": "s", "variant_of": old["uuid"]}
    assert (
        "no row" in refused(case, ChangeSet(inserts={"claims": [claim]}, deletes=deletes)).message
    )


def test_deleting_says_what_hangs_on_the_row(case: Case) -> None:
    (row,) = case.rows("sites")
    error = refused(case, ChangeSet(deletes={"sites": [row["uuid"]]}))
    for table in ("site_names", "footprints", "buffers", "observations", "citations", "claims"):
        assert table in error.message
        assert f"{table}." in error.details


def test_deleting_with_all_that_hangs_on_the_row(new_case: Case) -> None:
    (uuid,) = insert(new_case, "sites", site())
    (gone,) = insert(new_case, "site_names", {"site": uuid, "name": "n", "kind": "alias"})
    (kept,) = insert(new_case, "observations", {"site": uuid, "kind": "other", "summary": "s"})
    undo = new_case.apply(
        ChangeSet(
            updates={"observations": {kept: {"site": None}}},
            deletes={"sites": [uuid], "site_names": [gone]},
        )
    )
    assert [row["site"] for row in new_case.rows("observations")] == [None]
    new_case.apply(undo)
    assert [row["site"] for row in new_case.rows("observations")] == [uuid]
    assert [row["uuid"] for row in new_case.rows("site_names")] == [gone]


def test_rows_that_are_not_there(case: Case) -> None:
    for changes in (
        ChangeSet(updates={"sites": {ELSEWHERE: {"name": "x"}}}),
        ChangeSet(deletes={"sites": [ELSEWHERE]}),
    ):
        assert ELSEWHERE in refused(case, changes).message


def test_identities(case: Case) -> None:
    (row,) = case.rows("sites")
    taken = refused(case, ChangeSet(inserts={"sites": [site(uuid=row["uuid"])]}))
    assert "already" in taken.message
    twice = site(uuid=ELSEWHERE)
    assert "two new rows" in refused(case, ChangeSet(inserts={"sites": [twice, twice]})).message
    for wrong in ("1", ELSEWHERE.upper().replace("0", "A"), 7, f"{{{ELSEWHERE}}}"):
        assert (
            "not a uuid" in refused(case, ChangeSet(inserts={"sites": [site(uuid=wrong)]})).message
        )
    for fixed in ("uuid", "fid"):
        changes = ChangeSet(updates={"sites": {row["uuid"]: {fixed: ELSEWHERE}}})
        assert "cannot change" in refused(case, changes).message
    both = ChangeSet(
        updates={"sites": {row["uuid"]: {"name": "x"}}}, deletes={"sites": [row["uuid"]]}
    )
    assert "at once" in refused(case, both).message


def test_a_case_has_one_row_about_itself(case: Case) -> None:
    info = case.info
    another = {"title": "Another", "schema_version": 1}
    assert "exactly one" in refused(case, ChangeSet(inserts={"case_info": [another]})).message
    assert "exactly one" in refused(case, ChangeSet(deletes={"case_info": [info["uuid"]]})).message
    newer = ChangeSet(updates={"case_info": {info["uuid"]: {"schema_version": 2}}})
    assert "migration" in refused(case, newer).message


def test_a_table_that_a_case_does_not_have(case: Case) -> None:
    error = refused(case, ChangeSet(inserts={"nonsense": [{"name": "x"}]}))
    assert "nonsense" in error.message
    assert "sites" in error.hint


def test_a_key_of_another_case_is_not_kept(new_case: Case) -> None:
    insert(new_case, "sites", site(fid=1000, name="From elsewhere"), site(fid=1000))
    assert {row["fid"] for row in new_case.rows("sites")} == {1, 2}


@pytest.mark.parametrize("title", ["", None])
def test_a_case_needs_a_title(tmp_path: Path, title: Any) -> None:
    with pytest.raises(TrackerError, match="title"):
        Case.create(tmp_path / "case.gpkg", title)
    assert list(tmp_path.iterdir()) == []

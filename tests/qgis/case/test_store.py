"""A case in a GeoPackage and in PostGIS: what is written comes back, whole or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import SCHEMA_VERSION, TABLES
from imam_ali_tracker.case.session import WriteSession
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.sample_rows import (
    NASTY,
    full_rows,
    insert,
    plain,
    point,
    site,
    snapshot,
)


def test_a_new_case_has_every_table_and_one_row_about_itself(new_case: Case) -> None:
    assert new_case.info["title"] == "Test"
    assert new_case.info["schema_version"] == SCHEMA_VERSION
    assert not new_case.read_only
    assert {name: len(rows) for name, rows in snapshot(new_case).items()} == {
        **dict.fromkeys(TABLES, 0),
        "case_info": 1,
    }


def test_every_column_of_every_table_comes_back(new_case: Case) -> None:
    rows = full_rows()
    new_case.apply(ChangeSet(inserts=rows))
    with Case.open(new_case.location, read_only=True) as again:
        for name, (row,) in rows.items():
            (read,) = again.rows(name)
            assert {**plain(row), "fid": read["fid"]} == plain(read), name
            assert None not in read.values(), name


def test_missing_values_come_back_as_none(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site(remarks="", country=None))[0]
    insert(new_case, "reports", {"url": "https://example.org/", "authors": ()})
    read = new_case.row("sites", uuid)
    assert read is not None
    assert read["geometry"] is None
    assert read["first_reported"] is None
    assert read["remarks"] is None
    assert read["position_accuracy_m"] is None
    (report,) = new_case.rows("reports")
    assert report["authors"] == ()


def test_the_store_sets_identity_and_times(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site())[0]
    made = new_case.row("sites", uuid)
    assert made is not None
    assert len(uuid) == 36
    assert made["created"] == made["modified"]
    new_case.apply(ChangeSet(updates={"sites": {uuid: {"name": "Renamed"}}}))
    changed = new_case.row("sites", uuid)
    assert changed is not None
    assert changed["created"] == made["created"]
    assert changed["modified"] > made["modified"]
    assert changed["name"] == "Renamed"


def test_rows_are_found_by_what_is_in_them(new_case: Case) -> None:
    names = ("plain", NASTY, "it's", 'double "quotes"')
    uuids = insert(new_case, "sites", *(site(name=name, country=name) for name in names))
    nowhere = insert(new_case, "sites", site(name="nowhere"))[0]
    for name, uuid in zip(names, uuids):
        assert [row["uuid"] for row in new_case.rows("sites", where={"name": name})] == [uuid]
    found = new_case.rows("sites", where={"name": {names[0], names[2]}, "kind": "city"})
    assert {row["uuid"] for row in found} == {uuids[0], uuids[2]}
    assert [row["uuid"] for row in new_case.rows("sites", where={"country": None})] == [nowhere]
    mixed = new_case.rows("sites", where={"country": [None, NASTY]})
    assert {row["uuid"] for row in mixed} == {nowhere, uuids[1]}
    assert list(new_case.rows("sites", where={"name": []})) == []
    assert list(new_case.rows("sites", uuids=[])) == []
    assert {row["uuid"] for row in new_case.rows("sites", uuids=uuids[:2])} == set(uuids[:2])
    with pytest.raises(KeyError):
        new_case.rows("nonsense")


def test_geometry_can_be_left_out(new_case: Case) -> None:
    insert(new_case, "sites", site(geometry=point()))
    (row,) = new_case.rows("sites", geometry=False)
    assert "geometry" not in row
    (row,) = new_case.rows("sites")
    assert row["geometry"].asWkt() == "Point (40.5 34.5)"


def test_a_geometry_can_be_set_and_removed(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site())[0]
    new_case.apply(ChangeSet(updates={"sites": {uuid: {"geometry": point(1, 2)}}}))
    read = new_case.row("sites", uuid)
    assert read is not None
    assert read["geometry"].asWkt() == "Point (1 2)"
    undo = new_case.apply(ChangeSet(updates={"sites": {uuid: {"geometry": None}}}))
    read = new_case.row("sites", uuid)
    assert read is not None
    assert read["geometry"] is None
    new_case.apply(undo)
    read = new_case.row("sites", uuid)
    assert read is not None
    assert read["geometry"].asWkt() == "Point (1 2)"


def _random_changes(case: Case, random_: random.Random) -> ChangeSet:
    sites = [row["uuid"] for row in case.rows("sites")]
    named = {row["site"] for row in case.rows("site_names")}
    free = [uuid for uuid in sites if uuid not in named]
    new = new_uuid()
    inserts: dict[str, list[Row]] = {
        "sites": [site(uuid=new, name=f"Site {random_.random()}", geometry=point())],
        "site_names": [{"site": new, "name": NASTY, "kind": "alias"}]
        if random_.random() < 0.5
        else [],
    }
    changed = random_.sample(sites, min(2, len(sites)))
    gone = [uuid for uuid in free if uuid not in changed][:1]
    fields = {"remarks": str(random_.random()), "geometry": random_.choice([None, point(5, 6)])}
    return ChangeSet(inserts, {"sites": {u: dict(fields) for u in changed}}, {"sites": gone})


def test_inverses_take_back_and_bring_back_everything(new_case: Case) -> None:
    random_ = random.Random(20190909)
    states = [snapshot(new_case)]
    undos = []
    for _ in range(12):
        undos.append(new_case.apply(_random_changes(new_case, random_)))
        states.append(snapshot(new_case))
    redos = []
    for undo, state in zip(reversed(undos), reversed(states[:-1])):
        redos.append(new_case.apply(undo))
        assert snapshot(new_case) == state
    for redo, state in zip(reversed(redos), states[1:]):
        new_case.apply(redo)
        assert snapshot(new_case) == state


def test_a_row_that_another_program_spoiled_survives_undo(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site())[0]
    key = next(new_case.rows("sites"))["fid"]
    with WriteSession(new_case.location) as session:
        session.update("sites", {key: {"kind": "no such kind", "created": None}})
    before = snapshot(new_case)
    undo = new_case.apply(ChangeSet(deletes={"sites": [uuid]}))
    assert list(new_case.rows("sites")) == []
    new_case.apply(undo)
    assert snapshot(new_case) == before


def test_a_row_can_be_replaced_in_one_change_set(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site(name="Old"))[0]
    replaced = site(uuid=uuid, name="New")
    new_case.apply(ChangeSet(inserts={"sites": [replaced]}, deletes={"sites": [uuid]}))
    (row,) = new_case.rows("sites")
    assert (row["uuid"], row["name"]) == (uuid, "New")


def test_an_empty_change_set_writes_nothing(new_case: Case) -> None:
    before = new_case.data_version
    assert not new_case.apply(ChangeSet(inserts={"sites": []}, deletes={"sites": []}))
    assert new_case.data_version == before


def _make_claims_fail(location: CaseLocation) -> None:
    """Let the database itself refuse every new claim."""
    with WriteSession(location) as session:
        if location.path is not None:
            session.execute(
                "CREATE TRIGGER no_claims BEFORE INSERT ON claims "
                "BEGIN SELECT RAISE(ABORT, 'claims are refused'); END"
            )
            return
        schema = f'"{location.schema}"'
        session.execute(
            f"CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'claims are refused'; END $$"
        )
        session.execute(
            f"CREATE TRIGGER no_claims BEFORE INSERT ON {schema}.claims "
            f"FOR EACH ROW EXECUTE FUNCTION {schema}.refuse()"
        )


def test_a_failure_in_the_last_table_leaves_all_tables_as_they_were(new_case: Case) -> None:
    uuid = insert(new_case, "sites", site(name="Kept"))[0]
    _make_claims_fail(new_case.location)
    before = snapshot(new_case)
    changes = ChangeSet(
        inserts=full_rows(),
        updates={"sites": {uuid: {"name": "Changed"}}},
    )
    with pytest.raises(TrackerError) as caught:
        new_case.apply(changes)
    assert "claims are refused" in caught.value.details
    assert "nothing has changed" in caught.value.message
    assert snapshot(new_case) == before
    with Case.open(new_case.location) as again:
        assert snapshot(again) == before


def test_others_see_all_tables_change_at_once(new_case: Case) -> None:
    uuid = new_uuid()
    with Case.open(new_case.location, read_only=True) as other:
        before = snapshot(other)
        with WriteSession(new_case.location) as session:
            session.insert("sites", [site(uuid=uuid)])
            session.insert(
                "site_names", [{"uuid": uuid, "site": uuid, "name": "n", "kind": "alias"}]
            )
            session.update("case_info", {new_case.info["fid"]: {"title": "Changed"}})
            assert snapshot(other) == before
        assert [row["uuid"] for row in other.rows("sites")] == [uuid]
        assert [row["site"] for row in other.rows("site_names")] == [uuid]
        assert other.info["title"] == "Changed"


def test_a_read_only_case_says_why_it_cannot_be_written(new_case: Case) -> None:
    with Case.open(new_case.location, read_only=True) as case:
        assert case.read_only
        with pytest.raises(TrackerError, match="reading only"):
            case.apply(ChangeSet(inserts={"sites": [site()]}))
        assert list(case.rows("sites")) == []


def test_nothing_is_created_over_a_case(new_case: Case) -> None:
    insert(new_case, "sites", site())
    before = snapshot(new_case)
    with pytest.raises(TrackerError, match="already"):
        Case.create(new_case.location, "Another")
    assert snapshot(new_case) == before


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ([], "exactly one row"),
        ([{"title": "Without a version"}], "Without a version.*schema_version"),
        ([{"title": "Of tomorrow", "schema_version": SCHEMA_VERSION + 1}], "Of tomorrow"),
    ],
)
def test_a_case_that_could_not_be_opened_is_not_created(
    new_location: CaseLocation, info: list[Row], said: str
) -> None:
    with pytest.raises(TrackerError, match=said):
        Case.create_from(new_location, {"case_info": info})
    if new_location.path is not None:
        assert list(new_location.path.parent.iterdir()) == []
    Case.create(new_location, "Something else").close()


def test_a_failed_creation_leaves_nothing(new_location: CaseLocation) -> None:
    twice = {"uuid": new_uuid(), "name": "Two", "kind": "unknown"}
    info = {"title": "Two", "schema_version": SCHEMA_VERSION}
    with pytest.raises(TrackerError, match="two new rows"):
        Case.create_from(new_location, {"case_info": [info], "sites": [twice, dict(twice)]})
    with pytest.raises(TrackerError):
        Case.open(new_location)
    if new_location.path is not None:
        assert list(new_location.path.parent.iterdir()) == []
    with Case.create(new_location, "One") as case:
        assert case.info["title"] == "One"


def test_large_shapes_and_many_rows(new_case: Case) -> None:
    ring = ", ".join(f"{30 + i / 10000} {30 + (i % 7) / 10}" for i in range(5000))
    wide = QgsGeometry.fromWkt(f"MultiPolygon ((({ring}, 31 20, 30 30)))")
    (owner,) = insert(new_case, "sites", site())
    insert(new_case, "footprints", {"site": owner, "part": "road", "geometry": wide})
    (row,) = new_case.rows("footprints")
    assert row["geometry"].equals(wide)
    uuids = insert(new_case, "sites", *(site(name=str(i), geometry=point()) for i in range(3000)))
    assert {row["uuid"] for row in new_case.rows("sites", uuids=uuids)} == set(uuids)
    names = [{"site": uuid, "name": "x", "kind": "alias"} for uuid in uuids]
    insert(new_case, "site_names", *names)
    changes = {uuid: {"remarks": "all"} for uuid in uuids}
    new_case.apply(ChangeSet(updates={"sites": changes}))
    assert len(list(new_case.rows("sites", where={"remarks": "all"}))) == 3000


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "dots.in.it",
        "ünïcode \u0625\u0645\u0627\u0645",
        "50%",
        "a#b?c=d&e",
        "quote'd",
        "-dash",
    ],
)
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = folder / f"{name}.gpkg"
    with Case.create(path, name) as case:
        insert(case, "sites", site(name=name))
    with Case.open(path) as case:
        assert [row["name"] for row in case.rows("sites")] == [name]
    assert [file.name for file in folder.iterdir()] == [path.name]

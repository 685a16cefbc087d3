"""``addbuffers`` and ``addcorridor``: what they write, refuse, and say through ``qgis_process``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsProcessingFeedback

from imam_ali_tracker.algorithms.add_buffers import AddBuffers
from imam_ali_tracker.algorithms.add_corridor import AddCorridor
from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.store import Case
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, run_here

TEHRAN, BEIRUT, TWIN, NOWHERE = (new_uuid() for _ in range(4))


def site(uuid: str, name: str, wkt: str = "", **fields: Any) -> Row:
    basis = "gazetteer" if wkt else "unknown"
    place = {"geometry": QgsGeometry.fromWkt(wkt)} if wkt else {}
    return {"uuid": uuid, "name": name, "kind": "city", "position_basis": basis, **place, **fields}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case of four sites, two of which have the same name."""
    rows = [
        site(TEHRAN, "Tehran", "Point (51.42151 35.69439)", status="active"),
        site(BEIRUT, "Beirut", "Point (35.49442 33.88894)"),
        site(TWIN, "tehran", "Point (1 1)"),
        site(NOWHERE, "Nowhere"),
    ]
    names = [{"site": BEIRUT, "name": "Beyrouth", "kind": "alias"}]
    with Case.create(tmp_path_factory.mktemp("features") / "case.gpkg", "Features") as case:
        case.apply(ChangeSet(inserts={"sites": rows, "site_names": names}))
        yield case


@pytest.fixture
def case(made: Case) -> Iterator[Case]:
    """The case, with what the test adds taken away again."""
    yield made
    tables = ("buffers", "corridor_waypoints", "corridors")
    added = {table: [row["uuid"] for row in made.rows(table)] for table in tables}
    made.apply(ChangeSet(deletes=added))


def add_buffers(case: Case, **inputs: object) -> Run:
    return run_here(AddBuffers(), {"CASE": str(case.location), "DISTANCES": "5 km", **inputs})


def add_corridor(case: Case, *sites: str, **inputs: object) -> Run:
    given = {"NAME": "A way", "WAYPOINTS": "\n".join(sites), **inputs}
    return run_here(AddCorridor(), {"CASE": str(case.location), **given})


def test_buffers_are_added_once(case: Case) -> None:
    inputs: dict[str, object] = {
        "NAMES": f"{TEHRAN}; beyrouth",
        "DISTANCES": "200 mi, 300, 320 km",
        "COMPARATOR": "less_than",
        "LABEL": "Reported",
        "SOURCE": "The news",
    }
    done = add_buffers(case, **inputs)
    assert done.ok, done.text
    assert (done.results["ADDED"], done.results["KNOWN"]) == (6, 0)
    rows = list(case.rows("buffers"))
    assert {row["uuid"] for row in rows} == set(done.results["UUIDS"].split(";"))
    around = {(row["site"], row["distance"], row["unit"], row["comparator"]) for row in rows}
    sizes = ((200.0, "mi"), (300.0, "km"), (320.0, "km"))
    assert around == {(s, d, u, "less_than") for s in (TEHRAN, BEIRUT) for d, u in sizes}
    assert {(row["label"], row["source"]) for row in rows} == {("Reported", "The news")}
    again = add_buffers(case, **{**inputs, "DISTANCES": "300000 m; 400 km"})
    assert (again.results["ADDED"], again.results["KNOWN"]) == (2, 2)


def test_an_expression_chooses_sites(case: Case) -> None:
    done = add_buffers(case, EXPRESSION="\"status\" = 'active' or x($geometry) < 36")
    assert done.ok, done.text
    assert {row["site"] for row in case.rows("buffers")} == {TEHRAN, BEIRUT, TWIN}


def test_rings_and_sectors_are_stored(case: Case) -> None:
    done = add_buffers(
        case, NAMES=BEIRUT, DISTANCES="1 mi; 2 km", RINGS=True, AZIMUTH_FROM=0, AZIMUTH_TO=90
    )
    assert done.ok, done.text
    rows = sorted(case.rows("buffers"), key=lambda row: str(row["unit"]))
    assert [(row["inner_distance"], row["distance"], row["unit"]) for row in rows] == [
        (pytest.approx(1.609344), 2.0, "km"),
        (None, 1.0, "mi"),
    ]
    assert {(row["azimuth_from"], row["azimuth_to"]) for row in rows} == {(0.0, 90.0)}


def test_corridors_can_have_buffers(case: Case) -> None:
    uuid = add_corridor(case, TEHRAN, BEIRUT).results["UUID"]
    assert add_buffers(case, AROUND="corridors", NAMES="a WAY").ok
    assert [row["corridor"] for row in case.rows("buffers")] == [uuid]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "Nothing is chosen"),
        ({"NAMES": "Tehran"}, "the name of 2 rows"),
        ({"NAMES": "Beiruth"}, "Did you mean “Beirut”?"),
        ({"NAMES": "Xyz"}, "is not in the table “Sites”"),
        ({"NAMES": BEIRUT, "DISTANCES": "-5 km"}, "not the distance of a buffer"),
        ({"NAMES": BEIRUT, "AZIMUTH_TO": 5}, "both azimuths"),
        ({"EXPRESSION": '"status" ='}, "cannot be used"),
        ({"EXPRESSION": "no_such_function(1)"}, "cannot be used"),
        ({"EXPRESSION": '"no_such_field" = 1'}, "cannot be used"),
    ],
)
def test_wrong_buffers_are_explained(case: Case, inputs: dict[str, object], said: str) -> None:
    done = add_buffers(case, **inputs)
    assert not done.ok
    assert said in done.text
    assert list(case.rows("buffers")) == []


def test_an_expression_that_fits_nothing_adds_nothing(case: Case) -> None:
    done = add_buffers(case, EXPRESSION="FALSE")
    assert done.ok, done.text
    assert done.results["ADDED"] == 0


def test_cancel_adds_nothing(case: Case) -> None:
    told = QgsProcessingFeedback(False)
    told.cancel()
    inputs = {"CASE": str(case.location), "DISTANCES": "5 km", "NAMES": BEIRUT}
    assert not run_here(AddBuffers(), inputs, told).ok
    assert list(case.rows("buffers")) == []


def test_a_corridor_goes_through_sites_in_order(case: Case) -> None:
    done = add_corridor(case, TEHRAN, "Beyrouth", TWIN, WIDTH=5, UNIT="mi", SOURCE="Ours")
    assert done.ok, done.text
    (row,) = case.rows("corridors")
    assert row["uuid"] == done.results["UUID"]
    stated = (row["kind"], row["status"], row["width"], row["width_unit"], row["source"])
    assert stated == ("unknown", "construct", 5.0, "mi", "Ours")
    stops = sorted(case.rows("corridor_waypoints"), key=lambda stop: int(stop["sequence"]))
    assert [(s["sequence"], s["site"]) for s in stops] == [(1, TEHRAN), (2, BEIRUT), (3, TWIN)]


def test_the_length_is_that_on_the_ground(case: Case) -> None:
    done = add_corridor(case, TEHRAN, BEIRUT)
    assert done.results["LENGTH_M"] == pytest.approx(1_469_700, abs=100)
    broken = add_corridor(case, TEHRAN, "Nowhere", NAME="Broken")
    assert broken.results["LENGTH_M"] is None
    assert "interrupted" in broken.text


@pytest.mark.parametrize(
    ("sites", "inputs", "said"),
    [
        ([BEIRUT], {}, "two sites at least"),
        ([BEIRUT, "Beirut"], {}, "twice in a row"),
        ([BEIRUT, "Basra"], {}, "“Basra” is not in the table"),
        ([BEIRUT, TWIN], {"NAME": " "}, "no name"),
        ([BEIRUT, TWIN], {"KIND": "tunnel"}, "KIND"),
    ],
)
def test_wrong_corridors_are_explained(
    case: Case, sites: list[str], inputs: dict[str, object], said: str
) -> None:
    done = add_corridor(case, *sites, **inputs)
    assert not done.ok
    assert said in done.text
    assert list(case.rows("corridors")) == []


def test_a_corridor_of_the_same_name_is_refused(case: Case) -> None:
    assert add_corridor(case, TEHRAN, BEIRUT).ok
    assert "already" in add_corridor(case, BEIRUT, TEHRAN, NAME="a  way").text
    assert len(list(case.rows("corridors"))) == 1


def test_through_qgis_process(case: Case, tmp_path: Path) -> None:
    where = case.location
    code, results, text = run_algorithm(
        tmp_path, "addbuffers", CASE=where, NAMES="Beirut", DISTANCES="50, 100 km"
    )
    assert code == 0, text
    assert results["ADDED"] == 2
    code, results, text = run_algorithm(
        tmp_path, "addcorridor", CASE=where, NAME="A way", WAYPOINTS=f"{TEHRAN};Beirut"
    )
    assert code == 0, text
    assert results["COUNT"] == 2
    code, _, text = run_algorithm(tmp_path, "addcorridor", CASE=where, NAME="B", WAYPOINTS="Beirut")
    assert code != 0
    assert "two sites at least" in text
    code, _, text = run_algorithm(
        tmp_path, "addbuffers", CASE=tmp_path / "no.gpkg", NAMES="Beirut", DISTANCES="5"
    )
    assert code != 0
    assert "does not exist" in text
    assert "Traceback" not in text

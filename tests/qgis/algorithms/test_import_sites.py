"""``importsites`` from the formats that analysts have, and what it says of what it cannot use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingFeedback, QgsVectorLayer

from imam_ali_tracker.algorithms.import_sites import ImportSites
from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import parse_date
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, memory_layer, run_here

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Crossing</name>
<description>As reported</description><Point><coordinates>40.98,34.4,0</coordinates></Point>
</Placemark></Document></kml>"""
GPX = """<?xml version="1.0"?><gpx version="1.1" creator="x"
xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="34.4" lon="40.98"><name>Crossing</name></wpt>
</gpx>"""
GEOJSON = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    '{"title": "Crossing"}, "geometry": {"type": "Point", "coordinates": [40.98, 34.4]}}]}'
)
CSV = "label,lon,lat\nCrossing,40.98,34.4\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with Case.create(tmp_path_factory.mktemp("import") / "case.gpkg", "Import") as case:
        yield case


@pytest.fixture
def case(made: Case) -> Iterator[Case]:
    """An empty case, emptied again after the test."""
    yield made
    made.apply(ChangeSet(deletes={"sites": [row["uuid"] for row in made.rows("sites")]}))


def run(case: Case, layer: object, **inputs: object) -> Run:
    given = {"CASE": str(case.location), "INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", **inputs}
    return run_here(ImportSites(), given)


def sites(case: Case) -> dict[str, Row]:
    return {row["name"]: row for row in case.rows("sites")}


def layer(wkts: list[str], fields: str, rows: list[list[Any]], crs: str = "4326") -> QgsVectorLayer:
    return memory_layer(f"Point?crs=EPSG:{crs}", wkts, fields, rows)


@pytest.mark.parametrize(
    ("name", "text", "inputs"),
    [
        ("a.kml", KML, {}),
        ("a.gpx|layername=waypoints", GPX, {}),
        ("a.geojson", GEOJSON, {}),
        ("a.csv", CSV, {"LONGITUDE_FIELD": "lon", "LATITUDE_FIELD": "lat"}),
    ],
)
def test_formats(case: Case, tmp_path: Path, name: str, text: str, inputs: dict[str, str]) -> None:
    (tmp_path / name.split("|", maxsplit=1)[0]).write_text(text)
    done = run(case, str(tmp_path / name), **inputs)
    assert done.ok, done.text
    assert done.results["ADDED"] == 1, done.text
    row = sites(case)["Crossing"]
    point = row["geometry"].asPoint()
    assert (point.x(), point.y()) == (40.98, 34.4)
    stated = (row["kind"], row["position_basis"], row["position_accuracy_m"])
    assert stated == ("unknown", "unknown", None)
    assert row["position_source"].startswith("Imported from ")


def test_values_of_features_go_before_defaults(case: Case) -> None:
    fields = "&field=Name:string&field=kind:string&field=accuracy:double&field=basis:string"
    fields += "&field=source:string&field=first_reported:string&field=since:date"
    rows: list[list[Any]] = [
        ["A", "City or town", 250.0, "proxy", "A gazetteer", "2019-09", None],
        ["B", None, None, None, None, None, None],
    ]
    done = run(
        case,
        layer(["Point (1 1)", "Point (2 2)"], fields, rows),
        KIND="storage",
        ACCURACY=1000,
        BASIS="reported",
        SOURCE="A list",
    )
    assert done.ok, done.text
    a, b = sites(case)["A"], sites(case)["B"]
    assert (a["kind"], a["position_accuracy_m"], a["position_basis"]) == ("city", 250.0, "proxy")
    assert (a["position_source"], a["first_reported"]) == ("A gazetteer", parse_date("2019-09"))
    assert (b["kind"], b["position_accuracy_m"], b["position_basis"]) == (
        "storage", 1000.0, "reported",
    )  # fmt: skip
    assert b["position_source"] == "A list"


def test_fields_can_be_named(case: Case) -> None:
    fields = "&field=name:string&field=site_called:string&field=err:double"
    done = run(
        case,
        layer(["Point (1 1)"], fields, [["wrong", "Right", 5.0]]),
        NAME_FIELD="site_called",
        ACCURACY_FIELD="err",
    )
    assert done.ok, done.text
    assert sites(case)["Right"]["position_accuracy_m"] == 5.0


def test_what_does_not_fit_is_kept_in_the_remarks(case: Case) -> None:
    fields = "&field=name:string&field=kind:string&field=accuracy:string&field=remarks:string"
    rows = [["A", "Fort", "about 500", "Seen twice"]]
    done = run(case, layer(["Point (1 1)"], fields, rows))
    row = sites(case)["A"]
    assert (row["kind"], row["position_accuracy_m"]) == ("unknown", None)
    assert row["remarks"] == "Seen twice\nkind: Fort\naccuracy: about 500"
    assert "does not fit the column kind" in done.rows()[0]["notes"]


def test_positions_are_brought_to_degrees(case: Case) -> None:
    wkt = "Point (4555038.829 4089387.275)"
    run(case, layer([wkt], "&field=name:string", [["A"]], crs="3857"))
    point = sites(case)["A"]["geometry"].asPoint()
    assert (point.x(), point.y()) == (
        pytest.approx(40.91861, abs=1e-7),
        pytest.approx(34.45, abs=1e-7),
    )


def test_a_position_outside_its_crs_is_skipped(case: Case) -> None:
    done = run(case, layer(["Point (1e30 1e30)"], "&field=name:string", [["A"]], crs="32637"))
    assert (done.results["ADDED"], done.results["SKIPPED"]) == (0, 1)
    assert "cannot be brought to longitude" in done.text


def test_shapes_become_points_with_an_honest_accuracy(case: Case) -> None:
    square = "Polygon ((40 34, 40.1 34, 40.1 34.1, 40 34.1, 40 34))"
    shape = memory_layer("Polygon?crs=EPSG:4326", [square], "&field=name:string", [["A"]])
    assert run(case, shape, ACCURACY=10).ok
    assert 7_000 < sites(case)["A"]["position_accuracy_m"] < 9_000
    line = memory_layer(
        "LineString?crs=EPSG:4326", ["LineString (1 1, 1 2)"], "&field=name:string", [["B"]]
    )
    done = run(case, line)
    assert sites(case)["B"]["position_accuracy_m"] is None
    assert "point on a shape" in done.text


def test_skipped_features_and_the_reasons(case: Case) -> None:
    wkts = ["Point (1 1)", "Point (1 95)", "", "Point (0 0)"]
    done = run(case, layer(wkts, "&field=name:string", [[None], ["B"], ["C"], ["D"]]))
    assert done.ok, done.text
    assert [done.results[name] for name in ("ADDED", "KNOWN", "SKIPPED")] == [2, 0, 2]
    told = {row["name"]: (row["result"], row["reason"] + row["notes"]) for row in done.rows()}
    assert "name cannot be used" in told[""][1]
    assert told["B"] == ("skipped", "The position is not on Earth.")
    assert told["C"] == ("added", "It has no position.")
    assert "may stand for none" in told["D"][1]
    unplaced = sites(case)["C"]
    assert unplaced["geometry"] is None
    assert unplaced["position_source"] is None


def test_sites_are_not_doubled(case: Case) -> None:
    uuid = new_uuid()
    fields = "&field=name:string&field=uuid:string"
    rows: list[list[Any]] = [["A", uuid], ["a ", None], ["A", None], ["B", "no uuid"]]
    source = layer(["Point (1 1)", "Point (1 1)", "Point (1 2)", "Point (3 3)"], fields, rows)
    first = run(case, source)
    assert (first.results["ADDED"], first.results["KNOWN"]) == (3, 1)
    second = run(case, source)
    assert (second.results["ADDED"], second.results["KNOWN"]) == (0, 4)
    assert second.rows()[0]["uuid"] == uuid
    moved = run(case, layer(["Point (9 9)"], fields, [["Renamed", uuid]]))
    assert moved.results["KNOWN"] == 1
    assert len(list(case.rows("sites"))) == 3


def test_cancel_adds_nothing(case: Case) -> None:
    told = QgsProcessingFeedback(False)
    told.cancel()
    source = layer(["Point (1 1)"], "&field=name:string", [["A"]])
    inputs = {"CASE": str(case.location), "INPUT": source}
    done = run_here(ImportSites(), inputs, told)
    assert not done.ok
    assert "Cancelled" in done.text
    assert sites(case) == {}


def test_a_field_that_is_not_there_is_named(case: Case) -> None:
    done = run(case, layer(["Point (1 1)"], "&field=name:string", [["A"]]), NAME_FIELD="title")
    assert not done.ok
    assert "NAME_FIELD: the layer has no field “title”" in done.text
    assert sites(case) == {}


def test_through_qgis_process(case: Case, tmp_path: Path) -> None:
    source, table = tmp_path / "sites.csv", tmp_path / "done.csv"
    source.write_text("name,lon,lat\nA,40.9,34.4\nB,forty,34.4\n")
    code, results, text = run_algorithm(
        tmp_path,
        "importsites",
        CASE=case.location,
        INPUT=source,
        LONGITUDE_FIELD="lon",
        LATITUDE_FIELD="lat",
        OUTPUT=table,
    )
    assert code == 0, text
    assert (results["ADDED"], results["SKIPPED"]) == (1, 1)
    assert "“forty, 34.4” is not a position in degrees." in text
    assert table.read_text().count("\n") == 3
    empty = tmp_path / "empty.csv"
    empty.write_text("name,lon,lat\n")
    code, results, text = run_algorithm(tmp_path, "importsites", CASE=case.location, INPUT=empty)
    assert code == 0, text
    assert results["ADDED"] == 0
    code, _, text = run_algorithm(tmp_path, "importsites", CASE=empty, INPUT=source)
    assert code != 0
    assert "is not the location of a case" in text
    assert "Traceback" not in text

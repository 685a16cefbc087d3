"""``corridorlines`` and ``corridorzones`` on points and lines, and through ``qgis_process``."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingAlgorithm,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

from imam_ali_tracker.algorithms.corridor_lines import CorridorLines
from imam_ali_tracker.algorithms.corridor_zones import CorridorZones
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, memory_layer, run_here

TEHRAN, BEIRUT = "Point (51.42151 35.69439)", "Point (35.49442 33.88894)"
FIELDS = "&field=place:integer&field=line:string&field=width:double"
POINTS = "Point?crs=EPSG:4326"
LINES = "LineString?crs=EPSG:4326"


def run(algorithm: QgsProcessingAlgorithm, layer: QgsVectorLayer, **inputs: object) -> Run:
    return run_here(algorithm, {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", **inputs})


def ruler() -> QgsDistanceArea:
    area = QgsDistanceArea()
    area.setEllipsoid("EPSG:7030")
    return area


def waypoints() -> QgsVectorLayer:
    """Two lines; the second point of the first has no place in the order, the third none at all."""
    rows = [[2, "a", 20.0], [1, "a", 10.0], [None, "a", 1.0], [1, "b", 5.0], [2, "b", 5.0],
            [3, "b", 5.0]]  # fmt: skip
    wkts = [BEIRUT, TEHRAN, "Point (0 0)", "Point (179 10)", "Point (-179 10)", ""]
    return memory_layer(POINTS, wkts, FIELDS, rows)


def test_lines_go_through_points_in_order_by_groups() -> None:
    done = run(CorridorLines(), waypoints(), ORDER="place", GROUP="line")
    assert done.ok, done.text
    assert done.results["COUNT"] == 2
    assert "1 point without a value in “place”" in done.text
    a, b = sorted(done.rows(), key=lambda row: str(row["line"]))
    assert (a["points"], a["unplaced_points"]) == (2, 0)
    assert a["length_m"] == pytest.approx(1_469_700, abs=100)
    start = next(iter(a["geometry"].vertices()))
    assert (start.x(), start.y()) == (51.42151, 35.69439)
    assert (b["points"], b["unplaced_points"]) == (3, 1)
    assert b["geometry"].constGet().numGeometries() == 2
    assert b["length_m"] == pytest.approx(219_000, rel=0.01)


def test_without_fields_all_points_are_one_line_in_the_order_of_the_layer() -> None:
    layer = memory_layer("Point?crs=EPSG:3857", ["Point (0 0)", "Point (111319.49 0)"])
    row = run(CorridorLines(), layer).rows()[0]
    assert row["points"] == 2
    assert row["length_m"] == pytest.approx(111_319.49, abs=0.5)


def test_one_point_is_no_line() -> None:
    done = run(CorridorLines(), memory_layer(POINTS, [TEHRAN]))
    assert done.ok
    assert done.rows() == []
    assert "1 group has no line" in done.text


def test_zones_of_points_change_their_width_along_the_way() -> None:
    done = run(
        CorridorZones(), waypoints(), ORDER="place", GROUP="line", WIDTH_FIELD="width", UNIT="mi"
    )
    assert done.ok, done.text
    a, b = sorted(done.rows(), key=lambda row: str(row["line"]))
    assert (a["narrowest_m"], a["widest_m"]) == (16_093.44, 32_186.88)
    assert a["width"] is None or not a["width"]
    assert (b["width"], b["width_unit"], b["unplaced_points"]) == (5.0, "mi", 1)
    assert a["geometry"].isGeosValid()
    beyond = max(
        ruler().measureLine(QgsPointXY(51.42151, 35.69439), QgsPointXY(v.x(), v.y()))
        for v in a["geometry"].vertices()
        if v.x() > 51.42151
    )
    assert beyond == pytest.approx(8_046.72, rel=2e-3)


@pytest.mark.parametrize("geodesic", [False, True])
def test_zones_of_lines_keep_attributes_and_have_their_width(geodesic: bool) -> None:
    wkt = "MultiLineString ((40 34, 41 34), (45 34, 46 34))"
    layer = memory_layer("MultiLineString?crs=EPSG:4326", [wkt], "&field=name:string", [["x"]])
    done = run(CorridorZones(), layer, WIDTH=10, GEODESIC=geodesic)
    assert done.ok, done.text
    row = done.rows()[0]
    assert (row["name"], row["width"], row["widest_m"]) == ("x", 10.0, 10_000.0)
    assert row["geometry"].constGet().numGeometries() == 2
    ends = row["geometry"].intersection(QgsGeometry.fromWkt("LineString (40.5 33, 40.5 35)"))
    south, north = (QgsPointXY(v.x(), v.y()) for v in ends.vertices())
    assert ruler().measureLine(south, north) == pytest.approx(10_000, rel=2e-3)


def test_square_ends_stop_at_the_line() -> None:
    layer = memory_layer(LINES, ["LineString (40 0, 41 0)"])
    refused = run(CorridorZones(), layer, ROUND_ENDS=False)
    assert "have round ends" in refused.text
    box = run(CorridorZones(), layer, ROUND_ENDS=False, GEODESIC=True).rows()[0]["geometry"]
    assert box.boundingBox().xMaximum() == pytest.approx(41.0, abs=1e-9)


def test_unusable_widths_are_counted() -> None:
    rows = [[0.0], [None], [20_000.0], [2.0]]
    layer = memory_layer(LINES, ["LineString (1 1, 2 2)"] * 4, "&field=width:double", rows)
    done = run(CorridorZones(), layer, WIDTH_FIELD="width")
    assert [row["width"] for row in done.rows()[0:]] == [2.0]
    assert "3 zones are left out" in done.text


@pytest.mark.parametrize("algorithm", [CorridorLines, CorridorZones])
def test_a_cancelled_run_makes_nothing(algorithm: type[QgsProcessingAlgorithm]) -> None:
    told = QgsProcessingFeedback(False)
    told.cancel()
    inputs = {"INPUT": waypoints(), "OUTPUT": "TEMPORARY_OUTPUT"}
    done = run_here(algorithm(), inputs, told)
    assert done.results["COUNT"] == 0


def test_through_qgis_process(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("n,wkt\n2,POINT (35.49 33.89)\n1,POINT (51.42 35.69)\n")
    uri = f"delimitedtext://file://{points}?wktField=wkt&crs=EPSG:4326&detectTypes=yes"
    lines, zones = tmp_path / "lines.gpkg", tmp_path / "zones.gpkg"
    code, results, text = run_algorithm(
        tmp_path, "corridorlines", INPUT=uri, ORDER="n", OUTPUT=lines
    )
    assert code == 0, text
    assert results["COUNT"] == 1
    code, results, text = run_algorithm(
        tmp_path, "corridorzones", INPUT=lines, WIDTH=50, UNIT="km", OUTPUT=zones
    )
    assert code == 0, text
    zone = next(QgsVectorLayer(str(zones)).getFeatures())
    assert zone["widest_m"] == 50_000.0
    assert zone["points"] == 2


def test_wrong_and_empty_input_through_qgis_process(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("n,wkt\n")
    uri = f"delimitedtext://file://{empty}?wktField=wkt&geomType=Point&crs=EPSG:4326"
    code, results, text = run_algorithm(
        tmp_path, "corridorlines", INPUT=uri, OUTPUT=tmp_path / "none.gpkg"
    )
    assert code == 0, text
    assert results["COUNT"] == 0
    code, _, text = run_algorithm(
        tmp_path, "corridorzones", INPUT=uri, UNIT="furlong", OUTPUT=tmp_path / "x.gpkg"
    )
    assert code != 0
    assert "UNIT" in text
    assert not (tmp_path / "x.gpkg").exists()

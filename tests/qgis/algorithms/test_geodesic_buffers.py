"""``geodesicbuffers`` on layers of all kinds, and through ``qgis_process``."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

from imam_ali_tracker.algorithms.geodesic_buffers import GeodesicBuffers
from imam_ali_tracker.claims.distance_lists import Distance, parse_distances
from imam_ali_tracker.core.errors import TrackerError
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, memory_layer, run_here

POINT = "Point?crs=EPSG:4326"
SITE = "Point (40.91861 34.45)"
LINE = "LineString (40 34, 41 34.5)"
SQUARE = "Polygon ((40 34, 41 34, 41 35, 40 35, 40 34))"


def measure() -> QgsDistanceArea:
    area = QgsDistanceArea()
    area.setEllipsoid("EPSG:7030")
    return area


def farthest(geometry: QgsGeometry, x: float, y: float) -> float:
    """Return the greatest distance of a vertex from a point, by QGIS's own measure."""
    centre, ruler = QgsPointXY(x, y), measure()
    return max(ruler.measureLine(centre, QgsPointXY(v.x(), v.y())) for v in geometry.vertices())


def run(layer: QgsVectorLayer, **inputs: object) -> Run:
    return run_here(GeodesicBuffers(), {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", **inputs})


def test_every_point_gets_every_distance_with_its_attributes() -> None:
    layer = memory_layer(POINT, [SITE, "Point (51.4 35.7)"], "&field=name:string", [["a"], ["b"]])
    done = run(layer, DISTANCES="50, 100, 300 km")
    assert done.ok, done.text
    assert done.results["COUNT"] == 6
    assert done.layer().crs().authid() == "EPSG:4326"
    rows = done.rows()
    told = {(row["name"], row["distance"], row["unit"], row["distance_m"]) for row in rows}
    assert told == {(n, d, "km", d * 1000.0) for n in "ab" for d in (50.0, 100.0, 300.0)}
    wide = next(row for row in rows if row["name"] == "a" and row["distance"] == 300.0)
    assert farthest(wide["geometry"], 40.91861, 34.45) == pytest.approx(300_000, rel=1e-6)


def test_a_projected_layer_is_measured_on_the_ground() -> None:
    layer = memory_layer("Point?crs=EPSG:3857", ["Point (4555038.8 4091000)"])
    row = run(layer, DISTANCES="186.41 mi").rows()[0]
    centre = row["geometry"].centroid().asPoint()
    away = farthest(row["geometry"], 40.9186, centre.y())
    assert away == pytest.approx(186.41 * 1609.344, rel=0.02)
    assert row["distance_m"] == pytest.approx(299_997.8, abs=0.1)


def test_rings_leave_out_the_next_smaller_area() -> None:
    layer = memory_layer(POINT, [SITE])
    rows = run(layer, DISTANCES="300 km; 100 km; 50 km", RINGS=True).rows()
    assert [(row["inner_distance"], row["distance"]) for row in rows] == [
        (0.0, 50.0), (50.0, 100.0), (100.0, 300.0),
    ]  # fmt: skip
    centre = QgsGeometry.fromWkt(SITE)
    assert [row["geometry"].intersects(centre) for row in rows] == [True, False, False]
    whole = run(layer, DISTANCES="300 km").rows()[0]
    ruler = measure()
    parts = sum(ruler.measureArea(row["geometry"]) for row in rows)
    assert parts == pytest.approx(ruler.measureArea(whole["geometry"]), rel=1e-3)


@pytest.mark.parametrize(
    ("kind", "wkt"),
    [
        ("LineString", LINE),
        ("LineStringZ", "LineStringZ (40 34 5, 41 34.5 7)"),
        ("Polygon", SQUARE),
        ("CurvePolygon", "CurvePolygon (CircularString (40 34, 41 34, 40 34))"),
        ("MultiPoint", f"MultiPoint ({SITE[6:]}, (41 34.5))"),
    ],
)
def test_rings_around_lines_polygons_and_multipoints(kind: str, wkt: str) -> None:
    done = run(memory_layer(f"{kind}?crs=EPSG:4326", [wkt]), DISTANCES="5; 20 km", RINGS=True)
    assert done.ok, done.text
    near, far = (row["geometry"] for row in done.rows())
    assert near.isGeosValid()
    assert far.isGeosValid()
    shape = QgsGeometry.fromWkt(wkt)
    assert near.intersects(shape)
    assert not far.intersects(shape)
    assert near.intersection(far).area() < 1e-9
    ruler = measure()
    corners = [QgsPointXY(v.x(), v.y()) for v in shape.vertices()]
    away = [min(ruler.measureLine(QgsPointXY(v.x(), v.y()), c) for c in corners)
            for v in far.vertices()]  # fmt: skip
    assert min(away) == pytest.approx(5_000, rel=2e-3)


def test_the_smallest_ring_leaves_out_the_polygon() -> None:
    layer = memory_layer("Polygon?crs=EPSG:4326", [SQUARE])
    ring = run(layer, DISTANCES="5 km", RINGS=True).rows()[0]["geometry"]
    assert not ring.contains(QgsGeometry.fromWkt("Point (40.5 34.5)"))


def test_polygons_shrink_and_vanish() -> None:
    layer = memory_layer("Polygon?crs=EPSG:4326", [SQUARE])
    done = run(layer, DISTANCES="-10, -100 km")
    assert [row["distance"] for row in done.rows()] == [-10.0]
    assert done.rows()[0]["geometry"].within(QgsGeometry.fromWkt(SQUARE))
    assert "1 area is left out" in done.text


def test_each_feature_may_have_a_distance_of_its_own() -> None:
    rows: list[list[float | None]] = [[5.0], [None], [-1.0]]
    layer = memory_layer(POINT, [SITE, "Point (1 1)", "Point (2 2)"], "&field=reach:double", rows)
    done = run(layer, DISTANCE_FIELD="reach", UNIT="nmi")
    assert [(row["distance"], row["distance_m"]) for row in done.rows()] == [(5.0, 9260.0)]
    assert "2 areas are left out" in done.text


def test_sectors_and_the_antimeridian() -> None:
    layer = memory_layer(POINT, ["Point (179.9 10)"])
    west = run(layer, DISTANCES="100 km", AZIMUTH_FROM=180, AZIMUTH_TO=360).rows()[0]["geometry"]
    assert west.boundingBox().xMaximum() <= 179.9001
    both = run(layer, DISTANCES="100 km").rows()[0]["geometry"]
    assert both.constGet().numGeometries() == 2
    assert both.isGeosValid()


def test_features_without_a_position_are_counted() -> None:
    layer = memory_layer(POINT, [SITE, "", "Point (10 95)"])
    done = run(layer, DISTANCES="1 km")
    assert done.results["COUNT"] == 1
    assert "2 features without a position on Earth" in done.text


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"DISTANCES": "0 km"}, "not a distance"),
        ({"DISTANCES": "-5 km"}, "not a distance"),
        ({"DISTANCES": "50,100"}, "not one distance"),
        ({"DISTANCES": "5 parsec"}, "not a unit of length"),
        ({"DISTANCES": ""}, "No distance"),
        ({"AZIMUTH_FROM": 10}, "both azimuths"),
    ],
)
def test_wrong_input_is_explained(inputs: dict[str, object], said: str) -> None:
    done = run(memory_layer(POINT, [SITE]), **inputs)
    assert not done.ok
    assert said in done.text


def test_sectors_of_lines_are_refused() -> None:
    layer = memory_layer("LineString?crs=EPSG:4326", [LINE])
    done = run(layer, AZIMUTH_FROM=0, AZIMUTH_TO=90)
    assert "around points only" in done.text


def test_a_cancelled_run_stops() -> None:
    told = QgsProcessingFeedback(False)
    told.cancel()
    layer = memory_layer(POINT, [SITE])
    done = run_here(GeodesicBuffers(), {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT"}, told)
    assert done.results["COUNT"] == 0


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("50, 100, 300 km", [(50, "km"), (100, "km"), (300, "km")]),
        ("500 m; 1.5; 2 nautical miles", [(500, "m"), (1.5, "nmi"), (2, "nmi")]),
        ("200 miles\n320", [(200, "mi"), (320, "km")]),
        ("5km,", [(5, "km")]),
    ],
)
def test_lists_of_distances(text: str, read: list[tuple[float, str]]) -> None:
    assert parse_distances(text, "km") == [Distance(*each) for each in read]


@pytest.mark.parametrize("text", ["1,200 km", "50 100 km", "km", "1..2", "5 km2", "about 5 km"])
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(TrackerError):
        parse_distances(text, "km")


def test_through_qgis_process(tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    points.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1}, '
        '"geometry": {"type": "Point", "coordinates": [40.9, 34.4]}}]}'
    )
    output = tmp_path / "out.gpkg"
    code, results, text = run_algorithm(
        tmp_path, "geodesicbuffers", INPUT=points, DISTANCES="50, 100 km", OUTPUT=output
    )
    assert code == 0, text
    assert results["COUNT"] == 2
    assert QgsVectorLayer(str(output)).featureCount() == 2
    code, _, text = run_algorithm(
        tmp_path, "geodesicbuffers", INPUT=tmp_path / "no.shp", OUTPUT=tmp_path / "x.gpkg"
    )
    assert code != 0
    assert "Could not load source layer" in text
    assert not (tmp_path / "x.gpkg").exists()


def test_an_empty_layer_gives_an_empty_layer(tmp_path: Path) -> None:
    empty = tmp_path / "empty.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}')
    done = run(QgsVectorLayer(str(empty)), DISTANCES="5 km")
    assert done.ok, done.text
    assert done.rows() == []

"""What derived layers say and where they draw it, reckoned anew from the sample."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from pyproj import Geod
from qgis.core import Qgis, QgsFeature, QgsGeometry, QgsVectorLayer
from qgis.PyQt import sip

from tests.qgis.provider.conftest import BACKENDS, Kind, Locations, open_layer
from tests.qgis.provider.sample import uid

WGS84 = Geod(ellps="WGS84")
Opener = Callable[[str], "dict[str, QgsFeature]"]


@pytest.fixture(scope="module", params=BACKENDS)
def derived(request: pytest.FixtureRequest, locations: Locations) -> Iterator[Opener]:
    """Return the features of a derived layer by the sample's name of what they come from."""
    layers: list[QgsVectorLayer] = []

    def features(name: str) -> dict[str, QgsFeature]:
        layer = open_layer(locations.shared(request.param), Kind(name, stored=False))
        layers.append(layer)
        return {feature["uuid"]: QgsFeature(feature) for feature in layer.getFeatures()}

    yield features
    for layer in layers:
        sip.delete(layer)


def distances(geometry: QgsGeometry, lon: float, lat: float) -> list[float]:
    """Return how far each vertex is from a point, in metres."""
    return [WGS84.inv(lon, lat, vertex.x(), vertex.y())[2] for vertex in geometry.vertices()]


def test_buffers_are_as_far_as_they_say(derived: Opener) -> None:
    """Each vertex of a buffer is at its distance, or at its inner one."""
    found = derived("buffers")
    assert set(found) == {uid(f"buffer {number}") for number in range(6)} | {uid("b 8"), uid("b 9")}
    for number, lon, lat, radius, inner in (
        (0, 40.0, 34.0, 10_000.0, None),
        (1, 40.0, 34.0, 50_000.0, 20_000.0),
        (3, 41.07, 34.37, 300_000.0, None),
        (4, 36.3, 33.5, 2_000.0, None),
    ):
        feature = found[uid(f"buffer {number}")]
        assert feature["distance_m"] == radius
        reached = distances(feature.geometry(), lon, lat)
        for distance in reached:
            assert min(abs(distance - each) for each in (radius, inner or radius)) < 0.001
        assert max(reached) == pytest.approx(radius, abs=0.001)
        if inner:
            assert min(reached) == pytest.approx(inner, abs=0.001)
            assert feature["inner_distance_m"] == inner


def test_sector_keeps_its_azimuths(derived: Opener) -> None:
    """A sector lies between its azimuths, clockwise over north."""
    feature = derived("buffers")[uid("buffer 2")]
    assert feature["distance_m"] == pytest.approx(5 * 1609.344)
    for vertex in feature.geometry().vertices():
        azimuth, _, distance = WGS84.inv(41.0, 34.5, vertex.x(), vertex.y())
        if distance > 1:
            assert -10.001 <= azimuth <= 40.001


def test_buffer_over_the_antimeridian(derived: Opener) -> None:
    """A buffer that crosses ±180° has two parts, both within the map."""
    geometry = derived("buffers")[uid("buffer 5")].geometry()
    assert geometry.constGet().numGeometries() == 2
    box = geometry.boundingBox()
    assert (box.xMinimum(), box.xMaximum()) == (-180, 180)


def test_buffers_explain_themselves(derived: Opener) -> None:
    """A buffer says around what it is, how that is known, and what the report says."""
    found = derived("buffers")
    labels = {key: found[uid(key)]["label"] for key in ("buffer 0", "buffer 1", "buffer 3")}
    assert labels == {
        "buffer 0": "less than 10 km",
        "buffer 1": "50 km",
        "buffer 3": "stated",
    }
    first = found[uid("buffer 0")]
    assert first["site"] == uid("site 0")
    assert first["site_name"] == "Alpha"
    assert first["position_basis"] == "surveyed"
    assert first["position_accuracy_m"] == 100
    around_route = found[uid("b 8")]
    assert around_route["corridor"] == uid("corridor 0")
    assert around_route["corridor_name"] == "Land bridge"
    assert str(around_route["site"]) == "NULL"


def test_buffer_around_a_corridor(derived: Opener) -> None:
    """It holds the waypoints, and the ring around the same corridor leaves them out."""
    found = derived("buffers")
    whole, ring = (found[uid(key)].geometry() for key in ("b 8", "b 9"))
    for lon, lat in ((51.4, 35.7), (41.0, 34.5), (35.5, 33.9)):
        point = QgsGeometry.fromWkt(f"POINT ({lon} {lat})")
        assert whole.contains(point)
        assert not ring.intersects(point)
    assert ring.within(whole.buffer(1e-9, 1))


def test_accuracy_of_sites(derived: Opener) -> None:
    """A circle for each site with a position and a known accuracy, and for nothing else."""
    found = derived("position_accuracy")
    assert set(found) == {uid(f"site {number}") for number in (0, 1, 2, 3, 5)}
    site = found[uid("site 3")]
    assert max(distances(site.geometry(), 36.3, 33.5)) == pytest.approx(15_000, abs=0.001)
    assert site["name"] == "O'Neil's “place”"
    assert (site["site_kind"], site["position_basis"]) == ("military_base", "reported")
    assert site["position_accuracy_m"] == 15_000


def test_corridors(derived: Opener) -> None:
    """A line has the length of the geodesics through its placed waypoints, in their order."""
    lines, zones = derived("corridor_lines"), derived("corridor_zones")
    assert set(lines) == set(zones) == {uid("corridor 0"), uid("corridor 1")}
    stops = [(51.4, 35.7), (41.0, 34.5), (35.5, 33.9)]
    length = sum(WGS84.inv(*a, *b)[2] for a, b in zip(stops, stops[1:]))
    land = lines[uid("corridor 0")]
    assert land["length_m"] == pytest.approx(length, rel=1e-6)
    assert land["waypoint_names"] == "Golf\nsecond line → Bravo → Echo %_"
    assert (land["waypoints"], land["unplaced_waypoints"]) == (3, 0)
    assert lines[uid("corridor 1")]["waypoint_names"] == "own point → Bravo"
    zone = zones[uid("corridor 0")]
    assert (zone["narrowest_m"], zone["widest_m"]) == (10_000, 20_000)
    assert zone.geometry().contains(land.geometry())
    reached = distances(zone.geometry(), *stops[0])
    assert min(reached) == pytest.approx(5_000, rel=0.001)
    branch = zones[uid("corridor 1")]
    assert branch["widest_m"] == pytest.approx(5 * 1852)
    assert branch["width_unit"] == "nmi"


def test_places_of_reports(derived: Opener) -> None:
    """A report stands where its feature is: own point, site, inside a shape, on a line."""
    found = derived("report_places")
    at = {
        number: found[uid(f"citation {number}")].geometry().asPoint()
        for number in range(9)
        if uid(f"citation {number}") in found
    }
    assert set(at) == {0, 1, 2, 3, 4, 5, 6, 8}
    for number in (0, 1, 2, 8):
        assert (at[number].x(), at[number].y()) == (40.0, 34.0)
    assert (at[3].x(), at[3].y()) == (40.01, 34.01)
    assert 41 < at[4].x() < 41.005
    assert 36 < at[5].x() < 51
    assert (at[6].x(), at[6].y()) == (41.07, 34.37)
    first, last = found[uid("citation 0")], found[uid("citation 8")]
    assert first["title"] == "First report"
    assert first["feature_name"] == "Alpha"
    assert (last["feature_table"], last["feature_name"]) == ("claims", "A is near B (0)")
    assert found[uid("citation 1")]["credibility"] == "2"
    assert found[uid("citation 3")]["site_name"] == "Alpha"
    assert found[uid("citation 4")]["site_name"] == "Alpha"


def test_lines_of_claims(derived: Opener) -> None:
    """A claim with two placed ends is a geodesic between them, with verdict and figures."""
    found = derived("claim_lines")
    assert {uid("claim 0"), uid("claim 1")} <= set(found)
    assert uid("claim 2") not in found
    line = found[uid("claim 0")]
    assert line["length_m"] == pytest.approx(WGS84.inv(40, 34, 41, 34.5)[2], rel=1e-9)
    assert (line["claim_kind"], line["verdict"]) == ("distance", "consistent")
    assert found[uid("claim 1")]["verdict"] == "inconsistent"
    assert line["statement"] == "A is near B (0)"
    assert all(line[name] for name in ("reported", "measured", "label", "reason"))
    ends = list(line.geometry().vertices())
    assert {(round(ends[i].x(), 9), round(ends[i].y(), 9)) for i in (0, -1)} == {
        (40.0, 34.0),
        (41.0, 34.5),
    }


def test_everything_is_in_wgs84(derived: Opener, locations: Locations) -> None:
    """Derived layers are EPSG:4326, multi-part but for places, and every coordinate is real."""
    for name, kind in (
        ("buffers", Qgis.WkbType.MultiPolygon),
        ("position_accuracy", Qgis.WkbType.MultiPolygon),
        ("corridor_lines", Qgis.WkbType.MultiLineString),
        ("corridor_zones", Qgis.WkbType.MultiPolygon),
        ("claim_lines", Qgis.WkbType.MultiLineString),
        ("report_places", Qgis.WkbType.Point),
    ):
        layer = open_layer(locations.shared("gpkg"), Kind(name, stored=False))
        assert layer.wkbType() == kind
        assert layer.crs().authid() == "EPSG:4326"
        for feature in layer.getFeatures():
            for vertex in feature.geometry().vertices():
                assert math.isfinite(vertex.x() + vertex.y())
        sip.delete(layer)

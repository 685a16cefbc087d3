from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imam_ali_tracker.claims.coastlines import (
    coastline_called,
    coastline_named,
    nearest_shores,
    read_coastline,
)
from imam_ali_tracker.claims.model import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource
from tests.unit.claims import derive_coastline
from tests.unit.claims.reference_case import mediterranean

TEHRAN = Position(51.42151, 35.69439, 3000.0)


def test_the_coast_of_the_reference_case() -> None:
    coast = mediterranean()
    (shore,) = nearest_shores(coast, [TEHRAN])
    # Natural Earth 10m has 1,371.1 km (facts.json, G2).
    assert shore.distance_m == pytest.approx(1_371_100, abs=coast.accuracy_m)
    assert shore.country == "Turkey"
    assert shore.position.accuracy_m == 2000.0
    assert coast.scale == "1:10,000,000"
    assert len(coast.countries) == len(coast.lines)


def test_the_shore_of_syria_and_lebanon() -> None:
    coast = mediterranean()
    chosen = [coast.countries.index(name) for name in ("Syria", "Lebanon")]
    from imam_ali_tracker.geodesy.nearest import nearest_on_lines

    found = nearest_on_lines([TEHRAN.lon], [TEHRAN.lat], coast.lines.take(chosen))
    assert found.distance[0] == pytest.approx(1_400_100, abs=coast.accuracy_m)


def test_it_is_the_mediterranean_and_no_other_sea() -> None:
    coords = mediterranean().lines.coords
    west, south = coords.min(axis=0)
    east, north = coords.max(axis=0)
    assert -5.7 < west < -5.0
    assert 30.0 < south < 30.6
    assert 36.0 < east < 36.4
    assert 45.5 < north < 45.9
    beyond = (coords[:, 0] > 27.5) & (coords[:, 1] > 39.9)
    assert not beyond.any()


def test_names_of_a_coast() -> None:
    coast = mediterranean()
    assert coastline_called("Mediterranean coast (eastern)", [coast]) is coast
    assert coastline_called("Black Sea", [coast]) is None
    assert coastline_named("the Mediterranean", [coast]) is coast
    assert coastline_named("MEDITERRANEAN  SEA", [coast]) is coast
    assert coastline_named("a Mediterranean port", [coast]) is None
    arabic = next(name for name in coast.names if not name.isascii())
    assert coastline_named(arabic, [coast]) is coast


def shape(**coast: object) -> dict[str, object]:
    about = {"key": "k", "title": "t", "names": ["n"], "scale": "1:1", "accuracy_m": 1, **coast}
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    return {"type": "FeatureCollection", "coast": about, "features": [feature]}


def test_a_coast_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps(shape()))
    coast = read_coastline(path)
    assert coast.countries == ("",)
    np.testing.assert_array_equal(coast.lines.coords, [[0, 0], [1, 1]])
    (shore,) = nearest_shores(coast, [Position(0.0, 1.0)])
    assert shore.country == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({**shape(), "features": []}),
        json.dumps({**shape(), "coast": {}}),
        json.dumps(shape(accuracy_m="much")),
        json.dumps(shape()).replace("[1, 1]", '[1, "x"]'),
        json.dumps(shape()).replace(", [1, 1]", ""),
        json.dumps(shape()).replace("[1, 1]", "[NaN, 1]"),
    ],
)
def test_files_that_are_no_coastline(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(text)
    with pytest.raises(TrackerError, match="is not a coastline"):
        read_coastline(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="cannot be read"):
        read_coastline(tmp_path / "none.geojson")


def test_the_file_is_what_is_derived_from_the_world_map_of_qgis() -> None:
    shipped = json.loads(resource("coastline", "mediterranean.geojson").read_text("utf-8"))
    world_map = derive_coastline.WORLD_MAP
    size = shipped["coast"]["derived_from"]["bytes"]
    if not world_map.is_file() or world_map.stat().st_size != size:
        pytest.skip("this machine has another world map of QGIS")
    derived = json.loads(derive_coastline.derive(world_map))
    # As sets of points: where a line begins, and which way it runs, is up to the version of GEOS.
    assert points_by_country(derived) == points_by_country(shipped)


def points_by_country(collection: dict[str, Any]) -> dict[str, set[tuple[float, ...]]]:
    return {
        feature["properties"]["country"]: {
            tuple(point) for line in feature["geometry"]["coordinates"] for point in line
        }
        for feature in collection["features"]
    }

"""Journeys 1 to 6 in the real desktop, each by keyboard alone, from a fresh profile."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.desktop.test_plugin import HERE, complaints
from tests.qgis.gui.reports.pages import site
from tests.support.desktop import run_in_desktop
from tests.support.http_server import serving

LOOPBACK = "[imam_ali_tracker]\nnetwork\\private_networks=127.0.0.0/8\n"
PLACES = (("From a file", 40.2, 34.1), ("Second from a file", 41.2, 35.1))


def write_places(path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        }
        for name, longitude, latitude in PLACES
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


@pytest.mark.long
def test_every_journey_is_walked_without_a_mouse(tmp_path: Path, reference_case: Path) -> None:
    case = shutil.copy(reference_case, tmp_path / "case.gpkg")
    write_places(tmp_path / "places.geojson")
    with serving(site) as server:
        run = run_in_desktop(
            HERE / "keyboard_script.py",
            tmp_path,
            arguments={"IAT_CASE": str(case), "IAT_FOLDER": str(tmp_path), "IAT_URL": server.root},
            settings=LOOPBACK,
        )
    value = run.value
    assert complaints(run) == []
    assert value["open"]["begun"] == "FilterEdit: Filter sites"
    assert value["open"]["layers"] > 10
    assert value["cite"] == {"published": "2019-09-04", "citations": 3}
    assert value["track"]["moved"] == [41.0, 34.5]
    names = [name for name, _, _ in PLACES]
    assert value["track"]["sites"] == sorted([*names, "Renamed", "Typed 16", "Typed 17"])
    assert value["measure"] == {"units": ["km"], "waypoints": 3}
    assert value["claim"] == ["less_than"]
    first, last = value["play"]["stretched"]
    assert first < last
    assert value["play"]["all"] == []

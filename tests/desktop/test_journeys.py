"""Journeys 1 to 6 in the real desktop, by keyboard alone and by mouse, from fresh profiles."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.test_plugin import HERE, complaints
from tests.qgis.gui.reports.pages import site
from tests.support.desktop import run_in_desktop
from tests.support.http_server import serving

LOOPBACK = "[imam_ali_tracker]\nnetwork\\private_networks=127.0.0.0/8\n"
PLACES = (("From a file", 40.212345678901, 34.109876543210), ("Second from a file", 41.2, 35.1))
NAMES = [name for name, _, _ in PLACES]
BUFFERS = [[50, "km"], [100, "km"], [300, "km"]]
ROUTE = ["Tehran", "Al-Bukamal", "Beirut"]
CLAIM = {"ends": ["Tehran", "Al-Bukamal"], "figures": ["less_than", 300, "km"], "report": True}
VERDICT = "Inconsistent. Tehran lies less than 300 km from Al-Bukamal."
VARIANTS = "Variants of this claim, each below the one that it varies"
FAMILY = "The base lies about five kilometres from the Iraqi border."


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


def walked(script: str, folder: Path, reference_case: Path) -> dict[str, Any]:
    """Walk the journeys of a script on a copy of the reference case, and return what they came to.

    Fails where QGIS said anything of the plugin on the way.
    """
    case, places = folder / "case.gpkg", folder / "places.geojson"
    shutil.copy(reference_case, case)
    write_places(places)
    with serving(site) as server:
        run = run_in_desktop(
            HERE / script,
            folder,
            arguments={"IAT_CASE": str(case), "IAT_PLACES": str(places), "IAT_URL": server.root},
            settings=LOOPBACK,
            timeout=360,
        )
    assert complaints(run) == []
    return dict(run.value)


def judge(value: dict[str, Any]) -> None:
    """Judge what does not depend on the hands."""
    assert value["cite"]["published"] == "2019-09-04"
    assert value["measure"] == {"buffers": BUFFERS, "waypoints": ROUTE}
    claim = value["claim"]
    assert claim.items() >= CLAIM.items()
    assert claim["verdict"].startswith(VERDICT)
    assert "667.4 km too little" in claim["reason"]
    parent, variant, parent_again = claim["family"]
    assert FAMILY in parent
    assert FAMILY not in variant
    assert parent_again == parent
    closer, brushed, followed, ended = value["play"]
    assert closer == [True, True]
    assert brushed["map"][0] < brushed["map"][1]
    assert brushed["dock"] == brushed["map"]
    assert followed["axis"][0] != brushed["axis"][0]
    assert followed["axis"][1] == brushed["axis"][1]
    assert followed["dock"] == followed["map"]
    assert (ended["map"], ended["axis"]) == ([], [])


@pytest.mark.long
def test_every_journey_is_walked_without_a_mouse(tmp_path: Path, reference_case: Path) -> None:
    value = walked("keyboard_script.py", tmp_path, reference_case)
    judge(value)
    assert value["open"]["begun"] == "FilterEdit: Filter sites"
    assert value["open"]["layers"] > 10
    assert len(value["cite"]["of"]) == 3
    assert value["track"]["moved"] == [41.0, 34.5]
    assert value["track"]["sites"] == sorted([*NAMES, "Renamed", "Typed 16", "Typed 17"])
    assert value["claim"]["focus"] == ["QTreeView: Claims", f"FamilyTree: {VARIANTS}"]


@pytest.mark.long
def test_every_journey_is_walked_by_mouse(tmp_path: Path, reference_case: Path) -> None:
    value = walked("mouse_script.py", tmp_path, reference_case)
    judge(value)
    assert value["open"] > 10
    assert {"Al-Bukamal", "Tehran"} <= set(value["cite"]["of"])
    track = value["track"]
    vertex = [PLACES[0][1], PLACES[0][2]]
    assert track["now"]["Snapped"] == pytest.approx(vertex, abs=1e-12)
    assert track["now"]["Not snapped"] != pytest.approx(vertex, abs=1e-3)
    assert track["accuracy"] > 0
    assert track["now"]["Renamed"] != track["before"]
    assert {*NAMES, "Typed by mouse"} <= set(track["now"])
    assert value["claim"]["stayed"]

"""The plugin in QGIS's own places, in the real desktop."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.desktop.test_plugin import EXISTING, HERE, complaints
from tests.support.desktop import run_in_desktop

NOTHING = {"items": 0, "menus": 0, "sources": 0, "roots": 0, "functions": 0, "widgets": []}


def test_cases_are_where_an_analyst_looks_for_data(tmp_path: Path, reference_case: Path) -> None:
    shutil.copytree(EXISTING, tmp_path / "work")
    case = shutil.copy(reference_case, tmp_path / "work" / "case.gpkg")
    run = run_in_desktop(
        HERE / "places_script.py",
        tmp_path,
        arguments={
            "IAT_CASE": str(case),
            "IAT_PROJECT": str(tmp_path / "work" / "project.qgz"),
            "IAT_FOLDER": str(tmp_path),
        },
    )
    value = run.value
    assert complaints(run) == []
    assert value["dropped"]["opened"] is True
    assert value["dropped"]["layers"] > 15
    assert value["browser"]["layers"][:2] == ["Sites", "Observations"]
    assert "case.gpkg" in value["browser"]["in_folder"]
    assert value["browser"]["case"] in value["browser"]["in_folder"]
    ours = "imam_ali_tracker"
    assert value["browser"]["dragged"] == [["vector", ours], ["custom", ours]]
    assert "Open in Panel" in value["menu"]
    assert "Remove from Recent Cases" in value["menu"]
    latin, bridge, arabic = value["located"].values()
    assert "Al-Bukamal" in latin
    assert "Al-Bukamal" in arabic
    assert any("land bridge" in text.lower() for text in bridge)
    assert value["invalid"][0] is False
    assert "10.0.0.0/99" in value["invalid"][1]
    assert value["options"] == [["10.1.2.0/24"], "Public sources only"]
    assert value["tree"]["ogr"] == []
    assert value["tree"][ours][:2] == ["Open Case in Panel", "Refresh"]
    assert value["sources"]["pages"] == 1
    assert value["sources"]["added"] == ["Sites"]
    assert value["left"] == [NOTHING] * 3
    there = value["there"]
    assert [there[name] for name in ("items", "menus", "sources", "roots")] == [1, 1, 1, 1]
    assert there["functions"] > 10

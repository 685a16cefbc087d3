"""The journeys over distances and time in the real QGIS desktop."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.desktop.test_plugin import EXISTING, HERE, complaints
from tests.support.desktop import run_in_desktop


def test_buffers_a_corridor_and_a_period(tmp_path: Path, reference_case: Path) -> None:
    shutil.copytree(EXISTING, tmp_path / "work")
    case = shutil.copy(reference_case, tmp_path / "work" / "case.gpkg")
    run = run_in_desktop(
        HERE / "distances_script.py",
        tmp_path,
        arguments={
            "IAT_CASE": str(case),
            "IAT_PROJECT": str(tmp_path / "work" / "project.qgz"),
            "IAT_FOLDER": str(tmp_path),
        },
    )
    assert complaints(run) == []
    assert run.value["length"] == "3 waypoints, 1,471.3 km"
    assert run.value["steps"] == ["Add 3 buffers", "Add the corridor “Clicked on the map”"]
    begin, end = run.value["range"]
    assert begin.endswith("Z")
    assert begin[:4] == run.value["dates"][0][:4]
    assert begin < end
    assert run.value["turned_to"] == "ReportsPage"
    assert run.value["around"] == ["Damascus"]
    assert run.value["all_times"] is True
    assert (tmp_path / "timeline.png").stat().st_size > 0

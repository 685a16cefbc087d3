"""The plugin in the real QGIS desktop."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.desktop import DesktopRun, run_in_desktop

HERE = Path(__file__).parent
EXISTING = HERE.parent / "data" / "existing_project"
WARNING = 1
SITES_AT_LEAST = 10


def complaints(run: DesktopRun) -> list[str]:
    """Return what was logged as a warning or worse by or about the plugin."""
    return [
        f"{message['tag']}: {message['text']}"
        for message in run.messages
        if message["level"] in (WARNING, 2)
        and ("Imam Ali" in message["tag"] or "imam_ali_tracker" in message["text"])
    ]


def test_a_case_is_opened_listed_filtered_and_loaded(tmp_path: Path, reference_case: Path) -> None:
    shutil.copytree(EXISTING, tmp_path / "work")
    case = shutil.copy(reference_case, tmp_path / "work" / "case.gpkg")
    run = run_in_desktop(
        HERE / "panel_script.py",
        tmp_path,
        arguments={
            "IAT_CASE": str(case),
            "IAT_PROJECT": str(tmp_path / "work" / "project.qgz"),
            "IAT_FOLDER": str(tmp_path),
        },
    )
    assert complaints(run) == []
    assert run.value["hidden_at_first"] is True
    assert run.value["sites"] >= SITES_AT_LEAST
    assert 0 < run.value["filtered"] < run.value["sites"]
    assert run.value["layers"] > SITES_AT_LEAST
    assert (tmp_path / "loaded.png").stat().st_size > 0


def test_unloading_leaves_nothing_behind(tmp_path: Path) -> None:
    run = run_in_desktop(HERE / "reload_script.py", tmp_path)
    assert complaints(run) == []
    there = {"widgets": run.value["loaded"][0]["widgets"], "providers": 1, "toolbar": 1, "menu": 1}
    assert there["widgets"] > 0
    assert run.value["loaded"] == [there] * 4
    assert run.value["unloaded"] == [{"widgets": 0, "providers": 0, "toolbar": 0, "menu": 0}] * 3


@pytest.mark.parametrize("library", ["shapely", "requests"])
def test_the_plugin_loads_without_a_library_and_says_what_is_off(
    tmp_path: Path, library: str
) -> None:
    run = run_in_desktop(HERE / "reload_script.py", tmp_path, without=[library])
    said = [message["text"] for message in run.messages if message["tag"] == "Imam Ali Tracker"]
    assert len(said) == 4  # at the start, and at each of three loads
    assert all(f"pip install {library}" in text for text in said)

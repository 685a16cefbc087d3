"""The briefing window in the real desktop: preview, check, export, Cancel, layouts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import build_reference_case
from tests.support.desktop import run_in_desktop

SCRIPT = Path(__file__).with_name("briefing_script.py")
UNREST = Path(__file__).with_name("unrest_script.py")


def test_a_briefing_is_put_together_and_printed(tmp_path: Path) -> None:
    case = build_reference_case(tmp_path / "case.gpkg")
    run = run_in_desktop(
        SCRIPT, tmp_path, arguments={"IAT_CASE": str(case), "IAT_FOLDER": str(tmp_path)}
    )
    found = run.value
    assert found["warnings"].startswith("Warnings (")
    assert found["page"] in ("DistancesPage", "ClaimsPage")
    assert found["unsaved"] == [True, False]
    assert found["chosen"] > 0
    assert found["after_cancel"] == found["left"] == []
    assert found["exported"]
    assert found["dialogs"] == 0  # and the export went on behind the closed window
    assert found["layout"] == "Briefing"
    assert found["maps"][-1].startswith("World map")


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_layers_come_and_go_while_briefings_are_made(tmp_path: Path, seed: int) -> None:
    """QGIS ended where a task looked at what belongs to the project of the window."""
    case = build_reference_case(tmp_path / "case.gpkg")
    surroundings = {
        "IAT_CASE": str(case),
        "IAT_FOLDER": str(tmp_path),
        "IAT_SEED": str(seed),
        "IAT_SECONDS": "60",
        "MALLOC_PERTURB_": "85",  # what is used after its end is noticed
    }
    found = run_in_desktop(UNREST, tmp_path, arguments=surroundings, timeout=280).value
    assert found["done"]["retitle"]
    assert found["done"]["remove_layers"]
    assert any(found["handed_over"])

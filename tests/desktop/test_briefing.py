"""The briefing window in the real desktop: preview, check, export, Cancel, layouts."""

from __future__ import annotations

from pathlib import Path

from tests.support.cases import build_reference_case
from tests.support.desktop import run_in_desktop

SCRIPT = Path(__file__).with_name("briefing_script.py")


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

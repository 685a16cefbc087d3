"""From an address to a verdict, in the real desktop."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.desktop.test_plugin import HERE, complaints
from tests.qgis.gui.reports.pages import site
from tests.support.desktop import run_in_desktop
from tests.support.http_server import Answer, Asked, serving

ARABIC = (HERE.parent / "data" / "extract" / "arabic.html").read_bytes()


def answer(asked: Asked) -> Answer:
    """Answer with an Arabic page too."""
    if asked.path == "/arabic":
        return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, ARABIC)
    return site(asked)


def test_a_report_is_fetched_and_attached_and_a_claim_recorded(
    tmp_path: Path, reference_case: Path
) -> None:
    case = shutil.copy(reference_case, tmp_path / "case.gpkg")
    with serving(answer) as server:
        run = run_in_desktop(
            HERE / "sources_script.py",
            tmp_path,
            arguments={"IAT_CASE": str(case), "IAT_FOLDER": str(tmp_path), "IAT_URL": server.root},
        )
        asked = [each.path for each in server.asked]
    value = run.value
    assert complaints(run) == []
    assert sorted(asked) == ["/arabic", "/report-1"]
    assert value["pasted"] == [f"{server.root}/report-1", f"{server.root}/arabic"]
    assert len(value["found"]) == 2
    assert "Tehran" in value["suggested"]
    assert value["ticked"] == 0
    assert any("Tehran" in text for text in value["attached"])
    assert any("Bukamal" in text for text in value["attached"])
    assert value["width"] <= 330
    assert value["while_typing"].startswith("Inconsistent")
    statement, verdict, measured = value["recorded"]
    assert (statement[:6], verdict) == ("Tehran", "inconsistent")
    assert "km" in measured

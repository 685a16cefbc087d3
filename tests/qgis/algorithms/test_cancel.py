"""Who cancels finds everything as it was before, whatever was running."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingAlgorithm

from imam_ali_tracker.algorithms.add_buffers import AddBuffers
from imam_ali_tracker.algorithms.add_corridor import AddCorridor
from imam_ali_tracker.algorithms.attach_reports import AttachReports
from imam_ali_tracker.algorithms.briefing import MakeBriefing
from imam_ali_tracker.algorithms.check_case import CheckCase
from imam_ali_tracker.algorithms.check_claims import CheckClaims
from imam_ali_tracker.algorithms.copy_case import CopyCase
from imam_ali_tracker.algorithms.create_case import CreateCase
from imam_ali_tracker.algorithms.detach_reports import DetachReports
from imam_ali_tracker.algorithms.export_text_form import ExportTextForm
from imam_ali_tracker.algorithms.find_mentions import FindMentions
from imam_ali_tracker.algorithms.hand_over import HandOver
from imam_ali_tracker.algorithms.import_sites import ImportSites
from imam_ali_tracker.algorithms.import_text_form import ImportTextForm
from imam_ali_tracker.algorithms.load_case import LoadCase
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.paths import resource
from tests.support.in_process import Stopping, run_here

CASES: tuple[tuple[type[QgsProcessingAlgorithm], dict[str, Any]], ...] = (
    (CreateCase, {"TITLE": "New", "OUTPUT": "@new.gpkg"}),
    (ImportTextForm, {"INPUT": str(resource("case")), "OUTPUT": "@new.gpkg"}),
    (ExportTextForm, {"OUTPUT": "@new"}),
    (LoadCase, {"OUTPUT": "@new.qgz"}),
    (CopyCase, {"INPUT": "@case.gpkg", "TARGET": "@new.gpkg"}),
    (HandOver, {"FOLDER": "@new"}),
    (AddCorridor, {"NAME": "New", "WAYPOINTS": "Tehran; Beirut"}),
    (AttachReports, {"TABLE": "sites", "EXPRESSION": "TRUE", "REPORTS": "$report"}),
    (DetachReports, {"CITATIONS": "$citation"}),
    (AddBuffers, {"NAMES": "Tehran", "DISTANCES": "77 km"}),
    (ImportSites, {"INPUT": "@case.gpkg|layername=sites"}),
    (FindMentions, {"TEXT": "Tehran", "OUTPUT": "@new.gpkg"}),
    (CheckCase, {"OUTPUT": "@new.csv"}),
    (CheckClaims, {"OUTPUT": "@new.csv"}),
    (MakeBriefing, {"OUTPUT": "@new.pdf", "DPI": "40"}),
)


@pytest.mark.parametrize(("algorithm", "inputs"), CASES, ids=[each[0].__name__ for each in CASES])
def test_nothing_is_written_after_cancel(
    algorithm: type[QgsProcessingAlgorithm],
    inputs: dict[str, Any],
    reference_file: Path,
    tmp_path: Path,
) -> None:
    path = Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    with Case.open(path, read_only=True) as case:
        rows = {
            f"${table[:-1]}": next(case.rows(table))["uuid"] for table in ("reports", "citations")
        }
    given = {"CASE": str(path)}
    for name, value in inputs.items():
        placed = str(tmp_path / value[1:]) if value.startswith("@") else value
        given[name] = rows.get(placed, placed)
    before = path.read_bytes()
    feedback = Stopping(1)
    done = run_here(algorithm(), given, feedback)
    assert not done.ok
    assert "Cancelled" in done.text
    assert feedback.asked == 1
    assert [each.name for each in tmp_path.iterdir()] == ["case.gpkg"]
    assert path.read_bytes() == before
    assert run_here(algorithm(), given).ok, "uncancelled it works"


@pytest.mark.parametrize("after", [12, 60, 200])
def test_a_briefing_ends_at_any_time(reference_file: Path, tmp_path: Path, after: int) -> None:
    """In the case check, while the pages are made, and while they are printed."""
    feedback = Stopping(after)
    inputs = {"TEMPLATE": "site_atlas_a4_portrait", "OUTPUT": str(tmp_path / "new.pdf"), "DPI": 40}
    done = run_here(MakeBriefing(), {"CASE": str(reference_file), **inputs}, feedback)
    assert not done.ok
    assert "Cancelled" in done.text
    assert list(tmp_path.iterdir()) == []

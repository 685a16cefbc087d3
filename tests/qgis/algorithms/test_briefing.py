"""The algorithm ``briefing`` through ``qgis_process``: right, wrong and empty input."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsProcessingFeedback, QgsProject
from qgis.PyQt import sip

from imam_ali_tracker.algorithms.briefing import MakeBriefing
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.project.loader import load_case
from tests.support.crowded import lonely_case
from tests.support.headless import run_algorithm
from tests.support.in_process import run_behind, run_here


def pdf_text(path: Path) -> str:
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_reference_briefing_from_an_empty_profile(reference_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "briefing.pdf"
    project = tmp_path / "briefing.qgz"
    code, results, said = run_algorithm(
        tmp_path,
        "briefing",
        CASE=reference_file,
        TEMPLATE="a3_landscape",
        OUTPUT=output,
        PROJECT=project,
        DPI=100,
    )
    assert code == 0, said
    assert results["PAGES"] >= 2
    assert results["WARNINGS"] > 0
    assert results["MISSING"] == ""
    text = pdf_text(output)
    assert "Public sources only" in text
    assert "1,370.6 km" in text
    saved = QgsProject()
    assert saved.read(str(project))
    assert saved.layoutManager().layoutByName("Briefing") is not None
    sip.delete(saved)


def test_chosen_sites_title_and_marking(reference_file: Path, tmp_path: Path) -> None:
    run = run_here(
        MakeBriefing(),
        {
            "CASE": str(reference_file),
            "TEMPLATE": "site_atlas_a4_portrait",
            "SITES": "Tehran; Beirut; Imam Ali base",
            "EXPRESSION": "\"status\" = 'reference'",
            "TITLE": "Two places",
            "MARKING": "Draft",
            "GRATICULE": True,
            "DPI": 60,
            "OUTPUT": str(tmp_path / "b.pdf"),
        },
    )
    assert run.ok, run.text
    text = pdf_text(tmp_path / "b.pdf")
    assert "Two places" in text
    assert "Public sources only" not in text
    assert text.index("Tehran") < text.index("Beirut")
    assert QgsProject.instance().layoutManager().layouts() == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"TEMPLATE": "a5"}, "There is no template “a5”"),
        ({"SITES": "Atlantis"}, "“Atlantis” is not in the table"),
        ({"EXPRESSION": "\"name\" = 'Atlantis'"}, "No site is chosen"),
        ({"OUTPUT": "briefing.docx"}, "is not a format of briefings"),
    ],
)
def test_wrong_input_is_said(
    reference_file: Path, tmp_path: Path, inputs: dict[str, str], said: str
) -> None:
    output = str(tmp_path / inputs.get("OUTPUT", "b.pdf"))
    case = str(reference_file)
    run = run_here(MakeBriefing(), {"CASE": case, **inputs, "OUTPUT": output})
    assert not run.ok
    assert said in run.text
    assert list(tmp_path.iterdir()) == []


def test_the_run_fails_on_errors_of_the_case_check_on_request(tmp_path: Path) -> None:
    case = lonely_case(tmp_path / "case.gpkg")
    for fail_on, ok in (("errors", False), ("never", True)):
        output = tmp_path / f"{fail_on}.pdf"
        inputs = {"CASE": str(case), "FAIL_ON": fail_on, "OUTPUT": str(output), "DPI": 60}
        run = run_here(MakeBriefing(), inputs)
        assert run.ok is ok
        assert output.exists() is ok
        assert "No report is cited" in run.text
    assert run.results["ERRORS"] > 0


def test_wrong_and_empty_input_on_the_command_line(reference_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "b.pdf"
    code, _, said = run_algorithm(
        tmp_path, "briefing", CASE=reference_file, TEMPLATE="a5", OUTPUT=output
    )
    assert code != 0
    assert "a4_landscape" in said
    code, _, said = run_algorithm(tmp_path, "briefing", OUTPUT=output)
    assert code != 0
    assert "CASE" in said
    assert not output.exists()


def test_edits_that_are_not_saved_are_named_and_left_out(
    reference_file: Path, tmp_path: Path, new_project: QgsProject
) -> None:
    """In the background, where the toolbox runs it."""
    case = Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    sites = load_case(CaseLocation.parse(case), new_project).layers["sites"]
    sites.startEditing()
    for site in sites.getFeatures("\"name\" = 'Tehran'"):
        sites.changeAttributeValue(site.id(), sites.fields().indexOf("name"), "Not saved")
    output = tmp_path / "b.pdf"
    feedback = QgsProcessingFeedback(False)
    inputs = {"CASE": str(case), "OUTPUT": str(output), "DPI": 60}
    run = run_behind(MakeBriefing(), inputs, feedback, sites.featureCount)
    sites.rollBack()
    assert run.ok, run.text
    assert "the edits of Sites" in run.text
    text = pdf_text(output)
    assert "Tehran" in text
    assert "Not saved" not in text
    assert new_project.layoutManager().layouts() == []

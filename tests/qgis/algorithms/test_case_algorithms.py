"""The algorithms that make, move and load cases, through ``qgis_process`` as users run them."""

from __future__ import annotations

import filecmp
import json
import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt import sip

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.provider.registration import register
from tests.support.headless import run_algorithm as run
from tests.support.headless import run_qgis_process

EXISTING = Path(__file__).parents[2] / "data" / "existing_project"


def test_the_algorithms_are_listed(tmp_path: Path) -> None:
    done = run_qgis_process(["--json", "list"], tmp_path)
    listed = json.loads(done.stdout[done.stdout.find("{") :])["providers"]["imam_ali_tracker"]
    assert {"imam_ali_tracker:createcase", "imam_ali_tracker:loadcase"} <= set(listed["algorithms"])


def test_a_case_is_created_and_an_existing_one_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.gpkg"
    code, results, text = run(tmp_path, "createcase", TITLE="A case", OUTPUT=str(path))
    assert code == 0, text
    assert Path(results["OUTPUT"]) == path
    with Case.open(path, read_only=True) as case:
        assert case.info["title"] == "A case"
    before = path.read_bytes()
    code, _, text = run(tmp_path, "createcase", TITLE="Another", OUTPUT=str(path))
    assert code != 0
    assert "exists already" in text
    assert path.read_bytes() == before


def test_the_text_form_goes_in_and_comes_out_unchanged(tmp_path: Path) -> None:
    case, text_form = tmp_path / "case.gpkg", tmp_path / "text"
    code, _, text = run(tmp_path, "importtextform", INPUT=str(resource("case")), OUTPUT=str(case))
    assert code == 0, text
    code, _, text = run(tmp_path, "exporttextform", CASE=str(case), OUTPUT=str(text_form))
    assert code == 0, text
    names = sorted(path.name for path in text_form.iterdir())
    shipped = [path.name for path in resource("case").iterdir() if path.suffix != ".md"]
    assert names == sorted(shipped)
    _, different, missing = filecmp.cmpfiles(resource("case"), text_form, names, shallow=False)
    assert (different, missing) == ([], [])


def test_a_case_is_loaded_into_a_project_file(tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(EXISTING, work)
    case = work / "case.gpkg"
    run(tmp_path, "importtextform", INPUT=str(resource("case")), OUTPUT=str(case))
    output = work / "with_case.qgz"
    code, results, text = run(
        tmp_path,
        "loadcase",
        CASE=str(case),
        PROJECT=str(work / "project.qgz"),
        OUTPUT=str(output),
    )
    assert code == 0, text
    register()
    project = QgsProject()
    assert project.read(str(output))
    assert len(project.mapLayers()) == 2 + results["ADDED"]
    assert all(layer.isValid() for layer in project.mapLayers().values())
    sip.delete(project)


@pytest.mark.parametrize(
    ("algorithm", "inputs", "said"),
    [
        ("loadcase", {"CASE": "missing.gpkg", "OUTPUT": "out.qgz"}, "does not exist"),
        ("loadcase", {"CASE": "notes.txt", "OUTPUT": "out.qgz"}, "not the location of a case"),
        ("exporttextform", {"CASE": "missing.gpkg", "OUTPUT": "text"}, "does not exist"),
        ("importtextform", {"INPUT": "empty", "OUTPUT": "case.gpkg"}, "case_info"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(
    tmp_path: Path, algorithm: str, inputs: dict[str, str], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    code, _, text = run(
        tmp_path, algorithm, **{name: str(tmp_path / value) for name, value in inputs.items()}
    )
    assert code != 0
    assert said in text
    assert "Traceback" not in text
    assert not (tmp_path / inputs["OUTPUT"]).exists()

"""Handing over and copying a case, through ``qgis_process`` as users run them."""

from __future__ import annotations

import filecmp
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsProcessingFeedback, QgsProject, QgsVectorLayer

from imam_ali_tracker.algorithms.hand_over import HandOver
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.project.loader import load_case
from tests.support.headless import run_algorithm as run
from tests.support.in_process import run_behind
from tests.support.postgres import PostgresCluster


def test_a_case_is_handed_over_and_comes_back(reference_file: Path, tmp_path: Path) -> None:
    folder, single = tmp_path / "folder", tmp_path / "single.gpkg"
    code, results, text = run(
        tmp_path,
        "handover",
        CASE=reference_file,
        FORMATS="kml,text",
        FOLDER=folder,
        GEOPACKAGE=single,
    )
    assert code == 0, text
    assert (results["FOLDER"], results["GEOPACKAGE"]) == (str(folder), str(single))
    names = {path.name for path in folder.iterdir()}
    assert names == {"case.gpkg", "project.qgz", "README.txt", "case.kmz", "text_form"}
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "used as a proxy" in readme
    assert "\n1. " in readme
    code, results, text = run(tmp_path, "copycase", INPUT=folder, TARGET=tmp_path / "back.gpkg")
    assert code == 0, text
    assert results["ROWS"] > 100
    code, _, text = run(
        tmp_path, "exporttextform", CASE=tmp_path / "back.gpkg", OUTPUT=tmp_path / "text"
    )
    assert code == 0, text
    shipped = [path.name for path in resource("case").iterdir()]
    _, different, missing = filecmp.cmpfiles(
        resource("case"), tmp_path / "text", shipped, shallow=False
    )
    assert (different, missing) == ([], [])


def test_some_sites_without_reports(reference_file: Path, tmp_path: Path) -> None:
    code, _, text = run(
        tmp_path,
        "handover",
        CASE=reference_file,
        SITES="Imam Ali base",
        EXPRESSION="\"name\" = 'Tehran'",
        REPORTS="false",
        FOLDER=tmp_path / "some",
    )
    assert code == 0, text
    with Case.open(tmp_path / "some" / "case.gpkg", read_only=True) as case:
        assert {row["name"] for row in case.rows("sites")} == {"Imam Ali base", "Tehran"}
        assert list(case.rows("claims")) == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "not said where to write"),
        ({"FOLDER": "taken"}, "something at"),
        ({"GEOPACKAGE": "case.shp"}, "does not end in .gpkg"),
        ({"FOLDER": "new", "SITES": "No such place"}, "No such place"),
        ({"FOLDER": "new", "EXPRESSION": "\"name\" = 'x'"}, "No site of the case fits"),
        ({"FOLDER": "new", "EXPRESSION": "this is ("}, "expression"),
        ({"FOLDER": "new", "CASE": "missing.gpkg"}, "does not exist"),
        ({"FOLDER": "new", "CASE": ""}, "CASE"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(
    reference_file: Path, tmp_path: Path, inputs: dict[str, str], said: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    paths = {
        name: tmp_path / value if name in ("FOLDER", "GEOPACKAGE") else value
        for name, value in inputs.items()
    }
    code, _, text = run(tmp_path, "handover", **{"CASE": reference_file, **paths})
    assert code != 0
    assert said in text
    assert "Traceback" not in text
    assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["mine.txt"]


def test_a_case_goes_to_a_database_and_back(
    reference_file: Path, tmp_path: Path, postgres: PostgresCluster, postgres_database: str
) -> None:
    schema = f"{postgres.dsn(postgres_database)} schema='team'"
    code, results, text = run(tmp_path, "copycase", INPUT=reference_file, TARGET=schema)
    assert code == 0, text
    rows = results["ROWS"]
    code, results, text = run(tmp_path, "copycase", INPUT=schema, TARGET=tmp_path / "back.gpkg")
    assert code == 0, text
    assert results["ROWS"] == rows
    code, _, text = run(tmp_path, "copycase", INPUT=reference_file, TARGET=schema)
    assert code != 0
    assert "already" in text


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"INPUT": "", "TARGET": "new.gpkg"}, "INPUT"),
        ({"INPUT": "missing.gpkg", "TARGET": "new.gpkg"}, "does not exist"),
        ({"INPUT": "reference", "TARGET": "new.shp"}, "not the location of a case"),
        ({"INPUT": "reference", "TARGET": "taken.gpkg"}, "exists already"),
    ],
)
def test_a_copy_that_cannot_be(
    reference_file: Path, tmp_path: Path, inputs: dict[str, str], said: str
) -> None:
    (tmp_path / "taken.gpkg").write_text("mine")
    source = reference_file if inputs["INPUT"] == "reference" else inputs["INPUT"]
    code, _, text = run(tmp_path, "copycase", INPUT=source, TARGET=tmp_path / inputs["TARGET"])
    assert code != 0
    assert said in text
    assert "Traceback" not in text
    assert not (tmp_path / "new.gpkg").exists()
    assert (tmp_path / "taken.gpkg").read_text() == "mine"


class Watched(QgsProcessingFeedback):
    """Notes in which thread progress is told, and cancels from ``stop`` per cent on."""

    def __init__(self, stop: float = 200.0) -> None:
        super().__init__(False)
        self.stop = stop
        self.threads: set[int] = set()
        self.told: list[str | None] = []

    def setProgressText(self, text: str | None) -> None:
        super().setProgressText(text)
        self.threads.add(threading.get_ident())
        self.told.append(text)

    def isCanceled(self) -> bool:
        return self.progress() >= self.stop


@pytest.fixture
def edited(
    reference_file: Path, tmp_path: Path, new_project: QgsProject
) -> Iterator[QgsVectorLayer]:
    """The sites of a case that is in the project, with an edit that is not saved."""
    path = Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    sites = load_case(CaseLocation.parse(path), new_project).layers["sites"]
    sites.startEditing()
    sites.changeAttributeValue(1, sites.fields().indexOf("remarks"), "Not saved")
    yield sites
    sites.rollBack()


def test_the_window_stays_alive_while_a_case_is_handed_over(
    edited: QgsVectorLayer, tmp_path: Path
) -> None:
    """Tables are read and edited on the main thread as long as the other one writes."""
    assert not HandOver().flags() & Qgis.ProcessingAlgorithmFlag.NoThreading
    turns: list[int] = []

    def work_on() -> None:
        remarks = edited.fields().indexOf("remarks")
        edited.changeAttributeValue(1, remarks, f"Not saved {len(turns)}")
        turns.append(len(list(edited.getFeatures())))

    feedback = Watched()
    inputs = {"CASE": str(tmp_path / "case.gpkg"), "FORMATS": ["kml", "csv"]}
    targets = {"FOLDER": str(tmp_path / "folder"), "GEOPACKAGE": str(tmp_path / "single.gpkg")}
    done = run_behind(HandOver(), {**inputs, **targets}, feedback, work_on)
    assert done.ok, done.text
    assert feedback.threads
    assert threading.get_ident() not in feedback.threads
    assert len(turns) > 20
    assert "Drawing the layers" in feedback.told
    assert all(one != other for one, other in zip(feedback.told, feedback.told[1:]))
    assert {path.name for path in (tmp_path / "folder").iterdir()} == {
        *("case.gpkg", "project.qgz", "README.txt", "case.kmz", "csv")
    }
    with closing(sqlite3.connect(tmp_path / "single.gpkg")) as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (turns[0],)
        said = connection.execute("SELECT remarks FROM sites WHERE fid = 1").fetchone()
    assert "Not saved" not in str(said)


@pytest.mark.parametrize("stop", [10.0, 35.0, 90.0])
def test_cancel_in_the_background_leaves_nothing(
    edited: QgsVectorLayer, tmp_path: Path, stop: float
) -> None:
    inputs = {"CASE": str(tmp_path / "case.gpkg"), "FOLDER": str(tmp_path / "folder")}
    done = run_behind(HandOver(), inputs, Watched(stop), edited.featureCount)
    assert not done.ok
    assert {path.name for path in tmp_path.iterdir()} <= {
        *("case.gpkg", "case.gpkg-shm", "case.gpkg-wal")
    }

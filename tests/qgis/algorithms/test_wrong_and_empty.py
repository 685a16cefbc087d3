"""Wrong and empty input through ``qgis_process``: exit codes and messages count."""

from __future__ import annotations

from pathlib import Path

import pytest

from imam_ali_tracker.case.store import Case
from tests.support.headless import run_algorithm


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with an empty case, an empty layer, an empty text and a folder without anything."""
    Case.create(tmp_path / "empty.gpkg", "Empty").close()
    (tmp_path / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("algorithm", "inputs", "said"),
    [
        ("createcase", {"TITLE": "", "OUTPUT": "@new.gpkg"}, "TITLE"),
        ("createcase", {"TITLE": "A case", "OUTPUT": "@nowhere/new.gpkg"}, "cannot be created"),
        ("createcase", {"TITLE": "A case", "OUTPUT": "@new.shp"}, "not the location of a case"),
        ("importtextform", {"INPUT": "@folder", "OUTPUT": "@new.gpkg"}, "case_info"),
        ("importtextform", {"INPUT": "@nowhere", "OUTPUT": "@new.gpkg"}, "nowhere"),
        ("exporttextform", {"CASE": "", "OUTPUT": "@new"}, "CASE"),
        ("loadcase", {"CASE": "", "OUTPUT": "@new.qgz"}, "CASE"),
        ("loadcase", {"CASE": "@empty.gpkg", "PROJECT": "@x.qgz", "OUTPUT": "@new"}, "x.qgz"),
        ("fetchreports", {"CASE": "@empty.gpkg"}, "nothing to fetch"),
        ("fetchreports", {"CASE": "@none.gpkg", "URLS": "http://127.0.0.1:9/"}, "does not exist"),
        ("recheckreports", {"CASE": "@none.gpkg"}, "does not exist"),
        ("findmentions", {"CASE": "@empty.gpkg", "OUTPUT": "@new.gpkg"}, "text"),
        ("findmentions", {"CASE": "@none.gpkg", "TEXT": "x", "OUTPUT": "@new.gpkg"}, "not exist"),
        ("attachreports", {"CASE": "@empty.gpkg"}, "not said which features"),
        (
            "attachreports",
            {"CASE": "@empty.gpkg", "TABLE": "sites", "EXPRESSION": "TRUE", "REPORTS": "nobody"},
            "no report “nobody”",
        ),
        ("detachreports", {"CASE": "@empty.gpkg", "CITATIONS": "nobody"}, "nobody"),
        ("detachreports", {"CASE": "@empty.gpkg", "CITATIONS": ""}, "CITATIONS"),
        ("addbuffers", {"CASE": "@empty.gpkg", "DISTANCES": "5 km"}, "Nothing is chosen"),
        ("addcorridor", {"CASE": "@empty.gpkg", "NAME": "A", "WAYPOINTS": ""}, "WAYPOINTS"),
        (
            "geodesicbuffers",
            {"INPUT": "@empty.geojson", "DISTANCES": "x", "OUTPUT": "@new.gpkg"},
            "x",
        ),
    ],
)
def test_wrong_input_ends_with_an_error_and_writes_nothing(
    place: Path, algorithm: str, inputs: dict[str, str], said: str
) -> None:
    before = {path.name for path in place.iterdir()}
    empty = (place / "empty.gpkg").read_bytes()
    code, _, text = run_algorithm(place, algorithm, **_placed(inputs, place))
    assert code != 0, text
    assert said in text
    assert "Traceback" not in text
    new = {path.name for path in place.iterdir() if path.name.startswith(("new", "nowhere"))}
    assert new <= before
    assert (place / "empty.gpkg").read_bytes() == empty


@pytest.mark.parametrize(
    ("algorithm", "inputs", "results"),
    [
        ("exporttextform", {"CASE": "@empty.gpkg", "OUTPUT": "@new"}, {}),
        ("recheckreports", {"CASE": "@empty.gpkg"}, {"UNCHANGED": 0, "GONE": 0}),
        ("handover", {"CASE": "@empty.gpkg", "FOLDER": "@new", "FORMATS": "kml,geojson,csv"}, {}),
        ("loadcase", {"CASE": "@empty.gpkg", "OUTPUT": "@new.qgz"}, {"ADDED": 18}),
        ("geodesicbuffers", {"INPUT": "@empty.geojson", "OUTPUT": "@new.gpkg"}, {"COUNT": 0}),
    ],
)
def test_empty_input_gives_an_empty_result(
    place: Path, algorithm: str, inputs: dict[str, str], results: dict[str, int]
) -> None:
    code, found, text = run_algorithm(place, algorithm, **_placed(inputs, place))
    assert code == 0, text
    assert {name: found[name] for name in results} == results
    assert "Traceback" not in text


def _placed(inputs: dict[str, str], place: Path) -> dict[str, str]:
    """Return the inputs with “@” made the path of the folder."""
    return {
        name: str(place / value[1:]) if value.startswith("@") else value
        for name, value in inputs.items()
    }

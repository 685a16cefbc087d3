"""A case handed over opens in a QGIS without the plugin, looks the same, and comes back whole."""

from __future__ import annotations

import csv
import filecmp
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from osgeo import gdal, ogr
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsSettings
from qgis.PyQt.QtGui import QImage

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.snapshot import copy_case, rows_of_one_moment
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import export_case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.project.catalogue import LAYERS, MAP
from imam_ali_tracker.project.hand_over import FORMATS, Choice, Words, hand_over
from imam_ali_tracker.project.hand_over.choice import choose
from imam_ali_tracker.project.loader import load_case
from tests.qgis.project import without_plugin
from tests.support import surroundings
from tests.support.postgres import PostgresCluster

WORDS = Words(["The base is drawn where the town is."], ["A paper, “A title”, 2019"])
BASE = "Imam Ali base"


def _words(_case: Case) -> Words:
    return WORDS


@pytest.fixture
def location(reference_file: Path, tmp_path: Path) -> CaseLocation:
    shutil.copy(reference_file, tmp_path / "original.gpkg")
    return CaseLocation.parse(tmp_path / "original.gpkg")


@pytest.fixture(scope="module")
def handed_over(reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything, which was moved after it was made."""
    place = tmp_path_factory.mktemp("handed over")
    made = hand_over(
        CaseLocation.parse(reference_file), place / "made", Choice(formats=FORMATS), _words
    )
    return made.rename(place / "moved somewhere else")


def _open_without_plugin(source: str, folder: Path) -> tuple[dict[str, Any], QImage]:
    picture = folder / "without.png"
    environment = surroundings.child_environment(folder / "own")
    done = subprocess.run(
        [sys.executable, without_plugin.__file__, source, str(picture)],
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1]), QImage(str(picture))


def _loaded_picture(path: Path, folder: Path) -> QImage:
    project = QgsProject()
    load_case(CaseLocation.parse(path), project)
    without_plugin.draw(project, str(folder / "with.png"))
    project.clear()
    return QImage(str(folder / "with.png"))


def _different(one: QImage, other: QImage) -> float:
    """Return the part of the pixels that differ."""
    assert one.size() == other.size()
    pairs = [
        (one.pixel(x, y), other.pixel(x, y))
        for x in range(one.width())
        for y in range(one.height())
    ]
    return sum(a != b for a, b in pairs) / len(pairs)


def _check_opened(facts: dict[str, Any]) -> None:
    assert not facts["own_provider"]
    assert facts["providers"] == ["ogr"]
    assert facts["invalid"] == []
    assert len(facts["counts"]) == len(LAYERS)
    assert facts["counts"]["Sites"] > 5
    assert facts["counts"]["Claims on the map"] > 5
    assert len(facts["read_only"]) == sum(not spec.stored for spec in LAYERS)
    assert len(facts["forms"]) == sum(spec.stored for spec in LAYERS)
    assert len(facts["relations"]) > 10
    assert facts["polymorphic"]
    assert facts["tips"]
    assert not facts["extent"]
    assert facts["rights"] == ["Public sources only"]
    assert WORDS.caveats[0] in facts["abstract"]
    assert WORDS.sources[0] in facts["abstract"]


def test_a_folder_opens_without_the_plugin_and_looks_the_same(
    handed_over: Path, reference_file: Path, tmp_path: Path
) -> None:
    facts, picture = _open_without_plugin(str(handed_over / "project.qgz"), tmp_path)
    _check_opened(facts)
    assert all(str(handed_over) in source for source in facts["sources"])
    original = _loaded_picture(reference_file, tmp_path)
    blank = QImage(picture)
    blank.fill(0xFFFFFFFF)
    assert _different(original, blank) > 0.01, "nothing is drawn"
    assert _different(original, picture) == 0


def test_a_geopackage_has_the_project_inside(
    location: CaseLocation, reference_file: Path, tmp_path: Path
) -> None:
    made = hand_over(location, tmp_path / "single.gpkg", Choice(), _words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["original.gpkg", "single.gpkg"]
    moved = tmp_path / "elsewhere" / made.name
    moved.parent.mkdir()
    made.rename(moved)
    (name,) = _column(moved, "SELECT name FROM qgis_projects")
    facts, picture = _open_without_plugin(f"geopackage:{moved}?projectName={name}", tmp_path)
    _check_opened(facts)
    assert _different(_loaded_picture(reference_file, tmp_path), picture) == 0
    dataset = gdal.OpenEx(str(moved))
    assert dataset.GetMetadataItem("MARKING") == "Public sources only"
    assert WORDS.caveats[0] in dataset.GetMetadataItem("README")


@pytest.mark.parametrize("name", ["folder", "single.gpkg"])
def test_nobody_learns_where_and_by_whom_it_was_made(
    location: CaseLocation, tmp_path: Path, name: str
) -> None:
    made = hand_over(location, tmp_path / name, Choice(formats=FORMATS if name == "folder" else ()))
    files = [each for each in made.rglob("*") if each.is_file()] if made.is_dir() else [made]
    content = b"".join(map(_unpacked, files))
    assert str(tmp_path).encode() not in content
    assert b"last_modified_user" not in content
    assert b"saveUser" not in content
    assert b"<qgis " in content, "the project is looked at"
    assert not QgsSettings().contains("projects/anonymize_saved_projects", QgsSettings.Section.Core)


def _unpacked(path: Path) -> bytes:
    """Return all bytes of a file, and of the project that is in it."""
    content = path.read_bytes()
    if path.suffix == ".gpkg" and "qgis_projects" in _column(
        path, "SELECT name FROM sqlite_master"
    ):
        (project,) = _column(path, "SELECT content FROM qgis_projects")
        return content + _unzipped(io.BytesIO(bytes.fromhex(project)))
    return _unzipped(path) if path.suffix in (".qgz", ".kmz") else content


def _unzipped(file: Any) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(each) for each in archive.namelist())


def _column(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(statement)]


def test_styles_go_with_the_tables(handed_over: Path) -> None:
    """Who adds a single table to a project of his own has its style and form."""
    styled = _column(
        handed_over / "case.gpkg", "SELECT f_table_name FROM layer_styles WHERE useAsDefault"
    )
    expected = {spec.layer if spec.stored else f"drawn_{spec.layer}" for spec in LAYERS}
    assert set(styled) == expected


def test_it_comes_back_losslessly(handed_over: Path, tmp_path: Path) -> None:
    with Case.open(handed_over / "case.gpkg", read_only=True) as case:
        copy_case(case, CaseLocation.parse(tmp_path / "back.gpkg")).close()
    assert _tables(tmp_path / "back.gpkg") == _tables_of_a_case(tmp_path)
    for source, name in ((tmp_path / "back.gpkg", "back"), (handed_over / "case.gpkg", "direct")):
        with Case.open(source, read_only=True) as case:
            export_case(case, tmp_path / name)
        _assert_text_form(tmp_path / name)
    _assert_text_form(handed_over / "text_form")


def _tables(path: Path) -> set[str]:
    return set(_column(path, "SELECT table_name FROM gpkg_contents"))


def _tables_of_a_case(folder: Path) -> set[str]:
    Case.create(folder / "plain.gpkg", "A case").close()
    return _tables(folder / "plain.gpkg")


def _assert_text_form(folder: Path) -> None:
    shipped = [path.name for path in resource("case").iterdir()]
    _, different, missing = filecmp.cmpfiles(resource("case"), folder, shipped, shallow=False)
    assert (different, missing) == ([], [])


def test_a_database_and_back(
    location: CaseLocation, postgres: PostgresCluster, postgres_database: str, tmp_path: Path
) -> None:
    schema = CaseLocation.parse(f"{postgres.dsn(postgres_database)} schema='Team case'")
    with Case.open(location, read_only=True) as case, copy_case(case, schema) as team:
        site = next(team.rows("sites", geometry=False))
        hand_over(schema, tmp_path / "from the team", Choice(formats=("text",)))
        copy_case(team, CaseLocation.parse(tmp_path / "back.gpkg")).close()
        with pytest.raises(TrackerError, match="already"):
            copy_case(case, schema)
        assert next(team.rows("sites", uuids=[site["uuid"]], geometry=False)) == site
    _assert_text_form(tmp_path / "from the team" / "text_form")
    with Case.open(tmp_path / "back.gpkg", read_only=True) as back:
        export_case(back, tmp_path / "text")
    _assert_text_form(tmp_path / "text")


def test_the_readme_says_what_has_to_be_known(handed_over: Path) -> None:
    text = (handed_over / "README.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == lines[-1] == "Public sources only"
    assert f"- {WORDS.caveats[0]}" in lines
    assert f"1. {WORDS.sources[0]}" in lines
    named = {re.split(r"[/:]", line[2:])[0] for line in lines if line.startswith("- ")}
    there = {path.name for path in handed_over.iterdir()} - {"README.txt"}
    assert there <= named
    assert there == {"case.gpkg", "project.qgz", "case.kmz", "geojson", "csv", "text_form"}


def test_kmz_for_google_earth(handed_over: Path, tmp_path: Path) -> None:
    """Each map layer is a folder of placemarks with names, facts, symbols and their icons."""
    with zipfile.ZipFile(handed_over / "case.kmz") as archive:
        archive.extractall(tmp_path)
    text = (tmp_path / "doc.kml").read_text(encoding="utf-8")
    assert WORDS.caveats[0] in text
    icons = set(re.findall(r"<href>(.*?)</href>", text))
    assert icons
    for icon in icons:
        image = QImage(str(tmp_path / icon))
        colours = {image.pixel(x, y) for x in range(64) for y in range(64)}
        assert len(colours) > 1, "an icon shows nothing"
    document = ogr.Open(str(tmp_path / "doc.kml"))
    layers = {document.GetLayer(i).GetName(): document.GetLayer(i) for i in range(len(document))}
    for name in ("Sites", "Buffers", "Claims on the map", "Position accuracy"):
        assert layers[name].GetFeatureCount() > 5
    site = next(each for each in layers["Sites"] if each["Name"] == BASE)
    assert "Proxy" in site["description"]
    assert (round(site.geometry().GetX()), round(site.geometry().GetY())) == (41, 34)
    lines = {
        verdict: {
            x.GetStyleString() for x in layers["Claims on the map"] if verdict in x["description"]
        }
        for verdict in ("Verdict: Inconsistent", "Verdict: Consistent", "Verdict: Cannot tell")
    }
    assert all(len(styles) == 1 for styles in lines.values()), lines
    assert len(set.union(*lines.values())) == 3, "verdicts look alike"
    area = next(iter(layers["Position accuracy"]))
    assert "BRUSH" in area.GetStyleString()
    assert "PEN" in area.GetStyleString()


def test_files_for_the_web_and_for_spreadsheets(handed_over: Path) -> None:
    mapped = {spec.key for spec in LAYERS if spec.group == MAP}
    assert {path.stem for path in (handed_over / "geojson").iterdir()} == mapped
    buffers = json.loads((handed_over / "geojson" / "buffers.geojson").read_text())
    assert "crs" not in buffers
    assert buffers["features"][0]["properties"]["label"]
    assert {path.stem for path in (handed_over / "csv").iterdir()} == {s.key for s in LAYERS}
    with (handed_over / "csv" / "sites.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert 40 < float(rows[BASE]["X"]) < 42


@pytest.mark.parametrize(
    ("target", "stop"),
    [("folder", 0), ("folder", 9), ("folder", -15), ("folder", -3), ("one.gpkg", -1)],
)
def test_cancel_leaves_nothing(
    location: CaseLocation, tmp_path: Path, stop: int, target: str
) -> None:
    before = Path(str(location)).read_bytes()
    choice = Choice(formats=() if target.endswith(".gpkg") else ("kml", "csv"))
    told: list[float] = []
    if stop < 0:
        hand_over(location, tmp_path / f"whole {target}", choice, report=_to_the_end(told))
        stop += len(told)
        _remove(tmp_path / f"whole {target}")
    asked: list[float] = []

    def report(done: float, _what: str) -> bool:
        asked.append(done)
        return len(asked) <= stop

    with pytest.raises(TrackerError, match="Cancelled"):
        hand_over(location, tmp_path / target, choice, report=report)
    assert len(asked) == stop + 1
    assert asked == sorted(asked)
    assert {path.name for path in tmp_path.iterdir()} == {"original.gpkg"}
    assert Path(str(location)).read_bytes() == before


def _to_the_end(told: list[float]) -> Callable[[float, str], bool]:
    def report(done: float, _what: str) -> bool:
        told.append(done)
        return True

    return report


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def test_what_lags_behind_is_waited_for(
    location: CaseLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the desktop the map of a large layer lags; what is handed over never does."""
    whole = hand_over(location, tmp_path / "whole.gpkg", Choice())
    monkeypatch.setattr("imam_ali_tracker.provider.derived_provider._may_lag", lambda: True)
    monkeypatch.setattr("imam_ali_tracker.provider.live.LARGE", 0)
    lagging = hand_over(location, tmp_path / "lagging.gpkg", Choice())
    for spec in LAYERS:
        if not spec.stored:
            statement = f"SELECT fid FROM drawn_{spec.layer}"
            assert _column(lagging, statement) == _column(whole, statement)


def test_tables_of_the_analyst_stay_and_the_readme_says_so(
    location: CaseLocation, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(str(location))) as connection, connection:
        connection.execute("CREATE TABLE my_notes (fid INTEGER PRIMARY KEY, note TEXT)")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('my_notes', 'attributes', 'my_notes')"
        )
    made = hand_over(location, tmp_path / "made", Choice())
    assert "my_notes" not in _tables(made / "case.gpkg")
    assert "case: my_notes" in (made / "README.txt").read_text()
    again = hand_over(CaseLocation.parse(made / "case.gpkg"), tmp_path / "again", Choice())
    assert "left out" not in (again / "README.txt").read_text()


def test_what_is_there_is_left_alone(location: CaseLocation, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (tmp_path / "taken.gpkg").write_text("mine too")
    for target in (folder, tmp_path / "taken.gpkg", folder / "notes.txt"):
        with pytest.raises(TrackerError, match="already"):
            hand_over(location, target, Choice())
    assert (folder / "notes.txt").read_text() == "mine"
    assert (tmp_path / "taken.gpkg").read_text() == "mine too"
    with pytest.raises(TrackerError, match="no other formats"):
        hand_over(location, tmp_path / "new.gpkg", Choice(formats=("csv",)))
    with pytest.raises(TrackerError, match="no format"):
        hand_over(location, tmp_path / "new", Choice(formats=("shp",)))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert hand_over(location, empty, Choice(crs=QgsCoordinateReferenceSystem("EPSG:4326")))
    assert (empty / "project.qgz").is_file()


@pytest.fixture
def tables(reference_file: Path) -> Iterator[dict[str, list[dict[str, Any]]]]:
    with Case.open(reference_file, read_only=True) as case:
        yield rows_of_one_moment(case)


def test_a_choice_of_sites_has_no_loose_ends(tables: dict[str, list[dict[str, Any]]]) -> None:
    sites = {row["name"]: row["uuid"] for row in tables["sites"]}
    chosen = choose(tables, [sites[BASE], sites["Tehran"]], reports=True, quotes=True)
    assert {row["name"] for row in chosen["sites"]} == {BASE, "Tehran"}
    known = {name: {row["uuid"] for row in rows} for name, rows in chosen.items()}
    assert 0 < len(known["claims"]) < len(tables["claims"])
    assert 0 < len(known["reports"]) < len(tables["reports"])
    for row in chosen["claims"]:
        for end in ("subject", "object"):
            if row[f"{end}_uuid"]:
                assert row[f"{end}_uuid"] in known[row[f"{end}_table"]]
        assert row["variant_of"] is None or row["variant_of"] in known["claims"]
    for row in chosen["citations"]:
        assert row["feature_uuid"] in known[row["feature_table"]]
    for row in (*chosen["claims"], *chosen["citations"]):
        assert row["report"] in known["reports"]
    for row in chosen["corridor_waypoints"]:
        assert row["site"] is None or row["site"] in known["sites"]
    with pytest.raises(TrackerError, match="no site"):
        choose(tables, ["nobody"], reports=True, quotes=True)


def test_reports_and_quotes_stay_behind(
    location: CaseLocation, tables: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    assert any(row["quote"] for row in tables["citations"])
    made = hand_over(location, tmp_path / "no quotes", Choice(quotes=False, formats=("text",)))
    for table in ("citations", "drawn_report_places"):
        assert len(_column(made / "case.gpkg", f"SELECT quote FROM {table}")) > 5
        assert set(_column(made / "case.gpkg", f"SELECT quote FROM {table}")) == {None}
    assert "The quotes of citations" in (made / "README.txt").read_text()
    hand_over(location, tmp_path / "no reports", Choice(reports=False))
    with Case.open(tmp_path / "no reports" / "case.gpkg", read_only=True) as case:
        assert not any(list(case.rows(name)) for name in ("reports", "citations", "claims"))
        assert list(case.rows("sites"))

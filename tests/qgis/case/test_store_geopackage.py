"""The file of a case: a valid GeoPackage, shared with other programs, nothing left beside it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from osgeo_utils.samples import validate_gpkg
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.own_names import own_name
from tests.qgis.case.sample_rows import full_rows, insert, point, site, snapshot


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "case.gpkg"


def _faults(path: Path) -> list[str]:
    """What GDAL's check against the standard finds, warnings included."""
    checker = validate_gpkg.GPKGChecker(
        str(path), abort_at_first_error=False, extra_checks=True, warning_as_error=True
    )
    checker.check()
    return [str(error) for error in checker.errors]


def test_a_new_case_is_a_valid_geopackage(path: Path) -> None:
    Case.create(path, "Valid").close()
    assert _faults(path) == []


def test_a_case_is_a_valid_geopackage_after_all_kinds_of_changes(path: Path) -> None:
    with Case.create(path, "Valid") as case:
        undo = case.apply(ChangeSet(inserts=full_rows()))
        assert _faults(path) == []
        redo = case.apply(undo)
        case.apply(redo)
        insert(case, "sites", *(site(geometry=point(n % 180, n % 90)) for n in range(500)))
        uuids = [row["uuid"] for row in case.rows("sites", where={"name": "A site"})]
        case.apply(ChangeSet(updates={"sites": {u: {"geometry": None} for u in uuids[:50]}}))
        case.apply(ChangeSet(deletes={"sites": uuids[50:100]}))
    assert _faults(path) == []


def test_the_check_finds_faults(path: Path) -> None:
    Case.create(path, "Spoiled").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 4326")
        connection.commit()
    assert _faults(path)


def test_what_the_file_is_made_of(path: Path) -> None:
    Case.create(path, "Made").close()
    with closing(sqlite3.connect(path)) as connection:
        indexes = {
            (row[0], row[1])
            for row in connection.execute(
                "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
            )
        }
        unique = {
            name: {row[1] for row in connection.execute(f"PRAGMA index_list({name})") if row[2]}
            for name in TABLES
        }
        spatial = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_extensions")}
        systems = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_geometry_columns")}
    for table in TABLES.values():
        assert f"{table.name}_uuid" in unique[table.name]
        for field in table.references:
            assert (table.name, f"{table.name}_{field.name}") in indexes
    assert spatial == {"sites", "footprints", "corridor_waypoints", "observations"}
    assert systems == {4326}


def test_nothing_is_left_beside_the_file(path: Path) -> None:
    with Case.create(path, "Tidy") as case:
        insert(case, "sites", site())
        assert len(list(case.rows("sites"))) == 1
        insert(case, "sites", site())
        assert len(list(case.rows("sites"))) == 2
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_reading_leaves_the_file_as_it_is(path: Path) -> None:
    Case.create(path, "Read").close()
    content = path.read_bytes()
    with Case.open(path) as case:
        snapshot(case)
    with Case.open(path, read_only=True) as case:
        snapshot(case)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def _layer(path: Path, table: str = "sites") -> QgsVectorLayer:
    location = CaseLocation(path=path)
    layer = QgsVectorLayer(location.layer_uri(table), table, location.provider_key)
    assert layer.isValid()
    return layer


def test_open_layers_follow_the_store(path: Path) -> None:
    with Case.create(path, "Shared") as case:
        layer, other = _layer(path), _layer(path, "reports")
        for number in range(1, 5):
            case.apply(ChangeSet(inserts={"sites": [site()], "reports": [{"url": "https://a"}]}))
            assert len(list(layer.getFeatures())) == number
            assert len(list(other.getFeatures())) == number
        undo = case.apply(ChangeSet(updates={"case_info": {case.info["uuid"]: {"title": "New"}}}))
        case.apply(undo)
        assert len(list(layer.getFeatures())) == 4
    del layer, other
    with Case.open(path) as case:
        assert len(list(case.rows("sites"))) == 4
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_layer_in_edit_mode_and_the_store_write_side_by_side(path: Path) -> None:
    with Case.create(path, "Edited") as case:
        insert(case, "sites", site(name="First"))
        layer = _layer(path)
        assert layer.startEditing()
        key = next(layer.getFeatures()).id()
        assert layer.changeAttributeValue(key, layer.fields().indexOf("name"), "By hand")
        added = QgsFeature(layer.fields())
        added.setAttribute("uuid", "by-hand")
        added.setGeometry(QgsGeometry.fromWkt("Point (3 4)"))
        assert layer.addFeature(added)
        insert(case, "sites", site(name="By the store"))
        assert layer.commitChanges(), layer.commitErrors()
        insert(case, "sites", site(name="After"))
        names = [row["name"] for row in case.rows("sites")]
        assert sorted(map(str, names)) == ["After", "By hand", "By the store", "None"]
        del layer


def test_the_store_writes_while_threads_read(path: Path) -> None:
    """A read may come back empty, as it may while QGIS itself edits: its connections without
    locks stop giving rows while the journal is switched. It never comes back with a part, and
    a layer that is reloaded reads all."""
    with Case.create(path, "Threads") as case:
        insert(case, "sites", *(site(geometry=point()) for _ in range(500)))
        stop = threading.Event()
        counts: list[int] = []
        afterwards: list[int] = []

        def read() -> None:
            # By one name QGIS's own threads may wait for each other for ever.
            source = QgsVectorLayer(f"{own_name(path)}|layername=sites", "x", "ogr")
            while not stop.is_set():
                counts.append(len(list(source.getFeatures())))
            source.reload()
            afterwards.append(len(list(source.getFeatures())))
            del source

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(30):
            insert(case, "sites", site(geometry=point()))
        stop.set()
        for thread in threads:
            thread.join()
    assert len(counts) > 30
    assert set(counts) - {0} <= set(range(500, 531))
    assert afterwards == [530] * 3


def test_a_row_is_changed_while_rows_are_read(path: Path) -> None:
    with Case.create(path, "Loop") as case:
        insert(case, "sites", *(site(name=str(n)) for n in range(50)))
        seen = 0
        for row in case.rows("sites"):
            case.apply(ChangeSet(updates={"sites": {row["uuid"]: {"remarks": row["name"]}}}))
            seen += 1
        assert seen == 50
        assert all(row["remarks"] == row["name"] for row in case.rows("sites"))


def test_other_processes_write_between(path: Path) -> None:
    script = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE corridors SET remarks = coalesce(remarks, '') || 'x'")
connection.commit()
"""
    with Case.create(path, "Between") as case:
        insert(case, "corridors", {"name": "c", "kind": "land"})
        for number in range(1, 6):
            subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=30)
            (row,) = case.rows("corridors")
            assert row["remarks"] == "x" * number
            insert(case, "sites", site())
        assert len(list(case.rows("sites"))) == 5

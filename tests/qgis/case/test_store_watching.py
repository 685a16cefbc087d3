"""The token of a case changes with every change, whoever makes it, and only then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.watching import data_version
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.sample_rows import insert, site, snapshot


def test_it_changes_with_each_change_set(new_case: Case) -> None:
    tokens = [new_case.data_version]
    (uuid,) = insert(new_case, "sites", site())
    tokens.append(new_case.data_version)
    undo = new_case.apply(ChangeSet(updates={"sites": {uuid: {"name": "Other"}}}))
    tokens.append(new_case.data_version)
    new_case.apply(undo)
    tokens.append(new_case.data_version)
    new_case.apply(ChangeSet(deletes={"sites": [uuid]}))
    tokens.append(new_case.data_version)
    assert all(before != after for before, after in zip(tokens, tokens[1:]))


def test_it_does_not_change_by_itself(new_case: Case) -> None:
    insert(new_case, "sites", site())
    snapshot(new_case)
    before = new_case.data_version
    for _ in range(3):
        snapshot(new_case)
        with Case.open(new_case.location, read_only=True) as other:
            snapshot(other)
        assert new_case.data_version == before
        assert data_version(new_case.location) == before


def test_it_does_not_change_with_what_was_not_written(new_case: Case) -> None:
    insert(new_case, "sites", site())
    before = snapshot(new_case)
    tokens = {new_case.data_version}
    with pytest.raises(TrackerError):
        insert(new_case, "sites", site(kind="castle"))
    tokens.add(new_case.data_version)
    assert snapshot(new_case) == before
    assert len(tokens) == 1


def test_it_tells_of_edits_in_a_layer(new_case: Case) -> None:
    insert(new_case, "sites", site())
    before = new_case.data_version
    location = new_case.location
    layer = QgsVectorLayer(location.layer_uri("sites"), "x", location.provider_key)
    with_edits = layer.startEditing()
    key = next(layer.getFeatures()).id()
    changed = layer.changeAttributeValue(key, layer.fields().indexOf("name"), "By hand")
    assert with_edits
    assert changed
    assert layer.commitChanges()
    after = new_case.data_version
    assert after != before
    del layer


def test_it_tells_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    with Case.create(path, "Watched") as case:
        insert(case, "corridors", {"name": "c", "kind": "land"})
        tokens = [case.data_version]
        for journal in ("DELETE", "WAL", "WAL"):
            with closing(sqlite3.connect(path)) as connection:
                connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()
                connection.execute("UPDATE corridors SET remarks = coalesce(remarks, '') || 'x'")
                connection.commit()
                tokens.append(case.data_version)
    assert len(set(tokens)) == 4


def test_no_case_has_no_token(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="cannot be reached"):
        data_version(CaseLocation(path=tmp_path / "nothing.gpkg"))

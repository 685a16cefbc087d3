"""A case of an older version is brought up to date as a whole, after a copy, or left alone.

The plugin's first version has no older one. So the tests declare a second version: a column more,
a column with another name, a column less, a table more, values rewritten; and the migration to it.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from imam_ali_tracker.case import migrations, schema
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.database import connect
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.migrations import Tables
from imam_ali_tracker.case.schema import Field, FieldType, Table
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.sample_rows import full_rows, insert, point, site, snapshot

ALTITUDE = Field("altitude_m", FieldType.REAL)
SEEN = Field("seen", FieldType.TIMESTAMP)
OCCUPANTS = Table("occupants", (Field("site", references="sites"), Field("name", required=True)))


def to_version_two(tables: Tables) -> None:
    """Add altitudes and occupants, call the country a state, drop the administrative place."""
    tables.add_field("sites", ALTITUDE)
    tables.add_field("sites", SEEN)
    tables.rename_field("sites", "country", "state")
    tables.execute(f"ALTER TABLE {tables.name('sites')} DROP COLUMN admin_place")
    tables.execute(f"UPDATE {tables.name('sites')} SET altitude_m = 200, state = upper(state)")
    columns = "uuid TEXT, site TEXT, name TEXT, created {0}, modified {0}, remarks TEXT"
    name = tables.name("occupants")
    if tables.in_geopackage:
        key, time = "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "DATETIME"
        tables.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('occupants', 'attributes', 'occupants')"
        )
    else:
        key, time = "SERIAL PRIMARY KEY", "timestamptz"
    tables.execute(f"CREATE TABLE {name} (fid {key}, {columns.format(time)})")


def failing_half_way(tables: Tables) -> None:
    """Change much, then fail."""
    to_version_two(tables)
    tables.execute(f"UPDATE {tables.name('claims')} SET no_such_column = 1")


def raising_half_way(tables: Tables) -> None:
    """Change much, then meet a mistake in the migration itself."""
    to_version_two(tables)
    raise ZeroDivisionError


@pytest.fixture
def old(new_location: CaseLocation) -> CaseLocation:
    """A case of version 1 with rows in every table."""
    with Case.create(new_location, "Old") as case:
        case.apply(ChangeSet(inserts=full_rows()))
        insert(case, "sites", site(name="Second", country="iraq", geometry=point()))
    return new_location


def declare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declare version 2 of the schema, and the migration to it."""
    fields = [f for f in schema.SITES.fields if f.name != "admin_place"]
    fields = [dataclasses.replace(f, name="state") if f.name == "country" else f for f in fields]
    sites = dataclasses.replace(schema.SITES, fields=(*fields, ALTITUDE, SEEN))
    monkeypatch.setitem(schema.TABLES, "sites", sites)
    monkeypatch.setitem(schema.TABLES, "occupants", OCCUPANTS)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 2)
    monkeypatch.setitem(migrations.MIGRATIONS, 1, to_version_two)


def _content(location: CaseLocation) -> Iterator[str]:
    """Everything in the database, definitions included."""
    if location.path is not None:
        with closing(sqlite3.connect(location.path)) as connection:
            # Virtual tables cannot be dumped; the tables behind them are.
            yield from (line for line in connection.iterdump() if "rtree_" not in line)
        return
    connection = connect(location)
    for table in connection.tables(location.schema):
        yield table.tableName()
        yield repr(connection.fields(location.schema, table.tableName()).names())
        yield repr(
            sorted(
                map(
                    str,
                    connection.executeSql(f'TABLE "{location.schema}"."{table.tableName()}"'),
                )
            )
        )


def _backups(location: CaseLocation) -> list[CaseLocation]:
    if location.path is not None:
        others = (file for file in location.path.parent.iterdir() if file != location.path)
        return [CaseLocation(path=file) for file in sorted(others)]
    start = f"{location.schema.lower()}_v1"
    names = [name for name in connect(location).schemas() if name.startswith(start)]
    return [CaseLocation(uri=location.uri, schema=name) for name in sorted(names)]


def test_migration(old: CaseLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    with Case.open(old, read_only=True) as case:
        before = snapshot(case)
    with monkeypatch.context() as second:
        declare(second)
        with Case.open(old) as case:
            assert case.info["schema_version"] == 2
            assert not case.read_only
            after = snapshot(case)
            assert {row["name"]: row["state"] for row in after["sites"]} == {
                row["name"]: row["country"].upper() for row in before["sites"]
            }
            assert {row["altitude_m"] for row in after["sites"]} == {200.0}
            assert "admin_place" not in after["sites"][0]
            for name in set(before) - {"sites", "case_info"}:
                assert after[name] == before[name]
            new = site(name="New", altitude_m=1.5, state="SYRIA", geometry=point(1, 2))
            (uuid,) = insert(case, "sites", new)
            insert(case, "occupants", {"site": uuid, "name": "Unknown"})
            assert case.row("sites", uuid)["altitude_m"] == 1.5  # type: ignore[index]
        with Case.open(old) as case:
            assert [row["name"] for row in case.rows("occupants")] == ["Unknown"]
    (backup,) = _backups(old)
    with Case.open(backup, read_only=True) as case:
        assert snapshot(case) == before


@pytest.mark.parametrize("step", [failing_half_way, raising_half_way])
def test_a_migration_that_fails_leaves_the_case_as_it_was(
    old: CaseLocation, monkeypatch: pytest.MonkeyPatch, step: migrations.Migration
) -> None:
    before = list(_content(old))
    with monkeypatch.context() as second:
        declare(second)
        second.setitem(migrations.MIGRATIONS, 1, step)
        if step is failing_half_way:
            with pytest.raises(TrackerError) as caught:
                Case.open(old)
            (backup,) = _backups(old)
            assert "version 1 to version 2" in caught.value.message
            assert (backup.schema or str(backup)) in caught.value.hint
            assert "no_such_column" in caught.value.details
        else:
            with pytest.raises(ZeroDivisionError):
                Case.open(old)
    assert list(_content(old)) == before
    with Case.open(old) as case:
        assert case.info["schema_version"] == 1


def test_several_versions_in_one_go(old: CaseLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_version_three(tables: Tables) -> None:
        tables.execute(f"UPDATE {tables.name('sites')} SET altitude_m = altitude_m + 1")

    with monkeypatch.context() as third:
        declare(third)
        third.setattr(schema, "SCHEMA_VERSION", 3)
        with pytest.raises(TrackerError, match="too old"):
            Case.open(old)
        assert _backups(old) == []
        third.setitem(migrations.MIGRATIONS, 2, to_version_three)
        with Case.open(old) as case:
            assert case.info["schema_version"] == 3
            assert {row["altitude_m"] for row in case.rows("sites")} == {201.0}
    assert len(_backups(old)) == 1


def test_an_older_case_is_not_migrated_for_reading(
    old: CaseLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(_content(old))
    with monkeypatch.context() as second:
        declare(second)
        with pytest.raises(TrackerError, match="once for writing"):
            Case.open(old, read_only=True)
    assert list(_content(old)) == before
    assert _backups(old) == []


def test_without_a_backup_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.gpkg"
    Case.create(path, "Old").close()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as second:
        declare(second)
        second.setattr(migrations.inspection, "copy_file", full)
        with pytest.raises(TrackerError) as caught:
            Case.open(path)
    assert "not changed" in caught.value.message
    assert "No space left" in caught.value.details
    with Case.open(path) as case:
        assert case.info["schema_version"] == 1


def test_a_backup_never_replaces_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.gpkg"
    Case.create(path, "Old").close()
    with monkeypatch.context() as second:
        declare(second)
        second.setitem(migrations.MIGRATIONS, 1, failing_half_way)
        for _ in range(3):
            with pytest.raises(TrackerError):
                Case.open(path)
    assert len(_backups(CaseLocation(path=path))) == 3


def test_the_first_version_needs_no_migration() -> None:
    assert migrations.MIGRATIONS.keys() == set(range(1, schema.SCHEMA_VERSION))

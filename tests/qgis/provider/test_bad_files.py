"""Layers of what is no case, or no sound one: the error says what is wrong and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsProviderRegistry, QgsVectorLayer
from qgis.PyQt import sip

from imam_ali_tracker.case.database import connect
from tests.qgis.provider.conftest import KEY, Kind, Locations, open_layer


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:30_000])


def _text(path: Path) -> None:
    path.write_text("no GeoPackage at all, but long enough to have a header" * 10)


def _database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sites (fid INTEGER PRIMARY KEY)")


def _other_layers(path: Path) -> None:
    path.unlink()
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    for name in ("sites", "roads"):
        source.CreateLayer(name, geom_type=ogr.wkbPoint)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE case_info SET schema_version = 99")
        for trigger in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{trigger[0]}"')
        connection.execute("ALTER TABLE buffers RENAME TO distances")
        connection.execute(
            "UPDATE gpkg_contents SET table_name = 'distances' WHERE table_name = 'buffers'"
        )


BAD: tuple[tuple[Callable[[Path], object], tuple[str, str]], ...] = (
    (lambda path: path.unlink(), ("does not exist", "Check the name")),
    (lambda path: path.write_bytes(b""), ("is empty", "backup")),
    (_text, ("is not a GeoPackage", "Choose the .gpkg file")),
    (_cut, ("is incomplete", "Copy it again")),
    (_database, ("not a GeoPackage", "Choose the .gpkg file")),
    (_other_layers, ("does not hold a case", "ordinary layers")),
    (_newer, ("schema version 99", "Update it")),
)


@pytest.mark.parametrize(("damage", "said"), BAD, ids=[said[1][0] for said in BAD])
@pytest.mark.parametrize("layer", ["buffers|rows=stored", "buffers"])
def test_what_is_wrong_is_said(
    damage: Callable[[Path], object], said: tuple[str, str], layer: str, locations: Locations
) -> None:
    """The error of a stored and of a derived layer names the fault; the file stays as it is."""
    path = Path(str(locations.own("gpkg")))
    damage(path)
    before = path.read_bytes() if path.exists() else None
    bad = QgsVectorLayer(f"{path}|layer={layer}", "bad", KEY)
    assert not bad.isValid()
    message = bad.dataProvider().error().message()
    for part in (*said, str(path) if "version" not in said[0] else "buffers"):
        assert part in message
    sip.delete(bad)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_table_that_is_not_there_is_named_in_a_sound_case(locations: Locations) -> None:
    """Where nothing is wrong with the file, the error is that of the layer."""
    location = locations.shared("gpkg")
    bad = QgsVectorLayer(f"{location}|layer=nothing", "bad", KEY)
    assert not bad.isValid()
    assert "nothing" in bad.dataProvider().error().message()
    sip.delete(bad)


def test_good_files_are_not_looked_into(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What every layer would pay for is done once for a case, or only where something is wrong."""
    location = locations.own("gpkg")
    first = open_layer(location, Kind("sites"))
    looked: list[object] = []
    monkeypatch.setattr("imam_ali_tracker.provider.soundness.inspect_file", looked.append)
    monkeypatch.setattr("imam_ali_tracker.provider.soundness.open_native", looked.append)
    others = [open_layer(location, Kind(name)) for name in ("sites", "reports", "claims")]
    assert looked == []
    for layer in (first, *others):
        sip.delete(layer)


def test_a_name_that_ogr_would_cut_is_refused(locations: Locations, tmp_path: Path) -> None:
    """A table whose name holds a ``|`` is not listed, and says why it cannot be opened."""
    location = locations.own("gpkg")
    connect(location).executeSql('CREATE TABLE "my|own" (fid INTEGER PRIMARY KEY, x TEXT)')
    connect(location).executeSql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('my|own', 'attributes', 'my|own')"
    )
    layer = QgsVectorLayer(f"{location}|layer=my%7Cown", "own", KEY)
    assert not layer.isValid()
    assert "Rename the table" in layer.dataProvider().error().message()
    sip.delete(layer)
    metadata = QgsProviderRegistry.instance().providerMetadata(KEY)
    assert "my|own" not in {each.name() for each in metadata.querySublayers(str(location))}

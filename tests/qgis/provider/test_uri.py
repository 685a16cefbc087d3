"""URIs: their parts, both ways, and relative to a project."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qgis.core import (
    QgsPathResolver,
    QgsProviderRegistry,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt import sip

from tests.qgis.provider.conftest import BACKENDS, DERIVED, FOREIGN, KEY, STORED, Locations

if TYPE_CHECKING:
    from qgis.core import QgsProviderMetadata

DATABASE = "dbname='cases' host=127.0.0.1 port=5432 schema='My case'"
URIS = [
    "/data/case.gpkg|layer=sites",
    "/data/case.gpkg|layer=buffers|rows=stored",
    "/data/with spaces, commas & ümlauts/case.gpkg|layer=sites|subset=\"name\" = 'a|b'",
    "relative/case.gpkg|layer=sites",
    "/data/case.gpkg|layer=my %7C own %25 table",
    f"{DATABASE}|layer=sites",
    f'{DATABASE}|layer=sites|subset="name" IS NULL',
    "authcfg=abc1234 dbname='cases' host=127.0.0.1 port=5432 schema='My case'|layer=claims",
]


def _metadata() -> QgsProviderMetadata:
    return QgsProviderRegistry.instance().providerMetadata(KEY)


@pytest.mark.parametrize("text", URIS)
def test_parts_make_the_same_uri(text: str) -> None:
    """A URI is the sum of its parts, for us and for QGIS."""
    from imam_ali_tracker.provider.uri import LayerUri, same_layer

    parsed = LayerUri.parse(text)
    assert LayerUri.parse(str(parsed)) == parsed
    assert same_layer(text, str(parsed))
    parts = _metadata().decodeUri(text)
    assert parts["layerName"] == parsed.layer
    assert LayerUri.parse(_metadata().encodeUri(parts)) == parsed


def test_names_that_need_care() -> None:
    """A table may be called anything, a filter may say anything."""
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.provider.uri import LayerUri

    location = CaseLocation.parse("/data/case.gpkg")
    for name in ("a|b", "100%", "%7C", "rows=stored", "x|subset=y", "اسم"):
        for subset in ("", "a = '|layer=b|rows=stored'", "line\nbreak"):
            uri = LayerUri(location, name, stored=bool(subset), subset=subset)
            assert LayerUri.parse(str(uri)) == uri


@pytest.mark.parametrize(
    "text", ["", "x", "/data/case.gpkg", "/data/case.gpkg|layer=", "/data/case.shp|layer=sites"]
)
def test_what_is_no_uri(text: str) -> None:
    """What names no layer of a case is refused in words, and QGIS is given nothing."""
    from imam_ali_tracker.core.errors import TrackerError
    from imam_ali_tracker.provider.uri import LayerUri, same_layer

    with pytest.raises(TrackerError):
        LayerUri.parse(text)
    assert not same_layer(text, text)
    assert _metadata().decodeUri(text) == {}
    assert _metadata().validLayerTypesForUri(text) == []
    assert _metadata().encodeUri({"path": text}) == ""


def test_same_layer() -> None:
    """Filters do not make another layer, anything else does."""
    from imam_ali_tracker.provider.uri import same_layer

    one = "/data/case.gpkg|layer=buffers"
    assert same_layer(one, f"{one}|subset=a = 1")
    assert not same_layer(one, f"{one}|rows=stored")
    assert not same_layer(one, "/data/case.gpkg|layer=sites")
    assert not same_layer(one, "/data/other.gpkg|layer=buffers")


def test_the_same_file_by_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a file is spelled, its layers are the same ones, and others are not."""
    from imam_ali_tracker.provider.uri import same_layer

    case = tmp_path / "cases" / "case.gpkg"
    case.parent.mkdir()
    case.touch()
    (tmp_path / "link").symlink_to(case.parent)
    (tmp_path / "alias.gpkg").symlink_to(case)
    monkeypatch.chdir(tmp_path)
    spellings = ("cases/case.gpkg", "cases/../cases/case.gpkg", "link/case.gpkg", "alias.gpkg")
    for spelling in (*spellings, str(tmp_path / "link" / "case.gpkg")):
        assert same_layer(f"{case}|layer=sites", f"{spelling}|layer=sites|subset=a = 1")
        assert not same_layer(f"{case}|layer=sites", f"{spelling}|layer=reports")
    assert not same_layer(f"{case}|layer=sites", "cases/other.gpkg|layer=sites")


def test_relative_to_a_project(tmp_path: Path) -> None:
    """A file is stored relative to the project, a database as it is."""
    for folder in ("project", "cases"):
        (tmp_path / folder).mkdir()
    case = tmp_path / "cases" / "case.gpkg"
    case.touch()
    context = QgsReadWriteContext()
    context.setPathResolver(QgsPathResolver(str(tmp_path / "project" / "p.qgs")))
    absolute = f"{case}|layer=sites|subset=\"name\" = '/x'"
    relative = _metadata().absoluteToRelativeUri(absolute, context)
    assert relative == "../cases/case.gpkg|layer=sites|subset=\"name\" = '/x'"
    assert _metadata().relativeToAbsoluteUri(relative, context) == absolute
    for text in (f"{DATABASE}|layer=sites", "nonsense", ""):
        assert _metadata().absoluteToRelativeUri(text, context) == text
        assert _metadata().relativeToAbsoluteUri(text, context) == text


def test_files_beside(tmp_path: Path) -> None:
    """The files that belong to a case's file are named when it is moved or deleted."""
    case = tmp_path / "case.gpkg"
    for name in ("case.gpkg", "case.gpkg-wal", "case.gpkg-shm"):
        (tmp_path / name).touch()
    files = set(_metadata().sidecarFilesForUri(f"{case}|layer=sites"))
    assert {f"{case}-wal", f"{case}-shm"} <= files
    assert _metadata().sidecarFilesForUri(f"{DATABASE}|layer=sites") == []


def test_passwords_are_not_shown() -> None:
    """Neither messages nor what QGIS shows of a URI hold a password."""
    secret = uuid.uuid4().hex
    uri = f"dbname='x' host=127.0.0.1 port=1 user='u' password='{secret}' schema='s'|layer=sites"
    layer = QgsVectorLayer(uri, "layer", KEY)
    assert not layer.isValid()
    assert secret not in layer.dataProvider().error().message()
    assert secret not in _metadata().cleanUri(uri)
    assert _metadata().cleanUri(uri).endswith("|layer=sites")
    assert secret not in layer.publicSource()
    bad = QgsVectorLayer(uri.replace("schema", "nothing").replace("|layer", "|l"), "bad", KEY)
    assert secret not in bad.dataProvider().error().message()
    for each in (layer, bad):
        sip.delete(each)


@pytest.mark.parametrize("backend", BACKENDS)
def test_layers_of_a_case(backend: str, locations: Locations) -> None:
    """Each layer that is listed opens, with the geometry that the list says."""
    location = locations.shared(backend)
    listed = _metadata().querySublayers(str(location))
    names = [each.name() for each in listed]
    assert {kind.layer for kind in (*STORED, *FOREIGN, *DERIVED)} <= set(names)
    assert names.count("buffers") == 2
    assert len({each.uri() for each in listed}) == len(listed)
    for each in listed:
        layer = QgsVectorLayer(each.uri(), each.name(), each.providerKey())
        assert layer.isValid(), each.uri()
        assert layer.wkbType() == each.wkbType()
        sip.delete(layer)
    assert _metadata().querySublayers(listed[0].uri())[0].uri() == listed[0].uri()
    assert _metadata().querySublayers("/nowhere/nothing.gpkg") == []
    assert _metadata().querySublayers("nonsense") == []

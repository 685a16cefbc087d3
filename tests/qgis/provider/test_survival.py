"""Layers survive what analysts do with projects, files and layers."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qgis.core import (
    QgsLayerDefinition,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from tests.qgis.provider.conftest import BACKENDS, DERIVED, KEY, STORED, Kind, Locations, open_layer
from tests.support import staging

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation

KINDS = (*STORED, *DERIVED)


def _content(layer: QgsVectorLayer) -> dict[int, list[object]]:
    return {f.id(): [*f.attributes(), f.geometry().asWkt(3)] for f in layer.getFeatures()}


def _project(location: CaseLocation) -> tuple[QgsProject, dict[str, dict[int, list[object]]]]:
    """Return a project with a layer of each kind, and what each holds."""
    project, content = QgsProject(), {}
    for kind in KINDS:
        layer = open_layer(location, kind)
        content[str(kind)] = _content(layer)
        project.addMapLayer(layer)
    return project, content


def _same(project: QgsProject, content: dict[str, dict[int, list[object]]]) -> None:
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    assert layers.keys() == content.keys()
    for name, layer in layers.items():
        assert layer.isValid(), layer.dataProvider().error().message()
        assert layer.providerType() == KEY
        assert _content(layer) == content[name]


def test_folder_moves(locations: Locations, tmp_path: Path) -> None:
    """A project and its case are moved together: every layer opens at the new place."""
    location = locations.own("gpkg")
    assert location.path is not None
    project, content = _project(location)
    file = location.path.parent / "project.qgz"
    assert project.write(str(file))
    project.clear()
    with zipfile.ZipFile(file) as archive:
        text = archive.read("project.qgs").decode()
    assert text.count("<datasource>./case.gpkg|layer=") == len(KINDS)
    assert str(location.path.parent) not in text.replace(str(file), "")
    target = tmp_path / "elsewhere, with spaces"
    shutil.move(location.path.parent, target)
    again = QgsProject()
    assert again.read(str(target / "project.qgz"))
    _same(again, content)
    assert all(str(target) in layer.source() for layer in again.mapLayers().values())
    again.clear()


def test_postgis_project_is_reopened(locations: Locations, tmp_path: Path) -> None:
    """A project on a database opens again, whatever the folder."""
    project, content = _project(locations.shared("postgis"))
    assert project.write(str(tmp_path / "project.qgs"))
    project.clear()
    again = QgsProject()
    assert again.read(str(tmp_path / "project.qgs"))
    _same(again, content)
    again.clear()


def test_case_is_missing_and_comes_back(locations: Locations, tmp_path: Path) -> None:
    """Layers whose case is not there are kept as unavailable, and found again later."""
    location = locations.own("gpkg")
    assert location.path is not None
    project, content = _project(location)
    assert project.write(str(location.path.parent / "project.qgs"))
    project.clear()
    aside = location.path.rename(tmp_path / "aside.gpkg")
    broken = QgsProject()
    broken.read(str(location.path.parent / "project.qgs"))
    assert len(broken.mapLayers()) == len(KINDS)
    for layer in broken.mapLayers().values():
        assert not layer.isValid()
        assert "case.gpkg" in layer.dataProvider().error().message()
    assert broken.write(str(location.path.parent / "kept.qgs"))
    broken.clear()
    aside.rename(location.path)
    again = QgsProject()
    assert again.read(str(location.path.parent / "kept.qgs"))
    _same(again, content)
    again.clear()


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("backend", BACKENDS)
def test_copies(kind: Kind, backend: str, locations: Locations, tmp_path: Path) -> None:
    """A clone, a layer definition and an export hold what the layer holds."""
    layer = open_layer(locations.shared(backend), kind)
    content = _content(layer)
    copy = layer.clone()
    assert _content(copy) == content
    sip.delete(copy)

    definition = tmp_path / "layer.qlr"
    project = QgsProject()
    project.addMapLayer(layer)
    done, message = QgsLayerDefinition.exportLayerDefinition(
        str(definition), [project.layerTreeRoot().findLayer(layer.id())]
    )
    assert done, message
    loaded = QgsLayerDefinition.loadLayerDefinitionLayers(str(definition))
    assert [_content(each) for each in loaded] == [content]
    for each in loaded:
        sip.delete(each)

    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "export"
    code, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(tmp_path / "export.gpkg"), project.transformContext(), options
    )
    assert int(code) == 0, message
    exported = QgsVectorLayer(f"{tmp_path}/export.gpkg|layername=export", "export", "ogr")
    assert exported.featureCount() == len(content)
    sip.delete(exported)
    project.clear()


def test_update_data_source(locations: Locations, tmp_path: Path) -> None:
    """A layer can be pointed to another layer, another case, another provider, and back."""
    first, second = locations.shared("gpkg"), locations.shared("postgis")
    layer = open_layer(first, Kind("sites"))
    count = layer.featureCount()
    from imam_ali_tracker.provider.uri import layer_uri

    for uri, key in (
        (layer_uri(first, "buffers"), KEY),
        (layer_uri(second, "buffers"), KEY),
        (layer_uri(second, "sites"), KEY),
        (first.layer_uri("sites"), "ogr"),
        (layer_uri(first, "sites"), KEY),
    ):
        layer.setDataSource(uri, "renamed", key)
        assert layer.isValid()
        assert layer.featureCount() > 0
        assert layer.providerType() == key
    assert layer.featureCount() == count
    layer.setDataSource(f"{tmp_path}/nothing.gpkg|layer=sites", "gone", KEY)
    assert not layer.isValid()
    assert list(layer.getFeatures()) == []
    sip.delete(layer)


def test_layer_goes_while_another_stays(locations: Locations) -> None:
    """Removing one of several layers of a case does no harm to the others, in any order."""
    location = locations.own("gpkg")
    layers = [open_layer(location, kind) for kind in KINDS]
    content = [_content(layer) for layer in layers]
    for number, layer in enumerate(layers[::2]):
        sip.delete(layer)
        rest = layers[1::2]
        assert [_content(each) for each in rest] == content[1::2], number
    for layer in layers[1::2]:
        sip.delete(layer)
    again = open_layer(location, DERIVED[0])
    assert _content(again) == content[KINDS.index(DERIVED[0])]
    sip.delete(again)


@pytest.mark.parametrize("kind", DERIVED, ids=str)
def test_drawing(kind: Kind, locations: Locations) -> None:
    """A derived layer is on the picture the first time it is drawn, without an event loop."""
    layer = open_layer(locations.own("gpkg"), kind)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(400, 300))
    settings.setBackgroundColor(QColor("white"))
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent().buffered(1))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    white = QColor("white").rgb()
    seen = sum(
        image.pixel(x, y) != white for x in range(image.width()) for y in range(image.height())
    )
    assert seen > 3
    sip.delete(layer)


def test_styles_and_metadata_in_the_case(locations: Locations) -> None:
    """A style and a description that are saved with a table are there when it is opened again."""
    layer = open_layer(locations.own("gpkg"), Kind("sites"))
    layer.renderer().symbol().setColor(QColor("#12ab34"))
    message = layer.saveStyleToDatabase("mine", "a style", True, "")
    assert not message
    metadata = QgsLayerMetadata()
    metadata.setAbstract("What this table is")
    registry = QgsProviderRegistry.instance().providerMetadata(KEY)
    assert registry.saveLayerMetadata(layer.source(), metadata)[0]
    assert registry.styleExists(layer.source(), "mine")[0]
    again = QgsVectorLayer(layer.source(), "again", KEY)
    assert again.renderer().symbol().color().name() == "#12ab34"
    assert again.dataProvider().layerMetadata().abstract() == "What this table is"
    derived = open_layer(locations.shared("gpkg"), DERIVED[0])
    assert not registry.saveLayerMetadata(derived.source(), metadata)[0]
    for each in (layer, again, derived):
        sip.delete(each)


def test_what_cannot_be_opened_says_why(locations: Locations, tmp_path: Path) -> None:
    """A bad URI, a missing file or table, a file that is no case: each an error in words."""
    from imam_ali_tracker.provider.uri import layer_uri

    plain = tmp_path / "plain.gpkg"
    memory = QgsVectorLayer("Point?crs=EPSG:4326&field=a:int", "m", "memory")
    QgsVectorFileWriter.writeAsVectorFormatV3(
        memory,
        str(plain),
        QgsProject.instance().transformContext(),
        QgsVectorFileWriter.SaveVectorOptions(),
    )
    text = tmp_path / "text.gpkg"
    text.write_text("this is no database")
    database = str(locations.shared("postgis"))
    wrong = {
        "nonsense": "nonsense",
        f"{tmp_path}/nowhere.gpkg|layer=sites": "nowhere.gpkg",
        f"{tmp_path}/nowhere.gpkg|layer=buffers": "nowhere.gpkg",
        f"{text}|layer=sites": "text.gpkg",
        f"{text}|layer=buffers": "text.gpkg",
        f"{plain}|layer=buffers": "does not hold a case",
        f"{plain}|layer=plain": "ordinary layers",
        layer_uri(locations.shared("gpkg"), "no such table"): "no such table",
        layer_uri(locations.shared("postgis"), "no such table"): "no such table",
        f"{tmp_path}/text.txt|layer=sites": "text.txt",
        f"{database.replace('schema=', 'nothing=')}|layer=sites": "schema",
    }
    for uri, word in wrong.items():
        layer = QgsVectorLayer(uri, "wrong", KEY)
        assert not layer.isValid(), uri
        assert word in layer.dataProvider().error().message(), uri
        assert isinstance(layer, QgsMapLayer)
        assert list(layer.getFeatures()) == []
        assert layer.featureCount() <= 0
        sip.delete(layer)


_ENDINGS = {
    "layers alive": "",
    "iterator alive": "iterators = [layer.getFeatures() for layer in layers]; "
    "[next(each) for each in iterators]",
    "project alive": "[QgsProject.instance().addMapLayer(layer) for layer in layers]",
    "cycle": "holder = [layers]; holder.append(holder); del layers, layer",
    "orderly": "del layer; layers.clear(); application.exitQgis()",
    "project orderly": "[QgsProject.instance().addMapLayer(layer) for layer in layers]; "
    "layers.clear(); del layer; QgsProject.instance().clear(); application.exitQgis()",
}
_SCRIPT = """
import sys
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
from imam_ali_tracker.provider.registration import register
register()
layers = [QgsVectorLayer(uri, "layer", "imam_ali_tracker") for uri in sys.argv[2:]]
for layer in layers:
    assert layer.isValid()
    assert sum(1 for _ in layer.getFeatures()) > 0
exec(sys.argv[1])
print("end reached")
"""


@pytest.mark.parametrize("ending", _ENDINGS)
def test_python_ends(ending: str, locations: Locations, tmp_path: Path) -> None:
    """Layers that are still there when Python ends do not crash it, and leave no file behind."""
    import os

    from imam_ali_tracker.provider.uri import layer_uri

    location = locations.own("gpkg")
    uris = [layer_uri(location, name) for name in ("sites", "buffers", "claim_lines")]
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, _ENDINGS[ending], *uris],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR), "TMPDIR": str(tmp_path)},
    )
    assert "end reached" in done.stdout, done.stderr
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob("imam_ali_tracker-*"))

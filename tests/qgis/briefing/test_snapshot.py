"""A copy of a project in the background shares no file with the project it was made from."""

from __future__ import annotations

import threading
from pathlib import Path

from osgeo import gdal
from qgis.core import Qgis, QgsAttributeEditorElement, QgsProject, QgsVectorLayer
from qgis.PyQt import sip

from imam_ali_tracker.briefing import maps
from imam_ali_tracker.briefing.snapshot import ProjectCopy, copy_of, project_from
from tests.qgis.briefing.ready import Ready

Source = tuple[str, int]
"""What a layer reads, and how many features it has."""


def _sources(project: QgsProject) -> dict[str, Source]:
    layers = project.mapLayers().values()
    return {
        each.id(): (each.source(), each.featureCount())
        for each in layers
        if each.providerType() == "ogr"
    }


def _sources_in_background(copy: ProjectCopy) -> dict[str, Source]:
    found: dict[str, Source] = {}

    def work() -> None:
        project = project_from(copy)
        found.update(_sources(project))
        project.clear()
        sip.delete(project)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    return found


def test_files_have_names_of_their_own_in_the_background(ready: Ready, tmp_path: Path) -> None:
    first = next(iter(ready.loaded.layers.values())).source().split("|")[0]
    for name, driver in (("mine.gpkg", "GPKG"), ("mine.shp", "ESRI Shapefile")):
        options = gdal.VectorTranslateOptions(format=driver, layers=["sites"], layerName="mine")
        gdal.VectorTranslate(str(tmp_path / name), first, options=options)
    subset = f"{tmp_path / 'mine.gpkg'}|layername=mine|subset=\"name\" = 'Tehran'"
    for source in (subset, str(tmp_path / "mine.shp")):
        layer = QgsVectorLayer(source, "Mine", "ogr")
        assert ready.project.addMapLayer(layer)
    (world,) = maps.world_map(ready.project)
    ready.project.layerTreeRoot().findLayer(world).setItemVisibilityChecked(True)
    here, there = _sources(ready.project), _sources_in_background(copy_of(ready.project))
    assert sorted(here) == sorted(there)
    assert len(here) == 3
    for identifier, (source, count) in here.items():
        name, _, rest = there[identifier][0].partition("|")
        assert name != source.partition("|")[0]
        assert Path(name).samefile(source.partition("|")[0])
        assert (rest, there[identifier][1]) == (source.partition("|")[2], count)
    assert 1 in [count for _, count in there.values()], "the subset is kept"


def test_forms_which_ask_the_main_project_for_relations_stay_there(ready: Ready) -> None:
    sites = ready.loaded.layers["sites"]
    assert _relations_in_form(sites)
    project = project_from(copy_of(ready.project))
    copied = project.mapLayer(sites.id())
    assert copied.isValid()
    assert not _relations_in_form(copied)


def _relations_in_form(layer: QgsVectorLayer) -> list[QgsAttributeEditorElement]:
    root = layer.editFormConfig().invisibleRootContainer()
    return root.findElements(Qgis.AttributeEditorType.Relation)

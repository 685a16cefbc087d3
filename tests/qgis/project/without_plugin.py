"""Run as a script in a QGIS that does not have the plugin: open a project and draw its map.

Arguments: the project, the picture to write. Prints what the project holds, as JSON.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

EXTENT = QgsRectangle(3_600_000, 3_600_000, 6_000_000, 4_600_000)
SIZE = QSize(1200, 500)


def draw(project: QgsProject, path: str) -> None:
    """Draw the visible layers of a project."""
    settings = QgsMapSettings()
    settings.setLayers([x for x in project.layerTreeRoot().layerOrder() if _is_visible(project, x)])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setTransformContext(project.transformContext())
    settings.setEllipsoid("EPSG:7030")
    settings.setExtent(EXTENT)
    settings.setOutputSize(SIZE)
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.errors() == []
    assert job.renderedImage().save(path)


def _is_visible(project: QgsProject, layer: object) -> bool:
    node = project.layerTreeRoot().findLayer(layer)
    return layer.isSpatial() and node is not None and node.isVisible()


def _facts(project: QgsProject) -> dict[str, object]:
    layers = project.mapLayers().values()
    manager = project.relationManager()
    return {
        "providers": sorted({layer.providerType() for layer in layers}),
        "invalid": sorted(layer.name() for layer in layers if not layer.isValid()),
        "counts": {layer.name(): layer.featureCount() for layer in layers},
        "sources": sorted({layer.source() for layer in layers}),
        "read_only": sorted(layer.name() for layer in layers if layer.readOnly()),
        "forms": sorted(
            layer.name()
            for layer in layers
            if layer.editFormConfig().layout() == Qgis.AttributeFormLayout.DragAndDrop
        ),
        "relations": sorted(each.name() for each in manager.relations().values() if each.isValid()),
        "polymorphic": sorted(
            each.name() for each in manager.polymorphicRelations().values() if each.isValid()
        ),
        "tips": sorted(layer.name() for layer in layers if layer.mapTipTemplate()),
        "title": project.title(),
        "abstract": project.metadata().abstract(),
        "rights": sorted({text for layer in layers for text in layer.metadata().rights()}),
        "extent": project.viewSettings().defaultViewExtent().isEmpty(),
        "own_provider": "imam_ali_tracker" in QgsProviderRegistry.instance().providerList(),
    }


def _main(source: str, picture: str) -> None:
    application = QgsApplication([], True)
    application.initQgis()
    project = QgsProject.instance()
    assert project.read(source), project.error()
    draw(project, picture)
    sys.stdout.write("\n" + json.dumps(_facts(project)) + "\n")
    project.clear()
    application.exitQgis()


if __name__ == "__main__":
    _main(*sys.argv[1:])

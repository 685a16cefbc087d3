"""A copy of what a project shows, as text: it may go to another thread, and be changed there.

Edits that are not saved are not in it, and neither are the features of layers in memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsPathResolver,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt import sip
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from imam_ali_tracker.briefing.maps import WORLD_MAP
from imam_ali_tracker.briefing.pages import let_end
from imam_ali_tracker.core.own_names import by_own_name
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatch_all, unwatched
from imam_ali_tracker.provider.coordinate_systems import WKT, keep
from imam_ali_tracker.provider.registration import PROVIDER_KEY


@dataclass(frozen=True)
class _LayerCopy:
    identifier: str
    xml: str
    visible: bool


@dataclass(frozen=True)
class ProjectCopy:
    """The layers that a project shows from the top downwards, those of cases also where hidden."""

    crs: str
    ellipsoid: str
    layers: tuple[_LayerCopy, ...]


def copy_of(project: QgsProject) -> ProjectCopy:
    """Return the copy of a project; call it on the thread that the project belongs to.

    A layer that QGIS cannot write down, which it could not save either, is not in it.
    """
    root = present(project.layerTreeRoot())
    copies = []
    for layer in root.layerOrder():
        node = root.findLayer(layer)
        shown = node is not None and node.isVisible()
        of_use = layer.providerType() == PROVIDER_KEY or layer.customProperty(WORLD_MAP)
        xml = _xml(layer) if shown or of_use else ""
        if xml:
            keep(layer.crs())
            copies.append(_LayerCopy(layer.id(), xml, shown))
    crs = project.crs()
    keep(crs)
    return ProjectCopy(crs.toWkt(WKT), project.ellipsoid(), tuple(copies))


def _xml(layer: QgsMapLayer) -> str:
    document = QDomDocument()
    element = document.createElement("maplayer")
    document.appendChild(element)
    written = layer.writeLayerXml(element, document, QgsReadWriteContext())
    # Whoever reads a form looks its relations up in the project of the main thread, which may be
    # changing them at that moment. A map needs none.
    element.removeChild(element.firstChildElement("attributeEditorForm"))
    return document.toString(-1) if written else ""


def project_from(copy: ProjectCopy) -> QgsProject:
    """Return a project of its own with the layers of a copy, on the thread that calls.

    In the background the layers have their files by names of their own.
    """
    project = QgsProject()
    crs = QgsCoordinateReferenceSystem.fromWkt(copy.crs)
    if crs.isValid():
        project.setCrs(crs)
    project.setEllipsoid(copy.ellipsoid)
    root = present(project.layerTreeRoot())
    for each in copy.layers:
        document = QDomDocument()
        document.setContent(each.xml)
        _rename_source(document.documentElement())
        project.readLayer(document.documentElement())
        layer = project.mapLayer(each.identifier)
        if layer is None:
            continue
        placed = root.findLayer(layer)  # by QGIS, at the top
        if placed is not None:
            root.removeChildNode(unwatched(placed))
        present(root.addLayer(layer)).setItemVisibilityChecked(each.visible)
    return project


def end_project(project: QgsProject) -> None:
    """End a project of one's own with all that is in it, on the thread that it belongs to."""
    layouts = present(project.layoutManager())
    for layout in layouts.printLayouts():
        let_end(layout)
    unwatch_all(project)
    layouts.clear()
    project.clear()
    sip.delete(project)  # here and now: what belongs to a thread must end in it


def _rename_source(layer: QDomElement) -> None:
    source = layer.firstChildElement("datasource").firstChild()
    provider = layer.firstChildElement("provider").text()
    absolute = QgsPathResolver().readPath(source.nodeValue())
    source.setNodeValue(by_own_name(provider, absolute))

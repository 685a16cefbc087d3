"""Where the layers of a case stand in the layer tree."""

from __future__ import annotations

from qgis.core import QgsLayerTree, QgsLayerTreeGroup, QgsMapLayer

from imam_ali_tracker.core.present import present
from imam_ali_tracker.project.catalogue import LAYERS, MAP, TABLES, LayerSpec, group_title

CASE_PROPERTY = "imam_ali_tracker/case"
"""The custom property of a case's group: the uuid of the case, stable across copies."""
GROUP_PROPERTY = "imam_ali_tracker/group"


def case_group(root: QgsLayerTree, case_uuid: str, title: str) -> QgsLayerTreeGroup:
    """Return the group of the case, made at the top of the tree where there is none yet."""
    for group in root.findGroups(recursive=True):
        if group.customProperty(CASE_PROPERTY) == case_uuid:
            return group
    group = present(root.insertGroup(0, title))
    group.setCustomProperty(CASE_PROPERTY, case_uuid)
    return group


def place_layer(group: QgsLayerTreeGroup, layer: QgsMapLayer, spec: LayerSpec) -> None:
    """Put ``layer`` where the catalogue wants it among the case's layers that are there.

    It is not shown yet: a map would be drawn anew for each layer.
    """
    section = _section(group, spec.group)
    order = [other.key for other in LAYERS if other.group == spec.group]
    before = order[: order.index(spec.key)]
    position = 0
    for index, child in enumerate(section.children()):
        other = child.layer() if hasattr(child, "layer") else None
        if other is not None and other.customProperty(GROUP_PROPERTY) in before:
            position = index + 1
    node = present(section.insertLayer(position, layer))
    node.setItemVisibilityChecked(False)
    node.setExpanded(spec.expanded)


def _section(group: QgsLayerTreeGroup, name: str) -> QgsLayerTreeGroup:
    """Map layers stand in the case's group itself, tables in a closed group below them."""
    if name == MAP:
        return group
    for child in group.findGroups():
        if child.customProperty(GROUP_PROPERTY) == TABLES:
            return child
    section = present(group.addGroup(group_title(TABLES)))
    section.setCustomProperty(GROUP_PROPERTY, TABLES)
    section.setExpanded(False)
    return section

"""What is selected on the map, in any layer of the case, and selecting it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qgis.core import QgsExpression, QgsFeature, QgsMapLayer, QgsProject, QgsVectorLayer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.provider.registration import PROVIDER_KEY
from imam_ali_tracker.provider.uri import LayerUri

_OF_SITES = ("sites", "position_accuracy")
_OF_CORRIDORS = ("corridors", "corridor_lines", "corridor_zones")
_COLUMNS = (("site", "sites"), ("corridor", "corridors"))


def case_layers(
    project: QgsProject, location: CaseLocation
) -> Iterator[tuple[str, QgsVectorLayer]]:
    """Yield the name within the case and the layer, for each layer of the case in the project."""
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer):
            name = case_table(layer, location)
            if name:
                yield name, layer


def case_table(layer: QgsVectorLayer, location: CaseLocation) -> str:
    """Return the name of a layer within the case, empty where it is not one of the case."""
    if layer.providerType() != PROVIDER_KEY:
        return ""
    try:
        uri = LayerUri.parse(layer.source())
    except TrackerError:  # a layer whose source someone wrote by hand
        return ""
    return uri.layer if uri.location.is_same(location) else ""


def select_rows(
    project: QgsProject, location: CaseLocation, table: str, uuids: Iterable[str]
) -> bool:
    """Select rows of a table in its layers; return whether the project has one."""
    listed = ", ".join(QgsExpression.quotedString(uuid) for uuid in uuids)
    layers = [layer for name, layer in case_layers(project, location) if name == table]
    for layer in layers:
        layer.selectByExpression(f"{QgsExpression.quotedColumnRef('uuid')} IN ({listed})")
    return bool(layers)


def selected_in(layer: QgsMapLayer, location: CaseLocation) -> tuple[str, str] | None:
    """Return table and uuid of the first feature selected in a layer of observations or sites."""
    if not isinstance(layer, QgsVectorLayer) or not layer.selectedFeatureCount():
        return None
    name = case_table(layer, location)
    if name not in ("observations", *_OF_SITES):
        return None
    feature = next(iter(layer.getSelectedFeatures()))
    return ("observations" if name == "observations" else "sites"), str(feature["uuid"])


def selected_on_map(
    project: QgsProject, location: CaseLocation, limit: int
) -> list[tuple[str, str]]:
    """Return table (``sites`` or ``corridors``) and uuid of what is selected, each once.

    A feature of another table stands for its site, or for its corridor.
    """
    found: dict[tuple[str, str], None] = {}
    for name, layer in case_layers(project, location):
        if not layer.selectedFeatureCount():
            continue
        names = layer.fields().names()
        for feature in layer.getSelectedFeatures():
            target = _target(name, names, feature)
            if target is not None:
                found[target] = None
            if len(found) == limit:
                return list(found)
    return list(found)


def _target(layer: str, names: Sequence[str], feature: QgsFeature) -> tuple[str, str] | None:
    for table, layers in (("sites", _OF_SITES), ("corridors", _OF_CORRIDORS)):
        if layer in layers:
            return table, str(feature["uuid"])
    for column, table in _COLUMNS:
        if column in names and feature[column]:
            return table, str(feature[column])
    return None

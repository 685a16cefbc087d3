"""The features of a case that are selected on the map, in whichever of its layers."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.vocabularies import keys
from imam_ali_tracker.provider.registration import PROVIDER_KEY
from imam_ali_tracker.provider.uri import LayerUri

_ROWS_OF = {
    "position_accuracy": "sites",
    "corridor_lines": "corridors",
    "corridor_zones": "corridors",
    "claim_lines": "claims",
}
"""Derived layers whose features have the uuid of a row of a table with another name."""
_NAMES = ("name", "label", "summary", "statement")


@dataclass(frozen=True)
class SelectedFeature:
    """A row of the case that is selected on the map; ``name`` is what an analyst knows it by."""

    table: str
    uuid: str
    name: str


def selected_features(project: QgsProject, location: CaseLocation) -> list[SelectedFeature]:
    """Return the selected features that a report can be attached to, each once."""
    found: dict[tuple[str, str], SelectedFeature] = {}
    for layer in project.mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or not layer.selectedFeatureCount():
            continue
        table = table_of(layer, location)
        if table not in keys("feature_table"):
            continue
        for feature in layer.selectedFeatures():
            selected = _selected(table, feature)
            found.setdefault((table, selected.uuid), selected)
    return [each for each in found.values() if each.uuid]


def table_of(layer: QgsVectorLayer, location: CaseLocation) -> str:
    """Return the table whose rows a layer shows; empty for a layer of anything else."""
    if layer.providerType() != PROVIDER_KEY:
        return ""
    try:
        uri = LayerUri.parse(layer.source())
    except TrackerError:
        return ""
    if uri.location.resolved != location.resolved:
        return ""
    return _ROWS_OF.get(uri.layer, uri.layer)


def _selected(table: str, feature: QgsFeature) -> SelectedFeature:
    names = set(feature.fields().names())
    texts = [feature[name] for name in _NAMES if name in names]
    name = next((text for text in texts if isinstance(text, str) and text), "")
    uuid = feature["uuid"] if "uuid" in names else ""
    return SelectedFeature(table, uuid if isinstance(uuid, str) else "", name)

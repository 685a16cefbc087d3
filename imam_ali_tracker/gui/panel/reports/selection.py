"""The features of a case that are selected on the map, in whichever of its layers."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsFeature, QgsProject

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.vocabularies import keys
from imam_ali_tracker.gui.map_selection import case_layers

_ROWS_OF = {
    "position_accuracy": "sites",
    "corridor_lines": "corridors",
    "corridor_zones": "corridors",
    "claim_lines": "claims",
}
"""Derived layers whose features have the uuid of a row of a table with another name."""
_PLACES = "report_places"
"""The layer of what reports are attached to: its features stand for these."""
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
    for name, layer in case_layers(project, location):
        table = _ROWS_OF.get(name, name)
        if not layer.selectedFeatureCount() or table not in (*keys("feature_table"), _PLACES):
            continue
        for feature in layer.selectedFeatures():
            selected = _reported(feature) if name == _PLACES else _selected(table, feature)
            found.setdefault((selected.table, selected.uuid), selected)
    return [each for each in found.values() if each.uuid]


def _reported(feature: QgsFeature) -> SelectedFeature:
    """Return what another report speaks of, for a place of that report."""
    columns = ("feature_table", "feature_uuid", "feature_name")
    table, uuid, name = (str(feature[column] or "") for column in columns)
    return SelectedFeature(table, uuid, name)


def _selected(table: str, feature: QgsFeature) -> SelectedFeature:
    names = set(feature.fields().names())
    texts = [feature[name] for name in _NAMES if name in names]
    name = next((text for text in texts if isinstance(text, str) and text), "")
    uuid = feature["uuid"] if "uuid" in names else ""
    return SelectedFeature(table, uuid if isinstance(uuid, str) else "", name)

"""Loading a case into a project: one call for the panel, the algorithm and the demo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.project.catalogue import LAYERS, LayerSpec
from imam_ali_tracker.project.form_layout import lay_out_form
from imam_ali_tracker.project.forms import apply_aliases, apply_value_maps, apply_widgets
from imam_ali_tracker.project.groups import GROUP_PROPERTY, case_group, place_layer
from imam_ali_tracker.project.relations import add_relations, referencing
from imam_ali_tracker.project.styles import apply_style
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import layer_uri, same_layer

_DERIVED_VOCABULARIES = {
    "comparator": "comparator",
    "unit": "length_unit",
    "width_unit": "length_unit",
    "position_basis": "position_basis",
    "verdict": "verdict",
    "site_kind": "site_kind",
    "claim_kind": "claim_kind",
    "feature_table": "feature_table",
}


@dataclass(frozen=True)
class LoadedCase:
    """What a project holds of a case: its group and its layers by their name in the catalogue."""

    group: QgsLayerTreeGroup
    layers: dict[str, QgsVectorLayer]
    added: tuple[str, ...]


def load_case(
    location: CaseLocation, project: QgsProject, keys: Collection[str] | None = None
) -> LoadedCase:
    """Load the layers of the case at ``location`` into ``project``, grouped and styled.

    ``keys`` are those of the catalogue's layers that are wanted; without them it is all.
    Layers of the case that the project already has stay as the analyst left them; only what is
    missing is added, so loading twice changes nothing. Nothing else in the project changes. Runs
    on the main thread.

    Raises :class:`TrackerError` where the case or one of its layers cannot be opened; the project
    is then as before.
    """
    register()
    with Case.open(location, read_only=True) as case:
        info = case.info
    there = _layers_in(project, location)
    missing = {
        spec.key: _open_layer(location, spec)
        for spec in LAYERS
        if spec.key not in there and (keys is None or spec.key in keys)
    }
    group = case_group(present(project.layerTreeRoot()), info["uuid"], info["title"])
    for spec in LAYERS:
        if spec.key in missing:
            present(project.addMapLayer(missing[spec.key], False))
            place_layer(group, missing[spec.key], spec)
    layers = {**there, **missing}
    _furnish(project, info["uuid"], layers, missing)
    return LoadedCase(group, layers, tuple(missing))


def _layers_in(project: QgsProject, location: CaseLocation) -> dict[str, QgsVectorLayer]:
    found: dict[str, QgsVectorLayer] = {}
    for layer in project.mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or layer.providerType() != PROVIDER_KEY:
            continue
        for spec in LAYERS:
            if same_layer(layer.source(), _uri(location, spec)):
                found[spec.key] = layer
    return found


def _uri(location: CaseLocation, spec: LayerSpec) -> str:
    return layer_uri(location, spec.layer, stored=spec.hidden_rows)


def _open_layer(location: CaseLocation, spec: LayerSpec) -> QgsVectorLayer:
    layer = QgsVectorLayer(_uri(location, spec), table_label(spec.key), PROVIDER_KEY)
    if not layer.isValid():
        raise TrackerError(
            tr("The layer “{}” of the case {} cannot be opened.").format(spec.key, location.label),
            tr("Check the case for errors; the project has not been changed."),
            present(layer.dataProvider()).error().message(),
        )
    layer.setCustomProperty(GROUP_PROPERTY, spec.key)
    return layer


def _furnish(
    project: QgsProject,
    case_uuid: str,
    layers: dict[str, QgsVectorLayer],
    missing: dict[str, QgsVectorLayer],
) -> None:
    stored = {spec.layer: layers[spec.key] for spec in LAYERS if spec.stored and spec.key in layers}
    relations = add_relations(project, case_uuid, stored) if missing else {}
    for spec in LAYERS:
        if spec.key not in missing:
            continue
        layer = missing[spec.key]
        if spec.style:
            apply_style(layer, spec.style)
        if spec.display:
            layer.setDisplayExpression(spec.display)
        apply_aliases(layer)
        if spec.stored:
            table = TABLES[spec.layer]
            own = {field: rel for (name, field), rel in relations.items() if name == spec.layer}
            apply_widgets(layer, table, own)
            lay_out_form(layer, table, referencing(case_uuid, table.name, layer))
        else:
            apply_value_maps(layer, _DERIVED_VOCABULARIES)

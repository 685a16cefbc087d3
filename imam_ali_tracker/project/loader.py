"""Loading a case into a project: one call for the panel, the algorithm and the demo."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from imam_ali_tracker.case.changes import Row
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
from imam_ali_tracker.project.relations import add_relations, referencing, relation_ids
from imam_ali_tracker.project.styles import apply_style
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import LayerUri, layer_uri, same_layer

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


def read_info(location: CaseLocation) -> Row:
    """Check the case as a whole, and return its row in ``case_info``; in any thread.

    Raises :class:`TrackerError` where there is no case that can be read.
    """
    with Case.open(location, read_only=True) as case:
        return case.info


def load_case(
    location: CaseLocation,
    project: QgsProject,
    keys: Collection[str] | None = None,
    *,
    forms: bool = True,
) -> LoadedCase:
    """Load the layers of the case at ``location`` into ``project``, grouped and styled.

    ``keys`` are those of the catalogue's layers that are wanted; without them it is all.
    Layers of the case that the project already has stay as the analyst left them; only what is
    missing is added, so loading twice changes nothing. Nothing else in the project changes.
    Without ``forms`` the layers get no relations and forms (:func:`furnish`): a background thread
    loads them so, into a project of its own.

    Raises :class:`TrackerError` where the case or one of its layers cannot be opened; the project
    is then as before.
    """
    loading = CaseLoading(location, read_info(location), project, keys, forms=forms)
    while loading.loaded is None:
        loading.step()
    return loading.loaded


class CaseLoading:
    """What :func:`load_case` does, in steps between which a window can work.

    First each layer is opened, outside of the project; until :attr:`has_begun` says that this is
    done, the project is as it was, and whoever takes no further step leaves it so. Then they are
    added; those of the map come into the layer tree, and so are drawn, all at once. ``info`` is
    what :func:`read_info` gives.
    """

    def __init__(
        self,
        location: CaseLocation,
        info: Row,
        project: QgsProject,
        keys: Collection[str] | None = None,
        *,
        forms: bool = True,
    ) -> None:
        register()
        self._location, self._uuid, self._title = location, info["uuid"], info["title"]
        self._project = project
        self._forms = forms
        there = _layers_in(project, location)
        self._wanted = [
            spec for spec in LAYERS if spec.key not in there and (keys is None or spec.key in keys)
        ]
        self._opened: dict[str, QgsVectorLayer] = {}
        self._steps = self._take_steps()
        self._taken = 0
        self.has_begun = False
        """Whether the project is being changed: the rest of the steps should follow soon."""
        self.loaded: LoadedCase | None = None
        """What the project holds, once all steps are taken."""

    @property
    def progress(self) -> float:
        """How much is done, in per cent."""
        return 100.0 * self._taken / (3 * len(self._wanted) + 2)

    def step(self) -> None:
        """Do a little more; raises :class:`TrackerError` where a layer cannot be opened."""
        next(self._steps, None)
        self._taken += 1

    def _take_steps(self) -> Iterator[None]:
        for spec in self._wanted:
            self._opened[spec.key] = _open_layer(self._location, spec, forms=self._forms)
            yield
        self.has_begun = True
        there = _layers_in(self._project, self._location)  # others may have come meanwhile
        for key in [key for key in self._opened if key in there]:
            del self._opened[key]
        ids: dict[str, str] = {}
        for key, layer in self._opened.items():  # of many at once QGIS makes far more work
            ids[key] = present(self._project.addMapLayer(layer, False)).id()
            yield
        if self._forms:
            furnish(self._project, self._uuid, *self._here())
            yield
        root = present(self._project.layerTreeRoot())
        for spec in self._wanted:
            added_layer = self._project.mapLayer(ids.get(spec.key, ""))
            if added_layer is not None:  # nobody has removed it meanwhile
                place_layer(case_group(root, self._uuid, self._title), added_layer, spec)
                yield
        layers, added = self._here()
        for spec in self._wanted:
            if spec.key in added and spec.visible:
                present(root.findLayer(layers[spec.key])).setItemVisibilityChecked(True)
        group = case_group(root, self._uuid, self._title)
        self.loaded = LoadedCase(group, layers, added)

    def _here(self) -> tuple[dict[str, QgsVectorLayer], tuple[str, ...]]:
        """Return the layers as they are now, and which of them came by this."""
        layers = _layers_in(self._project, self._location)
        return layers, tuple(key for key in self._opened if key in layers)


def _layers_in(project: QgsProject, location: CaseLocation) -> dict[str, QgsVectorLayer]:
    names = {(spec.layer, spec.hidden_rows): spec for spec in LAYERS}
    found: dict[str, QgsVectorLayer] = {}
    for layer in project.mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or layer.providerType() != PROVIDER_KEY:
            continue
        try:
            uri = LayerUri.parse(layer.source())
        except TrackerError:  # a source that someone wrote by hand
            continue
        spec = names.get((uri.layer, uri.stored))
        if spec is not None and same_layer(layer.source(), _uri(location, spec)):
            found[spec.key] = layer
    return found


def _uri(location: CaseLocation, spec: LayerSpec) -> str:
    return layer_uri(location, spec.layer, stored=spec.hidden_rows)


def _open_layer(location: CaseLocation, spec: LayerSpec, *, forms: bool) -> QgsVectorLayer:
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = forms  # one that is stored with a table may hold a form
    layer = QgsVectorLayer(_uri(location, spec), table_label(spec.key), PROVIDER_KEY, options)
    if not layer.isValid():
        raise TrackerError(
            tr("The layer “{}” of the case {} cannot be opened.").format(spec.key, location.label),
            tr("Check the case for errors; the project has not been changed."),
            present(layer.dataProvider()).error().message(),
        )
    layer.setCustomProperty(GROUP_PROPERTY, spec.key)
    if spec.style:
        apply_style(layer, spec.style)
    if spec.display:
        layer.setDisplayExpression(spec.display)
    apply_aliases(layer)
    if not spec.stored:
        apply_value_maps(layer, _DERIVED_VOCABULARIES)
    return layer


def _stored(layers: dict[str, QgsVectorLayer]) -> dict[str, QgsVectorLayer]:
    """Return the layers that show the rows of a table, by the name of that table."""
    return {spec.layer: layers[spec.key] for spec in LAYERS if spec.stored and spec.key in layers}


def furnish(
    project: QgsProject,
    case_uuid: str,
    layers: dict[str, QgsVectorLayer],
    added: Collection[str],
) -> None:
    """Relate the layers of tables, and give the added ones their forms, which need that.

    In the main thread only, whatever the project: QGIS looks the relations of a form, and the
    layers of a polymorphic relation, up in the project of the main thread too.
    """
    if not added:
        return
    tables = _stored(layers)
    add_relations(project, case_uuid, tables)
    for name, layer in _stored({key: layers[key] for key in added}).items():
        table = TABLES[name]
        apply_widgets(layer, table, relation_ids(case_uuid, table, tables), tables)
        lay_out_form(layer, table, referencing(case_uuid, name, layer))

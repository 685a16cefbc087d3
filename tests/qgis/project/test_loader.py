"""Loading a case into a project that an analyst has already."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from qgis.core import (
    Qgis,
    QgsAttributeEditorTextElement,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFieldConstraints,
    QgsLayerTreeLayer,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsFeatureListComboBox
from qgis.PyQt import sip

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.project.catalogue import LAYERS
from imam_ali_tracker.project.expressions import registration as expressions
from imam_ali_tracker.project.groups import CASE_PROPERTY
from imam_ali_tracker.project.loader import LoadedCase, load_case
from imam_ali_tracker.project.upkeep import RelationUpkeep
from tests.support.waiting import wait_until

EXISTING = Path(__file__).parents[2] / "data" / "existing_project"


@pytest.fixture
def folder(tmp_path: Path, reference_file: Path) -> Path:
    shutil.copytree(EXISTING, tmp_path / "work")
    shutil.copy(reference_file, tmp_path / "work" / "case.gpkg")
    return tmp_path / "work"


@pytest.fixture
def project(folder: Path) -> Iterator[QgsProject]:
    project = QgsProject()
    assert project.read(str(folder / "project.qgz"))
    yield project
    sip.delete(project)  # pytest would keep it until QGIS has ended, when deleting it crashes


@pytest.fixture
def loaded(folder: Path, project: QgsProject) -> LoadedCase:
    return load_case(CaseLocation.parse(folder / "case.gpkg"), project)


def without_case(project: QgsProject, path: Path, loaded: LoadedCase | None) -> list[str]:
    """Return the project as saved, line by line, less what belongs to the layers of the case."""
    assert project.write(str(path))
    root = ET.parse(path).getroot()
    ids = {layer.id() for layer in loaded.layers.values()} if loaded else set()
    _prune(root, lambda element: _belongs(element, ids))
    for stamp in ("saveDateTime", "saveUser", "saveUserFull"):
        root.attrib.pop(stamp, None)
    return [line.strip() for line in ET.tostring(root, encoding="unicode").splitlines()]


def _belongs(element: ET.Element, ids: set[str]) -> bool:
    if element.tag == "projectMetadata":
        return False
    if element.tag == "layer-tree-group":
        properties = element.findall("customproperties/Option/Option")
        return any(option.get("name") == CASE_PROPERTY for option in properties)
    if element.tag == "maplayer":
        return element.findtext("id") in ids
    if element.tag in ("relation", "polymorphicRelation"):
        return str(element.get("id")).startswith("imam_ali_tracker_")
    named = {*element.attrib.values(), element.text}
    return bool(named & ids)


def _prune(element: ET.Element, unwanted: Callable[[ET.Element], bool]) -> None:
    for child in list(element):
        if unwanted(child):
            element.remove(child)
        else:
            _prune(child, unwanted)
    if not len(element) and not (element.text or "").strip():
        element.text = None  # what held only rows of the case is empty again


def test_another_spelling_of_the_path_doubles_nothing(
    folder: Path, project: QgsProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_case(CaseLocation.parse(folder / "case.gpkg"), project)
    layers = set(project.mapLayers())
    (folder.parent / "link").symlink_to(folder)
    monkeypatch.chdir(folder)
    for spelling in ("case.gpkg", "../work/case.gpkg", str(folder.parent / "link" / "case.gpkg")):
        assert load_case(CaseLocation.parse(spelling), project).added == ()
        assert set(project.mapLayers()) == layers


def test_every_layer_of_the_catalogue_is_loaded_and_valid(loaded: LoadedCase) -> None:
    assert set(loaded.layers) == {spec.key for spec in LAYERS}
    assert all(layer.isValid() for layer in loaded.layers.values())
    assert loaded.layers["sites"].featureCount() > 5
    assert loaded.layers["buffers"].featureCount() > 3


def test_layers_stand_in_one_group_in_the_order_of_the_catalogue(
    project: QgsProject, loaded: LoadedCase
) -> None:
    root = project.layerTreeRoot()
    assert root.children()[0] is loaded.group
    own = [
        child.layer() for child in loaded.group.children() if isinstance(child, QgsLayerTreeLayer)
    ]
    assert own == [loaded.layers[spec.key] for spec in LAYERS if spec.group == "map"]
    tables = loaded.group.findGroups()
    assert [len(group.findLayers()) for group in tables] == [
        sum(spec.group == "tables" for spec in LAYERS)
    ]


def test_nothing_else_in_the_project_changes(folder: Path, project: QgsProject) -> None:
    before = without_case(project, folder / "before.qgs", None)
    loaded = load_case(CaseLocation.parse(folder / "case.gpkg"), project)
    after = without_case(project, folder / "after.qgs", loaded)
    assert list(difflib.unified_diff(before, after, lineterm="", n=0)) == []
    assert project.crs().authid() == "EPSG:32638"


def test_loading_twice_changes_nothing(folder: Path, project: QgsProject) -> None:
    location = CaseLocation.parse(folder / "case.gpkg")
    first = load_case(location, project)
    layers, relations = set(project.mapLayers()), set(project.relationManager().relations())
    first.layers["sites"].setName("My sites")
    second = load_case(location, project)
    assert second.added == ()
    assert set(project.mapLayers()) == layers
    assert set(project.relationManager().relations()) == relations
    assert second.layers["sites"].name() == "My sites"
    assert len(project.layerTreeRoot().findGroups(recursive=True)) == 3


def test_a_removed_layer_comes_back_in_its_place(folder: Path, project: QgsProject) -> None:
    location = CaseLocation.parse(folder / "case.gpkg")
    loaded = load_case(location, project)
    project.removeMapLayer(loaded.layers["corridor_lines"].id())
    again = load_case(location, project)
    assert again.added == ("corridor_lines",)
    own = [
        child.layer().customProperty("imam_ali_tracker/group")
        for child in again.group.children()
        if isinstance(child, QgsLayerTreeLayer)
    ]
    assert own == [spec.key for spec in LAYERS if spec.group == "map"]


def test_a_moved_project_finds_its_case(folder: Path, project: QgsProject) -> None:
    load_case(CaseLocation.parse(folder / "case.gpkg"), project)
    assert project.write(str(folder / "project.qgz"))
    project.clear()
    moved = folder.with_name("moved")
    folder.rename(moved)
    reopened = QgsProject()
    assert reopened.read(str(moved / "project.qgz"))
    assert all(layer.isValid() for layer in reopened.mapLayers().values())
    sources = [layer.source() for layer in reopened.mapLayers().values()]
    assert all(str(moved) in source for source in sources)


def test_a_bad_case_leaves_the_project_alone(folder: Path, project: QgsProject) -> None:
    bad = folder / "bad.gpkg"
    bad.write_bytes(b"not a database")
    layers = set(project.mapLayers())
    with pytest.raises(TrackerError, match=r"bad\.gpkg"):
        load_case(CaseLocation.parse(bad), project)
    assert set(project.mapLayers()) == layers
    assert len(project.layerTreeRoot().findGroups(recursive=True)) == 1


def test_forms_show_labels_and_refuse_impossible_values(loaded: LoadedCase) -> None:
    sites = loaded.layers["sites"]
    fields = sites.fields()
    basis = fields.lookupField("position_basis")
    setup = sites.editorWidgetSetup(basis)
    assert setup.type() == "ValueMap"
    assert {"Proxy (another place's position)": "proxy"} in setup.config()["map"]
    accuracy = fields.lookupField("position_accuracy_m")
    assert "0 or more" in sites.constraintDescription(accuracy)
    assert sites.attributeDisplayName(accuracy) == "Position accuracy (m)"
    assert sites.editFormConfig().tabs()[0].name() == "Facts"


def test_a_new_waypoint_comes_last_and_keeps_a_place(loaded: LoadedCase) -> None:
    waypoints = loaded.layers["corridor_waypoints"]
    sequence = waypoints.fields().lookupField("sequence")
    strengths = waypoints.fieldConstraintsAndStrength(sequence)
    needed = QgsFieldConstraints.Constraint.ConstraintNotNull
    assert strengths[needed] == QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    known = [feature["sequence"] for feature in waypoints.getFeatures()]
    assert waypoints.defaultValue(sequence) == max(known) + 1


def test_half_a_reference_is_refused(loaded: LoadedCase) -> None:
    claims = loaded.layers["claims"]
    index = claims.fields().lookupField("subject_uuid")
    feature = next(each for each in claims.getFeatures() if each["subject_uuid"])
    layer = QgsFieldConstraints.ConstraintOrigin.ConstraintOriginLayer
    expression = QgsFieldConstraints.Constraint.ConstraintExpression
    assert claims.fields().at(index).constraints().constraintOrigin(expression) == layer
    assert QgsVectorLayerUtils.validateAttribute(claims, feature, index)[0]
    feature["subject_table"] = None
    assert not QgsVectorLayerUtils.validateAttribute(claims, feature, index)[0]
    feature["subject_uuid"] = None
    assert QgsVectorLayerUtils.validateAttribute(claims, feature, index)[0]


@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("corridors", "width_unit", {"width": 5.0, "width_unit": "km"}, {"width_unit": None}),
        ("corridors", "width_unit", {"width": None, "width_unit": None}, {"width": 5.0}),
        ("buffers_rows", "site", {"site": "a", "corridor": None}, {"corridor": "b"}),
        ("buffers_rows", "site", {"site": None, "corridor": "b"}, {"corridor": None}),
        ("buffers_rows", "inner_distance", {"inner_distance": None}, {"inner_distance": -1.0}),
        ("buffers_rows", "inner_distance", {"distance": 9, "inner_distance": 8}, {"distance": 8}),
        (
            "buffers_rows",
            "azimuth_to",
            {"azimuth_from": 1, "azimuth_to": 2},
            {"azimuth_from": None},
        ),
        (
            "buffers_rows",
            "azimuth_to",
            {"azimuth_from": None, "azimuth_to": None},
            {"azimuth_from": 1},
        ),
    ],
)
def test_forms_refuse_what_the_integrity_check_calls_an_error(
    loaded: LoadedCase, table: str, column: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    layer = loaded.layers[table]
    index = layer.fields().lookupField(column)
    strength = layer.fields().at(index).constraints().constraintStrength
    expression = QgsFieldConstraints.Constraint.ConstraintExpression
    assert strength(expression) == QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    feature = QgsFeature(layer.fields())
    for name, value in good.items():
        feature[name] = value
    assert QgsVectorLayerUtils.validateAttribute(layer, feature, index)[0]
    for name, value in bad.items():
        feature[name] = value
    assert not QgsVectorLayerUtils.validateAttribute(layer, feature, index)[0]


def test_relations_lead_from_a_site_to_its_names_and_citations(
    folder: Path, new_project: QgsProject
) -> None:
    """In the current project, because only there QGIS resolves polymorphic relations."""
    layers = load_case(CaseLocation.parse(folder / "case.gpkg"), new_project).layers
    site = next(f for f in layers["sites"].getFeatures() if f["name"] == "Imam Ali base")
    manager = new_project.relationManager()
    tabs = {tab.name(): tab for tab in layers["sites"].editFormConfig().tabs()}
    linked = tabs["Linked rows"]
    relations = {
        element.label(): manager.relation(element.relation().id()) for element in linked.children()
    }
    assert all(relation.isValid() for relation in relations.values())
    names = [f["name"] for f in relations["Names by Site"].getRelatedFeatures(site)]
    assert any("\u0639" in name for name in names)  # an Arabic letter
    assert list(relations["Citations by Feature"].getRelatedFeatures(site))
    assert list(relations["Claims by Subject"].getRelatedFeatures(site))


def test_layers_that_leave_are_in_no_relation_any_more(
    folder: Path, new_project: QgsProject
) -> None:
    upkeep = RelationUpkeep(new_project)
    location = CaseLocation.parse(folder / "case.gpkg")
    layers = load_case(location, new_project).layers
    manager = new_project.relationManager()

    def referenced() -> dict[str, set[str]]:
        found = manager.polymorphicRelations().values()
        return {each.referencingLayerId(): set(each.referencedLayerIds()) for each in found}

    before = referenced()
    corridors, claims, citations = (layers[n].id() for n in ("corridors", "claims", "citations"))
    assert corridors in before[citations]
    assert claims in before
    new_project.removeMapLayers([corridors, claims])
    after = referenced()
    assert after == {
        layer: those - {corridors, claims} for layer, those in before.items() if layer != claims
    }
    assert not manager.relation("none of these").isValid()
    added = load_case(location, new_project).layers
    assert referenced().keys() == {*after, added["claims"].id()}
    assert added["corridors"].id() in referenced()[citations]
    sip.delete(upkeep)


def test_a_project_that_is_only_drawn_gets_no_forms(folder: Path, project: QgsProject) -> None:
    layers = load_case(CaseLocation.parse(folder / "case.gpkg"), project, forms=False).layers
    assert not project.relationManager().relations()
    assert layers["sites"].editFormConfig().layout() == Qgis.AttributeFormLayout.AutoGenerated
    assert layers["sites"].renderer().type() != "singleSymbol"


def test_observations_follow_the_temporal_controller(loaded: LoadedCase) -> None:
    properties = loaded.layers["observations"].temporalProperties()
    assert properties.isActive()
    assert "date_from" in properties.startExpression()


def test_styles_belong_to_every_map_layer(loaded: LoadedCase) -> None:
    for spec in LAYERS:
        if spec.style:
            layer: QgsVectorLayer = loaded.layers[spec.key]
            assert layer.renderer().type() != "singleSymbol" or spec.key == "corridor_zones"
            assert layer.mapTipTemplate()


def shown_of(case: Path, project: QgsProject) -> tuple[str, str]:
    """Return what the form and the map tip of a site say of its reports."""
    sites = load_case(CaseLocation.parse(case), project).layers["sites"]
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(sites))
    context.setFeature(next(f for f in sites.getFeatures() if f["name"] == "Imam Ali base"))
    tab = next(tab for tab in sites.editFormConfig().tabs() if tab.name() == "Reports")
    text = sip.cast(tab.children()[0], QgsAttributeEditorTextElement).text()
    tip = QgsExpression.replaceExpressionText(sites.mapTipTemplate(), context)
    return QgsExpression.replaceExpressionText(text, context), tip


def test_forms_and_map_tips_cite_the_reports(folder: Path, new_project: QgsProject) -> None:
    expressions.register()
    form, tip = shown_of(folder / "case.gpkg", new_project)
    expressions.unregister()
    for shown in (form, tip):
        assert '<a href="https://' in shown
        assert "Jerusalem Post" in shown
    assert "more</div>" in tip
    assert "more" not in form


def test_without_the_plugin_forms_and_map_tips_show_no_errors(
    folder: Path, new_project: QgsProject
) -> None:
    expressions.unregister()
    form, tip = shown_of(folder / "case.gpkg", new_project)
    assert "–" in form
    assert "[%" not in form + tip
    assert "Reports:" not in tip
    assert "Imam Ali base" in tip


def test_a_form_lists_citations_by_what_they_say(new_project: QgsProject, folder: Path) -> None:
    """QGIS finds the names in a thread of its own, where it must not read our layers."""
    expressions.register()
    layers = load_case(CaseLocation.parse(folder / "case.gpkg"), new_project).layers
    citations = layers["citations"]
    combo = QgsFeatureListComboBox()
    combo.setSourceLayer(citations)
    combo.setIdentifierFields(["uuid"])
    combo.setDisplayExpression(citations.displayExpression())
    wait_until(lambda: combo.count() > 50)
    shown = {combo.itemText(row) for row in range(combo.count())}
    assert any(each.endswith("”") for each in shown)
    assert not any("http" in each for each in shown)
    sip.delete(combo)
    expressions.unregister()

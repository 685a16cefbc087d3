"""Stored layers are edited as any layer is; derived ones refuse."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    NULL,
    Qgis,
    QgsDataProvider,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsField,
    QgsFieldConstraints,
    QgsProject,
    QgsUnsetAttributeValue,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QDateTime, QMetaType, Qt, QTime

from imam_ali_tracker.case.database import connect, qualified
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.provider.uri import LayerUri
from tests.qgis.provider.conftest import (
    BACKENDS,
    DERIVED,
    Kind,
    Locations,
    Subject,
    open_layer,
    stored_only,
)
from tests.qgis.provider.sample import point, uid
from tests.qgis.provider.test_reading import ids
from tests.support.surroundings import minding_permissions

CAN = Qgis.VectorProviderCapability


@pytest.fixture(params=BACKENDS)
def sites(request: pytest.FixtureRequest, locations: Locations) -> Iterator[QgsVectorLayer]:
    """The sites of a case of one test."""
    layer = open_layer(locations.own(request.param), Kind("sites"))
    yield layer
    sip.delete(layer)


def _site(layer: QgsVectorLayer, name: str) -> QgsFeature:
    feature = QgsFeature(layer.fields())
    feature["uuid"], feature["name"] = uid(name), name
    feature["kind"], feature["position_basis"] = "other", "reported"
    feature.setGeometry(point(10.0, 20.0))
    return feature


def _fresh(layer: QgsVectorLayer) -> dict[str, QgsFeature]:
    """Return the features by name, as a layer gives them that is opened now."""
    again = QgsVectorLayer(layer.source(), "again", layer.providerType())
    return {feature["name"]: QgsFeature(feature) for feature in again.getFeatures()}


def test_capabilities_are_the_native_ones(subject: Subject) -> None:
    """What a stored layer can do is what QGIS's own provider can; a derived one cannot change."""
    able = subject.provider.capabilities()
    writing = (
        CAN.AddFeatures | CAN.DeleteFeatures | CAN.ChangeAttributeValues | CAN.ChangeGeometries
    )
    if not subject.kind.stored:
        assert not able & (writing | CAN.AddAttributes | CAN.DeleteAttributes | CAN.FastTruncate)
        assert not subject.layer.startEditing()
        return
    native = _native(subject.layer)
    assert able == native.dataProvider().capabilities() & ~CAN.TransactionSupport
    assert able & CAN.AddFeatures
    if subject.kind.spatial:
        assert able & CAN.ChangeGeometries


def _native(layer: QgsVectorLayer) -> QgsVectorLayer:
    from imam_ali_tracker.provider.stored import native_uri

    uri = LayerUri.parse(layer.source())
    native = QgsVectorLayer(native_uri(uri), "native", uri.location.provider_key)
    assert native.isValid()
    return native


@stored_only
def test_fields_are_the_native_ones(subject: Subject) -> None:
    """Fields, their types, constraints and defaults are those of QGIS's own provider."""
    native_layer = _native(subject.layer)
    native, ours = native_layer.dataProvider(), subject.provider
    assert ours.fields() == native.fields()
    assert ours.pkAttributeIndexes() == native.pkAttributeIndexes()
    assert ours.fieldNameMap() == native.fieldNameMap()
    for index, field in enumerate(native.fields()):
        assert ours.fieldNameIndex(field.name()) == index
        assert ours.fieldConstraints(index) == native.fieldConstraints(index)
        assert ours.defaultValueClause(index) == native.defaultValueClause(index)
        assert str(ours.defaultValue(index)) == str(native.defaultValue(index))
        not_null = QgsFieldConstraints.Constraint.ConstraintNotNull
        assert ours.skipConstraintCheck(index, not_null) == native.skipConstraintCheck(
            index, not_null
        )
    names = [(t.mTypeDesc, t.mTypeName) for t in native.nativeTypes()]
    assert [(t.mTypeDesc, t.mTypeName) for t in ours.nativeTypes()] == names
    assert ours.supportedType(QgsField("x", QMetaType.Type.QString))


def test_default_of_the_key_is_evaluated_when_asked(locations: Locations) -> None:
    """A project that evaluates defaults on the database's side has them from it."""
    layer = open_layer(locations.own("postgis"), Kind("sites"))
    provider = layer.dataProvider()
    assert "nextval" in provider.defaultValueClause(0)
    provider.setProviderProperty(QgsDataProvider.ProviderProperty.EvaluateDefaultValues, True)
    first, second = provider.defaultValue(0), provider.defaultValue(0)
    assert second == first + 1
    sip.delete(layer)


def test_features_through_the_provider(sites: QgsVectorLayer) -> None:
    """Adding, changing and deleting through the provider is written at once."""
    provider = sites.dataProvider()
    done, added = provider.addFeatures([_site(sites, "one"), _site(sites, "two")])
    assert done
    assert {f["name"] for f in added} == {"one", "two"}
    first, second = (feature.id() for feature in added)
    assert sites.getFeature(first)["name"] == "one"
    name = sites.fields().indexOf("name")
    assert provider.changeAttributeValues({first: {name: "uno"}})
    assert provider.changeGeometryValues({first: point(11, 21)})
    assert provider.changeFeatures({second: {name: "due"}}, {second: point(12, 22)})
    found = _fresh(sites)
    assert found["uno"].geometry().asPoint().x() == 11
    assert found["due"].geometry().asPoint().y() == 22
    assert provider.deleteFeatures([first])
    assert "uno" not in _fresh(sites)
    assert provider.featureCount() == len(_fresh(sites))
    assert provider.addFeature(_site(sites, "three"))
    assert provider.addFeatures([_site(sites, "4")], QgsFeatureSink.Flag.FastInsert)[0]
    assert {"three", "4"} <= set(_fresh(sites))


def test_bare_features_become_rows_of_the_case(sites: QgsVectorLayer) -> None:
    """What every row has is filled in where a script leaves it out; what it gives stays."""
    own, name = uid("given"), sites.fields().indexOf("name")
    moment = QDateTime(QDate(2019, 9, 9), QTime(11, 4), Qt.TimeSpec.UTC)
    short = QgsFeature()
    short.resizeAttributes(name + 1)
    short.setAttribute(name, "short")
    unset = QgsFeature(sites.fields())
    unset["name"], unset["uuid"] = "unset", QgsUnsetAttributeValue("nothing")
    given = _site(sites, "given")
    given["created"] = moment
    nameless = QgsFeature(sites.fields())
    nameless["uuid"], nameless["name"] = "", "nameless"
    before = QDateTime.currentDateTimeUtc().addSecs(-1)
    done, added = sites.dataProvider().addFeatures([short, unset, given, nameless])
    assert done
    assert short.attributeCount() == name + 1
    assert nameless["uuid"] == ""
    found = _fresh(sites)
    for feature in added:
        stored = found[feature.attribute(name)]
        assert stored.id() == feature.id()
        assert stored["uuid"] == feature.attribute(sites.fields().indexOf("uuid"))
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", stored["uuid"])
        assert stored["modified"].toUTC() >= before
    assert found["given"]["uuid"] == own
    assert found["given"]["created"].toUTC() == moment
    assert found["short"]["created"].toUTC() >= before
    with Case.open(LayerUri.parse(sites.source()).location, read_only=True) as case:
        assert {"short", "unset", "given", "nameless"} <= {
            row["name"] for row in case.rows("sites")
        }


def test_changes_are_stamped_and_no_row_loses_its_uuid(sites: QgsVectorLayer) -> None:
    """A change of values or geometry changes ``modified``; the uuid can be changed, not lost."""
    provider = sites.dataProvider()
    names = ("uuid", "name", "modified")
    uuid, name, modified = (sites.fields().indexOf(each) for each in names)
    first, second, third = sorted(ids(sites.getFeatures()))[:3]
    old = QDateTime(QDate(2001, 1, 1), QTime(0, 0), Qt.TimeSpec.UTC)
    assert provider.changeAttributeValues({key: {modified: old} for key in (first, second, third)})
    assert sites.getFeature(first)["modified"].toUTC() == old
    assert provider.changeAttributeValues({first: {name: "changed"}})
    assert provider.changeGeometryValues({second: point(1, 1)})
    now = QDateTime.currentDateTimeUtc()
    for key in (first, second):
        assert abs(sites.getFeature(key)["modified"].toUTC().secsTo(now)) < 60
    assert sites.getFeature(third)["modified"].toUTC() == old
    kept = sites.getFeature(first)["uuid"]
    for nothing in (None, NULL, ""):
        assert not provider.changeAttributeValues({first: {uuid: nothing, name: "lost"}})
        assert "Identifier" in " ".join(provider.errors())
        provider.clearErrors()
    again = sites.getFeature(first)
    assert (again["uuid"], again["name"]) == (kept, "changed")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_newer_case_is_only_read(backend: str, locations: Locations) -> None:
    """What the columns of a newer schema mean is not known here, so nobody writes them."""
    location = locations.fresh(backend)
    info = qualified(location, "case_info")
    connect(location).executeSql(f"UPDATE {info} SET schema_version = 99")
    layer = open_layer(location, Kind("sites"))
    features = {f.id(): f.attributes() for f in layer.getFeatures()}
    assert len(features) == layer.featureCount() > 0
    assert not layer.startEditing()
    provider = layer.dataProvider()
    assert not provider.addFeatures([_site(layer, "new")])[0]
    assert not provider.deleteFeatures([min(features)])
    assert not provider.changeAttributeValues({min(features): {2: "x"}})
    assert not provider.changeGeometryValues({min(features): point(0, 0)})
    assert not provider.addAttributes([QgsField("x", QMetaType.Type.QString)])
    assert not provider.truncate()
    assert len(provider.errors()) == 6
    assert all("99" in text for text in (*provider.errors(), provider.dataComment()))
    assert {f.id(): f.attributes() for f in layer.getFeatures()} == features
    sip.delete(layer)


def test_null_values(sites: QgsVectorLayer) -> None:
    """NULL can be written and comes back as NULL, also as a missing geometry."""
    feature = _site(sites, "nothing known")
    feature["position_accuracy_m"] = NULL
    feature.clearGeometry()
    done, added = sites.dataProvider().addFeatures([feature])
    assert done
    found = _fresh(sites)["nothing known"]
    assert found["position_accuracy_m"] == NULL
    assert found["country"] == NULL
    assert not found.hasGeometry()
    accuracy = sites.fields().indexOf("position_accuracy_m")
    assert sites.dataProvider().changeAttributeValues({added[0].id(): {accuracy: 5.5}})
    assert _fresh(sites)["nothing known"]["position_accuracy_m"] == 5.5


def test_edit_buffer(sites: QgsVectorLayer) -> None:
    """Edits wait in the buffer, can be undone and redone, and are written together."""
    count = sites.featureCount()
    assert sites.startEditing()
    sites.beginEditCommand("Add a site")
    assert sites.addFeature(_site(sites, "new"))
    sites.endEditCommand()
    first = min(ids(sites.getFeatures()), key=abs)
    sites.beginEditCommand("Rename a site")
    assert sites.changeAttributeValue(first, sites.fields().indexOf("name"), "renamed")
    sites.endEditCommand()
    assert sites.changeGeometry(first, point(1, 2))
    assert sites.featureCount() == count + 1
    assert "new" not in _fresh(sites)
    for _ in range(3):
        sites.undoStack().undo()
    assert not sites.isModified()
    for _ in range(3):
        sites.undoStack().redo()
    assert sites.commitChanges(), sites.commitErrors()
    found = _fresh(sites)
    assert found["renamed"].geometry().asPoint().x() == 1
    assert "new" in found
    assert sites.featureCount() == count + 1
    assert sites.startEditing()
    assert sites.deleteFeature(found["new"].id())
    assert sites.rollBack()
    assert "new" in _fresh(sites)


@pytest.mark.parametrize("mode", list(Qgis.TransactionMode))
def test_transaction_modes(sites: QgsVectorLayer, mode: Qgis.TransactionMode) -> None:
    """Whatever transactions a project wants, edits of two layers can be made and saved."""
    project = QgsProject.instance()
    project.setTransactionMode(mode)
    reports = QgsVectorLayer(
        sites.source().replace("layer=sites", "layer=reports"), "reports", sites.providerType()
    )
    layers = [sites.clone(), reports]
    for layer in layers:
        project.addMapLayer(layer)
    try:
        for layer, field in zip(layers, ("name", "title")):
            assert layer.isEditable() or layer.startEditing()
            key = next(layer.getFeatures()).id()
            assert layer.changeAttributeValue(key, layer.fields().indexOf(field), f"by {mode}")
        if mode == Qgis.TransactionMode.BufferedGroups:
            assert project.commitChanges()[0]
        else:
            assert all(layer.commitChanges() for layer in layers)
        assert f"by {mode}" in _fresh(sites)
        again = QgsVectorLayer(reports.source(), "again", reports.providerType())
        assert f"by {mode}" in {feature["title"] for feature in again.getFeatures()}
    finally:
        project.clear()
        project.setTransactionMode(Qgis.TransactionMode.Disabled)


def test_form_defaults(sites: QgsVectorLayer) -> None:
    """A new feature of a form gets a key that is free, and can be saved."""
    assert sites.startEditing()
    attributes = {sites.fields().indexOf("name"): "from a form"}
    feature = QgsVectorLayerUtils.createFeature(sites, point(3, 4), attributes)
    feature["uuid"], feature["kind"], feature["position_basis"] = uid("form"), "other", "reported"
    assert sites.addFeature(feature)
    assert sites.commitChanges(), sites.commitErrors()
    assert _fresh(sites)["from a form"].geometry().asPoint().y() == 4


def test_refused_by_the_database(sites: QgsVectorLayer) -> None:
    """What the database refuses is an error with its words, and nothing is written."""
    taken = next(sites.getFeatures())
    twin = _site(sites, "twin")
    twin["uuid"] = taken["uuid"]
    before = set(_fresh(sites))
    assert sites.startEditing()
    assert sites.addFeature(twin)
    assert not sites.commitChanges()
    assert "uuid" in " ".join(sites.commitErrors())
    assert sites.rollBack()
    assert set(_fresh(sites)) == before
    assert sites.dataProvider().addFeatures([_site(sites, "after all")])[0]
    assert "after all" in _fresh(sites)


def test_fields_can_be_added_renamed_and_deleted(sites: QgsVectorLayer) -> None:
    """An analyst's own column comes and goes."""
    assert sites.dataProvider().addAttributes([QgsField("mine", QMetaType.Type.QString, "text")])
    sites.updateFields()
    index = sites.fields().indexOf("mine")
    assert index == len(sites.fields()) - 1
    key = next(sites.getFeatures()).id()
    assert sites.dataProvider().changeAttributeValues({key: {index: "value"}})
    assert sites.dataProvider().renameAttributes({index: "own"})
    sites.updateFields()
    assert sites.getFeature(key)["own"] == "value"
    assert sites.dataProvider().deleteAttributes([index])
    sites.updateFields()
    assert sites.fields().indexOf("own") == -1
    assert sites.getFeature(key).isValid()


def test_truncate(sites: QgsVectorLayer) -> None:
    """All rows can be removed at once."""
    assert sites.dataProvider().truncate()
    assert sites.featureCount() == 0
    assert _fresh(sites) == {}


def test_indexes(sites: QgsVectorLayer) -> None:
    """Indexes can be asked for; QGIS's provider of PostgreSQL makes none, and says it did."""
    provider = sites.dataProvider()
    assert provider.createAttributeIndex(sites.fields().indexOf("name"))
    present = QgsFeatureSource.SpatialIndexPresence.SpatialIndexPresent
    assert provider.hasSpatialIndex() == present
    location = LayerUri.parse(sites.source()).location
    if location.path is not None:
        made = connect(location).executeSql("SELECT sql FROM sqlite_master WHERE type = 'index'")
        assert any(re.search(r'[(]"?name"?[)]', row[0] or "") for row in made), made


@pytest.mark.parametrize("kind", DERIVED, ids=str)
def test_derived_layers_refuse(kind: Kind, locations: Locations) -> None:
    """Nothing can be written into a derived layer, also past the layer's own check."""
    layer = open_layer(locations.shared("gpkg"), kind)
    features = {f.id(): f.attributes() for f in layer.getFeatures()}
    assert not layer.startEditing()
    provider = layer.dataProvider()
    first = min(features)
    assert not provider.addFeatures([QgsFeature(layer.fields())])[0]
    assert not provider.deleteFeatures([first])
    assert not provider.changeAttributeValues({first: {1: "x"}})
    assert not provider.changeGeometryValues({first: point(0, 0)})
    assert not provider.addAttributes([QgsField("x", QMetaType.Type.QString)])
    assert not provider.truncate()
    assert {f.id(): f.attributes() for f in layer.getFeatures()} == features
    sip.delete(layer)


def test_read_only_file(locations: Locations) -> None:
    """Of a file that the analyst may not write everything is shown and nothing can be edited."""
    location = locations.own("gpkg")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.gpkg"
        shutil.copyfile(str(location), path)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        before = path.read_bytes()
        with minding_permissions():
            assert not os.access(path, os.W_OK, effective_ids=True)
            for kind in (Kind("sites"), Kind("buffers", stored=False)):
                layer = open_layer(CaseLocation.parse(path), kind)
                assert len(list(layer.getFeatures())) == layer.featureCount() > 0
                assert not layer.startEditing()
                assert not layer.dataProvider().addFeatures([QgsFeature(layer.fields())])[0]
                assert not layer.dataProvider().deleteFeatures([1])
                sip.delete(layer)
        Path(folder).chmod(0o755)
        assert path.read_bytes() == before

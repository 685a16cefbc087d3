"""Layers with a filter of their own: reading, counting, storing and refusing it."""

from __future__ import annotations

import pytest
from qgis.core import QgsExpression, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

from tests.qgis.provider.conftest import Subject
from tests.qgis.provider.test_reading import EXACT, ids


@pytest.fixture
def filtered(subject: Subject) -> tuple[Subject, set[int]]:
    """A layer that shows only part of its features, and the ids of those."""
    key = sorted(subject.ids)[1]
    subset = f'"fid" > {key - 1}'
    assert subject.layer.setSubsetString(subset)
    yield subject, {each for each in subject.ids if each >= key}
    assert subject.layer.setSubsetString("")
    assert subject.layer.featureCount() == len(subject.features)


def test_supported(subject: Subject) -> None:
    """Every layer takes a filter and says in which language."""
    assert subject.provider.supportsSubsetString()
    native = subject.provider._native
    assert subject.provider.subsetStringDialect() == native.subsetStringDialect() != ""
    assert subject.provider.subsetStringHelpUrl() == native.subsetStringHelpUrl()
    assert subject.provider.subsetStringHelpUrl().startswith("http")
    assert subject.provider.subsetString() == ""


def test_reading(filtered: tuple[Subject, set[int]]) -> None:
    """What the filter leaves out cannot be reached by any request."""
    subject, left = filtered
    provider = subject.provider
    assert set(ids(provider.getFeatures())) == left
    assert set(ids(provider.featureSource().getFeatures(QgsFeatureRequest()))) == left
    assert set(ids(subject.layer.getFeatures())) == left
    assert set(provider.allFeatureIds()) == left
    assert ids(provider.getFeatures(QgsFeatureRequest().setLimit(1)))[0] in left
    assert set(ids(provider.getFeatures(QgsFeatureRequest().addOrderBy("$id")))) == left
    iterator = provider.getFeatures()
    next(iterator)
    iterator.rewind()
    assert set(ids(iterator)) == left


def test_with_expression_and_rectangle(filtered: tuple[Subject, set[int]]) -> None:
    """A request's filter is added to the layer's own, not put in its place."""
    subject, left = filtered
    request = QgsFeatureRequest().setFilterExpression("$id > 0 OR $id IS NULL")
    assert set(ids(subject.provider.getFeatures(request))) == left
    keys = ", ".join(str(each) for each in subject.ids)
    request = QgsFeatureRequest().setFilterExpression(f'"fid" IN ({keys})')
    assert set(ids(subject.provider.getFeatures(request))) == left
    if subject.kind.spatial:
        box = QgsRectangle(38, 33, 42, 36)
        touching = {f.id() for f in subject.features if f.geometry().intersects(box)}
        request.setFilterRect(box).setFlags(EXACT)
        assert set(ids(subject.provider.getFeatures(request))) == left & touching


def test_counting(filtered: tuple[Subject, set[int]]) -> None:
    """Count, extent and values are those of what is left."""
    subject, left = filtered
    features = [f for f in subject.features if f.id() in left]
    assert subject.provider.featureCount() == len(left)
    assert subject.layer.featureCount() == len(left)
    assert subject.provider.minimumValue(0) == min(left)
    assert {int(value) for value in subject.provider.uniqueValues(0)} == left
    if subject.kind.spatial:
        extent = subject.provider.extent()
        if extent.isNull():
            # QGIS's own provider of GeoPackages stumbles over rows without geometry here.
            assert subject.backend == "gpkg"
            assert not all(feature.hasGeometry() for feature in features)
            return
        for feature in features:
            if feature.hasGeometry():
                box = feature.geometry().boundingBox()
                assert extent.xMinimum() <= box.xMinimum() + 1e-6
                assert extent.yMaximum() >= box.yMaximum() - 1e-6


def test_kept_in_the_uri(filtered: tuple[Subject, set[int]]) -> None:
    """The filter is part of the layer's URI: a layer made from that has it too."""
    subject, left = filtered
    assert subject.provider.subsetString() == subject.layer.subsetString()
    assert subject.layer.source().endswith(f"|subset={subject.layer.subsetString()}")
    again = QgsVectorLayer(subject.layer.source(), "again", subject.layer.providerType())
    assert again.isValid()
    assert set(ids(again.getFeatures())) == left
    if subject.kind.stored and subject.backend == "gpkg":
        assert again.featureCount() == len(left)
    copy = subject.layer.clone()
    assert set(ids(copy.getFeatures())) == left


def test_refused(subject: Subject) -> None:
    """A filter that PostgreSQL does not understand changes nothing, in a URI it is an error.

    GDAL takes any filter of a GeoPackage and then finds nothing, here as in QGIS's own layers.
    """
    wrong = '"no such field" ?? 1'
    try:
        taken = subject.layer.setSubsetString(wrong)
        assert taken == (subject.backend == "gpkg" or not subject.kind.stored)
        assert len(ids(subject.layer.getFeatures())) == (0 if taken else len(subject.features))
    finally:
        assert subject.layer.setSubsetString("")
        subject.provider.clearErrors()
    if not taken:
        uri = f"{subject.layer.source()}|subset={wrong}"
        bad = QgsVectorLayer(uri, "bad", subject.layer.providerType())
        assert not bad.isValid()
        assert "no such field" in bad.dataProvider().error().message()


def test_values_with_quotes(subject: Subject) -> None:
    """A filter may hold any text, also what separates the parts of a URI."""
    field = subject.layer.fields()[1].name()
    subset = f"{QgsExpression.quotedColumnRef(field)} = 'it''s |layer=x|subset= \"no\"'"
    copy = QgsVectorLayer(
        f"{subject.layer.source()}|subset={subset}", "quoted", subject.layer.providerType()
    )
    if not subject.layer.fields()[1].isNumeric():
        assert copy.isValid()
        assert copy.subsetString() == subset
        assert ids(copy.getFeatures()) == []


def test_source_keeps_the_filter_it_was_made_with(subject: Subject) -> None:
    """What reads in the background does not change with the layer."""
    source = subject.provider.featureSource()
    iterator = subject.provider.getFeatures()
    assert subject.layer.setSubsetString('"fid" < 0')
    try:
        assert set(ids(source.getFeatures(QgsFeatureRequest()))) == subject.ids
        assert set(ids(iterator)) == subject.ids
        assert ids(subject.layer.getFeatures()) == []
    finally:
        assert subject.layer.setSubsetString("")

"""What every layer must give to whoever reads it: a request at a time against a plain pass.

The features of the plain pass are the truth; what a request should give is worked out from them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayerFeatureSource,
)

from tests.qgis.provider.conftest import Subject, open_layer, spatial_only

MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
NO_GEOMETRY = QgsFeatureRequest.Flag.NoGeometry
EXACT = QgsFeatureRequest.Flag.ExactIntersect
RECTANGLES = [
    QgsRectangle(39.9, 33.9, 40.1, 34.1),
    QgsRectangle(40.0, 34.0, 41.0, 34.5),
    QgsRectangle(-180, -90, 180, 90),
    QgsRectangle(0, -80, 1, -79),
    QgsRectangle(179.5, -18, 180, -16),
    QgsRectangle(38, 33, 42, 36),
]


def ids(features: Iterable[QgsFeature]) -> list[int]:
    """Return the ids of features in the order in which they come."""
    return [feature.id() for feature in features]


def in_box(features: Iterable[QgsFeature], box: QgsRectangle) -> set[int]:
    """Return the ids of features whose bounding box meets a rectangle."""
    return {
        feature.id()
        for feature in features
        if not feature.geometry().isEmpty() and feature.geometry().boundingBox().intersects(box)
    }


def test_layer_provider_and_source_give_the_same(subject: Subject) -> None:
    """The ways to the features of a layer lead to the same features."""
    expected = {f.id(): (f.attributes(), f.geometry().asWkt()) for f in subject.features}
    assert len(expected) == len(subject.features)
    source = subject.provider.featureSource()
    layer_source = QgsVectorLayerFeatureSource(subject.layer)
    for features in (subject.provider.getFeatures(), source.getFeatures(QgsFeatureRequest())):
        assert {f.id(): (f.attributes(), f.geometry().asWkt()) for f in features} == expected
    features = layer_source.getFeatures(QgsFeatureRequest())
    assert {f.id(): (f.attributes(), f.geometry().asWkt()) for f in features} == expected


def test_features_are_whole(subject: Subject) -> None:
    """Features are valid, know their fields, and have the layer's type of geometry."""
    for feature in subject.features:
        assert feature.isValid()
        assert feature.fields().names() == subject.layer.fields().names()
        assert len(feature.attributes()) == len(subject.layer.fields())
        assert feature.hasGeometry() <= subject.kind.spatial
        if feature.hasGeometry():
            assert feature.geometry().type() == subject.layer.geometryType()
            assert feature.geometry().isGeosValid()


def test_one_feature_by_id(subject: Subject) -> None:
    """Each feature is found by its id, and nothing by an id that no feature has."""
    for feature in subject.features:
        assert subject.layer.getFeature(feature.id()).attributes() == feature.attributes()
    request = QgsFeatureRequest(max(subject.ids) + 100_000)
    assert ids(subject.provider.getFeatures(request)) == []
    assert not subject.layer.getFeature(max(subject.ids) + 100_000).isValid()


def test_some_features_by_ids(subject: Subject) -> None:
    """A list of ids gives those features, whatever its order and whatever is not there."""
    wanted = sorted(subject.ids)[::2]
    missing = max(subject.ids) + 100_000
    for given in (wanted, wanted[::-1], [*wanted, missing]):
        request = QgsFeatureRequest().setFilterFids(given)
        assert sorted(ids(subject.provider.getFeatures(request))) == wanted


def test_no_ids_give_no_features(subject: Subject) -> None:
    """An empty list of ids means no feature, not every feature."""
    request = QgsFeatureRequest().setFilterFids([])
    assert ids(subject.provider.getFeatures(request)) == []
    assert ids(subject.layer.getFeatures(request)) == []


@pytest.mark.parametrize("box", RECTANGLES, ids=lambda box: box.toString(0))
def test_rectangle(subject: Subject, box: QgsRectangle) -> None:
    """A rectangle gives what may touch it, nothing far from it; exactly, where that is asked."""
    found = set(ids(subject.provider.getFeatures(QgsFeatureRequest(box))))
    if not subject.kind.spatial:
        # QGIS's own providers differ in what a rectangle says about rows without geometry.
        assert found in (set(), subject.ids)
        return
    touching = {
        f.id() for f in subject.features if f.hasGeometry() and f.geometry().intersects(box)
    }
    assert touching <= found <= in_box(subject.features, box)
    request = QgsFeatureRequest(box).setFlags(EXACT)
    assert set(ids(subject.provider.getFeatures(request))) == touching


@spatial_only
def test_rectangle_with_ids(subject: Subject) -> None:
    """A rectangle and ids together give what fits both."""
    box = RECTANGLES[-1]
    wanted = sorted(subject.ids)[1:]
    request = QgsFeatureRequest(box).setFilterFids(wanted).setFlags(EXACT)
    touching = {f.id() for f in subject.features if f.geometry().intersects(box)}
    assert set(ids(subject.layer.getFeatures(request))) == touching & set(wanted)


@spatial_only
def test_distance_within(subject: Subject) -> None:
    """A distance around a line gives what comes as near."""
    line = QgsGeometry.fromPolylineXY([QgsPointXY(39.0, 34.2), QgsPointXY(42.0, 34.2)])
    near = {
        f.id() for f in subject.features if f.hasGeometry() and f.geometry().distance(line) <= 0.25
    }
    # GEOS 3.11 takes what encloses a line for far away from it.
    around = {f.id() for f in subject.features if f.geometry().contains(line)}
    request = QgsFeatureRequest().setDistanceWithin(line, 0.25)
    found = set(ids(subject.provider.getFeatures(request)))
    assert near - around <= found <= near


@pytest.mark.parametrize("limit", [0, 1, 2, 1_000])
def test_limit(subject: Subject, limit: int) -> None:
    """No more features come than are asked for, and no fewer."""
    request = QgsFeatureRequest().setLimit(limit)
    expected = min(limit, len(subject.features))
    assert len(ids(subject.provider.getFeatures(request))) == expected
    assert len(set(ids(subject.layer.getFeatures(request)))) == expected


def test_negative_limit_is_none(subject: Subject) -> None:
    """A limit of -1 is none."""
    request = QgsFeatureRequest().setLimit(-1)
    assert set(ids(subject.provider.getFeatures(request))) == subject.ids


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("nulls_first", [True, False])
def test_order(subject: Subject, ascending: bool, nulls_first: bool) -> None:
    """Features come in the order of a field, NULLs at the end that is asked for."""
    index = _numeric_field(subject)
    name = subject.layer.fields()[index].name()
    request = QgsFeatureRequest().addOrderBy(f'"{name}"', ascending, nulls_first)
    values = [_number(f[index]) for f in subject.provider.getFeatures(request)]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=not ascending)
    nulls = [None] * (len(values) - len(known))
    assert values == (nulls + known if nulls_first else known + nulls)
    assert len(values) == len(subject.features)


def test_order_by_expressions_and_limit(subject: Subject) -> None:
    """An order by what is reckoned, then by another field, is made before the limit is."""
    index = _numeric_field(subject)
    name = subject.layer.fields()[index].name()
    request = QgsFeatureRequest().addOrderBy(f'abs("{name}")', False, False)
    request.addOrderBy("$id").setLimit(3)
    known = [(-abs(_number(f[index])), f.id()) for f in subject.features if _number(f[index])]
    zero = [(0, f.id()) for f in subject.features if _number(f[index]) == 0]
    nulls = [(1, f.id()) for f in subject.features if _number(f[index]) is None]
    expected = [key for _, key in sorted(known + zero + nulls)][:3]
    assert ids(subject.provider.getFeatures(request)) == expected
    assert ids(subject.layer.getFeatures(request)) == expected


def test_some_attributes(subject: Subject) -> None:
    """Only the attributes that are asked for need come, and those do."""
    last = len(subject.layer.fields()) - 1
    truth = {f.id(): f for f in subject.features}
    request = QgsFeatureRequest().setSubsetOfAttributes([0, last])
    for feature in subject.provider.getFeatures(request):
        assert feature[last] == truth[feature.id()][last]
        assert feature[0] == truth[feature.id()][0]
        assert len(feature.attributes()) == last + 1
        assert feature.hasGeometry() == truth[feature.id()].hasGeometry()


def test_neither_attributes_nor_geometry(subject: Subject) -> None:
    """Ids alone can be read."""
    request = QgsFeatureRequest().setNoAttributes().setFlags(NO_GEOMETRY)
    features = list(subject.provider.getFeatures(request))
    assert set(ids(features)) == subject.ids
    assert not any(feature.hasGeometry() for feature in features)


def test_filter_on_attributes_that_do_not_come(subject: Subject) -> None:
    """A filter may use a field that is not asked for, and geometry that is not asked for."""
    field = subject.layer.fields()[1].name()
    known = {f.id() for f in subject.features if _known(f[1])}
    request = QgsFeatureRequest().setFilterExpression(f'"{field}" IS NOT NULL')
    request.setSubsetOfAttributes([0]).setFlags(NO_GEOMETRY)
    assert set(ids(subject.provider.getFeatures(request))) == known
    request = QgsFeatureRequest().setFilterExpression("$geometry IS NOT NULL")
    request.setNoAttributes().setFlags(NO_GEOMETRY)
    shaped = {f.id() for f in subject.features if f.hasGeometry()}
    assert set(ids(subject.provider.getFeatures(request))) == shaped


@spatial_only
def test_other_crs(subject: Subject) -> None:
    """Features come in the CRS that is asked for, and a rectangle is in it too."""
    context = QgsCoordinateTransformContext()
    request = QgsFeatureRequest().setDestinationCrs(MERCATOR, context)
    transform = QgsCoordinateTransform(subject.layer.crs(), MERCATOR, context)
    truth = {f.id(): f.geometry() for f in subject.features if f.hasGeometry()}
    for feature in subject.layer.getFeatures(request):
        if not feature.hasGeometry():
            continue
        expected = QgsGeometry(truth[feature.id()])
        expected.transform(transform)
        assert feature.geometry().isGeosEqual(expected)
    box = transform.transformBoundingBox(RECTANGLES[-1])
    request = QgsFeatureRequest(box).setDestinationCrs(MERCATOR, context)
    touching = {key for key, shape in truth.items() if shape.intersects(RECTANGLES[-1])}
    assert touching <= set(ids(subject.provider.getFeatures(request)))


@spatial_only
def test_rectangle_that_no_crs_can_hold(subject: Subject) -> None:
    """A rectangle that cannot be transformed gives nothing, and nothing breaks."""
    request = QgsFeatureRequest(QgsRectangle(-1e99, -1e99, -1e98, -1e98))
    request.setDestinationCrs(MERCATOR, QgsProject.instance().transformContext())
    assert ids(subject.provider.getFeatures(request)) == []


def test_rewind(subject: Subject) -> None:
    """An iterator can begin again, also half-way."""
    iterator = subject.provider.getFeatures()
    feature = QgsFeature()
    assert iterator.nextFeature(feature)
    first = feature.id()
    assert iterator.nextFeature(feature)
    assert iterator.rewind()
    again = ids(iterator)
    assert again[0] == first
    assert sorted(again) == sorted(subject.ids)


def test_closed_iterator(subject: Subject) -> None:
    """A closed iterator gives nothing more, and closing twice is no error."""
    iterator = subject.provider.getFeatures()
    feature = QgsFeature()
    assert iterator.nextFeature(feature)
    assert iterator.close()
    assert iterator.isClosed()
    assert not iterator.nextFeature(feature)
    assert not feature.isValid()
    iterator.close()
    exhausted = subject.provider.getFeatures()
    assert set(ids(exhausted)) == subject.ids
    assert not exhausted.nextFeature(feature)


def test_iterators_that_are_dropped_half_way(subject: Subject) -> None:
    """Iterators that nobody reads to the end give their connections back."""
    feature = QgsFeature()
    for _ in range(60):
        assert subject.provider.getFeatures().nextFeature(feature)
        assert next(subject.layer.getFeatures(QgsFeatureRequest().setLimit(1))).isValid()
        assert subject.provider.hasFeatures()
        assert not subject.provider.empty()
    assert set(ids(subject.provider.getFeatures())) == subject.ids


def test_iterators_side_by_side(subject: Subject) -> None:
    """Two iterators over one layer do not disturb each other."""
    pairs = 0
    for outer in subject.provider.getFeatures():
        inner = subject.provider.getFeatures(QgsFeatureRequest(outer.id()))
        assert ids(inner) == [outer.id()]
        pairs += 1
    assert pairs == len(subject.features)


def test_iterator_outlives_its_layer(subject: Subject, locations: object) -> None:
    """An iterator, and a source, work on when layer and provider are gone."""
    layer = open_layer(locations.shared(subject.backend), subject.kind)  # type: ignore[attr-defined]
    source = layer.dataProvider().featureSource()
    layer_source = QgsVectorLayerFeatureSource(layer)
    iterator = layer.getFeatures()
    feature = QgsFeature()
    assert iterator.nextFeature(feature)
    del layer
    gc.collect()
    assert {feature.id(), *ids(iterator)} == subject.ids
    for each in (source, layer_source):
        assert set(ids(each.getFeatures(QgsFeatureRequest()))) == subject.ids


def _numeric_field(subject: Subject) -> int:
    fields = subject.layer.fields()
    numeric = [i for i in range(1, len(fields)) if fields[i].isNumeric()]
    return numeric[0] if numeric else 0


def _known(value: object) -> bool:
    return value is not None and str(value) != "NULL"


def _number(value: object) -> float | None:
    return float(value) if _known(value) else None  # type: ignore[arg-type]

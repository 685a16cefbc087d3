"""Counts, extents, values and aggregates of every layer."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import (
    Qgis,
    QgsAggregateCalculator,
    QgsExpressionContext,
    QgsFeatureRequest,
    QgsFeedback,
    QgsRectangle,
)

from tests.qgis.provider.conftest import FOREIGN, Subject


def _known(value: Any) -> bool:
    return str(value) not in ("NULL", "None")


def _column(subject: Subject, index: int) -> list[Any]:
    return [f[index] for f in subject.features if _known(f[index])]


def test_counts(subject: Subject) -> None:
    """The number of features is that of a plain pass, and there are some."""
    assert subject.provider.featureCount() == len(subject.features)
    assert subject.layer.featureCount() == len(subject.features)
    assert not subject.provider.empty()
    assert subject.provider.hasFeatures() == Qgis.FeatureAvailability.FeaturesAvailable
    assert set(subject.provider.allFeatureIds()) == subject.ids
    assert set(subject.layer.allFeatureIds()) == subject.ids


def test_extent(subject: Subject) -> None:
    """The extent holds every feature, and not much more."""
    shapes = [f.geometry().boundingBox() for f in subject.features if f.hasGeometry()]
    if not shapes:
        assert subject.provider.extent().isEmpty()
        return
    expected = QgsRectangle(shapes[0])
    for box in shapes[1:]:
        expected.combineExtentWith(box)
    found = subject.provider.extent()
    assert found.contains(expected) or found.buffered(1e-9).contains(expected)
    assert expected.buffered(1e-4).contains(found)
    assert subject.provider.sourceExtent() == found
    box = subject.provider.extent3D().toRectangle()
    assert box.buffered(1e-9).contains(expected)
    subject.provider.updateExtents()
    assert subject.provider.extent().buffered(1e-9).contains(expected)


def test_unique_values(subject: Subject) -> None:
    """The different values of each field, all or a few of them."""
    for index in range(len(subject.layer.fields())):
        expected = {str(value) for value in _column(subject, index)}
        found = {str(v) for v in subject.provider.uniqueValues(index) if _known(v)}
        assert found == expected
        assert len(subject.provider.uniqueValues(index, 1)) == 1
    assert subject.provider.uniqueValues(len(subject.layer.fields()) + 5) == set()


def test_texts_that_contain(subject: Subject) -> None:
    """The different texts that contain another, in whatever case."""
    for index, field in enumerate(subject.layer.fields()):
        if field.isNumeric() or not _column(subject, index):
            continue
        values = {str(value) for value in _column(subject, index)}
        if not all(isinstance(value, str) for value in _column(subject, index)):
            continue
        part = min(values)[:3]
        expected = {value for value in values if part.lower() in value.lower()}
        assert set(subject.provider.uniqueStringsMatching(index, part)) == expected
        assert set(subject.provider.uniqueStringsMatching(index, part.upper())) == expected
        assert len(subject.provider.uniqueStringsMatching(index, part, 1)) == 1
        feedback = QgsFeedback()
        assert set(subject.provider.uniqueStringsMatching(index, part, -1, feedback)) == expected


def test_smallest_and_greatest(subject: Subject) -> None:
    """The smallest and greatest numbers of each field that has any."""
    for index, field in enumerate(subject.layer.fields()):
        values = _column(subject, index)
        if field.isNumeric() and values:
            assert subject.provider.minimumValue(index) == min(values)
            assert subject.provider.maximumValue(index) == max(values)
    beyond = len(subject.layer.fields()) + 5
    assert not _known(subject.provider.minimumValue(beyond))
    assert not _known(subject.provider.maximumValue(beyond))


@pytest.mark.parametrize("kind", ["Sum", "Mean", "Max", "Min", "Count", "CountDistinct"])
def test_aggregates(subject: Subject, kind: str) -> None:
    """Aggregates of the layer are those of its features, whether the database makes them or not."""
    aggregate = getattr(Qgis.Aggregate, kind)
    index = next(
        (i for i, f in enumerate(subject.layer.fields()) if f.isNumeric() and _column(subject, i)),
        0,
    )
    values = [float(value) for value in _column(subject, index)]
    expected = {
        "Sum": sum(values),
        "Mean": sum(values) / len(values),
        "Max": max(values),
        "Min": min(values),
        "Count": len(values),
        "CountDistinct": len(set(values)),
    }[kind]
    name = subject.layer.fields()[index].name()
    found, done, *_ = subject.layer.aggregate(aggregate, name)
    assert done
    assert found == pytest.approx(expected)
    parameters = QgsAggregateCalculator.AggregateParameters()
    context = QgsExpressionContext()
    answer = subject.provider.aggregate(aggregate, index, parameters, context)
    assert answer is not None


def test_copy_of_some_features(subject: Subject) -> None:
    """Some features can be copied into a layer of their own."""
    request = QgsFeatureRequest().setFilterFids(sorted(subject.ids)[:2])
    copied = subject.provider.materialize(request)
    assert copied.featureCount() == 2
    assert copied.fields().names() == subject.layer.fields().names()


def test_spatial_index(subject: Subject) -> None:
    """A layer with geometry has a spatial index, and says so where it knows."""
    presence = subject.provider.hasSpatialIndex()
    if not subject.kind.spatial:
        assert presence != Qgis.SpatialIndexPresence.Present
    elif subject.kind not in FOREIGN:
        assert presence == Qgis.SpatialIndexPresence.Present

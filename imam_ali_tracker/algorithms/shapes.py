"""Features of any layer as arrays in longitude and latitude, and arrays as features."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.provider.shapes import on_earth

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Geometries

EARTH = "EPSG:4326"
_BLOCK = 1000


def earth_crs() -> QgsCoordinateReferenceSystem:
    """Return the CRS of everything that the algorithms make."""
    return QgsCoordinateReferenceSystem(EARTH)


def feature_blocks(
    source: QgsProcessingFeatureSource,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> Iterator[list[QgsFeature]]:
    """Yield the features of a source in blocks, in longitude and latitude, until cancelled.

    Those without a position on Earth are left out, with a warning at the end.
    """
    if not source.sourceCrs().isValid():
        feedback.pushWarning(
            tr("The layer has no CRS: its coordinates are taken as longitude and latitude.")
        )
    request = QgsFeatureRequest()
    request.setDestinationCrs(earth_crs(), context.transformContext())
    features = iter(source.getFeatures(request))
    total, done, left_out = source.featureCount(), 0, 0
    while block := list(islice(features, _BLOCK)):
        if feedback.isCanceled():
            return
        placed = [feature for feature in block if on_earth(feature.geometry())]
        left_out += len(block) - len(placed)
        yield placed
        done += len(block)
        feedback.setProgress(100.0 * done / total if total > 0 else 0.0)
    if left_out:
        feedback.pushWarning(
            plural(
                "{} feature without a position on Earth was left out.",
                "{} features without a position on Earth were left out.",
                left_out,
            ).format(left_out)
        )


def number_in(feature: QgsFeature, field: str) -> float:
    """Return the number in a field, NaN where there is none."""
    value = feature.attribute(field)
    try:
        return float(value)
    except (TypeError, ValueError):  # NULL, or a text
        return math.nan


def add_features(
    sink: QgsFeatureSink, geometries: Geometries, attributes: Sequence[list[Any]]
) -> int:
    """Add a feature a row to a sink; return how many were left out, having no extent.

    Raises :class:`TrackerError` where the sink does not take them.
    """
    import numpy as np

    from imam_ali_tracker.geodesy.blobs import wkb_blobs

    made = []
    drawn = (np.diff(geometries.features) > 0).tolist()
    for wkb, values, there in zip(wkb_blobs(geometries), attributes, drawn):
        if there:
            geometry, feature = QgsGeometry(), QgsFeature()
            geometry.fromWkb(wkb)
            feature.setGeometry(geometry)
            feature.setAttributes(values)
            made.append(feature)
    add_rows(sink, made)
    return len(drawn) - len(made)


def add_rows(sink: QgsFeatureSink, features: list[QgsFeature]) -> None:
    """Add features to a sink; raises :class:`TrackerError` where it does not take them."""
    if not sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
        raise TrackerError(
            tr("The output cannot be written."),
            tr("Check that there is room, and that the format can hold these fields."),
            sink.lastError(),
        )

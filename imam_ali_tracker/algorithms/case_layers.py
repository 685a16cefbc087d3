"""Which table of a case a layer shows, through whichever provider."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsDataSourceUri,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.present import present


def layer_given(value: Any, context: QgsProcessingContext) -> QgsVectorLayer | None:
    """Return the layer behind the value of a source parameter, ``None`` where there is none."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.valueAsString(context.expressionContext())[0]
    if isinstance(value, QgsMapLayer):
        return value if isinstance(value, QgsVectorLayer) else None
    layer = QgsProcessingUtils.mapLayerFromString(str(value), context)
    return layer if isinstance(layer, QgsVectorLayer) else None


def table_shown(layer: QgsVectorLayer, location: CaseLocation) -> str:
    """Return the table or derived layer of the case at ``location`` that a layer shows.

    It is empty for a layer of anything else.
    """
    from imam_ali_tracker.provider.uri import LayerUri

    provider = present(layer.dataProvider())
    key, source = provider.name(), layer.source()
    try:
        if key == "imam_ali_tracker":
            uri = LayerUri.parse(source)
            return uri.layer if uri.location.is_same(location) else ""
        if key == "postgres":
            table = QgsDataSourceUri(source).table()
            return table if CaseLocation.parse(source).is_same(location) else ""
        parts = present(QgsProviderRegistry.instance()).decodeUri(key, source)
        there = CaseLocation.parse(str(parts.get("path") or ""))
        return str(parts.get("layerName") or "") if there.is_same(location) else ""
    except TrackerError:
        return ""

"""Styles of the layers of a case, from ``resources/styles``."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsVectorLayer

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.unwatched import silence_legend

_CATEGORIES = (
    QgsMapLayer.StyleCategory.Symbology
    | QgsMapLayer.StyleCategory.Symbology3D
    | QgsMapLayer.StyleCategory.Labeling
    | QgsMapLayer.StyleCategory.MapTips
    | QgsMapLayer.StyleCategory.Temporal
    | QgsMapLayer.StyleCategory.Rendering
    | QgsMapLayer.StyleCategory.Legend
)


def apply_style(layer: QgsVectorLayer, name: str) -> None:
    """Style ``layer`` with ``resources/styles/<name>.qml``.

    Raises :class:`TrackerError` where the file is missing or is not a style.
    """
    path = resource("styles", f"{name}.qml")
    silence_legend(layer)
    message, loaded = layer.loadNamedStyle(str(path), False, QgsMapLayer.StyleCategory(_CATEGORIES))
    if not loaded:
        raise TrackerError(
            tr("The style “{}” of the plugin cannot be read.").format(path.name),
            tr("Install the plugin again."),
            message,
        )

"""The map layers of a case as KMZ for Google Earth: with their symbols, names and facts."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsRenderContext,
    QgsVariantUtils,
    QgsVectorLayer,
)

from imam_ali_tracker.case.schema import COMMON, KEY, UUID
from imam_ali_tracker.case.shape import PRECISION, ZONE
from imam_ali_tracker.case.values import join_date
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.project.catalogue import MAP
from imam_ali_tracker.project.hand_over.kml_styles import Symbols
from imam_ali_tracker.project.hand_over.plain_project import PlainLayer

FILE = "case.kmz"
_DRIVER = "LIBKML"
_NAMES = ("name", "label", "title", "summary", "publisher")
"""What a feature is called, the first that it has."""
_NAME = "Name"
"""The field from which GDAL takes the name of a placemark."""
_RECORD = (KEY, UUID.name, *(field.name for field in COMMON if field.name != "remarks"))
_REFERENCES = ("site", "corridor", "report", "feature_uuid")
"""Columns that say something to a program only."""


def write_kmz(layers: Sequence[PlainLayer], path: Path, title: str, text: str) -> None:
    """Write the map layers to ``path``, with ``text`` as the description of the document.

    Raises :class:`TrackerError` where GDAL lacks the driver or the file cannot be written.
    """
    driver = ogr.GetDriverByName(_DRIVER)
    if driver is None:
        raise TrackerError(
            tr("This QGIS cannot write styled KML: its GDAL lacks the driver {}.").format(_DRIVER),
            tr("Install a QGIS with libkml, or choose another format."),
        )
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "doc.kml"
        options = [f"NAME={title}", f"DESCRIPTION={_html(text.splitlines())}"]
        target = driver.CreateDataSource(str(document), options=options)
        symbols = Symbols(Path(folder) / "icons")
        for spec, layer in layers:
            if spec.group == MAP:
                _write_layer(target, layer, symbols, visible=spec.visible)
        target.FlushCache()
        del target
        if not document.is_file():
            raise TrackerError(
                tr("{} cannot be written.").format(path.name), details=gdal.GetLastErrorMsg()
            )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(document, document.name)
            for icon in symbols.files:
                archive.write(icon, f"icons/{icon.name}")


def _write_layer(
    target: ogr.DataSource, layer: QgsVectorLayer, symbols: Symbols, *, visible: bool
) -> None:
    earth = osr.SpatialReference()
    earth.SetWellKnownGeogCS("WGS84")
    earth.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    made = target.CreateLayer(layer.name(), earth, options=[f"NAME={layer.name()}"])
    for name, kind in (
        (_NAME, ogr.OFTString),
        ("description", ogr.OFTString),
        ("visibility", ogr.OFTInteger),
    ):
        made.CreateField(ogr.FieldDefn(name, kind))
    names = layer.fields().names()
    naming = [name for name in _NAMES if name in names]
    for feature, style in _styled(layer, symbols):
        placemark = ogr.Feature(made.GetLayerDefn())
        called = next((name for name in naming if feature[name]), "")
        placemark[_NAME] = str(feature[called]) if called else layer.name()
        placemark["description"] = _html(_facts(layer, feature, called))
        placemark["visibility"] = int(visible)
        placemark.SetGeometry(ogr.CreateGeometryFromWkb(feature.geometry().asWkb().data()))
        placemark.SetStyleString(style)
        made.CreateFeature(placemark)


def _styled(layer: QgsVectorLayer, symbols: Symbols) -> Iterator[tuple[QgsFeature, str]]:
    """Give the features that the layer draws, and how."""
    context = QgsRenderContext()
    scopes = QgsExpressionContextUtils.globalProjectLayerScopes(layer)
    context.setExpressionContext(QgsExpressionContext(scopes))
    renderer = present(present(layer.renderer()).clone())
    renderer.startRender(context, layer.fields())
    for feature in layer.getFeatures():
        if not feature.hasGeometry():
            continue
        context.expressionContext().setFeature(feature)
        # Of rules the first counts: QGIS lists the symbol of “else” for every feature here.
        drawn = renderer.symbolsForFeature(feature, context)[:1]
        for symbol in drawn:
            keys = renderer.legendKeysForFeature(feature, context)
            yield feature, symbols.style(layer, symbol, "-".join(sorted(keys)))
    renderer.stopRender(context)


def _facts(layer: QgsVectorLayer, feature: QgsFeature, called: str) -> Iterator[str]:
    """Give what is known of a feature, a line each, as its form shows it."""
    names = layer.fields().names()
    for index, name in enumerate(names):
        if name == called or name in (*_RECORD, *_REFERENCES) or name.endswith((PRECISION, ZONE)):
            continue
        value = None if QgsVariantUtils.isNull(feature[name]) else feature[name]
        if name + PRECISION in names:
            date = join_date(
                value or None, *(feature[name + end] or None for end in (PRECISION, ZONE))
            )
            shown = "" if date is None else date.isoformat()
        else:
            shown = "" if value in (None, "") else _represented(layer, index, value)
        if shown:
            yield f"{layer.attributeDisplayName(index)}: {shown}"


def _represented(layer: QgsVectorLayer, index: int, value: Any) -> str:
    setup = layer.editorWidgetSetup(index)
    formatter = present(QgsApplication.fieldFormatterRegistry()).fieldFormatter(setup.type())
    config: dict[str | None, Any] = dict(setup.config().items())
    shown = float(f"{value:.6g}") if isinstance(value, float) else value
    return present(formatter).representValue(layer, index, config, None, shown)


def _html(lines: Sequence[str] | Iterator[str]) -> str:
    """Return lines as Google Earth shows them; what comes from strangers stays text."""
    return "<br>".join(escape(line) for line in lines)

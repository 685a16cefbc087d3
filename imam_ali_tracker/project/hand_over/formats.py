"""A case in formats of other programs: KML for Google Earth, GeoJSON for the web, CSV tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Callable

from qgis.core import Qgis, QgsVectorFileWriter, QgsVectorLayer

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.project.catalogue import MAP
from imam_ali_tracker.project.hand_over.kml import FILE as KMZ_FILE
from imam_ali_tracker.project.hand_over.kml import write_kmz
from imam_ali_tracker.project.hand_over.plain_project import PlainLayer, write_layer

GEOJSON = "geojson"
CSV = "csv"


def _write_kml(layers: Sequence[PlainLayer], folder: Path, title: str, text: str) -> str:
    write_kmz(layers, folder / KMZ_FILE, title, text)
    return tr("{}: all map layers with their symbols, for Google Earth").format(KMZ_FILE)


def _options(driver: str, layer: QgsVectorLayer) -> QgsVectorFileWriter.SaveVectorOptions:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    options.layerName = layer.name()
    return options


def _write_geojson(layers: Sequence[PlainLayer], folder: Path, _title: str, _text: str) -> str:
    made = folder / GEOJSON
    made.mkdir()
    for spec, layer in layers:
        if spec.group == MAP:
            options = _options("GeoJSON", layer)
            options.layerOptions = ["RFC7946=YES", "WRITE_NAME=NO"]
            write_layer(layer, made / f"{spec.key}.geojson", options)
    return tr("{}: a file for each map layer (RFC 7946), for the web").format(f"{made.name}/")


def _write_csv(layers: Sequence[PlainLayer], folder: Path, _title: str, _text: str) -> str:
    made = folder / CSV
    made.mkdir()
    for spec, layer in layers:
        options = _options("CSV", layer)
        if layer.geometryType() == Qgis.GeometryType.Point:
            options.layerOptions = ["GEOMETRY=AS_XY"]
        elif layer.isSpatial():
            options.layerOptions = ["GEOMETRY=AS_WKT"]
        write_layer(layer, made / f"{spec.key}.csv", options)
    return tr("{}: a table for each layer, for spreadsheets (UTF-8)").format(f"{made.name}/")


WRITERS: dict[str, Callable[[Sequence[PlainLayer], Path, str, str], str]] = {
    "kml": _write_kml,
    GEOJSON: _write_geojson,
    CSV: _write_csv,
}
"""By the name of the format what takes layers, the folder to write to, the title and the text that
goes along, and says what it wrote."""

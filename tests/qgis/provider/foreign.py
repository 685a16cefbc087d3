"""Tables that an analyst keeps beside those of the case, with types that a case does not use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsDataSourceUri,
    QgsFeature,
    QgsGeometry,
    QgsVectorLayer,
    QgsVectorLayerExporter,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation

NOTES = "analyst's notes"
LIST = "plain list"
_FIELDS = (
    "field=text:string&field=count:integer&field=big:int8&field=size:double&field=day:date"
    "&field=moment:datetime&field=known:bool"
)
_MOMENT = QDateTime(QDate(2019, 9, 9), QTime(11, 4, 0))
_ROWS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("LINESTRING (40 34, 41 35)", ("one", 1, 10**12, 1.5, QDate(2019, 9, 9), _MOMENT, True)),
    ("LINESTRING (41 34, 42 34)", ("two", 2, -(10**12), -1.5, QDate(1900, 1, 1), None, False)),
    ("LINESTRING (-10 0, 10 0)", ("Two", 2, 0, 0.0, None, _MOMENT, None)),
    ("", ("no geometry", 3, None, 2.25, QDate(2019, 9, 9), None, True)),
    ("LINESTRING (179 80, 180 81)", (None, None, None, None, None, None, None)),
    ("LINESTRING (50 30, 51 30, 52 31)", ("it's “so” 100%_", -7, 5, 1e-9, None, None, False)),
)


def add_tables(location: CaseLocation) -> None:
    """Add a table of lines and one without geometry."""
    for name, kind in ((NOTES, "LineString?crs=EPSG:4326"), (LIST, "None?")):
        source = QgsVectorLayer(f"{kind}&{_FIELDS}".replace("?&", "?"), name, "memory")
        features = []
        for shape, values in _ROWS:
            feature = QgsFeature(source.fields())
            feature.setAttributes(list(values))
            if shape and source.isSpatial():
                feature.setGeometry(QgsGeometry.fromWkt(shape))
            features.append(feature)
        assert source.dataProvider().addFeatures(features)[0]
        _export(source, location, name)


def _export(source: QgsVectorLayer, location: CaseLocation, name: str) -> None:
    geometry = "geom" if source.isSpatial() else ""
    if location.path is not None:
        target = str(location.path)
        options = {"update": True, "driverName": "GPKG", "layerName": name, "action": 1}
    else:
        uri = QgsDataSourceUri(location.connection_uri)
        uri.setDataSource(location.schema, name, geometry, "", "fid")
        target, options = uri.uri(False), {}
    code, message = QgsVectorLayerExporter.exportLayer(
        source, target, location.provider_key, source.crs(), False, options
    )
    assert int(code) == 0, message

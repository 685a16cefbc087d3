"""How others make circles: PostGIS, QGIS's buffer in a local projection, a plane buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]

SEGMENTS = 64
_QUARTER = SEGMENTS // 4

# One row that cannot be projected would stop the whole query.
_CAREFUL_BUFFER = """
CREATE FUNCTION careful_buffer(place text, radius float8, quarter int) RETURNS bytea AS $$
BEGIN
    RETURN ST_AsBinary(ST_Buffer(ST_GeogFromText(place), radius, quarter)::geometry);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def in_postgis(cursor: Any) -> Callable[[list[str], Floats], Shapes]:
    """Return a function that buffers well-known texts by metres with ``ST_Buffer(geography)``."""
    cursor.execute(_CAREFUL_BUFFER)

    def buffered(texts: list[str], metres: Floats) -> Shapes:
        cursor.execute(
            "SELECT careful_buffer(place, metres, %s)"
            " FROM unnest(%s::text[], %s::float8[]) WITH ORDINALITY AS t(place, metres, row)"
            " ORDER BY row",
            (_QUARTER, texts, metres.tolist()),
        )
        blobs = [None if blob is None else bytes(blob) for (blob,) in cursor.fetchall()]
        # Some of what it makes is no geometry at all.
        return shapely.from_wkb(np.array(blobs, dtype=object), on_invalid="ignore")

    return buffered


def local_zones(lon: Floats, lat: Floats) -> npt.NDArray[Any]:
    """Return the UTM zone (or the polar projection) of each place, as EPSG would have it."""
    zone = np.clip(np.floor((lon + 180) / 6).astype(int) + 1, 1, 60)
    codes = np.where(lat >= 0, 32600, 32700) + zone
    return np.where(lat > 84, 5041, np.where(lat < -80, 5042, codes))


def in_qgis(lon: Floats, lat: Floats, metres: Floats, codes: npt.NDArray[Any]) -> Shapes:
    """Run ``native:buffer`` in the projections with these EPSG codes, and come back from there."""
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication

    registry = QgsApplication.processingRegistry()
    if registry.providerById("native") is None:
        registry.addProvider(QgsNativeAlgorithms(registry))
    shapes = np.full(len(lon), None, dtype=object)
    for code in np.unique(codes).tolist():
        rows = np.flatnonzero(codes == code)
        for row, shape in _buffered(lon, lat, metres, rows, code):
            shapes[row] = shape
    return shapes


def _buffered(
    lon: Floats, lat: Floats, metres: Floats, rows: npt.NDArray[np.int64], code: int
) -> list[tuple[int, Any]]:
    from qgis.core import (
        QgsApplication,
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsCsException,
        QgsFeature,
        QgsGeometry,
        QgsPointXY,
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProject,
        QgsProperty,
        QgsVectorLayer,
    )

    fields = "field=row:integer&field=metres:double"
    layer = QgsVectorLayer(f"Point?crs=EPSG:{code}&{fields}", "places", "memory")
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), layer.crs(), QgsProject.instance()
    )
    features = []
    for row in rows.tolist():
        feature = QgsFeature(layer.fields())
        try:
            feature.setGeometry(
                QgsGeometry.fromPointXY(there.transform(QgsPointXY(lon[row], lat[row])))
            )
        except QgsCsException:
            continue
        feature.setAttributes([row, float(metres[row])])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    context = QgsProcessingContext()
    results, fine = (
        QgsApplication.processingRegistry()
        .algorithmById("native:buffer")
        .run(
            {
                "INPUT": layer,
                "DISTANCE": QgsProperty.fromField("metres"),
                "SEGMENTS": _QUARTER,
                "OUTPUT": "memory:",
            },
            context,
            QgsProcessingFeedback(),
        )
    )
    if not fine:
        raise RuntimeError(f"native:buffer failed in EPSG:{code}")
    made = context.getMapLayer(results["OUTPUT"])
    return [(feature["row"], _back(feature, there)) for feature in made.getFeatures()]


def _back(feature: QgsFeature, there: Any) -> Any:
    """Return the feature's geometry in EPSG:4326 as shapely has it, None where that fails."""
    from qgis.core import QgsCoordinateTransform, QgsCsException

    geometry = feature.geometry()
    try:
        geometry.transform(there, QgsCoordinateTransform.TransformDirection.ReverseTransform)
    except (QgsCsException, AttributeError):
        return None
    shape = shapely.from_wkb(bytes(geometry.asWkb()))
    return shape if np.isfinite(shapely.get_coordinates(shape)).all() else None


def into_memory_layer(
    circle: Callable[[float, float, float], QgsGeometry], lon: Floats, lat: Floats, metres: Floats
) -> QgsVectorLayer:
    """Return a memory layer of circles made one by one, as range-ring plugins do."""
    from qgis.core import QgsFeature, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=radius:double", "circles", "memory")
    features = []
    for x, y, radius in zip(lon.tolist(), lat.tolist(), metres.tolist()):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(circle(x, y, radius))
        feature.setAttributes([radius])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def by_geographiclib() -> Callable[[float, float, float], QgsGeometry]:
    """Return a function that makes one circle point by point in pure Python."""
    from geographiclib.geodesic import Geodesic
    from qgis.core import QgsGeometry, QgsPointXY

    wgs84: Any = Geodesic.WGS84
    azimuths = [360.0 * step / SEGMENTS for step in range(SEGMENTS)]

    def circle(lon: float, lat: float, radius: float) -> QgsGeometry:
        points = []
        for azimuth in azimuths:
            end = wgs84.Direct(lat, lon, azimuth, radius)
            points.append(QgsPointXY(end["lon2"], end["lat2"]))
        return QgsGeometry.fromPolygonXY([[*points, points[0]]])

    return circle


def by_distance_area() -> Callable[[float, float, float], QgsGeometry]:
    """Return a function that makes one circle point by point with ``QgsDistanceArea``."""
    from qgis.core import QgsDistanceArea, QgsGeometry, QgsPointXY

    measure = QgsDistanceArea()
    measure.setEllipsoid("EPSG:7030")
    azimuths = [2 * np.pi * step / SEGMENTS for step in range(SEGMENTS)]

    def circle(lon: float, lat: float, radius: float) -> QgsGeometry:
        centre = QgsPointXY(lon, lat)
        project = measure.computeSpheroidProject
        points = [project(centre, radius, azimuth) for azimuth in azimuths]
        return QgsGeometry.fromPolygonXY([[*points, points[0]]])

    return circle

"""Distances, azimuths, lengths and buffers on the ellipsoid."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsExpressionContext, QgsGeometry, QgsPointXY

from imam_ali_tracker.case.location import CRS
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.requirements import require
from imam_ali_tracker.core.units import from_si, to_si
from imam_ali_tracker.project.expressions import arguments
from imam_ali_tracker.project.expressions.function import Argument, Call, Declared
from imam_ali_tracker.provider.shapes import lines_of, points_of, polygons_of

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import Polygons

_POINT = Qgis.GeometryType.Point
_LINE = Qgis.GeometryType.Line
_POLYGON = Qgis.GeometryType.Polygon
_SEGMENTS = 64
_LEAST_SEGMENTS, _MOST_SEGMENTS = 4, 10_000
_TEHRAN_BEIRUT = "make_point(51.42151, 35.69439), make_point(35.49442, 33.88894)"


def declared() -> list[Declared]:
    """Return the functions of this module."""
    crs = Argument("crs", tr("the CRS of the geometries, such as @layer_crs"), CRS)
    unit = Argument("unit", tr("m, km, mi, nmi, ft or yd"), "km")
    to_crs = tr("The result is in the same CRS.")
    return [
        Declared(
            "iat_distance",
            tr(
                "Returns the length of the shortest way between two places on the WGS 84 "
                "ellipsoid. One of them may be a line or an area: then it is the way to its "
                "nearest point, 0 inside an area."
            ),
            (Argument("a", tr("a geometry")), Argument("b", tr("a geometry")), unit, crs),
            (
                (f"round(iat_distance({_TEHRAN_BEIRUT}), 1)", "1469.7"),
                (f"round(iat_distance({_TEHRAN_BEIRUT}, 'mi'), 1)", "913.2"),
            ),
            _distance,
        ),
        Declared(
            "iat_azimuth",
            tr(
                "Returns the direction in which the shortest way on the WGS 84 ellipsoid leaves "
                "from one point to another: degrees clockwise from north, 0 to 360. NULL where "
                "both are the same point."
            ),
            (Argument("a", tr("a point")), Argument("b", tr("a point")), crs),
            ((f"round(iat_azimuth({_TEHRAN_BEIRUT}), 1)", "266.8"),),
            _azimuth,
        ),
        Declared(
            "iat_length",
            tr(
                "Returns the length of a line on the WGS 84 ellipsoid, along the shortest ways "
                "between its points."
            ),
            (Argument("geometry", tr("a line")), unit, crs),
            ((f"round(iat_length(make_line({_TEHRAN_BEIRUT})), 1)", "1469.7"),),
            _length,
        ),
        Declared(
            "iat_buffer",
            tr(
                "Returns what lies within a distance of a geometry on the ground, however large "
                "it is: over a pole and across the antimeridian too. A negative distance shrinks "
                "an area."
            ),
            (
                Argument("geometry", tr("a point, line or area")),
                Argument("distance", tr("how far")),
                unit,
                Argument("inner", tr("what is nearer than this is left out"), 0.0),
                Argument("azimuth_from", tr("makes a sector around a point: from here …"), 0.0),
                Argument("azimuth_to", tr("… clockwise to here; equal ones: a full circle"), 0.0),
                Argument("segments", tr("edges of a full circle"), _SEGMENTS),
                crs,
            ),
            (
                ("round(area(iat_buffer(make_point(40.9, 34.4), 300, 'km')), 1)", "27.7"),
                ("iat_buffer(@geometry, 50, 'mi', crs:=@layer_crs)", tr("a polygon")),
            ),
            _buffer,
            to_crs,
        ),
        Declared(
            "iat_position",
            tr("Returns a point as people write positions, latitude first."),
            (
                Argument("point", tr("a point")),
                Argument("notation", tr("'decimal', 'dms', 'dm', 'mgrs' or 'plus'"), "decimal"),
                crs,
            ),
            (
                ("iat_position(make_point(40.91861, 34.45))", "34.450000, 40.918610"),
                ("iat_position(make_point(40.91861, 34.45), 'mgrs')", "37S FU 76251 13722"),
            ),
            _position,
        ),
        Declared(
            "iat_point",
            tr(
                "Returns the point that a text names: degrees in every usual form, MGRS, a plus "
                "code, the address of a map. Of a grid square or code it is the centre."
            ),
            (Argument("text", tr("the position")),),
            (("geom_to_wkt(iat_point('37S FU 76251 13722'), 3)", "Point (40.919 34.45)"),),
            _point_of_text,
            tr("The result is in EPSG:4326."),
        ),
    ]


def _distance(call: Call) -> float | None:
    a, b, unit, crs = call.values
    symbol = arguments.unit(unit)
    one, other = _geometry(a, "a", crs, call), _geometry(b, "b", crs, call)
    if one is None or other is None:
        return None
    if other.type() != _POINT:
        one, other = other, one
    if other.type() != _POINT:
        raise TrackerError(
            tr("Neither of the two is a point."),
            tr("Take a point of one of them, such as its centroid."),
        )
    require("pyproj")
    return from_si(_metres(one, *_point(other, "b")), symbol)


def _metres(shape: QgsGeometry, lon: float, lat: float) -> float:
    """Return how far a point is from the nearest point of a geometry."""
    from imam_ali_tracker.geodesy.measure import distances
    from imam_ali_tracker.geodesy.nearest import nearest_on_lines, nearest_on_polygons

    if shape.type() == _POINT:
        lons, lats = zip(*points_of(shape))
        return float(distances(lon, lat, lons, lats).min())
    require("shapely")
    if shape.type() == _LINE:
        return float(nearest_on_lines(lon, lat, lines_of([shape])).distance[0])
    return float(nearest_on_polygons(lon, lat, polygons_of([shape])).distance[0])


def _azimuth(call: Call) -> float | None:
    a, b, crs = call.values
    one, other = _geometry(a, "a", crs, call), _geometry(b, "b", crs, call)
    if one is None or other is None:
        return None
    require("pyproj")
    from imam_ali_tracker.geodesy.measure import azimuths

    azimuth = float(azimuths(*_point(one, "a"), *_point(other, "b"))[0])
    return None if math.isnan(azimuth) else azimuth


def _length(call: Call) -> float | None:
    value, unit, crs = call.values
    symbol = arguments.unit(unit)
    line = _geometry(value, "geometry", crs, call)
    if line is None:
        return None
    if line.type() != _LINE:
        raise TrackerError(tr("“{}” is not a line.").format("geometry"))
    require("pyproj")
    from imam_ali_tracker.geodesy.arrays import Paths
    from imam_ali_tracker.geodesy.measure import path_lengths

    segments = QgsGeometry(present(line.constGet()).segmentize())
    paths = Paths.of([points_of(part) for part in segments.asGeometryCollection()])
    return from_si(float(path_lengths(paths).sum()), symbol)


def _position(call: Call) -> str | None:
    from imam_ali_tracker.case.notations import notation_titles, written

    value, notation, crs = call.values
    if notation not in notation_titles():
        raise TrackerError(
            tr("“{}” is not a notation.").format(notation),
            tr("Give one of: {}.").format(", ".join(notation_titles())),
        )
    shape = _geometry(value, "point", crs, call)
    if shape is None:
        return None
    require("pyproj")
    return written(*_point(shape, "point"), notation)


def _point_of_text(call: Call) -> QgsGeometry:
    from imam_ali_tracker.core.coordinates.reading import read_position

    require("pyproj")
    position = read_position(str(call.values[0]))
    return QgsGeometry.fromPointXY(QgsPointXY(position.longitude, position.latitude))


def _buffer(call: Call) -> QgsGeometry | None:
    value, distance, unit, inner, start, end, segments, crs = call.values
    symbol = arguments.unit(unit)
    metres = to_si(arguments.number(distance, "distance"), symbol)
    hollow = to_si(arguments.number(inner, "inner"), symbol)
    sector = arguments.number(start, "azimuth_from"), arguments.number(end, "azimuth_to")
    edges = int(arguments.number(segments, "segments"))
    shape = _geometry(value, "geometry", crs, call)
    if shape is None:
        return None
    full = sector[0] == sector[1]
    _refuse(metres < 0 and shape.type() != _POLYGON, tr("Only areas can be shrunk."))
    _refuse(hollow < 0, tr("“{}” must not be negative.").format("inner"))
    _refuse(not full and shape.type() != _POINT, tr("Sectors are made around points only."))
    _refuse(
        not _LEAST_SEGMENTS <= edges <= _MOST_SEGMENTS,
        tr("“segments” must lie between {} and {}.").format(_LEAST_SEGMENTS, _MOST_SEGMENTS),
    )
    require("pyproj")
    from imam_ali_tracker.provider.around import How, around_shapes

    around = around_shapes([shape], How(edges, None, None if full else sector))
    area = _drawn(_checked(around, [metres], [hollow] if hollow else None))
    way = arguments.transform(arguments.reference_system(crs), call.context)
    back = Qgis.TransformDirection.Reverse
    return None if area is None else arguments.transformed(area, way, back)


def _checked(
    around: Callable[[Sequence[float], Sequence[float] | None], Polygons],
    outer: Sequence[float],
    inner: Sequence[float] | None,
) -> Polygons:
    try:
        return around(outer, inner)
    except ValueError as error:
        raise TrackerError(tr("The buffer cannot be made: {}.").format(error)) from error


def _drawn(areas: Polygons) -> QgsGeometry | None:
    """Return the one area, ``None`` where nothing remains of it."""
    from imam_ali_tracker.geodesy.blobs import wkb_blobs

    if areas.features[-1] == 0:
        return None
    drawn = QgsGeometry()
    drawn.fromWkb(wkb_blobs(areas)[0])
    return drawn


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise TrackerError(message)


def _geometry(value: Any, name: str, crs: Any, call: Call) -> QgsGeometry | None:
    context: QgsExpressionContext | None = call.context
    return arguments.geometry(value, name, crs, context)


def _point(shape: QgsGeometry, name: str) -> tuple[float, float]:
    """Return longitude and latitude of a point; raises :class:`TrackerError` for any other."""
    points = points_of(shape) if shape.type() == _POINT else []
    if len(points) != 1:
        raise TrackerError(
            tr("“{}” is not one point.").format(name), tr("Take such as centroid(…).")
        )
    return points[0]

"""Tables with geometry as GeoJSON (RFC 7946): one feature a line, longitude first.

Vertices keep their order and every digit. Rings are written as they are stored, also where their
direction is not the one that the RFC asks for: turning them would change what was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import GeometryType, Table
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.case.text_form.cells import CellError, plain_number, row_cells
from imam_ali_tracker.case.text_form.complaints import Complaints, Place
from imam_ali_tracker.case.text_form.escapes import escape_json
from imam_ali_tracker.case.text_form.json_text import elements, read_json
from imam_ali_tracker.core.i18n import tr

Geometry = dict[str, Any]
"""A GeoJSON geometry object: ``type`` and ``coordinates``, longitude before latitude."""

_HEAD = '{"type": "FeatureCollection", "features": ['
_TAIL = "]}"
_TYPES = {GeometryType.POINT: "Point", GeometryType.MULTIPOLYGON: "MultiPolygon"}
_LONGITUDE_LATITUDE = ("CRS84", "EPSG::4326", "EPSG:4326")


def geojson_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the file, without line ends."""
    features = [_feature_line(table, row) for row in rows]
    yield _HEAD
    for number, line in enumerate(features, start=1):
        yield line + ("," if number < len(features) else "")
    yield _TAIL


def _feature_line(table: Table, row: Row) -> str:
    shape = row.get(GEOMETRY)
    feature = {
        "type": "Feature",
        "properties": row_cells(table, row),
        "geometry": shape and {**shape, "coordinates": _plain(shape["coordinates"])},
    }
    return escape_json(json.dumps(feature, ensure_ascii=False, allow_nan=False))


def _plain(coordinates: Any) -> Any:
    if isinstance(coordinates, (list, tuple)):
        return [_plain(part) for part in coordinates]
    return plain_number(coordinates)


def read_features(
    table: Table, text: str, file: str, complaints: Complaints
) -> Iterator[tuple[int, dict[str, Any], Geometry | None]]:
    """Yield line, properties and geometry of every feature; what is none is complained about."""
    for line, feature in _features(text, file, complaints):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or feature.get("type") != "Feature":
            message = tr("This is not a feature with properties.")
            hint = tr("Write it as {}.").format('{"type": "Feature", "properties": {…}, …}')
            complaints.add(Place(file, line), message, hint)
            continue
        try:
            yield line, properties, read_geometry(table, feature.get("geometry"))
        except CellError as error:
            complaints.add(Place(file, line, GEOMETRY), error.message, error.hint)


def _features(text: str, file: str, complaints: Complaints) -> Iterator[tuple[int, Any]]:
    collection = read_json(text, file, complaints, strict=False)
    if collection is None and complaints:
        return
    is_collection = isinstance(collection, dict) and collection.get("type") == "FeatureCollection"
    features = collection.get("features") if is_collection else None
    if not isinstance(features, list):
        message = tr("This is not a GeoJSON feature collection.")
        complaints.add(Place(file), message, tr("Begin it with {}").format(_HEAD))
        return
    # Since RFC 7946 there is no such member; older programs name other systems in it.
    crs = json.dumps(collection.get("crs"))
    if crs != "null" and not any(name in crs for name in _LONGITUDE_LATITUDE):
        message = tr("The coordinates are in another reference system: {}.").format(crs)
        complaints.add(Place(file), message, tr("Write longitude and latitude on WGS 84."))
        return
    yield from elements(text, "features", len(features), file, complaints)


def read_geometry(table: Table, shape: Any) -> Geometry | None:
    """Return a geometry of the type that ``table`` holds, ``None`` where there is none.

    An empty geometry says no more than a missing one and is read as such. Raises
    :class:`CellError`.
    """
    if shape is None:
        return None
    wanted = _TYPES[table.geometry]
    if not isinstance(shape, dict) or shape.get("type") != wanted or "coordinates" not in shape:
        found = shape.get("type") if isinstance(shape, dict) else shape
        message = tr("The geometry is {}; this table holds {}.").format(json.dumps(found), wanted)
        raise CellError(message, tr("Write {} or null.").format(f'{{"type": "{wanted}", …}}'))
    coordinates = shape["coordinates"]
    if coordinates == []:
        return None
    if table.geometry is GeometryType.POINT:
        return {"type": wanted, "coordinates": _position(coordinates)}
    polygons = [[_ring(ring) for ring in _list(polygon)] for polygon in _list(coordinates)]
    return {"type": wanted, "coordinates": polygons}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        message = tr("{} is not a list of coordinates.").format(json.dumps(value))
        raise CellError(message, tr("Nest polygon, ring and position as RFC 7946 does."))
    return value


def _ring(value: Any) -> list[list[float]]:
    ring = [_position(position) for position in _list(value)]
    if len(ring) < 4 or ring[0] != ring[-1]:
        message = tr("The ring that begins at {} is not closed.").format(ring[0])
        raise CellError(message, tr("A ring has at least four positions, the last as the first."))
    return ring


def _position(value: Any) -> list[float]:
    numbers = isinstance(value, list) and all(
        isinstance(part, (int, float)) and not isinstance(part, bool) for part in value
    )
    if not numbers or len(value) != 2:
        message = tr("{} is not a position.").format(json.dumps(value))
        raise CellError(message, tr("Write longitude and latitude in degrees, and no height."))
    if abs(value[0]) > 180 or abs(value[1]) > 90:
        message = tr("{} is outside the Earth's degrees.").format(json.dumps(value))
        raise CellError(
            message, tr("Write longitude first, -180 to 180, then latitude, -90 to 90.")
        )
    return [float(part) for part in value]

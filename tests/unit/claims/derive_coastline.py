"""Derive ``resources/coastline/mediterranean.geojson`` from the world map that QGIS carries.

    python -m tests.unit.claims.derive_coastline [WORLD_MAP_GPKG]

The lines are made anew; what the file says about itself (names, scale, accuracy) stays as it is.
The sea is what is left of a box around the Mediterranean when the countries are taken away, cut off
at Gibraltar, in the Dardanelles and before the Sea of Marmara; its shore is split by country.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import shapely
from osgeo import ogr

WORLD_MAP = Path("/usr/share/qgis/resources/data/world_map.gpkg")
TARGET = Path(__file__).resolve().parents[3] / "resources" / "coastline" / "mediterranean.geojson"
BOX = shapely.box(-5.61, 29.9, 36.9, 46.0)
BEYOND_THE_DARDANELLES = shapely.Polygon(
    [
        *((26.15, 40.0), (26.25, 39.97), (26.8, 40.3), (26.8, 40.0), (28, 39.6), (31, 39.6)),
        *((36.9, 40), (36.9, 46), (26.6, 46), (26.3, 41.2), (26.7, 40.75), (26.2, 40.15)),
    ]
)
IN_THE_SEA = shapely.Point(18, 35)
DECIMALS = 4


def countries(world_map: Path) -> list[tuple[str, str, Any]]:
    """Return name, ISO code and valid geometry of the countries that touch the box."""
    source = ogr.Open(str(world_map))
    found = []
    for feature in source.GetLayerByName("countries"):
        shape = shapely.from_wkb(bytes(feature.GetGeometryRef().ExportToWkb()))
        if shape.intersects(BOX):
            names = feature["NAME"] or "", feature["ISO_A3"] or ""
            found.append((*names, shapely.make_valid(shape)))
    return sorted(found, key=lambda row: row[0])


def sea(shapes: list[Any]) -> Any:
    """Return the Mediterranean as one polygon."""
    water = BOX.difference(shapely.union_all(shapes)).difference(BEYOND_THE_DARDANELLES)
    return next(part for part in shapely.get_parts(water) if part.contains(IN_THE_SEA))


def shore(country: Any, water: Any) -> list[list[list[float]]]:
    """Return the lines that a country and the sea share, rounded."""
    shared = shapely.line_merge(shapely.intersection(country.boundary, water.boundary))
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    rounded = [shapely.get_coordinates(line).round(DECIMALS).tolist() for line in lines]
    return sorted(rounded)


def derive(world_map: Path) -> str:
    """Return the text of the GeoJSON file: one feature a line."""
    land = countries(world_map)
    water = sea([shape for *_, shape in land])
    about = json.loads(TARGET.read_text(encoding="utf-8"))["coast"]
    about = {**about, "derived_from": {"file": world_map.name, "bytes": world_map.stat().st_size}}
    features = []
    for name, code, shape in land:
        lines = shore(shape, water)
        if lines:
            geometry = {"type": "MultiLineString", "coordinates": lines}
            properties = {"country": name, "iso_a3": code}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    rows = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    head = json.dumps(about, ensure_ascii=False)
    return f'{{"type":"FeatureCollection",\n"coast":{head},\n"features":[\n{rows}\n]}}\n'


def main() -> int:
    """Write the file."""
    world_map = Path(sys.argv[1]) if len(sys.argv) > 1 else WORLD_MAP
    TARGET.write_text(derive(world_map), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

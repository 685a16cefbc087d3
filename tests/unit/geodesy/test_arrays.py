"""The containers, the blobs, and the rule by which curves are closed at the border of the map."""

from __future__ import annotations

import struct
import sys

import numpy as np
import pytest
import shapely

from imam_ali_tracker.geodesy.antimeridian import polygons_of_curves, wrapped
from imam_ali_tracker.geodesy.arrays import Lines, Paths, Polygons
from imam_ali_tracker.geodesy.blobs import gpkg_blobs
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.nearest import nearest_on_paths
from imam_ali_tracker.geodesy.zones import corridor_zones
from tests.unit.geodesy.reference import faults_of

SHAPES = [
    shapely.box(0, 0, 1, 1),
    shapely.MultiPolygon(
        [shapely.box(0, 0, 5, 5) - shapely.box(1, 1, 2, 2), shapely.box(10, 10, 11, 11)]
    ),
    shapely.MultiPolygon(),
    None,
    shapely.box(7, 7, 8, 8),
]
STRINGS = [
    shapely.LineString([(0, 0), (1, 1), (2, 0)]),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(4, 4), (5, 5), (6, 6)]]),
    shapely.LineString(),
]


def same(made: shapely.Geometry, given: shapely.Geometry | None) -> bool:
    if given is None or given.is_empty:
        return made.is_empty
    return bool(made.equals(given))


def test_there_and_back_through_shapely() -> None:
    polygons, lines = Polygons.from_shapely(SHAPES), Lines.from_shapely(STRINGS)
    assert all(map(same, polygons.to_shapely(), SHAPES))
    assert all(map(same, lines.to_shapely(), STRINGS))
    assert faults_of(polygons.to_shapely()) == []
    clockwise = Polygons.from_shapely([shapely.box(0, 0, 1, 1, ccw=False)])
    assert faults_of(clockwise.to_shapely()) == []


@pytest.mark.parametrize("make", [Polygons.from_shapely, Lines.from_shapely])
def test_without_any_part(make: type) -> None:
    empty = make([None, None])
    assert shapely.is_empty(empty.to_shapely()).all()
    assert len(empty) == 2
    assert np.isnan(empty.bounds()).all()


def test_take_and_concatenate() -> None:
    polygons, lines = Polygons.from_shapely(SHAPES), Lines.from_shapely(STRINGS)
    chosen = polygons.take([4, 1, 2, 1]).to_shapely()
    assert all(map(same, chosen, [SHAPES[row] for row in (4, 1, 2, 1)]))
    assert all(map(same, lines.take(np.array([False, True, True])).to_shapely(), STRINGS[1:]))
    joined = Polygons.concatenate([polygons, polygons.take([]), polygons])
    assert all(map(same, joined.to_shapely(), SHAPES * 2))
    assert len(Lines.concatenate([])) == 0
    both = Lines.concatenate([lines, lines]).to_shapely()
    assert all(map(same, both, STRINGS * 2))


def test_bounds() -> None:
    bounds = Polygons.from_shapely(SHAPES).bounds()
    assert bounds[[0, 1, 4]].tolist() == [[0, 0, 1, 1], [0, 0, 11, 11], [7, 7, 8, 8]]
    assert np.isnan(bounds[[2, 3]]).all()


def test_paths() -> None:
    paths = Paths.of([[(1, 2), (3, 4)], [], [(5, 6)]])
    assert len(paths) == 3
    assert paths.lon.tolist() == [1, 3, 5]
    assert paths.offsets.tolist() == [0, 2, 2, 3]


def test_blobs_are_what_the_standard_says() -> None:
    for made, shapes, kind in (
        (Polygons.from_shapely(SHAPES), SHAPES, "MultiPolygon"),
        (Lines.from_shapely(STRINGS), STRINGS, "MultiLineString"),
    ):
        blobs = gpkg_blobs(made, srid=4326)
        assert all(type(blob) is bytes for blob in blobs)
        for blob, shape in zip(blobs, shapes):
            magic, version, flags, srid, *envelope = struct.unpack("<2sBBi4d", blob[:40])
            assert (magic, version, srid) == (b"GP", 0, 4326)
            read = shapely.from_wkb(blob[40:])
            assert read.geom_type == kind
            assert same(read, shape)
            if read.is_empty:
                assert flags == 0b10011
                assert np.isnan(envelope).all()
            else:
                assert flags == 0b00011
                xmin, ymin, xmax, ymax = read.bounds
                assert envelope == [xmin, xmax, ymin, ymax]
            assert shapely.to_wkb(read, byte_order=1) == blob[40:]


def test_blobs_of_many_sizes() -> None:
    """Rings of one length are copied together, rings of all sorts of lengths point by point."""
    rows = 200
    tolerance = np.geomspace(0.5, 500, rows)
    for areas in (circles(40, 34, [3e5] * rows), circles(40, 34, 3e5, tolerance_m=tolerance)):
        read = shapely.from_wkb([blob[40:] for blob in gpkg_blobs(areas)])
        assert (read == areas.to_shapely()).all()
    assert gpkg_blobs(areas.take([])) == []


def test_longitudes_within_the_map_keep_every_bit() -> None:
    values = np.array([0.1, 180.0, -180.0, 179.99999999999997])
    assert (wrapped(values) == values).all()
    assert wrapped([181.0, -181.0, 540.0, 900.5]).tolist() == [-179, 179, -180, -179.5]


def test_circles_and_lines_need_no_shapely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shapely", None)
    areas = circles(
        [40, 179.9, 0, 12],
        [34, 34, 80, 90],
        2e6,
        inner_radius_m=[0, 1e6, 1e6, 0],
        azimuth_from=[0, 0, 30, 20],
        azimuth_to=[0, 0, 90, 10],
    )
    assert (np.diff(areas.features) > 0).all()
    assert len(gpkg_blobs(areas)) == 4
    paths = Paths.of([[(170, 50), (-170, 52)]])
    assert len(corridor_lines(paths).parts) == 3
    assert nearest_on_paths(0, 90, paths).distance[0] == pytest.approx(4.24e6, rel=0.01)
    with pytest.raises(ImportError):
        corridor_zones(paths, 5)


def curves(*features: list[list[tuple[float, float]]]) -> Lines:
    parts = [curve for feature in features for curve in feature]
    return Lines(
        np.concatenate([np.array(part, dtype=float).reshape(-1, 2) for part in parts]),
        np.cumsum([0] + [len(part) for part in parts]),
        np.cumsum([0] + [len(feature) for feature in features]),
    )


BORDER_CASES = {
    # Curves with the area on their left, and the area in square degrees and parts it must have.
    "within": ([[(0, 0), (10, 0), (10, 10), (0, 10)]], 100, 1),
    "with a hole": (
        [[(0, 0), (10, 0), (10, 10), (0, 10)], [(4, 4), (4, 6), (6, 6), (6, 4)]],
        96,
        1,
    ),
    "all but a hole": ([[(4, 4), (4, 6), (6, 6), (6, 4)]], 360 * 180 - 4, 1),
    "across ±180": ([[(170, 0), (-170, 0), (-170, 10), (170, 10)]], 200, 2),
    "all but a hole across ±180": (
        [[(170, 0), (170, 10), (-170, 10), (-170, 0)]],
        360 * 180 - 200,
        1,
    ),
    "north cap": ([[(0, 60), (90, 60), (180, 60), (-90, 60)]], 360 * 30, 1),
    "south cap": ([[(0, -60), (-90, -60), (180, -60), (90, -60)]], 360 * 30, 1),
    "belt": (
        [[(0, -60), (90, -60), (180, -60), (-90, -60)], [(0, 60), (-90, 60), (180, 60), (90, 60)]],
        360 * 120,
        1,
    ),
    "from the pole": ([[(40, 90), (20, 90), (20, 70), (40, 70)]], 400, 1),
    "from the pole, across ±180": ([[(-170, 90), (170, 90), (170, 70), (-170, 70)]], 400, 2),
    "along the antimeridian": ([[(180, 0), (-170, 0), (-170, 10), (-180, 10)]], 100, 1),
    "touching the antimeridian": ([[(180, 5), (170, 10), (170, 0)]], 50, 1),
    "all but what touches it": ([[(180, 5), (170, 0), (170, 10)]], 360 * 180 - 50, 1),
    "everything": ([[(-180, -90), (180, -90), (180, 90), (-180, 90)]], 360 * 180, 1),
    "twice across ±180": (
        [[(170, 0), (-170, 0), (-170, 2), (175, 2), (175, 8), (-170, 8), (-170, 10), (170, 10)]],
        20 * 2 + 5 * 6 + 20 * 2,
        3,
    ),
}


@pytest.mark.parametrize("name", BORDER_CASES)
def test_curves_are_closed_along_the_border(name: str) -> None:
    feature, area, parts = BORDER_CASES[name]
    made = polygons_of_curves(curves(feature))
    shape = made.to_shapely()[0]
    assert faults_of(made.to_shapely()) == []
    assert shape.area == pytest.approx(area)
    assert len(shapely.get_parts(shape)) == parts


def test_all_border_cases_together_keep_their_order() -> None:
    features = [case[0] for case in BORDER_CASES.values()]
    made = polygons_of_curves(curves(*features)).to_shapely()
    assert shapely.area(made) == pytest.approx([case[1] for case in BORDER_CASES.values()])

"""Buffers of lines and areas, and where points come closest to them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from imam_ali_tracker.geodesy.arrays import Lines, Paths, Polygons
from imam_ali_tracker.geodesy.buffers import line_buffers, polygon_buffers
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.nearest import (
    nearest_on_lines,
    nearest_on_paths,
    nearest_on_polygons,
)
from tests.unit.geodesy import awkward
from tests.unit.geodesy.reference import (
    Floats,
    distances_to_path,
    edge_points,
    faults_of,
    slow_distances,
)

ALLOWED = 0.001

LINES = [
    "LINESTRING (40 34, 41 34.5, 40.5 35, 40.2 34.1)",
    "LINESTRING (0 0, 40 50, 80 10)",
    "MULTILINESTRING ((170 60, 180 65), (-180 65, -170 70, -100 75))",
    "LINESTRING (-179 10, 179 12)",
    "LINESTRING (0 89, 50 90)",
]
AREAS = [
    "POLYGON ((40 34, 40.01 34, 40.01 34.01, 40 34.01, 40 34))",
    "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10), (12 12, 12 13, 13 13, 13 12, 12 12))",
    "POLYGON ((-180 -90, 180 -90, 180 -60, -180 -60, -180 -90))",
    (
        "MULTIPOLYGON (((179 60, 180 60, 180 62, 179 62, 179 60)),"
        " ((-180 60, -178 60, -178 62, -180 62, -180 60)))"
    ),
]


def dense(shape: shapely.Geometry, step: float = 0.02) -> Floats:
    """Return points all along lines, or the edges of areas that are not just the map's."""
    if shapely.get_dimensions(shape) == 2:
        return edge_points(shape, np.arange(0, 1, 0.005).tolist())
    return shapely.get_coordinates(shapely.segmentize(shape, step))


def brute(points: Floats, targets: Floats) -> Floats:
    """Return the distance from each point to the nearest of many."""
    full = np.ones(len(targets))
    found = [WGS84.inverse(x * full, y * full, *targets.T)[2].min() for x, y in points]
    return np.array(found)


@pytest.mark.parametrize("distance", [1e4, 1e5, 2e6, 4.9e6, 8e6, 1.2e7, 1.9e7])
@pytest.mark.parametrize("row", range(len(LINES)))
def test_line_buffers(row: int, distance: float) -> None:
    line = shapely.from_wkt(LINES[row])
    area = line_buffers(Lines.from_shapely([line]), distance).to_shapely()
    assert faults_of(area) == []
    points = edge_points(area[0])
    points = points[:: max(1, len(points) // 25)]
    if len(points):
        # The points along the line are up to 2.2 km apart.
        apart = brute(points, dense(line))
        assert (apart >= distance * (1 - ALLOWED)).all()
        assert (apart <= distance * (1 + ALLOWED) + 1100**2 / distance).all()


@pytest.mark.parametrize("distance", [2e3, 1e5, 2e6, 9e6])
@pytest.mark.parametrize("row", range(len(AREAS)))
def test_polygon_buffers(row: int, distance: float) -> None:
    shape = shapely.from_wkt(AREAS[row])
    areas = Polygons.from_shapely([shape])
    grown = polygon_buffers(areas, distance).to_shapely()
    assert faults_of(grown) == []
    assert shapely.covers(shapely.buffer(grown[0], 1e-9), shape)
    points = edge_points(grown[0], (0, 0.5))
    points = points[:: max(1, len(points) // 25)]
    apart = nearest_on_polygons(*points.T, areas).distance
    assert (np.abs(apart - distance) <= ALLOWED * distance).all()


@pytest.mark.parametrize(("row", "distance"), [(0, 100.0), (1, 4e4), (2, 9e5), (3, 4e4), (3, 2e6)])
def test_areas_shrink(row: int, distance: float) -> None:
    shape = shapely.from_wkt(AREAS[row])
    shrunk = polygon_buffers(Polygons.from_shapely([shape]), -distance).to_shapely()
    assert faults_of(shrunk) == []
    assert shapely.difference(shrunk[0], shape).area < 1e-9
    assert shapely.is_empty(shrunk[0]) == (distance > 1e6)
    points = edge_points(shrunk[0], (0, 0.5))
    points = points[:: max(1, len(points) // 25)]
    if len(points):
        apart = brute(points, dense(shape))
        assert (apart >= distance * (1 - ALLOWED)).all()


def test_small_and_unknown_distances() -> None:
    lines = Lines.from_shapely(
        [shapely.from_wkt(LINES[0]), None, shapely.from_wkt("LINESTRING EMPTY")]
    )
    assert shapely.is_empty(line_buffers(lines, 0).to_shapely()).all()
    assert shapely.is_empty(line_buffers(lines, math.nan).to_shapely()).all()
    shape = shapely.from_wkt(AREAS[0])
    kept, unknown = polygon_buffers(Polygons.from_shapely([shape] * 2), [0, math.nan]).to_shapely()
    assert shapely.equals(kept, shape)
    assert shapely.is_empty(unknown)
    with pytest.raises(ValueError, match="distance_m -5 in row 0 is less than 0"):
        line_buffers(lines, -5)
    with pytest.raises(ValueError, match="tolerance_m 0 in row 0"):
        polygon_buffers(Polygons.from_shapely([shape]), 5, tolerance_m=0)


def test_a_line_of_one_place_has_a_circle() -> None:
    line = Lines.from_shapely([shapely.LineString([(40, 34), (40, 34)])])
    area = line_buffers(line, 1000, tolerance_m=2).to_shapely()[0]
    assert shapely.equals(area, circles(40, 34, 1000, tolerance_m=1).to_shapely()[0])


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(awkward.PATHS)),
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8),
)
def test_nearest_on_paths(name: str, places: list[tuple[float, float]]) -> None:
    path, points = awkward.PATHS[name], np.array(places)
    found = nearest_on_paths(*points.T, Paths.of([path]))
    assert found.distance == pytest.approx(distances_to_path(path, points), abs=1e-6)
    for point, distance, lon, lat in zip(points, found.distance, found.lon, found.lat):
        assert slow_distances(*point, np.array([[lon, lat]]))[0] == pytest.approx(
            distance, abs=1e-6
        )
    # What is nearest to the path's places is the path.
    assert nearest_on_paths(found.lon, found.lat, Paths.of([path])).distance.max() < 1e-3


def test_nearest_on_lines_and_areas() -> None:
    random = np.random.default_rng(7)
    lon = random.uniform(-180, 180, 60)
    lat = np.degrees(np.arcsin(random.uniform(-1, 1, 60)))
    points = np.column_stack([lon, lat])
    lines = [shapely.from_wkt(text) for text in LINES]
    found = nearest_on_lines(lon, lat, Lines.from_shapely(lines))
    each = np.array([brute(points, dense(line)) for line in lines])
    assert (found.feature == each.argmin(axis=0)).mean() > 0.95
    assert (found.distance <= each.min(axis=0) + 1e-6).all()
    assert found.distance == pytest.approx(each.min(axis=0), abs=1200)

    areas = [shapely.from_wkt(text) for text in AREAS]
    found = nearest_on_polygons(lon, lat, Polygons.from_shapely(areas))
    inside = np.array([shapely.intersects_xy(area, lon, lat) for area in areas])
    assert ((found.distance == 0) == inside.any(axis=0)).all()
    each = np.where(inside, 0, np.array([brute(points, dense(area)) for area in areas]))
    assert (found.distance <= each.min(axis=0) + 1e-6).all()
    assert found.distance == pytest.approx(each.min(axis=0), abs=6000)


def test_the_edge_of_the_map_is_no_edge() -> None:
    both = Polygons.from_shapely([shapely.from_wkt(AREAS[3])])
    shrunk = polygon_buffers(both, -20_000).to_shapely()[0]
    assert shapely.intersects_xy(shrunk, 180, 61)
    cap = Polygons.from_shapely([shapely.from_wkt(AREAS[2])])
    north = nearest_on_polygons(0, 90, cap)
    assert north.distance[0] == pytest.approx(WGS84.inverse(0, 90, 0, -60)[2][0], abs=1e-6)


def test_nothing_is_near_to_nothing() -> None:
    for found in (
        nearest_on_lines([0, 1], [0, 1], Lines.concatenate([])),
        nearest_on_polygons([0, 1], [0, 1], Polygons.concatenate([])),
        nearest_on_paths([0, 1], [0, 1], Paths.of([[(3, 3)]])),
        nearest_on_paths(math.nan, 0, Paths.of([[(3, 3), (4, 4)]])),
    ):
        assert np.isnan(found.distance).all()
        assert (found.feature == -1).all()

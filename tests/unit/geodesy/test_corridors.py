"""Corridor lines and zones: on the geodesic, as wide as stated, valid everywhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.measure import polygon_areas
from imam_ali_tracker.geodesy.zones import corridor_zones
from tests.unit.geodesy import awkward
from tests.unit.geodesy.reference import Floats, distances_to_path, edge_points, faults_of

Path = list[tuple[float, float]]

ALLOWED = 0.001
"""How far, as a share of the width, the edge of a zone may be from where it should be."""

places = st.tuples(
    st.floats(-180, 180) | st.sampled_from([0.0, 180.0, -180.0, 90.0]),
    st.floats(-90, 90) | st.sampled_from([0.0, 90.0, -90.0]),
)
offsets = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


def _apart(path: Path) -> Path:
    """Return a path whose places are one or 0.1 m apart.

    Of those nearer to each other only one counts, and from that the shortest way to an antipode
    may be another one.
    """
    return [(round(lon, 6) + 0.0, round(lat, 6) + 0.0) for lon, lat in path]


def paths() -> st.SearchStrategy[Path]:
    """Waypoints anywhere in the world, or some metres to some hundred kilometres apart."""
    return _any_paths().map(_apart)


@st.composite
def _any_paths(draw: st.DrawFn) -> Path:
    first = draw(places)
    if draw(st.booleans()):
        return [first, *draw(st.lists(places, min_size=1, max_size=3))]
    reach = 10 ** draw(st.floats(-4, 1))
    steps = draw(st.lists(offsets, min_size=1, max_size=4))
    return [first] + [
        ((first[0] + x * reach + 180) % 360 - 180, min(90.0, max(-90.0, first[1] + y * reach)))
        for x, y in steps
    ]


def points_on(lines: Any) -> Floats:
    """Return points on the edges of line strings."""
    found = [np.empty((0, 2))]
    for line in shapely.get_parts(lines):
        coords = shapely.get_coordinates(line)
        found += [coords[:-1] + share * np.diff(coords, axis=0) for share in (0, 0.3, 0.5)]
    return np.concatenate(found)


def some(points: Floats, count: int) -> Floats:
    return points[:: max(1, len(points) // count)]


def check_lines(path: Path, tolerance: float) -> None:
    line = corridor_lines(Paths.of([path]), tolerance_m=tolerance).to_shapely()[0]
    coords = shapely.get_coordinates(line)
    assert not np.isnan(coords).any()
    assert (np.abs(coords) <= [180, 90]).all()
    points = some(points_on(line), 60)
    assert distances_to_path(path, points).max(initial=0) <= tolerance + 1e-6


def check_zone(path: Path, width: float) -> None:
    zone = corridor_zones(Paths.of([path]), width).to_shapely()
    assert faults_of(zone) == []
    points = some(edge_points(zone[0]), 60)
    if len(points):
        off = np.abs(distances_to_path(path, points) - width / 2)
        assert off.max() <= ALLOWED * width


@pytest.mark.parametrize("name", awkward.PATHS)
def test_awkward_lines(name: str) -> None:
    check_lines(awkward.PATHS[name], 10.0)


@pytest.mark.parametrize("width", [100.0, 20e3, 1.5e6, 9.9e6])
@pytest.mark.parametrize("name", awkward.PATHS)
def test_awkward_zones(name: str, width: float) -> None:
    check_zone(awkward.PATHS[name], width)


@settings(max_examples=40, deadline=None)
@given(paths(), st.floats(0, 4))
def test_any_line_is_on_the_geodesic(path: Path, power: float) -> None:
    check_lines(path, 10**power)


@settings(max_examples=40, deadline=None)
@given(paths(), st.floats(0, 6.9))
def test_any_zone_has_its_width(path: Path, power: float) -> None:
    check_zone(path, 10**power)


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(paths(), st.floats(0, 6.9))
def test_any_zone_has_its_width_at_length(path: Path, power: float) -> None:
    check_zone(path, 10**power)


@pytest.mark.parametrize("back", [False, True])
def test_zones_end_at_the_pole_itself(back: bool) -> None:
    """An edge along the pole is no edge; a hair below it, it would be."""
    path = [(0.0, 3.1875), (180.0, 3.1875), (0.0, 3.1875)][: 2 + back]
    check_zone(path, 100.0)
    assert corridor_zones(Paths.of([path]), 100.0).coords[:, 1].max() == 90.0


def test_lines_go_through_the_waypoints_to_the_last_bit() -> None:
    path = awkward.PATHS["Tehran to Beirut"]
    coords = shapely.get_coordinates(corridor_lines(Paths.of([path])).to_shapely())
    assert all((coords == waypoint).all(axis=1).any() for waypoint in path)


def test_lines_are_cut_where_the_map_ends() -> None:
    pole, twice, along = corridor_lines(
        Paths.of(
            [
                awkward.PATHS["over the north pole"],
                awkward.PATHS["over the antimeridian and back"],
                awkward.PATHS["along the antimeridian"],
            ]
        )
    ).to_shapely()
    ends = [shapely.get_coordinates(part)[[0, -1]].tolist() for part in shapely.get_parts(pole)]
    assert ends == [[[0, 80], [0, 90]], [[180, 90], [180, 70]]]
    assert len(shapely.get_parts(twice)) == 3
    assert len(shapely.get_parts(along)) == 1


def test_paths_without_extent() -> None:
    paths = Paths.of(awkward.NO_PATHS.values())
    assert shapely.is_empty(corridor_lines(paths).to_shapely()).all()
    nothing, *zones = corridor_zones(paths, 20e3).to_shapely()
    assert shapely.is_empty(nothing)
    for zone, (lon, lat) in zip(zones, ((7, 7), (5, 5), (1, 1))):
        circle = circles(lon, lat, 10e3, tolerance_m=8).to_shapely()[0]
        assert shapely.equals(zone, circle)
    assert shapely.is_empty(corridor_zones(paths, 20e3, round_ends=False).to_shapely()).all()
    none = Paths.of([])
    assert len(corridor_lines(none)) == len(corridor_zones(none, 5)) == 0


def test_an_unknown_waypoint_interrupts_the_line() -> None:
    path = [(0, 0), (1, 0), (math.nan, 0), (3, 0), (4, 0)]
    line, zone = (
        made.to_shapely()[0]
        for made in (corridor_lines(Paths.of([path])), corridor_zones(Paths.of([path]), 1000))
    )
    assert len(shapely.get_parts(line)) == len(shapely.get_parts(zone)) == 2
    assert not shapely.intersects_xy(zone, 2, 0)


def test_widths_that_change_along_the_way() -> None:
    path = [(40.0, 34.0), (42.0, 35.0), (43.0, 34.0)]
    widths = np.array([10e3, 40e3, 20e3])
    zone = corridor_zones(Paths.of([path]), widths).to_shapely()
    assert faults_of(zone) == []
    # Along the second leg, away from bends and ends, the width at a place is that of its foot.
    (lon1, lat1), (lon2, lat2) = path[1:]
    azimuth, _, length = WGS84.inverse(lon1, lat1, lon2, lat2)
    for share in (0.3, 0.5, 0.7):
        lon, lat, heading = WGS84.forward(lon1, lat1, azimuth, share * length)
        half = (widths[1] + share * (widths[2] - widths[1])) / 2
        for side in (90, -90):
            for factor, inside in ((1 - 2 * ALLOWED, True), (1 + 2 * ALLOWED, False)):
                x, y, _ = WGS84.forward(lon, lat, heading + side, factor * half)
                assert shapely.intersects_xy(zone[0], x, y)[0] == inside


def test_one_width_per_path_or_waypoint() -> None:
    paths = Paths.of([[(0, 0), (1, 0)], [(0, 10), (1, 10), (2, 10)]])
    per_path = polygon_areas(corridor_zones(paths, [1000, 2000]))
    per_waypoint = polygon_areas(corridor_zones(paths, [1000, 1000, 2000, 2000, 2000]))
    assert per_path == pytest.approx(per_waypoint, rel=1e-12)
    assert shapely.is_empty(corridor_zones(paths, [0, math.nan]).to_shapely()).all()
    point = corridor_zones(Paths.of([[(0, 0), (1, 0)]]), [0, 5e3]).to_shapely()
    assert faults_of(point) == []
    assert shapely.get_parts(point[0])[0].bounds[0] == pytest.approx(0, abs=1e-6)


def test_square_ends() -> None:
    paths = Paths.of([[(0, 0), (1, 0)]])
    area = polygon_areas(corridor_zones(paths, 2000, round_ends=False))[0]
    assert area == pytest.approx(2000 * WGS84.inverse(0, 0, 1, 0)[2][0], rel=1e-4)
    rounded = polygon_areas(corridor_zones(paths, 2000))[0]
    assert rounded - area == pytest.approx(math.pi * 1000**2, rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width_m": -1}, "width_m -1 in row 0 is less than 0"),
        ({"width_m": 1.1e7}, r"width_m 1.1e\+07 in row 0 is more than 1e\+07"),
        ({"width_m": [1, 2, 3]}, "3 widths for 1 paths and 2 waypoints"),
        ({"width_m": 1, "tolerance_m": 0}, "tolerance_m 0 in row 0 is less than 0.001"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        corridor_zones(Paths.of([[(0, 0), (1, 0)]]), **arguments)


def test_bad_paths_are_refused() -> None:
    with pytest.raises(ValueError, match="latitude 95 in row 1"):
        corridor_lines(Paths.of([[(0, 0), (1, 95)]]))
    with pytest.raises(ValueError, match="do not fit"):
        corridor_lines(Paths(np.zeros(2), np.zeros(2), np.array([0, 3])))

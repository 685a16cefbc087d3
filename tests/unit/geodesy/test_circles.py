"""Circles, donuts and sectors: valid everywhere, exact at the vertices, within the tolerance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from imam_ali_tracker.geodesy.arrays import Polygons
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.ellipsoid import WGS84, Ellipsoid
from imam_ali_tracker.geodesy.measure import polygon_areas
from tests.unit.geodesy import awkward
from tests.unit.geodesy.reference import (
    Floats,
    edge_points,
    faults_of,
    slow_azimuths,
    slow_distances,
)

MILLIMETRE = 0.001

longitudes = st.floats(-180, 180) | st.sampled_from([0.0, 90.0, 180.0, -180.0, 179.999999])
latitudes = st.floats(-90, 90) | st.sampled_from([0.0, 90.0, -90.0, 89.99999, -89.9])
radii = st.floats(0, math.log10(2e7)).map(lambda power: 10**power)


def off_by(area: Polygons, lon: float, lat: float, radius: float) -> Floats:
    """Return by how much the vertices of a circle miss their distance.

    The points at a pole, which the circle encloses, are no vertices of it.
    """
    points = area.coords[np.abs(area.coords[:, 1]) < 90]
    return np.abs(slow_distances(lon, lat, points) - radius)


def test_awkward_circles_are_valid_and_exact() -> None:
    cases = awkward.circles()
    _, lon, lat, radius = (np.array(column) for column in zip(*cases))
    areas = circles(lon.astype(float), lat.astype(float), radius.astype(float))
    assert faults_of(areas.to_shapely()) == []
    for row, (name, x, y, r) in enumerate(cases):
        assert off_by(areas.take([row]), x, y, r).max(initial=0) <= MILLIMETRE, name


@pytest.mark.parametrize("share", [1e-5, 1e-3, 0.02])
def test_awkward_circles_keep_their_tolerance(share: float) -> None:
    cases = awkward.circles()
    _, lon, lat, radius = (np.array(column) for column in zip(*cases))
    lon, lat, radius = (column.astype(float) for column in (lon, lat, radius))
    tolerance = np.maximum(share * radius, MILLIMETRE)
    areas = circles(lon, lat, radius, tolerance_m=tolerance).to_shapely()
    assert faults_of(areas) == []
    for area, (name, x, y, r), limit in zip(areas, cases, tolerance):
        points = edge_points(area)
        points = points[:: max(1, len(points) // 300)]
        apart = np.abs(WGS84.inverse(x, y, *points.T)[2] - r)
        assert apart.max(initial=0) <= limit, name


@settings(max_examples=150, deadline=None)
@given(longitudes, latitudes, radii)
def test_any_circle_is_valid_and_exact(lon: float, lat: float, radius: float) -> None:
    area = circles(lon, lat, radius)
    assert faults_of(area.to_shapely()) == []
    assert off_by(area, lon, lat, radius).max(initial=0) <= MILLIMETRE


@settings(max_examples=150, deadline=None)
@given(longitudes, latitudes, radii, st.floats(-5, -1))
def test_any_edge_keeps_any_tolerance(lon: float, lat: float, radius: float, power: float) -> None:
    tolerance = max(MILLIMETRE, radius * 10**power)
    area = circles(lon, lat, radius, tolerance_m=tolerance).to_shapely()
    assert faults_of(area) == []
    points = edge_points(area[0])
    points = points[:: max(1, len(points) // 100)]
    assert np.abs(slow_distances(lon, lat, points) - radius).max(initial=0) <= tolerance


@settings(max_examples=60, deadline=None)
@given(longitudes, latitudes, radii, st.integers(0, 2**32 - 1))
def test_circles_contain_what_is_near(lon: float, lat: float, radius: float, seed: int) -> None:
    tolerance = max(MILLIMETRE, radius * 1e-3)
    area = circles(lon, lat, radius, tolerance_m=tolerance).to_shapely()[0]
    points = somewhere(seed, 20)
    distance = slow_distances(lon, lat, points)
    decided = np.abs(distance - radius) > tolerance
    assert (shapely.intersects_xy(area, points[decided]) == (distance < radius)[decided]).all()


def somewhere(seed: int, count: int) -> Floats:
    random = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    return np.column_stack([random.uniform(-180, 180, count), lat])


def test_sectors_and_donuts_are_valid() -> None:
    cases = awkward.sectors()
    areas = circles(**{key: np.array([case[key] for case in cases]) for key in cases[0]})
    shapes = areas.to_shapely()
    assert faults_of(shapes) == []
    assert (~shapely.is_empty(shapes)).all()


@pytest.mark.parametrize("case", awkward.sectors()[::97], ids=str)
def test_sectors_and_donuts_contain_what_they_should(case: dict[str, float]) -> None:
    area = circles(**case, tolerance_m=case["radius_m"] * 1e-4).to_shapely()[0]
    points = np.concatenate([somewhere(1, 150), around(case, 150)])
    inside = shapely.intersects_xy(area, points)
    distance = slow_distances(case["lon"], case["lat"], points)
    azimuth = slow_azimuths(case["lon"], case["lat"], points)
    sweep = (case["azimuth_to"] - case["azimuth_from"]) % 360 or 360
    turn = (azimuth - case["azimuth_from"]) % 360
    margin = case["radius_m"] * 1e-3
    edges = np.array([case["inner_radius_m"], case["radius_m"]])
    doubtful = (np.abs(distance[:, None] - edges) < margin).any(axis=1)
    if sweep < 360:
        aside = np.minimum(np.abs((turn[:, None] - [0, sweep] + 180) % 360 - 180).min(axis=1), 90)
        doubtful |= np.sin(np.radians(aside)) * distance < 4 * margin
        # Near the antipode any azimuth may lead there.
        doubtful |= distance > 1.99e7
    expected = (distance < edges[1]) & (distance > edges[0]) & (turn < sweep)
    assert (inside == expected)[~doubtful].all()


def around(case: dict[str, float], count: int) -> Floats:
    """Return points at distances like those of the case's edges."""
    random = np.random.default_rng(2)
    reach = random.uniform(0, 1.3, count) * case["radius_m"]
    lon, lat, _ = WGS84.forward(case["lon"], case["lat"], random.uniform(0, 360, count), reach)
    return np.column_stack([lon, lat])


@settings(max_examples=100, deadline=None)
@given(
    longitudes,
    latitudes,
    radii,
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 360),
    st.floats(0.01, 359.99),
)
def test_any_sector_is_valid(
    lon: float, lat: float, radius: float, inner: float, start: float, sweep: float
) -> None:
    area = circles(
        lon,
        lat,
        radius,
        inner_radius_m=inner * radius,
        azimuth_from=start,
        azimuth_to=start + sweep,
    )
    assert faults_of(area.to_shapely()) == []


@settings(max_examples=50, deadline=None)
@given(longitudes, latitudes, radii, st.floats(0.01, 0.99), st.floats(0, 360), st.floats(1, 359))
def test_sectors_and_donuts_add_up(
    lon: float, lat: float, radius: float, inner: float, start: float, sweep: float
) -> None:
    options: dict[str, Any] = {"tolerance_m": max(MILLIMETRE, radius * 1e-5)}
    whole = polygon_areas(circles(lon, lat, radius, **options))[0]
    core = polygon_areas(circles(lon, lat, inner * radius, **options))[0]
    ring = polygon_areas(circles(lon, lat, radius, inner_radius_m=inner * radius, **options))[0]
    assert core + ring == pytest.approx(whole, rel=1e-7)
    end = start + sweep
    sector, rest = (
        polygon_areas(circles(lon, lat, radius, azimuth_from=one, azimuth_to=two, **options))[0]
        for one, two in ((start, end), (end, start))
    )
    assert sector + rest == pytest.approx(whole, rel=1e-4 + 0.02 / radius)


def test_features_without_extent_or_place_have_no_part() -> None:
    nan = math.nan
    areas = circles(
        [1, nan, 1, 1, 1], [1, 1, nan, 1, 1], [0, 5, 5, nan, 5], inner_radius_m=[0] * 4 + [5]
    )
    assert np.diff(areas.features).tolist() == [0] * 5
    assert shapely.is_empty(areas.to_shapely()).all()
    assert np.isnan(areas.bounds()).all()
    assert len(circles([], [], [])) == 0


def test_what_is_larger_than_the_world_is_the_world() -> None:
    world = shapely.box(-180, -90, 180, 90)
    areas = circles([0, 100], [0, -90], [2.1e7, WGS84.half_meridian]).to_shapely()
    assert all(shapely.equals(area, world) for area in areas)
    ring = circles(40, 34, 2.1e7, inner_radius_m=3e5).to_shapely()[0]
    hole = circles(40, 34, 3e5).to_shapely()[0]
    assert shapely.equals(ring, shapely.difference(world, hole))


def test_the_lens_around_the_antipode() -> None:
    """Beyond the cut locus the farthest places have two shortest ways, and the edge corners."""
    area = circles(0, 0, 2e7).to_shapely()[0]
    left = shapely.difference(shapely.box(-180, -90, 180, 90), area)
    # North and south it ends so far from the antipode as half a meridian is longer than 20,000 km.
    (_, south, east, north) = shapely.get_parts(left)[0].bounds
    height = WGS84.inverse(180, south, 180, north)[2][0]
    assert height == pytest.approx(2 * (WGS84.half_meridian - 2e7), rel=1e-6)
    assert abs(east) > 178
    sphere = Ellipsoid(6_371_000.0, 0.0)
    ball = circles(0, 0, 2e7, ellipsoid=sphere)
    assert faults_of(ball.to_shapely()) == []


def test_segments_and_tolerances() -> None:
    assert np.diff(circles([0, 1], 34, 3e5).rings).tolist() == [65, 65]
    assert np.diff(circles(0, 34, 3e5, segments=7).rings).tolist() == [9]
    coarse, fine = circles(0, 34, 3e5, tolerance_m=[1000, 10]).rings[1:] - [0, 0]
    assert coarse < 60 < fine - coarse < 700
    mixed = circles([0, 0], 34, 3e5, tolerance_m=[math.nan, 1000], segments=100)
    assert np.diff(mixed.rings)[0] == 101


def test_threads_change_nothing() -> None:
    lon, lat = somewhere(3, 9000).T
    one, four = (circles(lon, lat, 3e5, threads=threads) for threads in (1, 4))
    for field in ("coords", "rings", "parts", "features"):
        assert (getattr(one, field) == getattr(four, field)).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lat": [0, 90.001]}, "latitude 90.001 in row 1 is not within"),
        ({"lon": math.inf}, "longitude inf in row 0 is not finite"),
        ({"radius_m": [5, -1]}, "radius_m -1 in row 1 is less than 0"),
        ({"radius_m": math.inf}, "radius_m inf in row 0 is not finite"),
        ({"inner_radius_m": -1}, "inner_radius_m -1 in row 0 is less than 0"),
        ({"tolerance_m": 0}, "tolerance_m 0 in row 0 is less than 0.001"),
        ({"segments": 3}, "4 is the least"),
        ({"azimuth_from": 3}, "needs both azimuths"),
        ({"azimuth_from": 0, "azimuth_to": math.inf}, "azimuth_to inf in row 0"),
        ({"lon": [1, 2], "lat": [1, 2, 3]}, "different lengths"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        circles(**{"lon": 0, "lat": 0, "radius_m": 1, **arguments})


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(longitudes, latitudes, radii, st.floats(-5, -1))
def test_any_edge_keeps_any_tolerance_at_length(
    lon: float, lat: float, radius: float, power: float
) -> None:
    tolerance = max(MILLIMETRE, radius * 10**power)
    area = circles(lon, lat, radius, tolerance_m=tolerance).to_shapely()
    assert faults_of(area) == []
    points = edge_points(area[0])
    apart = np.abs(WGS84.inverse(lon, lat, *points.T)[2] - radius)
    assert apart.max(initial=0) <= tolerance

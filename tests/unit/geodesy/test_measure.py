"""Distances, azimuths, lengths and areas against published and independently computed values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod

from imam_ali_tracker.core.units import from_si, to_si
from imam_ali_tracker.geodesy.arrays import Paths, Polygons
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.ellipsoid import WGS84, Ellipsoid
from imam_ali_tracker.geodesy.measure import (
    azimuths,
    distances,
    line_lengths,
    path_lengths,
    polygon_areas,
)
from tests.unit.geodesy.reference import KARNEY, integrated_geodesic

WORLD_M2 = 510_065_621_724_088.44
"""Area of WGS 84 (Moritz 1980, GRS 80 formulas)."""


def allowance(length: float) -> float:
    """Return 1 nm/km, and the 15 nm that coordinates in double precision leave anyway."""
    return length * 1e-12 + 15e-9


def test_distances_are_those_of_karneys_test_geodesics() -> None:
    assert len(KARNEY) == 20
    for lat1, lon1, azi1, lat2, lon2, _, s12, *_ in KARNEY:
        assert abs(distances(lon1, lat1, lon2, lat2)[0] - s12) <= allowance(s12)
        azimuth = azimuths(lon1, lat1, lon2, lat2)[0]
        assert abs((azimuth - azi1 + 180) % 360 - 180) < 1e-12 * 360


def test_distances_are_those_of_integrated_geodesics() -> None:
    random = np.random.default_rng(20190903)
    for _ in range(300):
        lat1 = math.degrees(math.asin(random.uniform(-1, 1)))
        # Less than half a turn, less what a geodesic on WGS 84 may be no shortest way any more.
        turn = math.pi * 0.996 * 10 ** random.uniform(-4, 0)
        lon2, lat2, length = integrated_geodesic(lat1, random.uniform(-180, 180), turn)
        assert abs(distances(0, lat1, lon2, lat2)[0] - length) <= allowance(length)


def test_distances_of_the_reference_case() -> None:
    tehran = (51.42151, 35.69439)
    for lon, lat, kilometres in (
        (35.49442, 33.88894, 1469.7),  # Beirut
        (35.88659, 34.88902, 1414.4),  # Tartus
        (35.77684, 35.51484, 1416.2),  # Latakia
    ):
        assert round(distances(*tehran, lon, lat)[0] / 1000, 1) == kilometres
    assert from_si(300_000, "mi") == pytest.approx(186.4113576712)
    assert to_si(1, "nmi") == 1852


def test_awkward_pairs_of_points() -> None:
    assert distances(10, 20, 10, 20)[0] == 0
    assert np.isnan(azimuths(10, 20, 10, 20)[0])
    half = WGS84.half_meridian
    assert distances(0, 90, 123, -90)[0] == pytest.approx(half, abs=1e-8)
    assert distances(10, 20, -170, -20)[0] == pytest.approx(half, abs=1e-8)
    assert distances(370, 20, 10, 20)[0] == 0
    assert np.isnan(distances(math.nan, 0, 1, 1)[0])
    assert len(distances([], [], 1, 1)) == 0
    with pytest.raises(ValueError, match=r"latitude 91 in row 1 is not within ±90"):
        distances([0, 0], [0, 91], 0, 0)
    with pytest.raises(ValueError, match="is not finite"):
        distances(math.inf, 0, 0, 0)
    with pytest.raises(ValueError, match="different lengths"):
        distances([0, 1], [0, 1, 2], 0, 0)


def test_half_meridian_and_cut_distances() -> None:
    quarter = Geod(ellps="WGS84").inv(0, 0, 0, 90)[2]
    assert pytest.approx(2 * quarter, abs=1e-7) == WGS84.half_meridian
    # Along the equator a geodesic is shortest until the angle 180° (1 - f).
    assert WGS84.cut_distances(0, 90) == pytest.approx(math.pi * WGS84.b, abs=1e-7)
    sphere = Ellipsoid(6_371_000.0, 0.0)
    assert sphere.cut_distances(33, 44) == pytest.approx(math.pi * sphere.a)
    for flattening in (-0.003, 0.5):
        with pytest.raises(ValueError, match="not an ellipsoid of a planet"):
            Ellipsoid(6_378_137.0, flattening)


def test_path_lengths() -> None:
    paths = Paths.of([[(0, 0), (1, 0), (1, 1)], [], [(5, 5)], [(0, 0), (math.nan, 0)]])
    expected = distances(0, 0, 1, 0)[0] + distances(1, 0, 1, 1)[0]
    lengths = path_lengths(paths)
    assert lengths[:3] == pytest.approx([expected, 0, 0])
    assert np.isnan(lengths[3])


def test_line_lengths_are_those_of_the_paths() -> None:
    paths = Paths.of(
        [[(51.42, 35.69), (35.5, 33.89)], [(170, 50), (-170, 52)], [(0, 80), (180, 80)]]
    )
    assert line_lengths(corridor_lines(paths)) == pytest.approx(path_lengths(paths), rel=1e-8)


def test_areas() -> None:
    everything = circles(0, 0, 3e7)
    assert polygon_areas(everything)[0] == pytest.approx(WORLD_M2, rel=1e-13)
    both = circles([0, 0], [90, -90], WGS84.half_meridian / 2)
    assert polygon_areas(both) == pytest.approx([WORLD_M2 / 2] * 2, rel=1e-9)
    # A sector of a sixth, a donut, and what they leave.
    whole, sixth, rest = (
        polygon_areas(circles(10, 90, 1e6, azimuth_from=start, azimuth_to=end))[0]
        for start, end in ((0, 0), (30, 90), (90, 30))
    )
    assert sixth == pytest.approx(whole / 6, rel=1e-9)
    assert sixth + rest == pytest.approx(whole, rel=1e-12)


def test_areas_are_those_of_karneys_planimeter() -> None:
    geod = Geod(ellps="WGS84")
    azimuth = np.linspace(360, 0, 40_001)[:-1]
    for lon, lat, radius in ((40.9, 34.5, 500), (179, -60, 3e5), (0, 89, 1e6), (20, 0, 9e6)):
        full = np.ones_like(azimuth)
        x, y, _ = geod.fwd(lon * full, lat * full, azimuth, radius * full)
        expected = geod.polygon_area_perimeter(x, y)[0]
        area = polygon_areas(circles(lon, lat, radius, segments=40_000))[0]
        assert area == pytest.approx(expected, rel=3e-8)


def test_areas_of_nothing() -> None:
    assert polygon_areas(Polygons.concatenate([])).tolist() == []
    assert polygon_areas(circles([0, 1], [0, 1], [0, 1000]))[0] == 0

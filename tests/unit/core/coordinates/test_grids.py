"""MGRS and plus codes: against published references, and there and back everywhere."""

from __future__ import annotations

import math
import random

import pytest
from pyproj import Geod

from imam_ali_tracker.core.coordinates.mgrs import mgrs, read_mgrs
from imam_ali_tracker.core.coordinates.plus_codes import plus_code, read_plus_code
from imam_ali_tracker.core.coordinates.reading import read_position

GEOD = Geod(ellps="WGS84")
PLACES = 3_000


@pytest.mark.parametrize(
    ("longitude", "latitude", "reference"),
    [
        (44.4, 33.3, "38S MB 44140 84706"),  # GeoConvert's manual
        (0.0, 90.0, "Z AH 00000 00000"),
        (0.0, -90.0, "B AN 00000 00000"),
    ],
)
def test_published_references(longitude: float, latitude: float, reference: str) -> None:
    assert mgrs(longitude, latitude) == reference


@pytest.mark.parametrize(
    ("longitude", "latitude", "zone"),
    [(5, 60, "32V"), (8, 73, "31X"), (10, 75, "33X"), (35, 80, "37X"), (179.999, 1, "60N")],
)
def test_the_wide_zones_of_the_north(longitude: float, latitude: float, zone: str) -> None:
    assert mgrs(longitude, latitude).startswith(zone)


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        # The examples and test data of the specification.
        ("8FVC9G8F+6X", 8.524997, 47.365590),
        ("7FG49QCJ+2V", 2.7821875, 20.3700625),
    ],
)
def test_published_plus_codes(code: str, longitude: float, latitude: float) -> None:
    assert plus_code(longitude, latitude) == code
    position = read_plus_code(code)
    assert (position.longitude, position.latitude) == pytest.approx((longitude, latitude), abs=1e-4)


def test_positions_come_back_everywhere() -> None:
    where = random.Random(5)
    for _ in range(PLACES):
        longitude = where.uniform(-180, 180)
        latitude = math.degrees(math.asin(where.uniform(-1, 1)))
        for found, within in (
            (read_mgrs(mgrs(longitude, latitude)), 0.8),
            (read_plus_code(plus_code(longitude, latitude)), 10.0),
        ):
            away = GEOD.inv(longitude, latitude, found.longitude, found.latitude)[2]
            assert away < within, (longitude, latitude, found)


def test_a_coarse_square_says_how_large_it_is() -> None:
    square = read_position("38S MB 44 84")
    assert square.cell_m == pytest.approx(1000 / math.sqrt(2))
    assert mgrs(square.longitude, square.latitude).startswith("38S MB 44")
    area = read_position("8FVC0000+")
    assert area.cell_m == pytest.approx(67_000, rel=0.01)


def test_small_letters_and_gaps_do_not_matter() -> None:
    assert read_position("38smb4414084706") == read_position("38S MB 44140 84706")
    assert read_position("8fvc9g8f+6x") == read_position("8FVC9G8F+6X")

"""Positions as people write them."""

from __future__ import annotations

import pytest

from imam_ali_tracker.core.coordinates.reading import read_position
from imam_ali_tracker.core.errors import TrackerError

EAST, NORTH = 40.9123, 34.4512
DMS = (40 + 54 / 60 + 44 / 3600, 34 + 27 / 60 + 4 / 3600)


@pytest.mark.parametrize(
    "text",
    [
        "34.4512, 40.9123",
        "34.4512 40.9123",
        " 34.4512;40.9123 ",
        "34.4512,40.9123",
        "34,4512 40,9123",
        "34,4512; 40,9123",
        "34,4512, 40,9123",
        "34.4512N 40.9123E",
        "N 34.4512, E 40.9123",
        "40.9123 E 34.4512 N",
        "E40.9123 N34.4512",
        "+34.4512 +40.9123",
        "34.4512\u00b0 N, 40.9123\u00b0 E",
        "34.4512 north 40.9123 east",
        "lat: 34.4512, lon: 40.9123",
        "lon=40.9123 lat=34.4512",
        "(34.4512, 40.9123)",
        "POINT(40.9123 34.4512)",
        "point z (40.9123 34.4512 300)",
        "geo:34.4512,40.9123;u=20",
        "https://maps.example.org/maps/@34.4512,40.9123,15z",
        "https://maps.example.org/?q=34.4512,40.9123&z=4",
        (
            "\u0663\u0664\u066b\u0664\u0665\u0661\u0662\u060c "
            "\u0664\u0660\u066b\u0669\u0661\u0662\u0663"
        ),
    ],
)
def test_decimal_degrees(text: str) -> None:
    position = read_position(text)
    assert (position.longitude, position.latitude) == pytest.approx((EAST, NORTH))
    assert position.cell_m is None


@pytest.mark.parametrize(
    "text",
    [
        "34\u00b027\u203204\u2033N 40\u00b054\u203244\u2033E",
        "34\u00b0 27' 04\" N, 40\u00b0 54' 44\" E",
        "34\u00b027'04''N 40\u00b054'44''E",
        "34\u00ba27\u201904\u201dN 40\u00ba54\u201944\u201dE",
        "34 27 04 N 40 54 44 E",
        "34 27 04 40 54 44",
        "N34 27 04 E40 54 44",
        "40 54 44 E, 34 27 04 N",
        "34:27:04 40:54:44",
        "34\u00b027'4.0\" 40\u00b054'44,0\"".replace(",", "."),
    ],
)
def test_degrees_with_minutes_and_seconds(text: str) -> None:
    position = read_position(text)
    assert (position.longitude, position.latitude) == pytest.approx(DMS)


@pytest.mark.parametrize(
    "text",
    [
        "34\u00b027.072'N 40\u00b054.738'E",
        "34 27.072 N 40 54.738 E",
        "34 27.072, 40 54.738",
        "34\u00b027,072' 40\u00b054,738'",
    ],
)
def test_degrees_with_minutes(text: str) -> None:
    position = read_position(text)
    assert (position.longitude, position.latitude) == pytest.approx((EAST, NORTH))


@pytest.mark.parametrize(
    ("text", "longitude", "latitude"),
    [
        ("-33.5 -70.25", -70.25, -33.5),
        ("\u221233.5, \u221270.25", -70.25, -33.5),
        ("33\u00b030'S 70\u00b015'W", -70.25, -33.5),
        ("-0 30 0, 10 0 0", 10, -0.5),
        ("101.5, 34.5", 101.5, 34.5),
        ("34, 40", 40, 34),
        ("34,40", 40, 34),
        ("-90 180", 180, -90),
    ],
)
def test_hemispheres(text: str, longitude: float, latitude: float) -> None:
    position = read_position(text)
    assert (position.longitude, position.latitude) == pytest.approx((longitude, latitude))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no position"),
        ("   ", "no position"),
        ("34.5", "two numbers"),
        ("34.5 foo 40.9", "FOO"),
        ("near Al-Bukamal", "NEAR"),
        ("34\u00b075'N 40\u00b0E", "75"),
        ("34.5 27 N 40.5 27 E", "27"),
        ("34 N 40 N", "two latitudes"),
        ("95 N 40 E", "95"),
        ("34 181", "181"),
        ("34 27 40", "3 numbers"),
        ("34,4512,40,9123", "comma"),
        ("-34 S 40 E", "S"),
        ("34' 40'", "'"),
        ("1" * 600, "no position"),
        ("W2J+2W", "short plus code"),
        ("8FVC9G8F+6", "not a plus code"),
        ("38S MB 123", "digits"),
        ("99S MB 12 34", "Zones"),
        ("38S ZZ 12 34", "no square"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    with pytest.raises(TrackerError) as caught:
        read_position(text)
    assert named in str(caught.value)

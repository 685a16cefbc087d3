"""Distances as an analyst types them, with a report's words around them."""

from __future__ import annotations

import pytest

from imam_ali_tracker.claims.distance_lists import (
    Distance,
    Ring,
    Size,
    parse_distances,
    parse_sizes,
)
from imam_ali_tracker.core.errors import TrackerError


def within(value: float, unit: str = "km", comparator: str = "") -> Size:
    return Size(comparator, Ring(Distance(value, unit)))


def ring(inner: float, outer: float, unit: str = "km", comparator: str = "") -> Size:
    return Size(comparator, Ring(Distance(outer, unit), Distance(inner, unit)))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("50, 100, 300 km", [within(50), within(100), within(300)]),
        ("less than 300 km", [within(300, comparator="less_than")]),
        ("less than 300 km (186.41 mi)", [within(300, comparator="less_than")]),
        (
            "about 200 mi; 320",
            [within(200, "mi", comparator="about"), within(320, comparator="about")],
        ),
        (
            "not more than 320 km; 5 nmi",
            [within(320, comparator="at_most"), within(5, "nmi", "at_most")],
        ),
        ("100\u2013300 km", [ring(100, 300)]),
        ("between 100 and 300 miles", [ring(100, 300, "mi")]),
        ("50, 100-300 km", [within(50), ring(100, 300)]),
        ("2.6", [within(2.6)]),
    ],
)
def test_lists_with_words_are_read(text: str, sizes: list[Size]) -> None:
    assert parse_sizes(text, "km") == sizes


@pytest.mark.parametrize(
    "text", ["", " ; ", "0 km", "-5 km", "1,200 km", "50,100", "near", "5 km2", "300 km of road"]
)
def test_what_is_no_size_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(TrackerError) as caught:
        parse_sizes(text, "km")
    assert caught.value.hint


def test_a_ring_gives_its_columns_in_one_unit() -> None:
    assert parse_sizes("1\u20132 mi", "km")[0].ring.columns == {
        "distance": 2.0,
        "unit": "mi",
        "inner_distance": pytest.approx(1.0),
    }


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12,5", [12.5]),
        ("12.5 km", [12.5]),
        ("50, 100, 300 km", [50, 100, 300]),
        ("12,5; 50 km", [12.5, 50]),
        ("12,5, 50,25 km", [12.5, 50.25]),
        ("less than 12,5 km", [12.5]),
        ("1.500,5 km", [1500.5]),
        ("0,125 km", [0.125]),
    ],
)
def test_a_decimal_comma_is_read_where_it_is_usual(text: str, values: list[float]) -> None:
    sizes = parse_sizes(text, "km", decimal_comma=True)
    assert [size.ring.outer.value for size in sizes] == values
    if "less" not in text:
        distances = parse_distances(text, "km", decimal_comma=True)
        assert [each.value for each in distances] == values


@pytest.mark.parametrize("text", ["50,100", "1.500 km", "less than 1,200 km", "1,2,3", ",5,"])
def test_what_may_be_thousands_is_refused_beside_a_decimal_comma(text: str) -> None:
    with pytest.raises(TrackerError):
        parse_sizes(text, "km", decimal_comma=True)


def test_without_a_decimal_comma_it_is_refused() -> None:
    with pytest.raises(TrackerError):
        parse_distances("12,5", "km")


@pytest.mark.parametrize("text", ["9" * 400, "9" * 307 + " km"])
def test_what_no_number_holds_is_refused(text: str) -> None:
    with pytest.raises(TrackerError, match="too many digits"):
        parse_distances(text, "m")
    with pytest.raises(TrackerError, match="too many digits"):
        parse_sizes(text, "m")

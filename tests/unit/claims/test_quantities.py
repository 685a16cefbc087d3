from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.quantities import (
    UNIT_NAMES,
    canonical_text,
    figure_of,
    find_quantities,
    parse_number,
    printed_figure,
    unit_symbol,
)
from imam_ali_tracker.core.units import UNITS
from tests.unit.claims.steady import steady


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("300", "300", "10"),
        ("186.41", "186.41", "0.01"),
        ("1,200", "1200", "100"),
        ("2.60", "2.60", "0.01"),
        ("2,6", "2.6", "0.1"),
        ("20", "20", "1"),
        ("5", "5", "1"),
        ("0,125", "0.125", "0.001"),
        ("1,234,567", "1234567", "1"),
        ("1.234.567,89", "1234567.89", "0.01"),
        ("1,234.56", "1234.56", "0.01"),
        ("1'200", "1200", "100"),
        ("1\u2019200", "1200", "100"),
        ("1\u2009200", "1200", "100"),
        ("1\u202f200,5", "1200.5", "0.1"),
        ("1\u00a0200", "1200", "100"),
        ("1 200", "1200", "100"),
        ("\u0663\u0660\u0660", "300", "10"),  # Arabic-Indic
        ("\u0661\u066c\u0662\u0660\u0660", "1200", "100"),
        ("\u06f2\u066b\u06f6", "2.6", "0.1"),  # Persian
        ("\u0968.\u096c", "2.6", "0.1"),  # Devanagari
        ("\u22122.5", "-2.5", "0.1"),
        ("five", "5", "1"),
        (" Ten ", "10", "1"),
        ("15000", "15000", "1000"),
        ("0", "0", "1"),
    ],
)
def test_numbers_as_printed(text: str, value: str, step: str) -> None:
    figure = parse_number(text)
    assert figure.value == Decimal(value)
    assert figure.step == Decimal(step)
    assert figure.text == text


@pytest.mark.parametrize(
    "text", ["", "many", "1,20,000.5", "12,34,567", "1.2.3", "5 km", "--5", "1'20", "\u00bd"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_number(text)


def test_the_language_decides_on_comma_and_point() -> None:
    assert parse_number("1,200").ambiguous
    assert parse_number("1.200").ambiguous
    assert parse_number("1.200").value == Decimal("1.200")
    assert parse_number("1.200", decimal_comma=True).value == 1200
    assert parse_number("1,200", decimal_comma=True).value == Decimal("1.2")
    assert parse_number("1,200", decimal_comma=False).value == 1200
    assert not parse_number("1,200", decimal_comma=False).ambiguous
    assert not parse_number("186.41").ambiguous


@steady
@given(
    st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from([0x0660, 0x06F0, 0x0966, 0x0030]),
    st.sampled_from([("\u2009", ","), ("\u00a0", "."), ("\u066c", "\u066b"), ("'", ".")]),
)
def test_grouped_numbers_of_every_script_survive(
    units: int, places: int, zero: int, signs: tuple[str, str]
) -> None:
    value = Decimal(units).scaleb(-places)
    plain = f"{value:,.{places}f}"
    shape = {",": signs[0], ".": signs[1]}
    printed = "".join(shape.get(c) or chr(zero + int(c)) for c in plain)
    figure = parse_number(printed, decimal_comma=signs[1] == ",")
    assert figure.value == value
    assert figure.decimals == places


@steady
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert len(canonical_text(text)) == len(text)
    for quantity in find_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("less than 300 km (186.41 mi)", [("300", "km"), ("186.41", "mi")]),
        ("1,200\u00a0km (745.64\u202fmi)", [("1200", "km"), ("745.64", "mi")]),
        ("some 2.6 kilometres west of", [("2.6", "km")]),
        ("approximately five kilometers (three miles)", [("5", "km"), ("3", "mi")]),
        ("at least five of the buildings", [("5", "")]),
        ("a 200-mile line, 30km of roads", [("200", "mi"), ("30", "km")]),
        ("about 20 km\u00b2, eight areas", [("20", "km2"), ("8", "")]),
        ("50 nautical miles", [("50", "nmi")]),
        ("24M downloads, a 24 m wide gate", [("24", ""), ("24", "m")]),
        ("$4m for a 40m runway", [("4", ""), ("40", "m")]),
        ("\u20ac3.5m, 2m euros, 4m people", [("3.5", ""), ("2", ""), ("4", "")]),
        ("THE 300 KM LINE", [("300", "km")]),
        ("no figure at all", []),
    ],
)
def test_quantities_in_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(str(q.figure.value), q.unit) for q in find_quantities(text)]
    assert found == expected


def test_unit_names_are_those_of_core() -> None:
    assert set(UNIT_NAMES) == set(UNITS)
    assert unit_symbol(" Kilometres ") == "km"
    assert unit_symbol("buildings") == ""


def test_the_figure_behind_a_stored_number() -> None:
    assert printed_figure(186.41, "mi", "300 km (186.41 mi)").text == "186.41"
    assert printed_figure(300.0, "km", "300 mi, that is 300 km").text == "300"
    assert printed_figure(1.2, "km", "1,200 km").value == Decimal("1.2")
    assert printed_figure(5.0, "buildings", "at least five").text == "five"
    assert printed_figure(2.6, "km", "").step == Decimal("0.1")
    assert figure_of(1200.0).text == "1200"
    assert figure_of(1e-7).text == "0.0000001"
    assert figure_of(1e22).value == Decimal(10) ** 22


def test_significant_digits() -> None:
    assert parse_number("1,200").significant_digits == 2
    assert parse_number("745.64").significant_digits == 5
    assert parse_number("0.05").significant_digits == 1
    assert parse_number("0").significant_digits == 1
    assert unicodedata.decimal("\u0663") == 3

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.conversions import (
    Conversion,
    Outcome,
    check_conversion,
    convert,
    exact_factor,
    is_conversion,
)
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.quantities import find_quantities, parse_number
from imam_ali_tracker.core.units import UNITS
from tests.unit.claims.steady import steady

ARABIC_INDIC = dict(zip("0123456789,.", map(chr, [*range(0x0660, 0x066A), 0x066C, 0x066B])))
PERSIAN = dict(zip("0123456789,.", map(chr, [*range(0x06F0, 0x06FA), 0x066C, 0x066B])))


def checked(text: str) -> Conversion:
    first, second = find_quantities(text)
    return check_conversion(first.figure, first.unit, second.figure, second.unit)


@pytest.mark.parametrize(
    ("text", "outcome", "digit", "expected"),
    [
        # The three of the reference case (facts.json, G0).
        ("300 km (186.41 mi)", Outcome.ROUNDED, "0.01", "186.41"),
        ("1,200 km (745.64 mi)", Outcome.TRUNCATED, "0.01", "745.65"),
        ("2.6 km (1.61 mi)", Outcome.TRUNCATED, "0.01", "1.62"),
        ("approximately five kilometers (three miles)", Outcome.ROUNDED, "1", "3"),
        ("200 miles (322 km)", Outcome.ROUNDED, "1", "322"),
        ("200 miles (320 km)", Outcome.ROUNDED, "10", "320"),
        ("200 miles (321.8688 km)", Outcome.EXACT, "0.0001", "321.8688"),
        ("200 miles (300 km)", Outcome.WRONG, "1", "322"),
        ("300 km (162 mi)", Outcome.WRONG, "1", "186"),
        ("10 ha (100,000 m2)", Outcome.EXACT, "1", "100000"),
        ("20 km2 (7.7 sq mi)", Outcome.ROUNDED, "0.1", "7.7"),
    ],
)
def test_outcomes(text: str, outcome: Outcome, digit: str, expected: str) -> None:
    conversion = checked(text)
    assert conversion.outcome is outcome
    assert conversion.digit == Decimal(digit)
    assert conversion.expected == Decimal(expected)
    wrong = outcome is Outcome.WRONG
    assert conversion.verdict is (Verdict.INCONSISTENT if wrong else Verdict.CONSISTENT)


@pytest.mark.parametrize("digits", [ARABIC_INDIC, PERSIAN])
def test_digits_of_other_scripts(digits: dict[str, str]) -> None:
    first, second = ("".join(digits[c] for c in text) for text in ("1,200", "745.64"))
    conversion = check_conversion(parse_number(first), "km", parse_number(second), "mi")
    assert conversion.outcome is Outcome.TRUNCATED


@pytest.mark.parametrize(
    "text", ["1\u2009200 km (745,64 mi)", "1\u00a0200\u00a0km (745,64\u202fmi)"]
)
def test_thin_spaces_and_decimal_commas(text: str) -> None:
    assert checked(text).outcome is Outcome.TRUNCATED


def test_the_second_figure_may_be_the_original() -> None:
    conversion = checked("2 km (1.5 mi)")
    assert conversion.outcome is Outcome.ROUNDED
    assert conversion.reversed
    assert conversion.reason == "1.5 mi is 2.41 km, correctly rounded to 2."


def test_reasons_and_notes_are_sentences() -> None:
    truncated = checked("1,200 km (745.64 mi)")
    assert truncated.reason == (
        "1,200 km is 745.6454 mi: 745.64 is cut off, not rounded, which gives 745.65."
    )
    assert "false precision" in truncated.notes[0]
    assert checked("300 km (162 mi)").notes == ("162 would be right in nmi.",)
    assert checked("200 miles (322 km)").notes == ()


def test_units_that_are_no_pair() -> None:
    assert not is_conversion("km", "km")
    assert not is_conversion("km", "ha")
    assert not is_conversion("buildings", "storehouses")
    with pytest.raises(ValueError, match="cannot be converted"):
        check_conversion(parse_number("5"), "buildings", parse_number("10"), "storehouses")


def test_factors_are_exact() -> None:
    assert exact_factor("mi") == Fraction("1609.344")
    assert exact_factor("mi2") == Fraction("1609.344") ** 2
    assert exact_factor("ft") * 3 == exact_factor("yd")


LENGTHS = sorted(symbol for symbol, unit in UNITS.items() if unit.dimension == "length")


@steady
@given(
    st.decimals("0.001", "100000", places=3),
    st.permutations(LENGTHS).map(lambda units: (units[0], units[1])),
    st.integers(0, 6),
)
def test_a_rounded_figure_is_never_wrong_and_two_steps_off_never_right(
    value: Decimal, units: tuple[str, str], places: int
) -> None:
    first = parse_number(f"{value:f}")
    exact = Fraction(*convert(first.value, *units))
    step = Fraction(1, 10**places)
    rounded = int(exact / step + Fraction(1, 2)) * step
    printed = Decimal(rounded.numerator) / Decimal(rounded.denominator)
    conversion = check_conversion(first, units[0], parse_number(f"{printed:.{places}f}"), units[1])
    assert conversion.outcome in (Outcome.EXACT, Outcome.ROUNDED)
    off = parse_number(f"{printed + 2 * Decimal(1).scaleb(-places):.{places}f}")
    if off.step == Decimal(1).scaleb(-places) and not conversion.reversed:
        other = check_conversion(first, units[0], off, units[1])
        assert other.outcome is Outcome.WRONG or other.reversed

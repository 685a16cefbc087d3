"""Units against their definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.core.units import AREA, LENGTH, UNITS, from_si, length_units, to_si

YARD = Fraction(9144, 10000)
DEFINITIONS = {
    "m": Fraction(1),
    "km": Fraction(1000),
    "yd": YARD,
    "ft": YARD / 3,
    "mi": YARD * 1760,
    "nmi": Fraction(1852),
}


@pytest.mark.parametrize(("symbol", "metres"), DEFINITIONS.items())
def test_lengths_are_exact(symbol: str, metres: Fraction) -> None:
    assert UNITS[symbol].factor == float(metres)


def test_areas_follow_from_lengths() -> None:
    assert UNITS["km2"].factor == UNITS["km"].factor ** 2
    assert UNITS["mi2"].factor == UNITS["mi"].factor ** 2
    assert UNITS["ha"].factor == 100 * 100
    assert UNITS["dunam"].factor == 1000


def test_every_unit_is_a_length_or_an_area() -> None:
    assert {unit.dimension for unit in UNITS.values()} == {LENGTH, AREA}
    assert set(length_units()) == set(DEFINITIONS)


@given(st.sampled_from(sorted(UNITS)), st.floats(min_value=1e-6, max_value=1e9))
def test_there_and_back(symbol: str, value: float) -> None:
    assert from_si(to_si(value, symbol), symbol) == pytest.approx(value, rel=1e-15)


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(KeyError):
        to_si(1, "league")

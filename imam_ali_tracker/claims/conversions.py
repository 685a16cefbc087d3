"""Check a printed conversion, such as "300 km (186.41 mi)", in exact arithmetic.

The factors of :mod:`imam_ali_tracker.core.units` are exact decimals, so every product here is a
ratio of integers and nothing is lost to binary rounding. A conversion is *exact*, *rounded* or
*truncated* at its last printed digit, or *wrong*. A coarser digit is tried only as far as the
figure's own step goes: "320 km" for 200 miles is rounded to the ten, "300 km" is wrong. Where the
second figure does not follow from the first, the first may follow from the second: then the second
is the original.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.quantities import Figure
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import UNITS

Ratio = tuple[int, int]


class Outcome(str, Enum):
    """How the converted figure relates to the exact value."""

    EXACT = "exact"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    WRONG = "wrong"


class Conversion(NamedTuple):
    """The check of one printed conversion.

    ``exact`` is the converted value to two digits more than are printed, ``digit`` the place
    (``0.01``, ``1``, ``10``) at which it was rounded or cut off, ``expected`` what rounding there
    gives. ``reversed`` says that the second figure is the original. ``notes`` are sentences.
    """

    outcome: Outcome
    exact: Decimal
    digit: Decimal
    expected: Decimal
    reason: str
    reversed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """A figure that is cut off still is the same quantity, to one unit of its last digit."""
        wrong = self.outcome is Outcome.WRONG
        return Verdict.INCONSISTENT if wrong else Verdict.CONSISTENT


def exact_factor(symbol: str) -> Fraction:
    """Return the SI value of a unit as a fraction; an unknown symbol raises ``KeyError``."""
    return Fraction(repr(UNITS[symbol].factor))


@lru_cache(maxsize=256)
def _factor(unit: str, second_unit: str) -> tuple[int, int]:
    """Return how many second units a unit is, as numerator and denominator."""
    factor = exact_factor(unit) / exact_factor(second_unit)
    return factor.numerator, factor.denominator


def is_conversion(unit: str, second_unit: str) -> bool:
    """Return whether two units are different units of the same dimension."""
    first, second = UNITS.get(unit), UNITS.get(second_unit)
    return bool(first and second and first != second and first.dimension == second.dimension)


def convert(value: Decimal, unit: str, second_unit: str) -> Ratio:
    """Return ``value`` in the second unit, exactly: numerator and denominator (> 0)."""
    numerator, denominator = value.as_integer_ratio()
    times, over = _factor(unit, second_unit)
    return numerator * times, denominator * over


def check_conversion(first: Figure, unit: str, second: Figure, second_unit: str) -> Conversion:
    """Check whether ``second`` is ``first`` in the other unit.

    Raises ``ValueError`` where the two units are not different units of one dimension.
    """
    if not is_conversion(unit, second_unit):
        raise ValueError(tr("“{}” cannot be converted to “{}”.").format(unit, second_unit))
    outcome, digit = _compare(convert(first.value, unit, second_unit), second)
    turned = False
    if outcome is Outcome.WRONG:
        back, back_digit = _compare(convert(second.value, second_unit, unit), first)
        if back is not Outcome.WRONG:
            outcome, digit, turned = back, back_digit, True
    if turned:
        first, unit, second, second_unit = second, second_unit, first, unit
    exact = convert(first.value, unit, second_unit)
    shown = _rounded(exact, Decimal(1).scaleb(-second.decimals - 2))
    expected = _rounded(exact, digit)
    notes = _notes(outcome, first, unit, second, second_unit)
    reason = _reason(outcome, digit).format(
        f"{first.text} {unit}",
        f"{shown:f}",
        second_unit,
        second.text,
        f"{expected:f}",
        f"{digit:f}",
    )
    return Conversion(outcome, shown, digit, expected, reason, turned, notes)


def _compare(exact: Ratio, printed: Figure) -> tuple[Outcome, Decimal]:
    """Return how the printed figure came from the exact value, and at which digit."""
    digit = Decimal(1).scaleb(-printed.decimals)
    numerator, denominator = printed.value.as_integer_ratio()
    if numerator * exact[1] == exact[0] * denominator:
        return Outcome.EXACT, digit
    cut_off = Outcome.WRONG, digit
    while digit <= printed.step:
        if _rounded(exact, digit) == printed.value:
            return Outcome.ROUNDED, digit
        if cut_off[0] is Outcome.WRONG and _truncated(exact, digit) == printed.value:
            cut_off = Outcome.TRUNCATED, digit
        digit = digit.scaleb(1)
    return cut_off


def _rounded(exact: Ratio, digit: Decimal) -> Decimal:
    """Round half away from zero, as people do on paper."""
    numerator, denominator = _in_digits(exact, digit)
    return _signed((2 * abs(numerator) + denominator) // (2 * denominator), exact, digit)


def _truncated(exact: Ratio, digit: Decimal) -> Decimal:
    numerator, denominator = _in_digits(exact, digit)
    return _signed(abs(numerator) // denominator, exact, digit)


def _in_digits(exact: Ratio, digit: Decimal) -> Ratio:
    """Return how many of the digit's units the exact value is; ``digit`` is a power of ten."""
    exponent = digit.adjusted()
    numerator, denominator = exact
    if exponent < 0:
        return numerator * 10**-exponent, denominator
    return numerator, denominator * 10**exponent


def _signed(units: int, exact: Ratio, digit: Decimal) -> Decimal:
    return Decimal(units if exact[0] >= 0 else -units).scaleb(digit.adjusted())


def _reason(outcome: Outcome, digit: Decimal) -> str:
    sentences = {
        Outcome.EXACT: tr("{0} is exactly {3} {2}."),
        Outcome.ROUNDED: tr("{0} is {1} {2}, correctly rounded to {3}."),
        Outcome.TRUNCATED: tr("{0} is {1} {2}: {3} is cut off, not rounded, which gives {4}."),
        Outcome.WRONG: tr("{0} is {1} {2}, not {3}."),
    }
    if outcome is Outcome.ROUNDED and digit > 1:
        return tr("{0} is {1} {2}, rounded to the next {5}: {3}.")
    return sentences[outcome]


def _notes(
    outcome: Outcome, first: Figure, unit: str, second: Figure, second_unit: str
) -> tuple[str, ...]:
    if outcome is Outcome.WRONG:
        return _mistaken_unit(first, unit, second, second_unit)
    surplus = second.significant_digits - first.significant_digits
    if outcome is not Outcome.EXACT and surplus > 1:
        return (
            tr(
                "The conversion shows {} significant digits for a figure given to {}: "
                "false precision."
            ).format(second.significant_digits, first.significant_digits),
        )
    return ()


def _mistaken_unit(first: Figure, unit: str, second: Figure, second_unit: str) -> tuple[str, ...]:
    """Return a note where the figure would be right in another unit, such as nautical miles."""
    return tuple(
        tr("{} would be right in {}.").format(second.text, other)
        for other in UNITS
        if other not in (unit, second_unit)
        and is_conversion(unit, other)
        and _compare(convert(first.value, unit, other), second)[0] is not Outcome.WRONG
    )

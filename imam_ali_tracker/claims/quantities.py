"""Read numbers and quantities as reports print them.

Decimal digits of every script are read (Arabic-Indic, Persian, Devanagari …), and so are the
separators in use: thin, narrow and non-breaking spaces, apostrophes, the Arabic thousands and
decimal separators, comma and point in either role. A figure keeps what the print says about its
precision: ``step`` is the value of one unit of its last significant digit. Zeros at the end of a
whole number are not significant beyond the second digit: "1,200" is given to the hundred, "20" to
the one, "2.60" to the hundredth.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from imam_ali_tracker.core.i18n import tr

_GROUP = "'"
_DECIMAL = "|"
_CANONICAL = {
    "\u2009": _GROUP,  # thin space
    "\u202f": _GROUP,  # narrow no-break space
    "\u00a0": _GROUP,  # no-break space
    "\u2007": _GROUP,  # figure space
    "\u2019": _GROUP,  # right single quotation mark, the Swiss separator
    "\u066c": _GROUP,  # Arabic thousands separator
    "\u066b": _DECIMAL,  # Arabic decimal separator
    "\u060c": ",",  # Arabic comma
    "\u2212": "-",  # minus sign
}
_NUMBER = re.compile(r"\d+(?:'\d{3}(?!\d)|[.,|]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:([',.])\d{3})(?:\1\d{3})*")
_WORD_VALUES = {
    word: Decimal(value)
    for value, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen", "twenty"),
        )
    )
}

UNIT_NAMES: dict[str, tuple[str, ...]] = {
    "km": ("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"),
    "m": ("m", "meter", "meters", "metre", "metres"),
    "mi": ("mi", "mi.", "mile", "miles"),
    "nmi": ("nmi", "nautical mile", "nautical miles"),
    "ft": ("ft", "ft.", "foot", "feet"),
    "yd": ("yd", "yd.", "yard", "yards"),
    "m2": ("m2", "m\u00b2", "sq m", "square meters", "square metres"),
    "km2": ("km2", "km\u00b2", "sq km", "square kilometers", "square kilometres"),
    "ha": ("ha", "hectare", "hectares"),
    "dunam": ("dunam", "dunams"),
    "mi2": ("mi2", "mi\u00b2", "sq mi", "square miles"),
}
"""The symbols of :data:`imam_ali_tracker.core.units.UNITS` and how English reports print them."""

_SYMBOLS = {name: symbol for symbol, names in UNIT_NAMES.items() for name in names}
_UNIT_PATTERN = "|".join(
    re.escape(name).replace(r"\ ", "[ ']") for name in sorted(_SYMBOLS, key=len, reverse=True)
)
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER.pattern}|(?:{'|'.join(_WORD_VALUES)})\b)"
    rf"[ '-]?(?:(?P<unit>{_UNIT_PATTERN})(?!\w))?",
    re.IGNORECASE,
)

CURRENCIES = "$\u20ac\u00a3\u00a5\u20aa\ufdfc"
_COUNTED = re.compile(
    rf"[ '-]?(?:[{CURRENCIES}]|(?:dollars?|euros?|pounds|shekels|rials|people|residents)\b)",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """A number as printed.

    ``step`` is the value of one unit of the last significant digit, ``decimals`` the number of
    digits printed after the decimal sign. ``ambiguous`` marks "1,200" and "1.200", which are
    twelve hundred or one and a fifth according to the language.
    """

    value: Decimal
    step: Decimal
    decimals: int
    text: str
    ambiguous: bool = False

    @property
    def significant_digits(self) -> int:
        """How many digits the print vouches for."""
        if not self.value:
            return 1
        return self.value.adjusted() - self.step.adjusted() + 1


class Quantity(NamedTuple):
    """A figure and the unit beside it in a text; ``unit`` is a symbol of core.units or empty."""

    figure: Figure
    unit: str
    start: int
    end: int


def canonical_text(text: str) -> str:
    """Return ``text`` with ASCII digits and one sign for each separator, of the same length."""
    if text.isascii():
        return text
    return "".join(_canonical_character(character) for character in text)


def _canonical_character(character: str) -> str:
    if character in _CANONICAL:
        return _CANONICAL[character]
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


@lru_cache(maxsize=4096)
def parse_number(text: str, decimal_comma: bool | None = None) -> Figure:
    """Read a number that is the whole of ``text``.

    ``decimal_comma`` says whether the language of the report writes a decimal comma; where it is
    not known (``None``), a single comma or point before exactly three digits is read as English
    prints it, and the figure is marked ambiguous. Raises ``ValueError`` with a sentence for the
    analyst where the text is not a number.
    """
    plain = canonical_text(text.strip())
    word = _WORD_VALUES.get(plain.lower())
    if word is not None:
        return Figure(word, Decimal(1), 0, text)
    sign, body = (plain[0], plain[1:]) if plain.startswith(("+", "-")) else ("", plain)
    if " " in body:
        body = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))", _GROUP, body)
    if not _NUMBER.fullmatch(body):
        raise ValueError(tr("“{}” is not a number.").format(text))
    whole, fraction, ambiguous = _split(body, text, decimal_comma)
    value = Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")
    return Figure(value, significant_step(value, len(fraction)), len(fraction), text, ambiguous)


def _split(body: str, text: str, decimal_comma: bool | None) -> tuple[str, str, bool]:
    """Return the digits before and after the decimal sign, and whether the sign is in doubt."""
    if body.isdigit():
        return body, "", False
    marks = re.sub(r"\d", "", body)
    last = marks[-1]
    head, _, tail = body.rpartition(last)
    in_doubt = marks in (",", ".") and len(tail) == 3 and len(head) <= 3 and int(head) > 0
    if last == _GROUP or marks.count(last) > 1:
        is_decimal = False
    elif in_doubt:
        is_decimal = last == "." if decimal_comma is None else decimal_comma == (last == ",")
    else:
        is_decimal = True
    whole = head if is_decimal else body
    if not whole.isdigit():
        if not _GROUPED.fullmatch(whole):
            raise ValueError(tr("“{}” is not a number: its digits are not in threes.").format(text))
        whole = re.sub(r"\D", "", whole)
    return whole, tail if is_decimal else "", in_doubt and decimal_comma is None


def significant_step(value: Decimal, decimals: int) -> Decimal:
    """Return the value of one unit of the last significant digit of a number as printed."""
    if decimals:
        return Decimal(1).scaleb(-decimals)
    digits = str(abs(int(value)))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(max(0, min(zeros, len(digits) - 2)))


def figure_of(value: float) -> Figure:
    """Return the figure of a number that is stored without its print, as its shortest decimal."""
    exact = Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    decimals = max(0, -int(exact.as_tuple().exponent))
    return Figure(exact, significant_step(exact, decimals), decimals, f"{exact:f}")


def unit_symbol(text: str) -> str:
    """Return the symbol of a unit as printed, empty where it is not a unit that is known."""
    plain = canonical_text(text.strip()).replace(_GROUP, " ").lower()
    return _SYMBOLS.get(plain, "")


@lru_cache(maxsize=4096)
def find_quantities(text: str, decimal_comma: bool | None = None) -> tuple[Quantity, ...]:
    """Return the numbers in ``text`` with their units, in order; what is no number is left out."""
    plain = canonical_text(text)
    found = []
    for match in _QUANTITY.finditer(plain):
        start, end = match.span("number")
        try:
            figure = parse_number(text[start:end], decimal_comma)
        except ValueError:
            continue
        unit = "" if _is_amount(plain, match) else match["unit"] or ""
        symbol = _SYMBOLS.get(unit.replace(_GROUP, " ").lower(), "")
        found.append(Quantity(figure, symbol, start, match.end("unit" if symbol else "number")))
    return tuple(found)


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Tell whether what reads like metres is millions: "24M", "$4m", "4m people"."""
    if (match["unit"] or "").lower() != "m":
        return False
    money = match.start() > 0 and text[match.start() - 1] in CURRENCIES
    return money or match["unit"] == "M" or _COUNTED.match(text, match.end()) is not None


@lru_cache(maxsize=4096)
def printed_figure(value: float, unit: str, printed: str) -> Figure:
    """Return how ``value`` stands in ``printed``, the claim's figures as printed.

    Among the numbers of the same value the one with the same unit is taken; where none is
    printed ("five" in another language, an empty text) the stored number stands for itself.
    """
    for decimal_comma in (None, True):
        same = [
            quantity
            for quantity in find_quantities(printed, decimal_comma)
            if float(quantity.figure.value) == value
        ]
        if same:
            return next((q for q in same if q.unit == unit), same[0]).figure
    return figure_of(value)

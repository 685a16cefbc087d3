"""Quantities as sentences print them: number, unit, comparator, conversion, range.

"Less than 300 km (186.41 mi)" is one quantity: its comparator, its figure, and the conversion
beside it. The words are in ``resources/mentions/quantities.json``, of several languages; numbers
and English units are read by :mod:`imam_ali_tracker.claims.quantities`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from imam_ali_tracker.claims.conversions import is_conversion
from imam_ali_tracker.claims.quantities import CURRENCIES, Figure, find_quantities
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.units import UNITS

_REACH = 40
_OPENING = re.compile(r"\s*[(\[]\s*(?:\w+\.?\s+){0,2}?|\s*[,/]\s*(?:or\s+)?|\s+or\s+")
_CLOSING = re.compile(r"\s*[)\]]")
_RATE = re.compile(r"\s*(?:/|\u00b3|per\b|an\s+hour)")
_SCALED = re.compile(r"\s*(?:%|percent|per cent|hundred|thousand|million|billion|m\b(?=\s*people))")


@dataclass(frozen=True)
class Printed:
    """A quantity in a sentence, ``start`` to ``end`` with comparator and conversion.

    ``after`` is where its first figure with unit ends and what it is said of begins. ``second`` is
    the conversion, or the upper end of a range (``comparator`` is ``between`` then).
    """

    figure: Figure | None
    unit: str
    start: int
    end: int
    after: int
    comparator: str = ""
    second: Figure | None = None
    second_unit: str = ""

    @property
    def dimension(self) -> str:
        """The dimension of the unit, empty for a bare number."""
        return UNITS[self.unit].dimension if self.unit else ""


@dataclass(frozen=True)
class Vocabulary:
    """The words of ``quantities.json`` as expressions that match at a place."""

    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    between: re.Pattern[str]
    range_sign: re.Pattern[str]
    units: tuple[tuple[str, re.Pattern[str]], ...]
    numbers: tuple[tuple[Decimal, re.Pattern[str]], ...]
    vague: re.Pattern[str]
    words: Mapping[str, tuple[str, ...]]


def alternatives(words: Iterable[str]) -> str:
    """Return an expression for any of ``words``, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words, read once."""
    content: dict[str, Any] = json.loads(
        resource("mentions", "quantities.json").read_text(encoding="utf-8")
    )
    return Vocabulary(
        _ending(content["comparators_before"]),
        _beginning(content["comparators_after"]),
        re.compile(rf"(?<!\w)(?:{alternatives(content['between'])})\s*$", re.IGNORECASE),
        re.compile(rf"\s*(?:{alternatives(content['range_signs'])})\s*", re.IGNORECASE),
        _beginning(content["units"]),
        tuple(
            (Decimal(value), re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)"))
            for value, words in content["numbers"].items()
        ),
        re.compile(rf"(?<!\w)(?:{alternatives(content['vague_amounts'])})\s+", re.IGNORECASE),
        {name: tuple(words) for name, words in content.items() if isinstance(words, list)},
    )


def _ending(groups: Mapping[str, Sequence[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile(rf"(?<!\w)(?:{alternatives(words)})[\s-]*(?:the\s+)?$", re.IGNORECASE))
        for key, words in groups.items()
    )


def _beginning(groups: Mapping[str, Sequence[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile(rf"[\s-]*(?:{alternatives(words)})(?!\w)", re.IGNORECASE))
        for key, words in groups.items()
    )


def find_printed(sentence: str, decimal_comma: bool | None = None) -> list[Printed]:
    """Return the quantities of a sentence, in order; conversions and ranges are one quantity."""
    singles = _singles(sentence, decimal_comma)
    found: list[Printed] = []
    place = 0
    while place < len(singles):
        one = singles[place]
        joined = _joined(sentence, one, singles[place + 1 : place + 2])
        place += 2 if joined else 1
        found.append(_compared(sentence, joined or one))
    return sorted([*found, *_vague(sentence)], key=lambda each: each.start)


def _singles(sentence: str, decimal_comma: bool | None) -> list[Printed]:
    found = []
    for quantity in find_quantities(sentence, decimal_comma):
        bare = quantity.start + len(quantity.figure.text)
        unit, end = quantity.unit, quantity.end if quantity.unit else bare
        if not unit:
            unit, end = _unit_at(sentence, bare)
        one = Printed(quantity.figure, unit, quantity.start, end, end)
        if _SCALED.match(sentence, bare) is None and not _is_other_measure(sentence, one):
            found.append(one)
    for value, expression in vocabulary().numbers:
        for match in expression.finditer(sentence):
            unit, end = _unit_at(sentence, match.end())
            figure = Figure(value, Decimal(1), 0, match[0])
            found.append(Printed(figure, unit, match.start(), end, end))
    return sorted(found, key=lambda each: each.start)


def _is_other_measure(sentence: str, one: Printed) -> bool:
    """Tell whether a quantity is money, a speed, or millions: "$4m", "193 km/h", "24M"."""
    money = one.start > 0 and sentence[one.start - 1] in CURRENCIES
    million = one.unit == "m" and sentence[one.end - 1] == "M"
    return money or million or (bool(one.unit) and _RATE.match(sentence, one.end) is not None)


def _unit_at(sentence: str, place: int) -> tuple[str, int]:
    """Return the unit that stands at a place and where it ends: the longest one."""
    ends = [
        (match.end(), symbol)
        for symbol, expression in vocabulary().units
        for match in [expression.match(sentence, place)]
        if match
    ]
    end, symbol = max(ends, default=(place, ""))
    return symbol, end


def _joined(sentence: str, one: Printed, following: Sequence[Printed]) -> Printed | None:
    """Return one quantity for a figure with its conversion, or for both ends of a range."""
    if not following:
        return None
    other = following[0]
    gap = sentence[one.end : other.start]
    if one.unit and other.unit and is_conversion(one.unit, other.unit):
        if not _OPENING.fullmatch(gap):
            return None
        closing = _CLOSING.match(sentence, other.end)
        end = closing.end() if closing else other.end
        return replace(one, end=end, after=end, second=other.figure, second_unit=other.unit)
    return _range(sentence, one, other, gap)


def _range(sentence: str, one: Printed, other: Printed, gap: str) -> Printed | None:
    if one.unit not in ("", other.unit) or not vocabulary().range_sign.fullmatch(gap):
        return None
    before = vocabulary().between.search(sentence, max(0, one.start - _REACH), one.start)
    listed = gap.strip().lower() in ("and", "et", "und", "\u0648")
    if (listed and before is None) or _value(one) >= _value(other):
        return None
    return replace(
        other,
        figure=one.figure,
        start=before.start() if before else one.start,
        comparator="between",
        second=other.figure,
        second_unit=other.unit,
    )


def _value(one: Printed) -> Decimal:
    return Decimal(0) if one.figure is None else one.figure.value


def _compared(sentence: str, one: Printed) -> Printed:
    """Return the quantity with the comparator before or behind it; the longest wording counts."""
    if one.comparator:
        return one
    before = [
        (match.start(), key)
        for key, expression in vocabulary().before
        for match in [expression.search(sentence, max(0, one.start - _REACH), one.start)]
        if match
    ]
    if before:
        start, key = min(before)
        return replace(one, start=start, comparator=key)
    return compared_after(sentence, one)


def compared_after(sentence: str, one: Printed) -> Printed:
    """Return the quantity with a comparator that stands behind it: "eight or more"."""
    if one.comparator:
        return one
    for key, expression in vocabulary().after:
        match = expression.match(sentence, one.after)
        if match:
            return replace(one, end=match.end(), after=match.end(), comparator=key)
    return one


def _vague(sentence: str) -> list[Printed]:
    """Return "a few kilometres": near, without a figure."""
    found = []
    for match in vocabulary().vague.finditer(sentence):
        unit, end = _any_unit_at(sentence, match.end())
        if unit and UNITS[unit].dimension == "length":
            found.append(Printed(None, unit, match.start(), end, end, "near"))
    return found


def _any_unit_at(sentence: str, place: int) -> tuple[str, int]:
    """Return the unit at a place in any language, English included."""
    probe = find_quantities("1 " + sentence[place : place + 40])
    if probe and probe[0].unit:
        return probe[0].unit, place + probe[0].end - 2
    return _unit_at(sentence, place)

"""Distances as an analyst types or pastes them: "50, 100, 300 km", "less than 300 km"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import UNITS, from_si, length_units, to_si

_SEPARATOR = re.compile(r"[;\n]|,(?=\s|$)")
_ITEM = re.compile(r"(?P<number>[-+\u2212]?[\d.,]*[\d.])\s*(?P<unit>[^\W\d][^\d]*)?")
_GROUPED = re.compile(r"\d,\d")


class Distance(NamedTuple):
    """A length in the unit in which it was given; negative ones shrink areas."""

    value: float
    unit: str

    @property
    def metres(self) -> float:
        """The length in metres."""
        return to_si(self.value, self.unit)


class Ring(NamedTuple):
    """What lies within ``outer`` of a feature, and not within ``inner`` where that is given."""

    outer: Distance
    inner: Distance | None = None

    @property
    def inner_value(self) -> float | None:
        """The inner distance in the unit of the outer one."""
        return None if self.inner is None else from_si(self.inner.metres, self.outer.unit)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a buffer that say its size."""
        inner = self.inner_value or None
        return {"distance": self.outer.value, "unit": self.outer.unit, "inner_distance": inner}


class Size(NamedTuple):
    """The size of one area as a report words it.

    ``comparator`` is a key of the vocabulary of that name, empty where the words have none.
    """

    comparator: str
    ring: Ring


class _Item(NamedTuple):
    """A distance as read, before the units and comparators of its neighbours count for it too."""

    comparator: str
    value: float
    upper: float | None
    unit: str


def rings_of(distances: Sequence[Distance], *, between: bool) -> list[Ring]:
    """Return an area for each distance, or the rings ``between`` them, the smallest first."""
    if not between:
        return [Ring(each) for each in distances]
    in_order = sorted(distances, key=lambda each: each.metres)
    within = [Distance(0.0, in_order[0].unit), *in_order[:-1]]
    return [Ring(outer, inner) for outer, inner in zip(in_order, within)]


def parse_distances(text: str, unit: str, *, decimal_comma: bool = False) -> list[Distance]:
    """Read a list of distances, in their order; a unit also counts for the numbers before it.

    ``unit`` is that of numbers that no unit follows. Numbers are separated by semicolons, line
    breaks, or commas with a blank after them. ``decimal_comma`` says whether who writes may mean
    twelve and a half by "12,5". Raises :class:`TrackerError` for what cannot be read in one way
    only, such as "50,100".
    """
    items = [_read(item, decimal_comma) for item in _items(text)]
    units = _units([item.unit for item in items], unit)
    return [_distance(item.value, its) for item, its in zip(items, units)]


def parse_sizes(text: str, unit: str, *, decimal_comma: bool = False) -> list[Size]:
    """Read a list of distances with the words of a report around them.

    As :func:`parse_distances`, but an item may begin with a comparator ("less than 300 km"), which
    also counts for those after it that have none; be a range ("100–300 km", "between 100 and 300
    km"), which is a ring; and have its conversion in brackets, which is left out. Raises
    :class:`TrackerError` also for distances of not more than 0.
    """
    items = [_worded(item, decimal_comma) or _read(item, decimal_comma) for item in _items(text)]
    units = _units([item.unit for item in items], unit)
    sizes: list[Size] = []
    for item, its in zip(items, units):
        comparator = item.comparator or (sizes[-1].comparator if sizes else "")
        inner = None if item.upper is None else _distance(item.value, its)
        outer = _distance(item.value if item.upper is None else item.upper, its)
        if outer.value <= 0:
            raise not_a_size(outer)
        sizes.append(Size("" if comparator == "between" else comparator, Ring(outer, inner)))
    return sizes


def not_a_size(distance: Distance) -> TrackerError:
    """Return the error for a distance that is not the size of a buffer."""
    return TrackerError(
        tr("{:g} {} is not the distance of a buffer.").format(*distance),
        tr("Give distances of more than 0."),
    )


def _distance(value: float, unit: str) -> Distance:
    distance = Distance(value, unit)
    if not isfinite(distance.metres):
        raise TrackerError(tr("A distance has far too many digits."), _how_to_write())
    return distance


def _items(text: str) -> list[str]:
    found = [item.strip() for item in _SEPARATOR.split(text) if item.strip()]
    if not found:
        raise TrackerError(tr("No distance is given."), _how_to_write())
    return found


def _units(given: Sequence[str], unit: str) -> list[str]:
    """Return the unit of each number: its own, or that of the next one that has one."""
    units: list[str] = []
    for own in reversed(given):
        unit = own or unit
        units.append(unit)
    return units[::-1]


def _worded(item: str, decimal_comma: bool) -> _Item | None:
    """Read a quantity as sentences print it; ``None`` where that is not all that the item says."""
    from imam_ali_tracker.claims.printed_quantities import find_printed

    found = find_printed(item, decimal_comma=None if decimal_comma else False)
    if len(found) != 1 or (_GROUPED.search(item) and not decimal_comma):
        return None
    one = found[0]
    if any(each is not None and each.ambiguous for each in (one.figure, one.second)):
        return None
    whole = (one.start, one.end) == (0, len(item))
    if not whole or one.figure is None or one.unit not in ("", *length_units()):
        return None
    is_range = one.second is not None and one.comparator == "between"
    upper = float(one.second.value) if is_range and one.second is not None else None
    return _Item(one.comparator, float(one.figure.value), upper, one.unit)


def _read(item: str, decimal_comma: bool) -> _Item:
    from imam_ali_tracker.claims.quantities import parse_number, unit_symbol

    match = _ITEM.fullmatch(item)
    if match is None or ("," in match["number"] and not decimal_comma):
        raise TrackerError(tr("“{}” is not one distance.").format(item), _how_to_write())
    unit = unit_symbol(match["unit"] or "")
    if match["unit"] and (unit not in UNITS or unit not in length_units()):
        raise TrackerError(
            tr("“{}” is not a unit of length.").format(match["unit"]),
            tr("Use one of: {}.").format(", ".join(length_units())),
        )
    try:
        figure = parse_number(match["number"], decimal_comma=None if decimal_comma else False)
    except ValueError as error:
        raise TrackerError(str(error), _how_to_write()) from error
    if figure.ambiguous:
        raise TrackerError(
            tr("“{}” may mean thousands, a fraction, or two distances.").format(item),
            tr("Write 1500 or 1,5 or 50; 100: nothing between thousands."),
        )
    return _Item("", float(figure.value), None, unit)


def _how_to_write() -> str:
    return tr(
        "Write such as “50, 100, 300 km” or “50; 100; 300”: a blank after each comma, a point for "
        "decimals, nothing between thousands."
    )

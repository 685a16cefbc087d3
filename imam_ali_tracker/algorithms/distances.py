"""Distances as an analyst types them: "50, 100, 300 km"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import UNITS, from_si, length_units, to_si

_SEPARATOR = re.compile(r"[;\n]|,(?=\s|$)")
_ITEM = re.compile(r"(?P<number>[-+\u2212]?[\d.]+)\s*(?P<unit>[^\W\d][^\d]*)?")


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


def rings_of(distances: Sequence[Distance], *, between: bool) -> list[Ring]:
    """Return an area for each distance, or the rings ``between`` them, the smallest first."""
    if not between:
        return [Ring(each) for each in distances]
    in_order = sorted(distances, key=lambda each: each.metres)
    within = [Distance(0.0, in_order[0].unit), *in_order[:-1]]
    return [Ring(outer, inner) for outer, inner in zip(in_order, within)]


def parse_distances(text: str, unit: str) -> list[Distance]:
    """Read a list of distances, in their order; a unit also counts for the numbers before it.

    ``unit`` is that of numbers that no unit follows. Numbers are separated by semicolons, line
    breaks, or commas with a blank after them. Raises :class:`TrackerError` for what cannot be read
    in one way only, such as "50,100".
    """
    found: list[Distance] = []
    following = unit
    for item in reversed(_SEPARATOR.split(text)):
        if not item.strip():
            continue
        value, own = _read(item.strip())
        following = own or following
        found.append(Distance(value, following))
    if not found:
        raise TrackerError(tr("No distance is given."), _how_to_write())
    return found[::-1]


def _read(item: str) -> tuple[float, str]:
    from imam_ali_tracker.claims.quantities import parse_number, unit_symbol

    match = _ITEM.fullmatch(item)
    if match is None:
        raise TrackerError(tr("“{}” is not one distance.").format(item), _how_to_write())
    unit = unit_symbol(match["unit"] or "")
    if match["unit"] and (unit not in UNITS or unit not in length_units()):
        raise TrackerError(
            tr("“{}” is not a unit of length.").format(match["unit"]),
            tr("Use one of: {}.").format(", ".join(length_units())),
        )
    try:
        return float(parse_number(match["number"], decimal_comma=False).value), unit
    except ValueError as error:
        raise TrackerError(str(error), _how_to_write()) from error


def _how_to_write() -> str:
    return tr(
        "Write such as “50, 100, 300 km” or “50; 100; 300”: a blank after each comma, a point for "
        "decimals, nothing between thousands."
    )

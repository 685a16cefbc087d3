"""Units of length and area as reports print them, with their exact definitions.

Sources: the international yard and pound agreement of 1959 (yard = 0.9144 m), the international
nautical mile of 1929 (1,852 m), and the metric dunam of the Levant and Iraq (1,000 m²; the Iraqi
*mishara*, 2,500 m², is another unit and is not offered).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit: ``symbol`` as stored and printed, ``factor`` in SI units (m or m²)."""

    symbol: str
    factor: float
    dimension: str


LENGTH = "length"
AREA = "area"

UNITS: dict[str, Unit] = {
    unit.symbol: unit
    for unit in (
        Unit("m", 1.0, LENGTH),
        Unit("km", 1000.0, LENGTH),
        Unit("mi", 1609.344, LENGTH),
        Unit("nmi", 1852.0, LENGTH),
        Unit("ft", 0.3048, LENGTH),
        Unit("yd", 0.9144, LENGTH),
        Unit("m2", 1.0, AREA),
        Unit("km2", 1_000_000.0, AREA),
        Unit("ha", 10_000.0, AREA),
        Unit("dunam", 1_000.0, AREA),
        Unit("mi2", 1609.344**2, AREA),
    )
}
"""Every unit by its symbol."""


def length_units() -> tuple[str, ...]:
    """Return the symbols of the units of length."""
    return tuple(symbol for symbol, unit in UNITS.items() if unit.dimension == LENGTH)


def to_si(value: float, symbol: str) -> float:
    """Convert ``value`` to metres or square metres; an unknown symbol raises ``KeyError``."""
    return value * UNITS[symbol].factor


def from_si(value: float, symbol: str) -> float:
    """Convert metres or square metres to the unit; an unknown symbol raises ``KeyError``."""
    return value / UNITS[symbol].factor

"""What a measurement may be, what a claim allows, and when the one decides the other.

A measured value is an interval, because positions are uncertain: the distance of two sites whose
positions are known to ``u1`` and ``u2`` metres lies in ``[d - u1 - u2, d + u1 + u2]``. A claim
allows a range of values. It is *consistent* only where the whole interval lies in the range and
*inconsistent* only where none of it does; in between nobody can tell.

The range that a printed figure allows follows from the figure itself. ``step`` is the value of one
unit of its last significant digit, see :mod:`imam_ali_tracker.claims.quantities`:

==============  =============================================================
``equal``       half a step to either side: what would be printed as the figure
``about``       a whole step, and never less than 5 % of the figure
``less_than``   below the figure; ``more_than`` above it; the bound itself is exact
``at_most``     up to and with the figure; ``at_least`` from it on
``between``     from the first figure to the second, both with it
==============  =============================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

ABOUT_SHARE = 0.05
"""A writer who says "about 450 km" does not vouch for the step of 10 km that the digits show."""


_TOLERATED = frozenset({"", "none", "equal", "about"})
_UPPER = frozenset({"less_than", "at_most"})
_LOWER = frozenset({"more_than", "at_least"})


class Verdict(str, Enum):
    """What a check comes to; the values are the keys of the vocabulary ``verdict``."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    CANNOT_TELL = "cannot_tell"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True)
class Interval:
    """All values from ``low`` to ``high``, both with it; either may be infinite.

    Raises ``ValueError`` where the ends are out of order or not numbers.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"[{self.low}, {self.high}]")

    @classmethod
    def around(cls, value: float, uncertainty: float) -> Interval:
        """Return ``value`` give or take ``uncertainty``, not below zero: lengths and counts."""
        return cls(max(0.0, value - uncertainty), value + uncertainty)


class AllowedRange(NamedTuple):
    """The values for which a claim is true; an open end does not belong to it."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def decide(self, measured: Interval) -> Verdict:
        """Return consistent, inconsistent or cannot tell, as the module says."""
        if self._below(measured.high) or self._above(measured.low):
            return Verdict.INCONSISTENT
        if self._below(measured.low) or self._above(measured.high):
            return Verdict.CANNOT_TELL
        return Verdict.CONSISTENT

    def _below(self, value: float) -> bool:
        return value < self.low or (self.low_open and value == self.low)

    def _above(self, value: float) -> bool:
        return value > self.high or (self.high_open and value == self.high)


def allowed_range(
    comparator: str, value: float, step: float, second: float | None = None
) -> AllowedRange | None:
    """Return what a claim allows, ``None`` where the comparator is not one of figures.

    ``comparator`` is a key of the vocabulary of that name; none stated (``none`` or empty) is read
    as ``equal``. ``value``, ``step`` and ``second`` (for ``between``) are in one unit.
    """
    if comparator == "between" and second is not None:
        return AllowedRange(min(value, second), max(value, second))
    if comparator in _TOLERATED:
        width = step / 2.0
        if comparator == "about":
            width = max(step, abs(value) * ABOUT_SHARE)
        return AllowedRange(value - width, value + width)
    if comparator in _UPPER:
        return AllowedRange(high=value, high_open=comparator == "less_than")
    if comparator in _LOWER:
        return AllowedRange(low=value, low_open=comparator == "more_than")
    return None

"""What a check comes to, and how measured values are printed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Union

from imam_ali_tracker.claims.intervals import Interval, Verdict
from imam_ali_tracker.claims.periods import Period
from imam_ali_tracker.claims.quantities import Figure, printed_figure
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import LENGTH, UNITS, from_si
from imam_ali_tracker.core.vocabularies import vocabulary

if TYPE_CHECKING:
    from imam_ali_tracker.claims.conversions import Conversion
    from imam_ali_tracker.claims.model import Claim, Position

_UNSPOKEN = frozenset({"", "none", "equal", "near"})


class Measured(NamedTuple):
    """An interval of lengths (in ``unit``, a symbol of core.units) or of counts of ``unit``.

    ``best`` is the value without regard to uncertainty, ``None`` where there is none.
    """

    interval: Interval
    unit: str
    best: float | None = None

    @classmethod
    def length(cls, metres: float, interval: Interval, unit: str) -> Measured:
        """Build from metres, for a claim in ``unit``."""
        ends = Interval(from_si(interval.low, unit), from_si(interval.high, unit))
        return cls(ends, unit, from_si(metres, unit))

    def __str__(self) -> str:
        """Return such as "444.1 km (439.6 to 448.6 km)"; the ends are rounded outwards."""
        low, high = self.interval.low, self.interval.high
        largest = high if math.isfinite(high) else self.best or low
        places = decimals(largest) if self.unit in UNITS else 0
        if math.isinf(high):
            ends = tr("at least {} {}").format(_floor(low, places), self.unit)
        else:
            ends = tr("{} to {} {}").format(_floor(low, places), _ceil(high, places), self.unit)
        if self.best is None:
            return ends
        best = f"{self.best:,.{places}f} {self.unit}"
        return best if low == high else f"{best} ({ends})"


Outcome = Union[Measured, Period]


class Line(NamedTuple):
    """The end points of a measurement, degrees."""

    lon1: float
    lat1: float
    lon2: float
    lat2: float

    @classmethod
    def between(cls, start: Position, end: Position) -> Line:
        """Build from two positions."""
        return cls(start.lon, start.lat, end.lon, end.lat)


class Finding(NamedTuple):
    """The verdict on one claim.

    ``reason`` is a sentence for the reader of a briefing, ``needed`` what would have to be known to
    decide (empty where it is decided), ``notes`` are further sentences. ``conversion`` is the check
    of a printed conversion, which has a verdict of its own; ``line`` is what was measured along.
    """

    claim: str
    verdict: Verdict
    reason: str
    needed: str = ""
    measured: Outcome | None = None
    notes: tuple[str, ...] = ()
    conversion: Conversion | None = None
    line: Line | None = None

    @property
    def measured_text(self) -> str:
        """The measured interval as text, empty where nothing was measured."""
        return "" if self.measured is None else str(self.measured)


@dataclass(frozen=True)
class Words:
    """The labels of the vocabularies in the analyst's language, looked up once for many claims."""

    comparators: dict[str, str] = field(default_factory=lambda: vocabulary("comparator"))
    observation_kinds: dict[str, str] = field(
        default_factory=lambda: vocabulary("observation_kind")
    )

    def claimed(self, claim: Claim) -> str:
        """Return the figure of a claim as the report has it: "less than 300 km"."""
        if claim.value is None:
            bare = tr("near") if claim.comparator == "near" else self.compared(claim)
            return claim.value_text or bare
        text = f"{figure(claim).text} {claim.unit}".strip()
        if claim.comparator == "between" and claim.second_value is not None:
            second = printed_figure(claim.second_value, claim.second_unit, claim.value_text)
            text = tr("{} to {}").format(figure(claim).text, f"{second.text} {claim.unit}".strip())
        if claim.comparator in _UNSPOKEN:
            return text
        return f"{self.compared(claim)} {text}"

    def compared(self, claim: Claim) -> str:
        """Return the label of a claim's comparator."""
        return self.comparators.get(claim.comparator, claim.comparator)


def figure(claim: Claim) -> Figure:
    """Return the claim's value as printed; the claim must have one."""
    return printed_figure(claim.value or 0.0, claim.unit, claim.value_text)


def is_length(unit: str) -> bool:
    """Return whether ``unit`` is a unit of length that is known."""
    return unit in UNITS and UNITS[unit].dimension == LENGTH


def decimals(value: float) -> int:
    """Return how many decimals a measured length is printed with."""
    return 1 if value >= 10 else 2 if value >= 1 else 3


def metres_text(metres: float, unit: str) -> str:
    """Return a length in ``unit``, such as "1,370.6 km"."""
    value = from_si(metres, unit)
    return f"{value:,.{decimals(value)}f} {unit}"


def exact_text(metres: float, unit: str) -> str:
    """Return a stated length without needless decimals, such as "2 km"."""
    return f"{from_si(metres, unit):,.7g} {unit}"


def quoted(text: str) -> str:
    """Return a text of a report in quotation marks, unless it has some of its own."""
    return text if "\u201c" in text else tr("“{}”").format(text)


def _floor(value: float, places: int) -> str:
    scale = 10**places
    return f"{math.floor(value * scale) / scale:,.{places}f}"


def _ceil(value: float, places: int) -> str:
    scale = 10**places
    return f"{math.ceil(value * scale) / scale:,.{places}f}"

"""What a benchmark hands back, and how its target is decided."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

_COMPARISONS = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
}


def meets(value: float, target: str) -> bool:
    """Tell whether ``value`` meets a target such as ``"<= 1.05"`` or ``">= 100000"``.

    Raises ``ValueError`` where the target is not a comparison and a number.
    """
    sign, _, number = target.strip().partition(" ")
    if sign not in _COMPARISONS:
        raise ValueError(f"target {target!r} is not like '<= 1.05'")
    return bool(_COMPARISONS[sign](value, float(number.replace(",", ""))))


@dataclass(frozen=True)
class Measure:
    """One measured figure beside its peer's.

    ``ours`` and ``peer`` are in ``unit``; ``ratio`` is ours / peer. The target is of the ratio
    where there is a peer, otherwise of ``ours``.
    """

    name: str
    ours: float
    peer: float | None
    ratio: float | None
    unit: str
    target: str
    holds: bool

    @classmethod
    def against(cls, name: str, ours: float, peer: float, unit: str, target: str) -> Measure:
        """Compare with a peer: the target, ``"<= 1.05"``, is of ours / peer."""
        ratio = ours / peer
        return cls(name, ours, peer, ratio, unit, target, meets(ratio, target))

    @classmethod
    def alone(cls, name: str, ours: float, unit: str, target: str) -> Measure:
        """Record a figure without peer: the target, ``"< 50"``, is of the figure itself."""
        return cls(name, ours, None, None, unit, target, meets(ours, target))


HEADER = f"{'name':<34} {'ours':>12} {'peer':>12} {'ratio':>8}  {'unit':<10} {'target':<12} holds"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def row(measure: Measure) -> str:
    """Return the measure as one line of the table under ``HEADER``."""
    ratio = "-" if measure.ratio is None else f"{measure.ratio:.3f}"
    return (
        f"{measure.name:<34} {_number(measure.ours):>12} {_number(measure.peer):>12} {ratio:>8}  "
        f"{measure.unit:<10} {measure.target:<12} {'yes' if measure.holds else 'NO'}"
    )


def report(measures: Iterable[Measure]) -> None:
    """Print the table; for running one benchmark by itself."""
    print(HEADER)
    for measure in measures:
        print(row(measure), flush=True)

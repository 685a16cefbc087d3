"""A calendar as a line of pixels.

Moments are seconds since the beginning of 1970 in the clock that each report prints. No zone is
assumed: a date without a time is a whole day, wherever it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a printed clock
_FIRST = datetime(1, 1, 1)  # noqa: DTZ001
_LAST = datetime(9999, 12, 31)  # noqa: DTZ001

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_MONTH, _YEAR = 30.4 * DAY, 365.25 * DAY
_SHORTEST = 10 * MINUTE
_GRAIN_PIXELS = 6

Pixels = TypeVar("Pixels", float, Any)


def seconds_of(moment: datetime) -> float:
    """Return the seconds since 1970 of a printed clock."""
    return (moment - _EPOCH).total_seconds()


def moment_of(seconds: float) -> datetime:
    """Return the printed clock; what lies outside the calendar becomes its end."""
    return _EPOCH + timedelta(seconds=min(max(seconds, EARLIEST), LATEST))


EARLIEST, LATEST = seconds_of(_FIRST), seconds_of(_LAST)


class Step(NamedTuple):
    """The distance of ticks: so many units, of about so many seconds."""

    every: int
    unit: str
    seconds: float


_STEPS = (
    *(Step(n, "minute", n * MINUTE) for n in (1, 5, 15, 30)),
    *(Step(n, "hour", n * HOUR) for n in (1, 3, 6, 12)),
    *(Step(n, "day", n * DAY) for n in (1, 2, 5, 10)),
    *(Step(n, "month", n * _MONTH) for n in (1, 3, 6)),
    *(Step(n, "year", n * _YEAR) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
_ABOVE = {
    "minute": Step(1, "day", DAY),
    "hour": Step(1, "day", DAY),
    "day": Step(1, "month", _MONTH),
    "month": Step(1, "year", _YEAR),
}
"""The unit in which a heading says where ticks of the unit are."""


@dataclass(frozen=True)
class TimeAxis:
    """From ``start`` to ``end`` in seconds, over ``width`` pixels; ``mirrored`` runs leftwards."""

    start: float
    end: float
    width: int
    mirrored: bool = False

    @property
    def scale(self) -> float:
        """Pixels a second."""
        return max(self.width, 1) / (self.end - self.start)

    def x(self, seconds: Pixels) -> Pixels:
        """Return the pixel of moments; takes and returns a number or an array."""
        along = (seconds - self.start) * self.scale
        return self.width - along if self.mirrored else along

    def seconds(self, x: float) -> float:
        """Return the moment at a pixel."""
        return self.start + (self.width - x if self.mirrored else x) / self.scale

    def snapped(self, seconds: float) -> float:
        """Return the whole day next to a moment; where days are wide, the hour or minute."""
        grains = (MINUTE, HOUR, DAY)
        grain = next((each for each in grains if each * self.scale >= _GRAIN_PIXELS), DAY)
        return round(seconds / grain) * grain

    def zoomed(self, factor: float, x: float) -> TimeAxis:
        """Return the axis with so many times the scale; the moment at pixel ``x`` stays there."""
        fixed = self.seconds(x)
        span = (self.end - self.start) / factor
        share = (fixed - self.start) / (self.end - self.start)
        return self.showing(fixed - share * span, fixed + (1 - share) * span)

    def panned(self, pixels: float) -> TimeAxis:
        """Return the axis with everything moved to the right by so many pixels."""
        shift = pixels / self.scale * (1 if self.mirrored else -1)
        return self.showing(self.start + shift, self.end + shift)

    def showing(self, start: float, end: float) -> TimeAxis:
        """Return the axis from ``start`` to ``end``, kept within the calendar and not too short."""
        span = min(max(end - start, _SHORTEST), LATEST - EARLIEST)
        middle = (start + end) / 2
        start = min(max(middle - span / 2, EARLIEST), LATEST - span)
        return replace(self, start=start, end=start + span)

    def step(self, pixels: float) -> Step:
        """Return the shortest step that is at least so many pixels wide."""
        for step in _STEPS:
            if step.seconds * self.scale >= pixels:
                return step
        return _STEPS[-1]

    def ticks(self, step: Step) -> Iterator[datetime]:
        """Yield the moments of a step, from the last before the axis to the first behind it."""
        moment = _floor(moment_of(self.start), step)
        while True:
            yield moment
            following = _next(moment, step)
            if following is None or seconds_of(moment) > self.end:
                return
            moment = following


def above(step: Step) -> Step | None:
    """Return the step of the heading above ticks, ``None`` where they need none."""
    return _ABOVE.get(step.unit)


def _floor(moment: datetime, step: Step) -> datetime:
    count = step.every
    if step.unit == "year":
        return datetime(max(1, moment.year // count * count), 1, 1)  # noqa: DTZ001
    if step.unit == "month":
        month = (moment.month - 1) // count * count + 1
        return datetime(moment.year, month, 1)  # noqa: DTZ001
    midnight = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    if step.unit == "day":
        return midnight.replace(day=_day_floor(moment.day, count))
    length = timedelta(seconds=step.seconds)
    return midnight + (moment - midnight) // length * length


def _day_floor(day: int, count: int) -> int:
    """Return the day of the month with a tick; none stands so late that the first crowds it."""
    last = 31 if count == 1 else 31 - count
    return min((day - 1) // count * count + 1, (last - 1) // count * count + 1)


def _next(moment: datetime, step: Step) -> datetime | None:
    """Return the next tick, ``None`` where the calendar ends."""
    try:
        if step.unit == "year":
            year = step.every if moment.year == 1 and step.every > 1 else moment.year + step.every
            return moment.replace(year=year)
        if step.unit == "month":
            return _floor(moment + timedelta(days=31 * step.every), step)
        if step.unit != "day":
            return moment + timedelta(seconds=step.seconds)
        following = moment + timedelta(days=step.every)
        late = following.month != moment.month
        floored = following.replace(day=1) if late else _floor(following, step)
        if floored > moment:
            return floored
        return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)
    except (ValueError, OverflowError):
        return None

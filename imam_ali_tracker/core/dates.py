"""Dates as reports give them: with a precision, and a time zone only where one is stated.

The text form is ISO 8601, cut off where knowledge ends: ``2019``, ``2019-09``, ``2019-09-24``,
``2019-09-09T11:04``, ``2019-09-09T11:04:00+03:00``. The shape carries the precision, so a date
without a time is never mistaken for midnight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

_TEXT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?"
)
_MINUTES_A_DAY = 24 * 60


class Precision(str, Enum):
    """How much of a date is known, from nothing to the second."""

    UNKNOWN = "unknown"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True)
class ReportedDate:
    """A date or time as reported.

    ``value`` is the first instant of the period in the *printed* clock, without ``tzinfo``;
    ``zone`` is the printed offset from UTC (``+03:00``), empty where none is stated. The zone
    matters only from the precision of a minute on.
    """

    value: datetime
    precision: Precision
    zone: str = ""

    @property
    def offset(self) -> timedelta | None:
        """The offset from UTC, ``None`` where the source does not state one."""
        if not self.zone:
            return None
        sign = -1 if self.zone[0] == "-" else 1
        return sign * timedelta(hours=int(self.zone[1:3]), minutes=int(self.zone[4:6]))

    @property
    def end(self) -> datetime:
        """The first instant after the period, in the printed clock."""
        start = self.value
        if self.precision is Precision.YEAR:
            return start.replace(year=start.year + 1)
        if self.precision is Precision.MONTH:
            if start.month == 12:
                return start.replace(year=start.year + 1, month=1)
            return start.replace(month=start.month + 1)
        steps = {
            Precision.DAY: timedelta(days=1),
            Precision.MINUTE: timedelta(minutes=1),
            Precision.SECOND: timedelta(seconds=1),
        }
        return start + steps[self.precision]

    def in_utc(self) -> datetime | None:
        """Return the instant in UTC, ``None`` where zone or time of day are not stated."""
        if self.offset is None or self.precision not in (Precision.MINUTE, Precision.SECOND):
            return None
        return (self.value - self.offset).replace(tzinfo=timezone.utc)

    def isoformat(self) -> str:
        """Return the text form, cut off at the precision."""
        shapes = {
            Precision.YEAR: "%Y",
            Precision.MONTH: "%Y-%m",
            Precision.DAY: "%Y-%m-%d",
            Precision.MINUTE: "%Y-%m-%dT%H:%M",
            Precision.SECOND: "%Y-%m-%dT%H:%M:%S",
        }
        # %Y does not pad years before 1000 on every platform.
        text = self.value.strftime(shapes[self.precision].replace("%Y", f"{self.value.year:04d}"))
        return text + self.zone if self.precision in (Precision.MINUTE, Precision.SECOND) else text

    def __str__(self) -> str:
        return self.isoformat()


def normalise_zone(text: str) -> str:
    """Return an offset as ``+HH:MM``; ``Z`` becomes ``+00:00``, empty stays empty.

    Raises ``ValueError`` for an offset of a day or more.
    """
    if not text:
        return ""
    if text in ("Z", "z"):
        return "+00:00"
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:4])
    if minutes >= _MINUTES_A_DAY or int(digits[2:4]) > 59:
        raise ValueError(text)
    return f"{text[0]}{digits[:2]}:{digits[2:4]}"


def parse_date(text: str) -> ReportedDate | None:
    """Read the text form; empty text is an unknown date, ``None``.

    Raises ``ValueError`` where the text is not a date in this form.
    """
    text = text.strip()
    if not text:
        return None
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = match.groupdict()
    value = datetime(  # noqa: DTZ001 - a printed clock; its zone stands beside it, if stated
        int(parts["year"]),
        int(parts["month"] or 1),
        int(parts["day"] or 1),
        int(parts["hour"] or 0),
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
    )
    precision = Precision.YEAR
    for part, finer in (
        ("month", Precision.MONTH),
        ("day", Precision.DAY),
        ("minute", Precision.MINUTE),
        ("second", Precision.SECOND),
    ):
        if parts[part] is not None:
            precision = finer
    return ReportedDate(value, precision, normalise_zone(parts["zone"] or ""))

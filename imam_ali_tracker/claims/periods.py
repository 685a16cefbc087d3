"""Periods of time, and when the order of two of them is decided.

A reported date is a period: "2019-09-09" is a day, "2019-05" a month; what happened then happened
at some time in it. A relation of two events is decided only where it holds, or fails, for all
times in the two periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.core.dates import Precision
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.core.dates import ReportedDate

_EAST_MOST = timedelta(hours=14)
_WEST_MOST = timedelta(hours=12)
_DAY = timedelta(days=1)
_ORDER = {"before", "after"}


@dataclass(frozen=True)
class Period:
    """The time from ``start`` up to, not with, ``end``; ``None`` is open.

    Both are naive. With ``in_utc`` they are in UTC, else in a local clock that no source states.
    """

    start: datetime | None
    end: datetime | None
    in_utc: bool = False

    @classmethod
    def of(cls, date: ReportedDate) -> Period:
        """Return the period of one reported date; what passes the calendar's ends is open."""
        start, end = date.value, _end(date)
        offset = date.offset
        if offset is None or date.precision not in (Precision.MINUTE, Precision.SECOND):
            return cls(start, end)
        return cls(_shifted(start, -offset), _shifted(end, -offset), in_utc=True)

    @classmethod
    def between(cls, first: ReportedDate | None, last: ReportedDate | None) -> Period | None:
        """Return the period from the first to the last date.

        Without a last date it has no end ("since early 2018"), without a first date no beginning
        ("on or before 3 September"). ``None`` where neither is known, or where the last is over
        before the first begins.
        """
        if first is None:
            return None if last is None else cls(None, cls.of(last).end, cls.of(last).in_utc)
        if last is None:
            return cls(cls.of(first).start, None, cls.of(first).in_utc)
        start, end = comparable(cls.of(first), cls.of(last))
        if start.start is not None and end.end is not None and end.end <= start.start:
            return None
        return cls(start.start, end.end, start.in_utc)

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return tr("at an unknown time")
        if self.start is None:
            return tr("until {}").format(_last_text(self.end))
        if self.end is None:
            return tr("from {} on").format(_text(self.start))
        whole = _calendar_text(self.start, self.end)
        return whole or tr("{} to {}").format(_text(self.start), _last_text(self.end))


def comparable(first: Period, second: Period) -> tuple[Period, Period]:
    """Return two periods in one clock.

    Two local clocks are taken to be the same one: that of the place. Where only one period is in
    UTC, the other is widened to all the times that its clock may mean.
    """
    if first.in_utc == second.in_utc:
        return first, second
    return _in_utc(first), _in_utc(second)


def _in_utc(period: Period) -> Period:
    if period.in_utc:
        return period
    start, end = _shifted(period.start, -_EAST_MOST), _shifted(period.end, _WEST_MOST)
    return Period(start, end, in_utc=True)


def _end(date: ReportedDate) -> datetime | None:
    try:
        return date.end
    except (OverflowError, ValueError):
        return None


def _shifted(moment: datetime | None, by: timedelta) -> datetime | None:
    try:
        return None if moment is None else moment + by
    except OverflowError:
        return None


def decide_order(comparator: str, subject: Period, other: Period) -> Verdict | None:
    """Return whether the subject lies ``before``, ``after`` or ``during`` the other period.

    ``during``, ``equal`` and none stated hold where the subject lies wholly inside the other.
    ``None`` where the comparator says nothing about time.
    """
    first, second = comparable(subject, other)
    if comparator in _ORDER:
        if comparator == "before":
            first, second = second, first
        if _not_later(second.end, first.start):
            return Verdict.CONSISTENT
        return Verdict.INCONSISTENT if _not_later(first.end, second.start) else Verdict.CANNOT_TELL
    if comparator not in ("during", "equal", "none", ""):
        return None
    if _not_later(first.end, second.start) or _not_later(second.end, first.start):
        return Verdict.INCONSISTENT
    return Verdict.CONSISTENT if _inside(first, second) else Verdict.CANNOT_TELL


def _not_later(end: datetime | None, start: datetime | None) -> bool:
    """Return whether a period that ends at ``end`` is over when the other starts."""
    return end is not None and start is not None and end <= start


def _inside(inner: Period, outer: Period) -> bool:
    from_start = outer.start is None or (inner.start is not None and inner.start >= outer.start)
    to_end = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return from_start and to_end


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == datetime.min.time()


def _text(moment: datetime) -> str:
    return moment.date().isoformat() if _is_midnight(moment) else moment.isoformat(" ", "minutes")


def _last_text(end: datetime | None) -> str:
    """Return the last day or minute of a period from its exclusive end."""
    if end is None:
        return ""
    return _text(end - _DAY) if _is_midnight(end) else _text(end)


def _calendar_text(start: datetime, end: datetime) -> str:
    """Return a single day, month, year or minute as one ISO date, else an empty text."""
    if end - start == timedelta(minutes=1):
        return _text(start)
    if not (_is_midnight(start) and _is_midnight(end)):
        return ""
    if end - start == _DAY:
        return _text(start)
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return _text(start)[:7]
        if months == 12 and start.month == 1:
            return _text(start)[:4]
    return ""

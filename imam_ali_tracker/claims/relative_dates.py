"""Resolve the dates of English reports against their day of publication.

"On Tuesday", "in May", "September 9" without a year, "last week", "a few months", "later that
day": each becomes a period, a precision, and one sentence that says how. What the wording leaves
open stays open: further readings are listed, and vague amounts become the widest sensible period.
:mod:`imam_ali_tracker.claims.date_phrases` has the wordings and their conventions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.date_phrases import RULES, Frame
from imam_ali_tracker.claims.periods import Period
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    import re

    from imam_ali_tracker.claims.date_phrases import Reading, Rule

_WITH_TIME = (Precision.MINUTE, Precision.SECOND)


@dataclass(frozen=True)
class Resolution:
    """What a wording means: ``period`` with ``precision``, and how that follows.

    ``alternatives`` are other periods that the same wording may mean.
    """

    phrase: str
    period: Period
    precision: Precision
    reason: str
    alternatives: tuple[Period, ...] = ()


def resolve(
    text: str,
    published: ReportedDate | None,
    *,
    zone: str = "",
    future: bool = False,
    said: ReportedDate | None = None,
    antecedent: Period | None = None,
) -> Resolution | None:
    """Return the first date that ``text`` speaks of, ``None`` where it names none that resolves.

    ``zone`` is the offset (``+03:00``) of the place of publication, used where the printed time
    states one too; ``future`` marks a forecast; ``said`` is the date of what the report quotes,
    from which amounts ("within a few months") count; ``antecedent`` is what "that day" refers to.
    """
    frame = _frame(published, zone, future, said, antecedent)
    for match, rule in _matches(text):
        try:
            reading = rule(match, frame)
        except (OverflowError, ValueError):  # an amount that leads out of the calendar
            return None
        if reading is not None:
            phrase = match[0].strip()
            counted = reading.counted and frame.spoken is not None
            reason = _reason(phrase, said if counted else published, reading)
            return Resolution(
                phrase, reading.period, reading.precision, reason, reading.alternatives
            )
    return None


def _matches(text: str) -> list[tuple[re.Match[str], Rule]]:
    """Return what looks like a date, from left to right, the longer wording first."""
    found = [(match, rule) for pattern, rule in RULES for match in pattern.finditer(text)]
    return sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end()))


def publication_day(published: ReportedDate, zone: str = "") -> Period:
    """Return the local day (or month, or year) of a publication, in the clock of ``zone``."""
    if published.precision not in _WITH_TIME:
        return Period.of(published)
    local = published.value
    instant = published.in_utc()
    if instant is not None and zone:
        local = instant.replace(tzinfo=None) + (
            ReportedDate(local, published.precision, zone).offset or timedelta()
        )
    start = datetime.combine(local.date(), datetime.min.time())
    return Period(start, start + timedelta(days=1))


def _frame(
    published: ReportedDate | None,
    zone: str,
    future: bool,
    said: ReportedDate | None,
    antecedent: Period | None,
) -> Frame:
    first, last = _days_between(published, zone)
    spoken, until = _days_between(said, zone)
    return Frame(first, last, future, spoken if spoken == until else None, antecedent)


def _days_between(
    date: ReportedDate | None, zone: str
) -> tuple[datetime, datetime] | tuple[None, None]:
    period = None if date is None else publication_day(date, zone)
    if period is None or period.start is None or period.end is None:
        return None, None
    return period.start, period.end - timedelta(days=1)


def _reason(phrase: str, published: ReportedDate | None, reading: Reading) -> str:
    if published is None or reading.absolute:
        sentence = tr("“{}” is {}.").format(phrase, reading.period)
    else:
        sentence = tr("“{}” in a report of {} is {}.").format(
            phrase, _with_weekday(published), reading.period
        )
    if reading.alternatives:
        others = ", ".join(str(period) for period in reading.alternatives)
        sentence = f"{sentence} {tr('It may also mean {}.').format(others)}"
    return sentence


def _with_weekday(date: ReportedDate) -> str:
    if date.precision not in (Precision.DAY, *_WITH_TIME):
        return str(date)
    names = (
        *(tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday")),
        *(tr("Saturday"), tr("Sunday")),
    )
    return f"{names[date.value.weekday()]} {date}"

"""The wordings of dates in English reports, and what each means.

Conventions
    A day of the week without more is the latest one up to the day of publication, that day
    included (agencies print the name of the day for "today"); a date without a year is the latest
    one not after the publication; forecasts look the other way. A week may begin on Sunday or on
    Monday, so a week is all the days that either makes it. "Early", "mid" and "late" are thirds
    of the month or year. Amounts of time count from the day of what the report quotes, where that
    is known. "A few" and "several" are two or more, and fewer than make the next larger unit; a
    bare "a few months" counts on. "Three weeks ago" is that day, give or take half a week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Callable

from dateutil.relativedelta import relativedelta

from imam_ali_tracker.claims.periods import Period
from imam_ali_tracker.core.dates import Precision

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_VAGUE = frozenset({"a few", "few", "several", ""})
_MOST = {"day": 6, "week": 8, "month": 11, "year": 9}
_HALF = {"day": timedelta(0), "week": timedelta(3), "month": timedelta(15), "year": timedelta(182)}
_FINEST = {"month": Precision.MONTH, "year": Precision.YEAR}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Frame:
    """What a wording is read against.

    ``first`` and ``last`` are the days (at midnight) between which the report was published,
    ``None`` where nothing is known; ``spoken`` is the day of what it quotes, from which amounts
    of time count; ``antecedent`` is what "that day" refers to.
    """

    first: datetime | None
    last: datetime | None
    future: bool = False
    spoken: datetime | None = None
    antecedent: Period | None = None

    @property
    def day(self) -> datetime | None:
        """The day of publication, ``None`` where it is not known to the day."""
        return self.first if self.first == self.last else None

    @property
    def origin(self) -> datetime | None:
        """The day from which amounts of time count."""
        return self.spoken or self.day


@dataclass(frozen=True)
class Reading:
    """One meaning of a wording.

    ``absolute`` where it does not depend on the publication, ``counted`` where it is an amount of
    time from the day of what is quoted.
    """

    period: Period
    precision: Precision = Precision.DAY
    alternatives: tuple[Period, ...] = ()
    absolute: bool = False
    counted: bool = False


Rule = Callable[["re.Match[str]", Frame], "Reading | None"]


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time())


def _days(first: datetime, count: int = 1) -> Period:
    return Period(first, first + count * _DAY)


def _that_day(match: re.Match[str], frame: Frame) -> Reading | None:
    antecedent = frame.antecedent
    if antecedent is None or antecedent.start is None or antecedent.end is None:
        return None
    first = datetime.combine(antecedent.start.date(), time())
    last = datetime.combine((antecedent.end - timedelta(microseconds=1)).date(), time())
    shift = {"next": 1, "following": 1, "before": -1}.get((match["which"] or "").lower(), 0)
    return Reading(Period(first + shift * _DAY, last + (shift + 1) * _DAY), absolute=True)


def _day_of_month(match: re.Match[str], frame: Frame) -> Reading | None:
    last = match["until"] or match["day"]
    month = _month_number(match["month"])
    for year in _years(match["year"], frame):
        try:
            start = _midnight(year, month, int(match["day"]))
            end = _midnight(year, month, int(last)) + _DAY
        except ValueError:
            continue
        if end > start and (match["year"] or _fits(start, frame)):
            return Reading(Period(start, end), absolute=bool(match["year"]))
    return None


def _iso_day(match: re.Match[str], frame: Frame) -> Reading | None:
    del frame
    try:
        return Reading(_days(datetime.fromisoformat(match[0])), absolute=True)
    except ValueError:
        return None


def _years(year: str | None, frame: Frame) -> list[int]:
    """Return the years to try, the likeliest first; eight, because of 29 February."""
    if year:
        return [int(year)]
    if frame.first is None or frame.last is None:
        return []
    if frame.future:
        return list(range(frame.first.year, min(frame.first.year + 9, 9999)))
    return list(range(frame.last.year, max(frame.last.year - 9, 0), -1))


def _fits(start: datetime, frame: Frame) -> bool:
    if frame.future:
        return frame.first is not None and start >= frame.first
    return frame.last is not None and start <= frame.last


def _month(match: re.Match[str], frame: Frame) -> Reading | None:
    month = _month_number(match["month"])
    for year in _years(match["year"], frame):
        start = _midnight(year, month, 1)
        end = start + relativedelta(months=1)
        if match["year"] or _fits(start if not frame.future else end - _DAY, frame):
            if not (match["year"] or match["part"] or frame.future or frame.last is None):
                end = min(end, frame.last + _DAY)
            thirds = (start, start + 10 * _DAY, start + 20 * _DAY, end)
            return _third(match["part"], thirds, Precision.MONTH, bool(match["year"]))
    return None


def _year(match: re.Match[str], frame: Frame) -> Reading | None:
    del frame
    year = int(match["year"])
    thirds = tuple(_midnight(year, month, 1) for month in (1, 5, 9))
    end = thirds[0] + relativedelta(years=1)
    return _third(match["part"], (*thirds, end), Precision.YEAR, absolute=True)


def _third(
    part: str | None, thirds: tuple[datetime, ...], precision: Precision, absolute: bool
) -> Reading:
    if part is None:
        return Reading(Period(thirds[0], thirds[-1]), precision, absolute=absolute)
    number = ("early", "mid", "late").index(part.lower())
    finer = Precision.DAY if precision is Precision.MONTH else Precision.MONTH
    return Reading(Period(thirds[number], thirds[number + 1]), finer, absolute=absolute)


def _month_number(name: str) -> int:
    start = name[:3].lower()
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(start))


def _weekday(match: re.Match[str], frame: Frame) -> Reading | None:
    if frame.day is None:
        return None
    which = (match["which"] or "").lower()
    wanted = _WEEKDAYS.index(match["weekday"].lower())
    if which in ("next", "this coming", "coming") or (frame.future and not which):
        ahead = (wanted - frame.day.weekday()) % 7
        return Reading(_days(frame.day + (ahead or (7 if which else 0)) * _DAY))
    back = (frame.day.weekday() - wanted) % 7
    if which in ("last", "this past", "past"):
        back = back or 7
    day = frame.day - back * _DAY
    in_doubt = which == "last" or back == 0
    return Reading(_days(day), alternatives=(_days(day - 7 * _DAY),) if in_doubt else ())


def _near_day(match: re.Match[str], frame: Frame) -> Reading | None:
    if frame.day is None:
        return None
    shift = {"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0)
    return Reading(_days(frame.day + shift * _DAY))


def _calendar_unit(match: re.Match[str], frame: Frame) -> Reading | None:
    """Read "last week", "this past week", "earlier this month", "next year"."""
    if frame.day is None:
        return None
    which, unit = match["which"].lower(), match["unit"].lower()
    step = _span(unit, 1)
    if which in ("this past", "the past", "past"):
        return Reading(Period(frame.day - step, frame.day + _DAY))
    first, last = _starts(frame.day, unit)
    if which == "last":
        period = Period(first - step, last)
    elif which in ("next", "this coming", "the coming", "coming"):
        period = Period(first + step, last + step + step)
    elif which == "later this" or (frame.future and which == "this"):
        period = Period(frame.day, last + step)
    else:
        period = Period(first, frame.day if which.startswith("earlier") else frame.day + _DAY)
    if period.start == period.end:
        return None
    return Reading(period, _FINEST.get(unit, Precision.DAY) if which == "last" else Precision.DAY)


def _starts(day: datetime, unit: str) -> tuple[datetime, datetime]:
    """Return the earliest and the latest day with which the present unit may have begun."""
    if unit == "year":
        return (day.replace(month=1, day=1),) * 2
    if unit == "month":
        return (day.replace(day=1),) * 2
    monday = day - day.weekday() * _DAY
    sunday = day - ((day.weekday() + 1) % 7) * _DAY
    return min(monday, sunday), max(monday, sunday)


def _ago(match: re.Match[str], frame: Frame) -> Reading | None:
    return _distant(match, frame, -1)


def _ahead(match: re.Match[str], frame: Frame) -> Reading | None:
    return _distant(match, frame, 1)


def _distant(match: re.Match[str], frame: Frame, sign: int) -> Reading | None:
    """Return the time that lies an amount before or after the publication."""
    if frame.origin is None:
        return None
    unit = match["unit"].lower()
    least, most = _amounts(match["amount"], unit)
    near, far = (frame.origin + sign * _span(unit, count) for count in (least, most))
    half = _HALF[unit] if least == most else timedelta(0)
    period = Period(min(near, far) - half, max(near, far) + half + _DAY)
    return Reading(period, _FINEST.get(unit, Precision.DAY), counted=True)


def _window(match: re.Match[str], frame: Frame) -> Reading | None:
    """Read "over the past few months", "in recent weeks", "within the next year"."""
    if frame.origin is None:
        return None
    unit = match["unit"].lower()
    span = _span(unit, _amounts(match["amount"] or "", unit)[1])
    if match["direction"].lower() in ("next", "coming"):
        period = Period(frame.origin, frame.origin + span + _DAY)
    else:
        period = Period(frame.origin - span, frame.origin + _DAY)
    return Reading(period, _FINEST.get(unit, Precision.DAY), counted=True)


def _amounts(amount: str, unit: str) -> tuple[int, int]:
    amount = " ".join(amount.lower().split())
    if amount in _VAGUE:
        return 2, _MOST[unit]
    if amount == "a couple of":
        return 2, 3
    number = _NUMBERS.get(amount) or int(amount)
    return number, number


def _span(unit: str, count: int) -> relativedelta:
    days = {"day": count, "week": 7 * count}.get(unit, 0)
    months = {"month": count, "year": 12 * count}.get(unit, 0)
    return relativedelta(days=days, months=months)


_NAMES = "|".join(f"{name[:3]}(?:t|{name[3:]})?" if name[3:] else name for name in _MONTHS)
_MONTH = rf"(?P<month>{_NAMES})\b\.?"
_YEAR = r"(?P<year>[12]\d{3})\b"
_PART = r"(?:(?P<part>early|mid|late)(?: |-))?"
_UNIT = r"(?P<unit>day|week|month|year)s?\b"
_AMOUNT = r"(?P<amount>a few|few|several|a couple of|an?|one|two|three|four|five|six|\d{1,2})"
_UNTIL = r"(?: ?(?:to|through|-|\u2013) ?(?P<until>\d{1,2})\b)?"
_DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_DIRECTION = r"(?P<direction>past|last|recent|next|coming)"
_WITHIN = r"this coming|this past|the past|the coming|earlier this|later this|last|next|this"


RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE), rule)
    for pattern, rule in (
        (r"\b(?:(?:later|earlier) )?(?:on )?(?:that|the same) day\b(?P<which>)", _that_day),
        (r"\bthe (?P<which>next|following) day\b", _that_day),
        (r"\bthe day (?P<which>before)\b", _that_day),
        (r"\b\d{4}-\d{2}-\d{2}\b", _iso_day),
        (rf"\b(?:on )?{_MONTH} {_DAY_NUMBER}{_UNTIL}(?:,? {_YEAR})?", _day_of_month),
        (rf"\b{_DAY_NUMBER}{_UNTIL} (?:of )?{_MONTH}(?:,? {_YEAR})?", _day_of_month),
        (rf"\b(?:in|since|by|during|of|last|this) {_PART}{_MONTH}(?:,? {_YEAR})?", _month),
        (rf"\b{_PART}{_MONTH} {_YEAR}", _month),
        (rf"\b(?:in|since|by|during) {_PART}{_YEAR}", _year),
        (rf"\b(?:on )?(?:(?P<which>{_WITHIN}) )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b", _weekday),
        (r"\b(?P<word>today|yesterday|tomorrow|tonight)\b", _near_day),
        (rf"\b(?P<which>{_WITHIN}) {_UNIT}", _calendar_unit),
        (rf"\b{_AMOUNT} {_UNIT} (?:ago|earlier)\b", _ago),
        (rf"\b(?:(?:in|over|for|during|within|the) )+{_DIRECTION} (?:{_AMOUNT} )?{_UNIT}", _window),
        (rf"\b{_AMOUNT} {_UNIT}", _ahead),
    )
)
"""Pattern and rule of every wording; the longest match at the leftmost place is tried first."""

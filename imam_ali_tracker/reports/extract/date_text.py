"""Dates as pages write them: declared stamps and printed lines, in any script.

A found date keeps the precision that was written. Where day and month can be read either way, the
language of the page decides, and the other reading is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple, Optional

from imam_ali_tracker.core.dates import Precision, ReportedDate, normalise_zone, parse_date
from imam_ali_tracker.reports.extract import calendars
from imam_ali_tracker.reports.extract.months import GREGORIAN, HIJRI, JALALI, month_of
from imam_ali_tracker.reports.extract.words import words

FIRST_YEAR = 1800
_LONGEST = 100
_NULL_DAYS = {
    (1, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
    (1969, 12, 31),
    (1970, 1, 1),
    (1601, 1, 1),
}
_JALALI_LANGUAGES = frozenset(("fa", "ps", "ckb", "ku", "prs"))

_WORD = r"[^\W\d_][^\s\d,:;/()|<>\[\]\"–—-]{1,24}"
_WORDS = rf"{_WORD}(?:(?: ?/ ?| ){_WORD}){{0,2}}"
_ISO = re.compile(r"(?<![\d.,/-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-]*\d)")
_YEAR_FIRST = re.compile(
    r"(?<![\d.,/-])(\d{4})\s?[/.年년]\s?(\d{1,2})\s?[/.月월]\s?(\d{1,2})(?![\d/])"
)
_ERA = re.compile(r"(令和|平成|昭和)(\d{1,2}|元)年(\d{1,2})月(\d{1,2})日")
_YEAR_LAST = re.compile(
    r"(?<!\d:)(?<![\d.,/-])(\d{1,2})(\s?[/.-]\s?)(\d{1,2})\2(\d{4}|\d{2})(?![\d:%])(?!\s?[/.-]\d)"
)
_VIETNAMESE = re.compile(r"(\d{1,2})(\s)(?:tháng|thg)\s(\d{1,2})(?:,|\snăm)?\s(\d{4})(?!\d)")
_DAY_NAME_YEAR = re.compile(
    rf"(?<!\d[:-])(?<![\d.,/])(\d{{1,2}})(?:\s?(?:st|nd|rd|th|er|º|ª|°|η|го)\b)?[\s.,/-]{{0,3}}"
    rf"(?:(?:of|de|del|di|d|do|ngày|ที่)\s)?({_WORDS})[\s.,/'’-]{{0,3}}(\d{{4}}|\d{{2}}(?=\D|$))(?!\d)"
)
_NAME_DAY_YEAR = re.compile(
    rf"({_WORD})[\s.,-]{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?(?:\s?,\s?|\s|-|\s?\u060c\s?)"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?\s(?:[A-Z]{2,5}\s)?|of\s)?(\d{4})(?!\d)"
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<![\d.,/-])(\d{{4}})[.,]?\s?(?:m\.\s?)?[\s-]?({_WORD})[\s.-]{{1,2}}(\d{{1,2}})(?![\d:])"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?![\d])")
_EPOCH = re.compile(r"(?:/Date\()?(\d{10}|\d{13})(?:\.\d+)?(?:\)/)?")
_AFTER = re.compile(
    r"(?:[T_]|[^\d\n]{0,14}?[^\w\n])([01]?\d|2[0-3])(?:\s?[:h\u066b]\s?([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?"
    r"|\.([0-5]\d)(?=\s?(?:Uhr|h\b|[aApP]\.?[mM])|$))(?![\d.]\d)(?:\s?([aApP])\.?\s?[mM]\b\.?)?"
)
_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([aApP])\.?[mM]\b\.?)?[^\d\n]{0,12}$"
)
_DAYTIME = re.compile(r"\s?([^\s\d,|]{1,12})")
_ZONE = re.compile(
    r"\s?\(?(?:(Z|UTC|GMT)(?![A-Za-z])\s?)?(?:([+-])(\d{2}):?(\d{2})\b|([A-Z]{3,4})\b)?"
)
_ZONES = {
    "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MDT": "-06:00", "PST": "-08:00",
    "PDT": "-07:00", "CET": "+01:00", "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "TRT": "+03:00", "JST": "+09:00",
    "KST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00", "SAST": "+02:00", "IRST": "+03:30",
}  # fmt: skip
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u00a0\u202f\u2009\u3000]")
_DIGITS = re.compile(r"[^\W\D]")


@dataclass(frozen=True)
class Locale:
    """What a page's language and domain say of its dates."""

    language: str = ""
    month_first: bool = False


@dataclass(frozen=True)
class Found:
    """A date in a text: from ``start`` to ``end``; ``other`` is its other possible reading."""

    date: ReportedDate
    start: int
    end: int
    other: ReportedDate | None = None


def normalise(text: str) -> str:
    """Return text of the same length with ASCII digits and without direction marks."""
    if text.isascii():
        return text
    text = _MARKS.sub(" ", text)
    return _DIGITS.sub(lambda found: str(int(found.group())), text)


def parse_stamp(text: str, locale: Locale) -> ReportedDate | None:
    """Read a date that metadata declares; ``None`` for null dates and what is not a date."""
    text = normalise(text).strip()[:_LONGEST]
    try:
        exact = parse_date(text)
    except ValueError:
        exact = None
    if exact:
        return exact if _plausible(exact) else None
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return _from_epoch(int(epoch.group(1)))
    compact = _COMPACT.match(text)
    if compact:
        year, month, day, *clock = compact.groups()
        made = _day(int(year), int(month), int(day))
        return (
            _at(made, _clock(clock[0], clock[1], clock[2], None) if clock[0] else None)
            if made
            else None
        )
    found = next(find_dates(text, locale), None)
    return found.date if found else None


def find_dates(text: str, locale: Locale) -> Iterator[Found]:
    """Yield the dates in a text that :func:`normalise` has prepared, in their order."""
    spans: list[Found] = []
    for needed, pattern, read in _PATTERNS:
        if needed and not any(char in text for char in needed):
            continue
        for match in pattern.finditer(text):
            if any(match.start() < taken.end and taken.start < match.end() for taken in spans):
                continue
            days = read(match, locale)
            if days and days[0]:
                spans.append(_timed(text, match.start(), match.end(), days))
    yield from sorted(spans, key=lambda found: found.start)


Readings = tuple[Optional[date], ...]


def _read_year_first(match: re.Match[str], locale: Locale) -> Readings:
    year, month, day = (int(part) for part in match.groups())
    if 1300 <= year <= 1499 and locale.language in _JALALI_LANGUAGES:
        return (calendars.from_jalali(year, month, day),)
    if locale.language == "th" and year > 2400:
        year -= calendars.BUDDHIST_OFFSET
    return (_day(year, month, day),)


def _read_era(match: re.Match[str], locale: Locale) -> Readings:  # noqa: ARG001
    era, year, month, day = match.groups()
    return (_day(_ERAS[era] + (1 if year == "元" else int(year)), int(month), int(day)),)


def _read_year_last(match: re.Match[str], locale: Locale) -> Readings:
    first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
    if len(match.group(4)) == 2:
        if locale.language in _JALALI_LANGUAGES:
            return (
                calendars.from_jalali(1300 + first if first > 50 else 1400 + first, second, year),
            )
        year += 2000
        if year > date.today().year + 1:  # noqa: DTZ011
            return ()
    elif 1300 <= year <= 1499 and locale.language in _JALALI_LANGUAGES:
        return (calendars.from_jalali(year, second, first),)
    elif locale.language == "th" and year > 2400:
        year -= calendars.BUDDHIST_OFFSET
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    dotted = "." in match.group(2)
    if day_first and month_first and first != second and locale.language == "en" and not dotted:
        return (month_first, day_first) if locale.month_first else (day_first, month_first)
    return (day_first or month_first,)


def _read_day_name_year(match: re.Match[str], locale: Locale) -> Readings:
    return (_named(match.group(3), match.group(2), match.group(1), locale),)


def _read_name_day_year(match: re.Match[str], locale: Locale) -> Readings:
    return (_named(match.group(3), match.group(1), match.group(2), locale),)


def _read_year_name_day(match: re.Match[str], locale: Locale) -> Readings:
    return (_named(match.group(1), match.group(2), match.group(3), locale),)


_PATTERNS = (
    ("-", _ISO, _read_year_first),
    ("年", _ERA, _read_era),
    ("/.年년", _YEAR_FIRST, _read_year_first),
    ("á", _VIETNAMESE, _read_year_last),
    ("", _DAY_NAME_YEAR, _read_day_name_year),
    ("", _NAME_DAY_YEAR, _read_name_day_year),
    ("", _YEAR_NAME_DAY, _read_year_name_day),
    ("/.-", _YEAR_LAST, _read_year_last),
)
"""(Characters of which one must be there, what is matched, how it is read.)"""


def _named(year_text: str, words: str, day_text: str, locale: Locale) -> date | None:
    month = _month(words, locale.language)
    if not month:
        return None
    calendar, number = month
    year, day = int(year_text), int(day_text)
    if len(year_text) == 2:
        year += 2000
        if calendar != GREGORIAN or year > date.today().year + 1:  # noqa: DTZ011
            return None
    if calendar == JALALI and 1300 <= year <= 1499:
        return calendars.from_jalali(year, number, day)
    if calendar == HIJRI and 1300 <= year <= 1499:
        return calendars.from_hijri(year, number, day)
    if year > 2400 and locale.language == "th":
        year -= calendars.BUDDHIST_OFFSET
    return _day(year, number, day) if calendar == GREGORIAN else None


def _month(words: str, language: str) -> tuple[str, int] | None:
    """Read a month of up to three words, or two names of one month (September/Eylul)."""
    for part in (words, *re.split(r"[ /]+", words)):
        month = month_of(part, language) if len(part) > 1 else None
        if month:
            return month
    pair = re.split(r"[ /]+", words)
    for first, second in zip(pair, pair[1:]):
        month = month_of(first + second, language)
        if month:
            return month
    return None


def _plausible(stamp: ReportedDate) -> bool:
    """Tell a date from the null dates of databases, and from what lies ahead."""
    coarse = stamp.precision in (Precision.YEAR, Precision.MONTH)
    return _day(stamp.value.year, stamp.value.month, 2 if coarse else stamp.value.day) is not None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    if (year, month, day) in _NULL_DAYS or year < FIRST_YEAR:
        return None
    # A day ahead is another time zone; more is not when something was published.
    return made if made <= date.today() + timedelta(days=366) else None  # noqa: DTZ011


class _Clock(NamedTuple):
    hour: int
    minute: int
    second: int | None = None
    zone: str = ""


def _timed(text: str, start: int, end: int, days: Readings) -> Found:
    """Add the time of day printed behind or in front of a date."""
    clock, tail = _clock_behind(text, end)
    if clock is None:
        before = _BEFORE.search(text, max(0, start - 30), start)
        clock = _clock(*before.groups()) if before else None
    readings = [_at(day, clock) for day in days if day]
    return Found(readings[0], start, tail, readings[1] if len(readings) > 1 else None)


def _clock_behind(text: str, end: int) -> tuple[_Clock | None, int]:
    found = _AFTER.match(text, end)
    if not found:
        return None, end
    hour, minute, second, dotted, half = found.groups()
    said = _DAYTIME.match(text, found.end())
    if said and not half and said.group(1).lower() in words("afternoon"):
        half = "p"
    zone, tail = _zone(text, found.end())
    clock = _clock(hour, minute or dotted, second, half)
    return (clock._replace(zone=zone) if clock else None), tail


def _clock(hour: str, minute: str, second: str | None, half: str | None) -> _Clock | None:
    """Make a time of day of its digits; ``half`` begins with p in the afternoon."""
    hours = int(hour)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return _Clock(hours, int(minute), int(second) if second else None)


def _at(day: date, clock: _Clock | None) -> ReportedDate:
    if clock is None:
        return ReportedDate(datetime(day.year, day.month, day.day), Precision.DAY)  # noqa: DTZ001
    stamp = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second or 0)  # noqa: DTZ001
    precision = Precision.MINUTE if clock.second is None else Precision.SECOND
    return ReportedDate(stamp, precision, clock.zone)


def _zone(text: str, position: int) -> tuple[str, int]:
    found = _ZONE.match(text, position)
    if not found:
        return "", position
    utc, sign, hours, minutes, name = found.groups()
    try:
        if sign:
            return normalise_zone(f"{sign}{hours}:{minutes}"), found.end()
    except ValueError:
        return "", position
    if utc:
        return "+00:00", found.end()
    return _ZONES.get(name or "", ""), found.end()


def _from_epoch(stamp: int) -> ReportedDate | None:
    seconds = stamp / 1000 if stamp >= 10**11 else stamp
    try:
        moment = datetime.fromtimestamp(seconds, timezone.utc)
    except (OverflowError, OSError, ValueError):
        return None
    if not _day(moment.year, moment.month, moment.day):
        return None
    return ReportedDate(moment.replace(tzinfo=None, microsecond=0), Precision.SECOND, "+00:00")

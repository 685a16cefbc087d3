"""Dates that a page prints around its report, and the one in its address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.reports.extract import addresses
from imam_ali_tracker.reports.extract.body import Body, Line, Mark
from imam_ali_tracker.reports.extract.date_text import (
    Locale,
    find_dates,
    normalise,
    parse_stamp,
)  # fmt: skip
from imam_ali_tracker.reports.extract.document import Page, text_of
from imam_ali_tracker.reports.extract.words import by_length

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(
    r"(?<!\d)(?:1[3-9]|20|2[45])\d\d(?!\d)|\d\s?[./-]\s?\d{1,2}\s?[./-]\s?\d\d"
    r"|\d\s?(?:[^\W\d]{3,12}[.\s'\u2019]{1,2}\d\d\b|[月월])"
)
ACROSS_ZONES = timedelta(hours=14)
_MANY = 500
_TIMES = 80
_NEAR = 0.25
_BEFORE = 0.2
_AROUND = (-30, 100)
_LONG = 160
_HEAD = 60
_NAMED_DATE = re.compile(
    r"date|time|publi|posted|datum|fecha|meta|byline|info|stamp|created|dato|tarih"
)
_NAMED_PUBLISHED = re.compile(
    r"publi[sc]|entry-date|post-date|posted|pubdate|article-date|article__date|created"
)
_NAMED_UPDATED = re.compile(r"updat|modifi|aktualisier|edited|revis")
_NAMED_OTHER = re.compile(
    r"event|expire|deadline|start-|end-|birth|comment|reply|copyright|calendar|caption|figure|credit"
)
_NAMED_LIST = re.compile(r"related|teaser|list|recent|latest|archive")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_BEFORE_CHARS = 60
_RANGE = re.compile(r"(?:\s?\w{3})?\s?(?:-|\u2013|\u2014|bis|to|until|till|a)\s?\d")
_RANGE_END = re.compile(r"\d\s?(?:-|\u2013|\u2014|bis|to|until|till)\s?$")
_COPYRIGHT = re.compile(r"\u00a9|\(c\)|copyright|all rights", re.IGNORECASE)
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-])(\d{1,2}|[a-z]{3})\2(\d{1,2})(?!\d)")
_URL_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class Printed:
    """A printed date: where, how surely the date of publication, and whether of an update."""

    date: ReportedDate
    other: ReportedDate | None
    score: float
    updated: bool
    source: str
    place: int


@lru_cache(maxsize=2)
def _label(name: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return (last words of labels, pattern of text that ends in one of them).

    Short words such as "on" must begin the line or its part.
    """
    ends = r"[\s:.|,\u2013\u2014-]*(?:\w{1,4}[\s,]+)?$"
    long = "|".join(re.escape(word) for word in by_length(name) if len(word) > 5)
    every = "|".join(re.escape(word) for word in by_length(name))
    begins = r"(?:^|[|(\u2022\u00b7\u2013\u2014/;])\s*"
    pattern = rf"(?:(?:^|\W)(?:{long})|{begins}(?:{every})){ends}"
    last = frozenset(_LETTERS.findall(word)[-1] for word in by_length(name))
    return last, re.compile(pattern, re.IGNORECASE)


def _labelled(before: str, name: str) -> bool:
    """Tell whether a date follows a label such as "Published:" or "updated on"."""
    last, pattern = _label(name)
    said = _LETTERS.findall(before[-_BEFORE_CHARS:].lower())
    return not last.isdisjoint(said) and bool(pattern.search(before))


def printed_dates(body: Body, locale: Locale, *, near_only: bool = False) -> list[Printed]:
    """Return the printed dates that may be the report's, the most telling first.

    ``near_only`` leaves out lines far from the headline: enough where a date is declared.
    """
    near_only = near_only and body.heading >= 0
    lines = body.near(*_AROUND) if near_only else body.lines
    in_lines = islice(_in_lines(lines, body.heading, locale), _MANY)
    found = [*_times(body, locale, near_only), *in_lines]
    found.sort(key=lambda item: -item.score)
    return found


def _times(body: Body, locale: Locale, near_only: bool) -> Iterator[Printed]:
    shapes = Counter(_shape(mark) for mark in body.times)
    nearest = {
        _shape(mark): mark.place
        for mark in sorted(body.times, key=lambda mark: -abs(mark.place - body.heading))
    }
    for mark in body.times[:_TIMES]:
        element = mark.element
        if near_only and not _AROUND[0] <= mark.place - body.heading <= _AROUND[1]:
            continue
        date = _of_time(element, locale)
        if not date or date.precision in (Precision.YEAR, Precision.MONTH):
            continue
        names = _names(element)
        before = _text_before(element)
        score = 0.5 + _position(mark.place, body.heading)
        score += _surroundings(names, mark.aside, mark.place - body.heading)
        if element.get("pubdate") is not None or _labelled(before, "published"):
            score += 0.2
        if shapes[_shape(mark)] > 2 and nearest[_shape(mark)] != mark.place:
            score -= 0.4
        is_updated = bool(
            _labelled(before, "updated")
            or (_NAMED_UPDATED.search(names) and not _NAMED_PUBLISHED.search(names))
        )
        yield Printed(date, None, score, is_updated, "time element", mark.place)


def _of_time(element: etree._Element, locale: Locale) -> ReportedDate | None:
    """Return the date of a time element; the day that it shows, where UTC makes it another."""
    stamp = parse_stamp(element.get("datetime") or "", locale)
    if stamp and stamp.zone != "+00:00":
        return stamp
    shown = parse_stamp(text_of(element, 120), locale)
    if stamp and shown and stamp.value.date() != shown.value.date() and shifted(stamp, shown):
        return shown
    return stamp or shown


def shifted(stamp: ReportedDate, day: ReportedDate) -> bool:
    """Tell whether an instant in UTC is another day's only by the reader's time zone."""
    if stamp.zone != "+00:00" or stamp.precision not in (Precision.MINUTE, Precision.SECOND):
        return False
    begin = day.value.replace(hour=0, minute=0, second=0)
    return begin - ACROSS_ZONES <= stamp.value < begin + timedelta(days=1) + ACROSS_ZONES


def _shape(mark: Mark) -> tuple[str, bool]:
    parent = mark.element.getparent()
    return (parent.get("class") or "" if parent is not None else "", mark.aside)


def _in_lines(lines: list[Line], heading: int, locale: Locale) -> Iterator[Printed]:
    previous = ""
    for line in lines:
        before_line, previous = previous, line.text[-40:] if len(line.text) < 40 else ""
        short = len(line.text) <= _LONG
        head = line.text if short else line.text[:_HEAD]
        if not _DIGIT.search(head):
            continue
        text = normalise(head)
        if not _DIGITS.search(text):
            continue
        for found in find_dates(text, locale):
            before = text[max(0, found.start - 60) : found.start] if found.start else before_line
            labelled = bool(_labelled(before, "published")) and short
            if line.aside and not labelled and not -30 <= line.place - heading <= 60:
                continue
            if _RANGE.match(text, found.end) or _RANGE_END.search(before):
                continue
            score = 0.3 + _position(line.place, heading) + (0.3 if labelled else 0)
            distance = line.place - heading
            score += _surroundings(_names(line.element), line.aside, distance)
            score += _shape_of_line(line.text, found.start, found.end)
            if found.other:
                score -= 0.05
            if _SHORT_YEAR.search(text, found.start, found.end):
                score -= 0.1
            source = "labelled line" if labelled else "printed line"
            is_updated = bool(_labelled(before, "updated"))
            yield Printed(found.date, found.other, score, is_updated, source, line.place)


def _shape_of_line(text: str, start: int, end: int) -> float:
    """Tell a line that states a date from a sentence that mentions one."""
    if _COPYRIGHT.search(text):
        return -0.5
    rest = len(text) - (end - start)
    if rest < 30:
        return 0.15
    if start < 30 or rest < 50:
        return 0 if rest < 100 else -0.15
    return -0.3


def _position(place: int, heading: int) -> float:
    if heading < 0:
        return 0.1 if place < 200 else 0
    distance = place - heading
    for within, score in ((15, 0.35), (40, _NEAR), (100, 0.15)):
        if 0 <= distance <= within:
            return score
    if -30 <= distance < 0:
        return _BEFORE
    return 0 if distance < 300 else -0.1


def _surroundings(names: str, aside: bool, distance: int) -> float:
    """Weigh what the classes around a date say of it; beside the headline they say less."""
    near = -30 <= distance <= 40
    score = 0.0
    if aside:
        score -= 0.2 if near else 0.4
    if _NAMED_OTHER.search(names) or (not near and _NAMED_LIST.search(names)):
        return score - 0.3
    if _NAMED_PUBLISHED.search(names):
        return score + 0.2
    return score + (0.1 if _NAMED_DATE.search(names) else 0)


def _names(element: etree._Element) -> str:
    """Return the classes and ids of an element and of the two around it."""
    parts = []
    node: etree._Element | None = element
    for _ in range(3):
        if node is None or node.tag in ("body", "article", "main"):
            break
        parts += [node.get("class") or "", node.get("id") or ""]
        node = node.getparent()
    return " ".join(parts).lower()


def _text_before(element: etree._Element) -> str:
    """Return what is printed in front of an element in its line."""
    previous = element.getprevious()
    if previous is not None:
        return (text_of(previous, 60) + " " + (previous.tail or ""))[-60:].strip()
    parent = element.getparent()
    if parent is None:
        return ""
    if (parent.text or "").strip():
        return (parent.text or "").strip()[-60:]
    aunt = parent.getprevious()
    return text_of(aunt, 60) if aunt is not None else ""


def url_date(page: Page, locale: Locale) -> ReportedDate | None:
    """Return the day in the address of the page."""
    for address in page.own_addresses:
        path = unquote(addresses.split(address).path)
        path = path.partition("/http")[2] or path
        day = _URL_DAY.search(path)
        if day:
            year, _, month, number = day.groups()
            date = parse_stamp(
                f"{number} {month} {year}" if month.isalpha() else f"{year}-{month}-{number}",
                locale,
            )
            if date:
                return date
        compact = _URL_COMPACT.search(path)
        if compact:
            date = parse_stamp("-".join(compact.groups()), locale)
            if date:
                return date
    return None

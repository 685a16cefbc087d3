"""The dates of a report: what is declared, weighed against what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract import addresses, declared_dates
from imam_ali_tracker.reports.extract.body import Body
from imam_ali_tracker.reports.extract.date_text import Locale
from imam_ali_tracker.reports.extract.declared_dates import Dated
from imam_ali_tracker.reports.extract.document import Page
from imam_ali_tracker.reports.extract.model import Value
from imam_ali_tracker.reports.extract.printed_dates import (
    ACROSS_ZONES,
    Printed,
    printed_dates,
    shifted,
    url_date,
)

_DAY_FIRST_DOMAINS = frozenset((
    "uk", "au", "nz", "ie", "in", "pk", "bd", "lk", "za", "ng", "ke", "gh", "ug", "tz", "zw",
    "mt", "cy", "il", "eu", "sg", "my", "hk", "qa", "ae", "sa", "lb", "jo", "iq", "sy", "eg",
))  # fmt: skip
_DAY_FIRST_REGIONS = frozenset((
    "GB", "AU", "NZ", "IE", "IN", "PK", "ZA", "NG", "KE", "SG", "HK", "MT",
))  # fmt: skip
_TELLING = 0.39
_LIKELY = 0.6
_STRONG = 0.9
_CLEAR = 0.75
_UPDATE = 0.35
_SPEAKING = 0.67


@dataclass(frozen=True)
class Dates:
    """The dates found and, in sentences, where sources contradict each other."""

    published: Dated | None
    modified: Dated | None
    conflicts: tuple[str, ...]


def locale_of(page: Page, language: str) -> Locale:
    """Say how a page writes its dates, from its language and domain."""
    base, _, region = language.partition("-")
    suffix = addresses.host(page.url).rpartition(".")[2]
    american = (
        base == "en" and suffix not in _DAY_FIRST_DOMAINS and region not in _DAY_FIRST_REGIONS
    )
    return Locale(base, american)


def read_dates(page: Page, body: Body, locale: Locale) -> Dates:
    """Read when a report was published and last modified."""
    declared = list(declared_dates.published(page, body, locale))
    modified = list(declared_dates.modified(page, body, locale))
    sure = any(value.confidence >= _STRONG for value in declared)
    printed = printed_dates(body, locale, near_only=sure)
    in_url = url_date(page, locale)
    first = [item for item in printed if not item.updated and item.score >= _TELLING]
    updates = [item for item in printed if item.updated and item.score >= _LIKELY]
    witnesses = [in_url] if in_url else []
    witnesses += [item.date for item in first[:1] if item.score >= _CLEAR]
    chosen: Dated | None
    if declared:
        chosen = _settle(declared, witnesses, first)
    else:
        chosen = _from_print(page, first, in_url, locale) or _from_update(modified, updates)
    others = [*declared, *map(_value, first[:3])]
    published = _with_others(chosen, others) if chosen else None
    changed = modified[0] if modified else None
    clear = [_value(item) for item in first[:1] if item.score >= _CLEAR]
    conflicts = _conflicts(published, [*declared, *clear], changed)
    return Dates(published, _with_others(changed, modified) if changed else None, conflicts)


def _settle(declared: list[Dated], witnesses: list[ReportedDate], printed: list[Printed]) -> Dated:
    """Choose between declared dates by what the page prints, and give the day that it prints."""
    chosen = max(declared, key=lambda value: value.confidence)
    strong = [value for value in declared if value.confidence >= _STRONG]
    for value in strong or declared:
        if any(_same_day(value.value, day) for day in witnesses):
            return value
    if not strong and printed and printed[0].score >= _CLEAR:
        return _value(printed[0])
    for item in printed[:3]:
        if item.score >= _CLEAR and shifted(chosen.value, item.date):
            return Value(item.date, item.source, 0.9)
    for day in witnesses:
        if shifted(chosen.value, day):
            return Value(day, "address of the page", 0.9)
    return chosen


def _from_print(
    page: Page, printed: list[Printed], in_url: ReportedDate | None, locale: Locale
) -> Dated | None:
    if in_url:
        for item in printed:
            if _same_day(item.date, in_url):
                return _value(item)
            if item.other and _same_day(item.other, in_url):
                return Value(item.other, item.source, 0.85)
        return Value(in_url, "address of the page", 0.8)
    if printed and printed[0].score >= _CLEAR:
        return _value(printed[0])
    inline = next(declared_dates.inline(page, locale), None)
    return inline or (_value(printed[0]) if printed else None)


def _from_update(modified: list[Dated], updates: list[Printed]) -> Dated | None:
    """Give the date of an update where it is all that a page says: published then or before."""
    for item in updates:
        return Value(item.date, f"{item.source} of an update", _UPDATE)
    for value in modified:
        return Value(value.value, f"{value.source}, of an update", _UPDATE)
    return None


def _value(item: Printed) -> Dated:
    others = (
        (Value(item.other, f"{item.source}, month first or day first", 0.3),) if item.other else ()
    )
    return Value(item.date, item.source, round(max(0.1, min(0.9, item.score * 0.9)), 2), others)


def _same_day(one: ReportedDate, other: ReportedDate) -> bool:
    return one.value.date() == other.value.date()


def _reconcilable(one: ReportedDate, other: ReportedDate) -> bool:
    """Tell whether two dates may be one moment, told in different time zones."""
    if Precision.DAY in (one.precision, other.precision):
        stamp, day = (other, one) if one.precision is Precision.DAY else (one, other)
        begin = day.value - ACROSS_ZONES
        return stamp.precision is not Precision.DAY and begin <= stamp.value < (
            day.value + timedelta(days=1) + ACROSS_ZONES
        )
    return abs(one.value - other.value) <= ACROSS_ZONES


def _with_others(chosen: Dated, values: list[Dated]) -> Dated:
    others: dict[str, Dated] = {}
    for value in (*chosen.runners_up, *values):
        if value.value != chosen.value:
            plain = Value(value.value, value.source, value.confidence)
            others.setdefault(value.value.isoformat(), plain)
    return Value(chosen.value, chosen.source, chosen.confidence, tuple(others.values()))


def _conflicts(
    published: Dated | None, values: list[Dated], modified: Dated | None
) -> tuple[str, ...]:
    """Say in a sentence what cannot all be true: telling sources that give different days."""
    if published is None:
        return ()
    for other in values:
        if _same_day(published.value, other.value) or other.confidence < _SPEAKING:
            continue
        if _reconcilable(published.value, other.value):
            continue
        text = tr("Published {} or {}: “{}” and “{}” disagree.")
        sentence = text.format(published.value, other.value, published.source, other.source)
        return (sentence,)
    if modified and modified.value.value.date() < published.value.value.date():
        text = tr("Modified ({}) before it was published ({}).")
        return (text.format(modified.value, published.value),)
    return ()

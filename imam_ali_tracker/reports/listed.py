"""What a list of reports holds, and the dates in it."""

from __future__ import annotations

import email.utils
import re
from dataclasses import dataclass

from imam_ali_tracker.core.dates import ReportedDate, parse_date

MAX_DESCRIPTION = 500
"""Characters kept of what a list says about a report."""

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ](\d{2}:\d{2}(?::\d{2})?)[.,\d]*\s*(\S*))?")


@dataclass(frozen=True)
class ListedReport:
    """An address and what the list says of it; ``place`` is where: ``item 3``, ``row 12``."""

    url: str
    place: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: ReportedDate | None = None
    updated: ReportedDate | None = None
    language: str = ""
    description: str = ""


@dataclass(frozen=True)
class ReportList:
    """What was read: each address once, and a sentence for each item that gave none.

    ``kind`` is ``rss``, ``atom``, ``json feed``, ``table`` or ``text``.
    """

    kind: str
    title: str
    reports: tuple[ListedReport, ...]
    problems: tuple[str, ...] = ()


def feed_date(text: str) -> ReportedDate | None:
    """Return a date of a feed: RFC 822 (RSS) or RFC 3339 (Atom); ``None`` where it is neither."""
    text = text.strip()
    match = _ISO.match(text)
    try:
        if match:
            clock = f"T{match[2]}{_zone(match[3])}" if match[2] else ""
            date = parse_date(match[1] + clock)
        else:
            date = _rfc822(text)
    except (ValueError, OverflowError):
        return None
    return date if date is not None and date.value.year > 1900 else None


def _zone(text: str) -> str:
    return text if re.fullmatch(r"Z|[+-]\d{2}:?\d{2}", text) else ""


def _rfc822(text: str) -> ReportedDate | None:
    timed = re.search(r"\d:\d", text)
    parts = email.utils.parsedate_tz(text if timed else f"{text} 00:00")
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    if not timed:
        return parse_date(f"{year:04d}-{month:02d}-{day:02d}")
    zone = ""
    if parts[9] is not None and not text.endswith("-0000"):
        sign, minutes = ("-", -parts[9] // 60) if parts[9] < 0 else ("+", parts[9] // 60)
        zone = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    clock = f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if text.count(":") > 1 else "")
    return parse_date(f"{year:04d}-{month:02d}-{day:02d}T{clock}{zone}")

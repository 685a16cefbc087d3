"""Reports as a reader expects to see them cited: in words, and as HTML with a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QLocale

from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.text_direction import isolate, reads_right_to_left

_LINKED = ("http://", "https://")


def reference(report: Mapping[str, Any]) -> str:
    """Return one report as a reference: publisher, title, authors, date and URL.

    What is not known is left out; a missing date is said to be unknown.
    """
    publisher, title, *others = _parts(report)
    return ", ".join(part for part in (publisher, title, *others, report["url"]) if part)


def report_title(report: Mapping[str, Any]) -> str:
    """Return what a report is called in a list: its title, else who published it, and when.

    Where the date is not known its host stands for it, and for a publisher that is not recorded.
    Beside a publisher whose name runs to the left the date keeps its own order.
    """
    if report["title"]:
        return str(report["title"])
    host, published = _host(report["url"] or ""), report["published"]
    is_dated = published is not None and published.precision is not Precision.UNKNOWN
    named = report["publisher"] or host
    parts: Iterable[str] = dict.fromkeys((named, date_text(published) if is_dated else host))
    if reads_right_to_left(named):
        parts = map(isolate, parts)
    return ", ".join(parts)


def reference_html(report: Mapping[str, Any]) -> str:
    """Return one report as a reference in HTML, its title linked to the page; all is escaped.

    Only pages of the web are linked. Nothing in it makes a viewer load anything by itself.
    """
    publisher, title, *others = (escape(part) for part in _parts(report))
    url = report["url"] or ""
    title = f'<span dir="auto">{title}</span>'
    if url.lower().startswith(_LINKED):
        title = f'<a href="{escape(url)}">{title}</a>'
    return ", ".join(part for part in (publisher, title, *others) if part)


def citation(reference_text: str, locator: str | None, quote: str | None) -> str:
    """Return a reference with where in the report, and in which words, it speaks of something."""
    where = ", ".join(filter(None, (reference_text, locator)))
    return tr("{}: “{}”").format(where, quote) if quote else where


def date_text(date: ReportedDate | None) -> str:
    """Return a date for readers, no more precise than it is."""
    if date is None or date.precision is Precision.UNKNOWN:
        return tr("date unknown")
    day = date.value
    if date.precision is Precision.YEAR:
        return f"{day.year}"
    month = QLocale().monthName(day.month)
    if date.precision is Precision.MONTH:
        return f"{month} {day.year}"
    return f"{day.day} {month} {day.year}"


def _host(url: str) -> str:
    """Return the host of an address without what every host begins with, else the address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return url
    return host.removeprefix("www.") or url


def _parts(report: Mapping[str, Any]) -> list[str]:
    """Return publisher, title, authors and date."""
    title = report["title"]
    return [
        report["publisher"] or tr("Unknown publisher"),
        tr("“{}”").format(title) if title else tr("(no title recorded)"),
        ", ".join(report["authors"] or ()),
        date_text(report["published"]),
    ]

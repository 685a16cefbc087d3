"""Lists of reports: RSS, Atom and JSON feeds, CSV tables, and texts with addresses in them.

XML is read with lxml, which every QGIS carries, rather than with feedparser, which none does:
entities are not expanded, nothing is loaded, and a feed that is not well-formed is read as far as
it goes. What a feed says of a report is kept with it; the report's own page has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urljoin

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.reports import feed_tables
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.extract.sniff import sniff
from imam_ali_tracker.reports.fetch.outcome import FetchError
from imam_ali_tracker.reports.fetch.urls import canonical_url, parse_target
from imam_ali_tracker.reports.listed import ListedReport, ReportList

MAX_ITEMS = 10_000
"""More items than this are left out, and said so."""


def read_report_list(
    content: bytes, url: str = "", headers: Mapping[str, str] | None = None
) -> ReportList:
    """Read a list of reports from its bytes.

    Parameters
    ----------
    content:
        A file's bytes or the body of an answer.
    url:
        Where they are from; relative addresses are resolved against it.
    headers:
        The answer's headers, with lower-case names.

    Raises :class:`TrackerError` where the bytes are no list, or one without a usable address.
    """
    from imam_ali_tracker.reports import feed_xml

    declared = (headers or {}).get("content-type", "")
    kind = sniff(content)
    if _is_text(content, kind):
        kind = Kind.TEXT
    if kind is Kind.HTML:
        raise TrackerError(
            tr("This is a page, not a list of reports."), _feeds_of_page(content, url)
        )
    if kind in (Kind.FEED, Kind.XML):
        found = feed_xml.read_xml_feed(content, declared)
    elif kind is Kind.JSON:
        found = feed_tables.read_json_feed(content)
    elif kind is Kind.TEXT:
        found = feed_tables.read_text(content, declared)
    else:
        raise TrackerError(
            tr("This is no list of reports ({}).").format(kind.value),
            tr("Give an RSS, Atom or JSON feed, a CSV table or a text with addresses."),
        )
    return _usable(found, url)


def _is_text(content: bytes, kind: Kind) -> bool:
    """Whether this is a table with markup, a list with numbers, or UTF-16 of another script."""
    if kind is Kind.BINARY:
        return content.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind is Kind.HTML:
        return not start.startswith(b"<")
    return kind is Kind.JSON and re.match(rb"\[\d+\]", start) is not None


def _usable(found: ReportList, base: str) -> ReportList:
    """Resolve and check the addresses, and keep each report once."""
    kept: dict[str, ListedReport] = {}
    problems = list(found.problems)
    repeated = 0
    for report in found.reports[:MAX_ITEMS]:
        try:
            url = urljoin(base, report.url.strip())
            target = parse_target(url)
            key = canonical_url(url)
        except (FetchError, ValueError) as error:
            problems.append(f"{report.place}: {error}")
            continue
        if key in kept:
            repeated += 1
        else:
            kept[key] = replace(report, url=_with_fragment(target.url, url))
    if repeated:
        problems.append(
            plural(
                "{} address is given more than once.",
                "{} addresses are given more than once.",
                repeated,
            ).format(repeated)
        )
    left_out = len(found.reports) - MAX_ITEMS
    if left_out > 0:
        problems.append(
            plural("{} item is left out.", "{} items are left out.", left_out).format(left_out)
        )
    if not kept:
        raise TrackerError(
            tr("There is no address of a report in this list."),
            tr("Addresses begin with http:// or https://."),
            "\n".join(problems[:50]),
        )
    return replace(found, reports=tuple(kept.values()), problems=tuple(problems))


def _with_fragment(url: str, given: str) -> str:
    """Keep the fragments that address pages of scripted sites."""
    fragment = given.partition("#")[2]
    return f"{url}#{fragment}" if fragment.startswith(("!", "/")) else url


def _feeds_of_page(content: bytes, url: str) -> str:
    """Say which feeds a page offers."""
    offered = re.findall(
        rb"<link\b[^>]*\btype\s*=\s*[\"']?application/(?:rss|atom|feed)\+(?:xml|json)[^>]*>",
        content[:200_000],
        re.IGNORECASE,
    )
    addresses = []
    for tag in offered[:5]:
        match = re.search(rb"\bhref\s*=\s*[\"']([^\"'>]+)", tag, re.IGNORECASE)
        if match:
            addresses.append(urljoin(url, match[1].decode("utf-8", "replace")))
    if not addresses:
        return tr("Give the address of a feed, or add the page itself as a report.")
    return tr("It offers: {}").format(" ".join(addresses))

"""JSON feeds, CSV tables and texts with addresses in them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from typing import Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.listed import (
    MAX_DESCRIPTION,
    ListedReport,
    ReportList,
    feed_date,
)

_DELIMITERS = (",", ";", "\t", "|")
_URL_COLUMNS = ("url", "link", "href", "address", "web address", "source url", "uri", "website")
_COLUMNS = {
    "title": ("title", "headline", "name"),
    "authors": ("author", "authors", "byline", "creator"),
    "published": ("published", "date", "published_at", "publication date", "pubdate"),
    "language": ("language", "lang"),
    "description": ("description", "summary", "abstract"),
}
_ADDRESS = re.compile(
    r"\b(?:https?|hxxps?)(?:://|\[:\]//|\[://\])[^\s<>\"]+|\bwww\.[^\s<>\"]+", re.IGNORECASE
)
_TRAILING = ".,;:!?'*_\u2019\u201d\u00bb\u060c\u061b\u061f"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def read_json_feed(content: bytes) -> ReportList:
    """Read a JSON Feed (version 1 or 1.1); raises :class:`TrackerError` where it is none."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TrackerError(
            tr("The feed cannot be read: it is not JSON."),
            tr("Check the address of the feed in a browser."),
            str(error),
        ) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise TrackerError(tr("This JSON is no feed."), tr("Give a JSON Feed (jsonfeed.org)."))
    reports = [
        _from_json(item, tr("item {}").format(number), _string(feed, "language"))
        for number, item in enumerate(items, start=1)
        if isinstance(item, dict)
    ]
    problems = tuple(tr("{}: no address").format(one.place) for one in reports if not one.url)
    return ReportList(
        "json feed", _string(feed, "title"), tuple(one for one in reports if one.url), problems
    )


def _from_json(item: dict[str, Any], place: str, language: str) -> ListedReport:
    authors = item.get("authors") or [item.get("author")]
    names = [_string(one, "name") for one in authors if isinstance(one, dict)]
    return ListedReport(
        url=_string(item, "external_url") or _string(item, "url"),
        place=place,
        title=_string(item, "title"),
        authors=tuple(name for name in names if name),
        published=feed_date(_string(item, "date_published")),
        updated=feed_date(_string(item, "date_modified")),
        language=_string(item, "language") or language,
        description=_string(item, "summary")[:MAX_DESCRIPTION],
    )


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def read_text(content: bytes, declared: str = "") -> ReportList:
    """Read a CSV table with a column of addresses, or else a text with addresses in it."""
    text = _decoded(content, declared)
    table = _best_table(text)
    return table if table is not None else _addresses(text)


def _decoded(content: bytes, declared: str) -> str:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", declared, re.IGNORECASE)
    encodings = ["utf-8-sig", *([charset[1]] if charset else []), "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings.insert(0, "utf-16")
    for encoding in encodings:
        with contextlib.suppress(UnicodeError, LookupError):
            return content.decode(encoding)
    return content.decode("latin-1")


def _best_table(text: str) -> ReportList | None:
    """Return the table by the delimiter that gives most addresses, ``None`` where none does."""
    best: ReportList | None = None
    for delimiter in _DELIMITERS:
        rows = _rows(text, delimiter)
        if not rows or max(map(len, rows)) < 2:
            continue
        table = _table(rows)
        if table is not None and (best is None or len(table.reports) > len(best.reports)):
            best = table
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        # A field of more than 128 KiB, or a null byte: no table by this delimiter.
        return []


def _table(rows: list[list[str]]) -> ReportList | None:
    header = [cell.strip().lower() for cell in rows[0]]
    column = next((header.index(name) for name in _URL_COLUMNS if name in header), None)
    first = 1
    if column is None:
        header, first = [], 0
        column = _column_of_addresses(rows)
    if column is None:
        return None
    reports, problems = [], []
    for number, row in enumerate(rows[first:], start=first + 1):
        place = tr("row {}").format(number)
        cell = row[column].strip() if column < len(row) else ""
        found = _ADDRESS.search(cell)
        if found:
            reports.append(_from_row(_clean(found[0]), place, header, row))
        elif any(cell.strip() for cell in row):
            problems.append(tr("{}: no address").format(place))
    return ReportList("table", "", tuple(reports), tuple(problems)) if reports else None


def _column_of_addresses(rows: list[list[str]]) -> int | None:
    """Return the column that holds an address, and nothing else, in most rows."""
    counts: dict[int, int] = {}
    for row in rows:
        for index, cell in enumerate(row):
            if _ADDRESS.fullmatch(cell.strip()):
                counts[index] = counts.get(index, 0) + 1
    column = max(counts, key=lambda index: counts[index], default=None)
    return column if column is not None and counts[column] * 2 > len(rows) else None


def _from_row(url: str, place: str, header: list[str], row: list[str]) -> ListedReport:
    values = dict(zip(header, (" ".join(cell.split()) for cell in row)))

    def value(field: str) -> str:
        return next((values[name] for name in _COLUMNS[field] if values.get(name)), "")

    return ListedReport(
        url=url,
        place=place,
        title=value("title"),
        authors=tuple(name.strip() for name in value("authors").split(";") if name.strip()),
        published=feed_date(value("published")),
        language=value("language"),
        description=value("description")[:MAX_DESCRIPTION],
    )


def _addresses(text: str) -> ReportList:
    reports = [
        ListedReport(_clean(match[0]), tr("line {}").format(number))
        for number, line in enumerate(text.splitlines(), start=1)
        for match in _ADDRESS.finditer(line)
    ]
    return ReportList("text", "", tuple(reports))


def _clean(address: str) -> str:
    """Return an address without the punctuation around it and as a link again.

    Analysts pass addresses on as ``hxxps://example[.]org``, so that nobody clicks on them.
    """
    address = re.sub(r"^hxxp", "http", address, flags=re.IGNORECASE)
    address = address.replace("[:]//", "://").replace("[://]", "://").replace("[.]", ".")
    while address:
        last = address[-1]
        unpaired = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _TRAILING and not unpaired:
            break
        address = address[:-1]
    return address if "://" in address else f"https://{address}"

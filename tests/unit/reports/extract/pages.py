"""Pages written for the tests, in the ways that pages of the press are written."""

from __future__ import annotations

import json
from typing import Any

from imam_ali_tracker.reports.extract import ReportMetadata, extract

URL = "https://www.news.example/world/report-1234"

TEXT = (
    "<p>The site lies to the west of the town, and the pictures that were taken during the last"
    " weeks show that more of the stores have been built there since the summer.</p>"
    "<p>Nobody who was asked about it wanted to say what they are for.</p>"
)


def html(head: str = "", body: str = "", lang: str = "en") -> bytes:
    """Return a page; where there is no body, one with a headline and text."""
    body = body or f"<article><h1>New stores at the site, pictures show</h1>{TEXT}</article>"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def linked_data(*nodes: dict[str, Any]) -> str:
    """Return JSON-LD as it stands in a head."""
    data = nodes[0] if len(nodes) == 1 else list(nodes)
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(head: str = "", body: str = "", lang: str = "en", url: str = URL) -> ReportMetadata:
    """Return the metadata of a page made by :func:`html`."""
    return extract(html(head, body, lang), url, {"Content-Type": "text/html"})


def value(field: Any) -> Any:
    """Return the plain value of a field: text, a list of names, a date's text, or ``None``."""
    if field is None:
        return None
    if isinstance(field.value, tuple):
        return list(field.value)
    return str(field.value)

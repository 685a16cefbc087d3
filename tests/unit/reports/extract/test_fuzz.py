"""Extraction of anything: pages taken apart and put together, and noise.

The short run is for every day; the long one goes on for ten minutes (``EXTRACT_FUZZ_SECONDS``).
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.extract import Kind, ReportMetadata, Value, extract, readable_text
from imam_ali_tracker.reports.extract.limits import (
    MAX_AUTHORS,
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_READABLE,
    MAX_TITLE,
    MAX_URL,
)
from tests.unit.reports.extract import hostile_pages
from tests.unit.reports.extract.pages import TEXT, html, linked_data
from tests.unit.reports.extract.test_pdf import XMP, pdf

DATA = Path(__file__).parents[3] / "data" / "extract"
SECONDS = int(os.environ.get("EXTRACT_FUZZ_SECONDS", "600"))
PARTS = 2
"""No test may go on for ten minutes: the long run is two."""

UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ARTICLE = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": ["NewsArticle", "Report"], "headline": "New stores", "author": {"@id": "#p"},
         "datePublished": "2019-09-03T11:04:00+03:00", "image": [{"url": "/i.jpg"}],
         "publisher": {"@type": "Organization", "name": "The News"}},
        {"@type": "Person", "@id": "#p", "name": "Jane Doe"},
    ],
}  # fmt: skip
_BODY = (
    "<header class='site-header'><nav><a href='/'>Home</a></nav></header><article><h1>New stores at"
    "</h1><p class='byline'>By <a rel='author'>Jane Doe</a>, editor | Updated: <time datetime="
    f"'2019-09-05T10:00Z'>5 September 2019</time></p>{TEXT}<figure><img src='i.jpg'></figure>"
    "</article><div id='comments'><p>First!</p></div><footer>&copy; 2020</footer>"
)
SEEDS = [
    html(linked_data(_ARTICLE) + "<meta property='og:title' content='New stores'>", _BODY),
    html("<title>New stores | The News</title>", _BODY.replace("article", "div"), "de"),
    pdf(b"/Title (The Land Bridge) /CreationDate (D:20190903)", XMP.encode()),
    *(path.read_bytes() for path in sorted(DATA.glob("*.html"))),
    *(page[:3000] for page in hostile_pages.pages(0.001).values()),
]
PIECES = [
    b"<div>", b"</div>", b"<script type='application/ld+json'>", b"</script>", b"<!--", b"-->",
    b'"', b"'", b"<", b">", b"&", b"&#x202e;", b"&#0;", b"\0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\x1f",     b"{", b"}", b"[", b"]", b",", b":", b"\\", b"@graph", b"0001-01-01", b"31.02.2019",
    b"By ", b" and ", b"Published: ", b"Updated: ", b"3 September 2019", b" | ", b" - ", b"<h1>",
    b"9" * 11,
    b"<svg><title>x</title>", b"<base href='//['>", b"<meta charset='utf-16'>", b"<time>", b"%PDF-",
    b"<br>", "\u0661\u0662/\u0663".encode(), "\u2067".encode(), b"<p class='author date comment'>",
]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """Return a page with parts cut out, doubled, swapped with another page's, or replaced."""
    page = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 200)))
        operation = draw(st.sampled_from(("insert", "cut", "double", "replace", "cross", "noise")))
        if operation == "insert":
            page = page[:start] + draw(st.sampled_from(PIECES)) + page[start:]
        elif operation == "cut":
            page = page[:start] + page[end:]
        elif operation == "double":
            page = page[:end] + page[start:end] * draw(st.integers(1, 30)) + page[end:]
        elif operation == "replace":
            page = page.replace(page[start : start + 3] or b"x", draw(st.sampled_from(PIECES)), 5)
        elif operation == "cross":
            page = page[:start] + draw(st.sampled_from(SEEDS))[start:]
        else:
            page = page[:start] + draw(st.binary(max_size=40)) + page[end:]
    return page[:200_000]


def _texts(report: ReportMetadata) -> list[tuple[str, int]]:
    found = [
        (field.value, limit)
        for field, limit in (
            (report.title, MAX_TITLE), (report.publisher, MAX_NAME), (report.language, 50),
            (report.description, MAX_DESCRIPTION), (report.canonical_url, MAX_URL),
            (report.image, MAX_URL),
        )
        if field is not None
    ]  # fmt: skip
    return found + [(name, MAX_NAME) for name in (report.authors.value if report.authors else ())]


def check(content: bytes, url: str) -> None:
    """Read a page and check what holds of every answer."""
    report = extract(content, url, {})
    assert isinstance(report.kind, Kind)
    for text, limit in _texts(report):
        assert text and text == text.strip() and len(text) <= limit
        assert not UNSEEN.search(text)
    if report.authors:
        assert len(report.authors.value) <= MAX_AUTHORS
    for field in (report.published, report.modified):
        if field is not None:
            assert isinstance(field.value, ReportedDate)
            assert 1800 <= field.value.value.year <= 2200
    for field in vars(report).values():
        if isinstance(field, Value):
            assert 0 < field.confidence <= 1 and field.source
            assert all(not other.runners_up for other in field.runners_up)
    for address in (report.canonical_url, report.image):
        assert address is None or address.value.startswith(("http://", "https://"))
    assert extract(content, url, {}) == report
    try:
        assert len(readable_text(content, url)) <= MAX_READABLE
    except TrackerError as error:
        assert error.message


URLS = st.sampled_from(["", "https://news.example/2019/09/03/x", "http://[", "https://news.ir/a"])
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=250, deadline=None, suppress_health_check=QUIET)
@given(mangled(), URLS)
def test_mangled_pages(content: bytes, url: str) -> None:
    check(content, url)


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(st.binary(max_size=2000), URLS)
def test_noise(content: bytes, url: str) -> None:
    check(content, url)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_mangled_pages_for_long(part: int) -> None:
    end = time.monotonic() + SECONDS / PARTS
    rounds = 0
    while time.monotonic() < end:

        @seed(PARTS * rounds + part)
        @settings(max_examples=400, deadline=None, database=None, suppress_health_check=QUIET)
        @given(mangled(), URLS)
        def go_on(content: bytes, url: str) -> None:
            check(content, url)

        go_on()
        rounds += 1
    assert rounds

"""What bytes are, and the text of a report for looking through."""

from __future__ import annotations

import gzip

import pytest

from imam_ali_tracker.reports.extract import Kind, extract, readable_text
from tests.unit.reports.extract.pages import TEXT, URL, html

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title></channel></rss>'
ATOM = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title></feed>'
XHTML = b'<?xml version="1.0"?><!DOCTYPE html><html><head><title>New stores</title></head></html>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (b" \n\t\x00 ", Kind.EMPTY),
        (html(), Kind.HTML),
        (b"\xef\xbb\xbf\n<!-- x --><HTML><p>x", Kind.HTML),
        (b"<p>just a paragraph", Kind.HTML),
        (XHTML, Kind.HTML),
        (html().decode().encode("utf-16"), Kind.HTML),
        (RSS, Kind.FEED),
        (ATOM, Kind.FEED),
        (b'<?xml version="1.0"?><kml><Placemark/></kml>', Kind.XML),
        (b'{"type": "FeatureCollection"}', Kind.JSON),
        (b"<style>" + b".a { color: red }" * 400 + b"</style>" + html(), Kind.HTML),
        (b"<kml><Document><Style id='a'/></Document></kml>", Kind.XML),
        (b'{"html": "<p>x</p>"}', Kind.JSON),
        (b"Just words.", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n....", Kind.IMAGE),
        (b"RIFF....WEBPVP8 ", Kind.IMAGE),
        (gzip.compress(html()), Kind.ARCHIVE),
        (b"PK\x03\x04....", Kind.ARCHIVE),
        (bytes(range(32)) * 40, Kind.BINARY),
        (b"....%PDF-1.4\n<html>", Kind.PDF),
    ],
)
def test_the_kind_is_what_the_bytes_are(content: bytes, kind: Kind) -> None:
    report = extract(content, URL, {"Content-Type": "text/html"})
    assert report.kind is kind
    if kind not in (Kind.HTML, Kind.PDF):
        assert report.notes and report.title is None


def test_readable_text_is_the_report_without_its_surroundings() -> None:
    body = (
        "<nav><a href='/'>Home</a><a href='/w'>World</a></nav>"
        f"<div class='with-sidebar'><h1>New stores at the site</h1>{TEXT}"
        "<p>Less than <b>300</b> km away.<br>Said a spokesman.</p>"
        "<div class='related'><h3>Related</h3><p><a href='/x'>Another report</a></p></div></div>"
        "<div id='comments'><p>First!</p></div><script>var x = 'code';</script>"
        "<footer>Imprint</footer>"
    )
    lines = readable_text(html(body=body), URL).split("\n")
    assert lines[0] == "New stores at the site"
    assert "Less than 300 km away." in lines and "Said a spokesman." in lines
    for beside in ("Home", "Related", "Another report", "First!", "code", "Imprint"):
        assert not any(beside in line for line in lines), beside


def test_readable_text_of_text_and_of_nothing() -> None:
    assert (
        readable_text("Größe".encode("cp1252"), URL, {"content-type": "text/plain; charset=latin1"})
        == "Größe"
    )
    assert readable_text(b"") == ""
    assert readable_text(b"\x89PNG\r\n\x1a\n") == ""

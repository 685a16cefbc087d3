"""Bytes that are meant to cost time or memory, or to make a parser fail, and their runner.

``python -m tests.unit.reports.extract.hostile_pages SCALE`` reads them all and prints a line of
JSON each; the test gives it limits of memory and processor time.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.extract import extract, readable_text

URL = "https://news.example/2019/09/03/report"
HEAD = b'<!doctype html><html><head><meta charset="utf-8"><title>Title</title>'
LD = b'<script type="application/ld+json">'


def pages(scale: float) -> dict[str, bytes]:
    """Return the pages by name; at a scale of 1 they have several megabytes each."""

    def many(count: int) -> int:
        return max(10, int(count * scale))

    noise = random.Random(7)
    return {
        **_nested(many),
        **_floods(many),
        **_json(many),
        **_text(many),
        "null bytes": b"\0" * many(100) + HEAD + b"<body>" + b"\0a" * many(2_000_000),
        "noise": noise.randbytes(many(6_000_000)),
        "noise in a page": HEAD + noise.randbytes(many(6_000_000)),
        "utf-16": ("<html><title>x</title>" + "a" * many(1_000_000)).encode("utf-16"),
        "pdf of noise": b"%PDF-1.4\n" + noise.randbytes(many(3_000_000)),
        "pdf of references": b"%PDF-1.4\n"
        + b"/Info 1 0 R " * many(200_000)
        + b"\n1 0 obj << /Title (",
        "pdf of brackets": b"%PDF-1.4\n/Info 1 0 R\n1 0 obj << /Title " + b"(" * many(1_000_000),
        "pdf of packets": b"%PDF-1.4\n" + b"<x:xmpmeta " * many(400_000) + b"</x:xmpmeta>",
    }


def _nested(many: Callable[[int], int]) -> dict[str, bytes]:
    return {
        "nested": HEAD + b"<body>" + b"<div>" * many(100_000) + b"x" + b"</div>" * many(100_000),
        "nested, mixed": HEAD + b"<body>" + b"<div><span><b><x-y>" * many(100_000) + b"x",
        "nested times": HEAD + b"<body>" + b"<time>" * many(300_000),
        "nested tables": HEAD + b"<body>" + b"<table><tr><td>" * many(100_000),
        "nested fonts": HEAD
        + b"<body>"
        + b"<font><b><i>" * many(100_000)
        + b"</p>" * many(100_000),
        "nested svg": HEAD + b"<svg>" * many(1_000_000),
    }


def _floods(many: Callable[[int], int]) -> dict[str, bytes]:
    return {
        "end tags": HEAD + b"<body>" + b"</a>" * many(1_500_000),
        "breaks": HEAD + b"<body>" + b"<br>" * many(1_500_000),
        "paragraphs": HEAD + b"<body>" + b"<p>" * many(2_000_000),
        "attributes": HEAD + b"<body><i " + b" ".join(b"a%d=1" % n for n in range(many(300_000))),
        "attributes in many tags": HEAD
        + (b"<i " + b" ".join(b"a%d" % n for n in range(180)) + b">") * many(5_000),
        "metas": HEAD
        + b"".join(b'<meta name="a%d" content="x">' % n for n in range(many(150_000))),
        "one meta": HEAD + b'<meta property="og:title" content="x">' * many(150_000),
        "open tags": HEAD + b"<body>" + b"<a" * many(3_000_000),
        "open scripts": HEAD + b"<script" * many(800_000),
        "scripts": HEAD + b"<script></script>" * many(350_000),
        "open comments": HEAD + b"<!--" * many(1_000_000),
        "headings": HEAD + b"<body>" + b"<h1>some heading here</h1>" * many(200_000),
        "times": HEAD + b"<body>" + b'<time datetime="2019-01-01">x</time>' * many(150_000),
        "authors": HEAD + b"<body>" + b'<b class="author">By Jane Doe</b>' * many(150_000),
        "bylines": HEAD + b"<body>" + b"<p>By Jane Doe and John Roe | by x</p>" * many(100_000),
        "classes": HEAD + b"".join(b'<i class="author c%d"></i>' % n for n in range(many(150_000))),
    }


def _json(many: Callable[[int], int]) -> dict[str, bytes]:
    end = b"</script>"
    article = b'{"@id":"#%d","@type":"Article","author":{"@id":"#%d"}}'
    chain = b",".join(article % (n, n + 1) for n in range(many(15_000)))
    return {
        "json of 10 MB": HEAD + LD + b'{"headline":"' + b"x" * many(10_000_000) + b'"}' + end,
        "json, deep": HEAD + LD + b'{"a":' * many(200_000) + end,
        "json, deep lists": HEAD + LD + b"[" * many(900_000) + end,
        "json, deep names": HEAD
        + LD
        + b'{"@type":"Article","author":'
        + b'{"name":' * 900
        + b'"x"'
        + b"}" * 901
        + end,
        "json blocks": HEAD + (LD + b'{"@type":"Article"}' + end) * many(50_000),
        "json nodes": HEAD + LD + b"[" + chain + b"]" + end,
        "json of itself": HEAD + LD + b'{"@id":"#a","@type":"Article","author":{"@id":"#a"}}' + end,
        "json number": HEAD + LD + b'{"datePublished":' + b"9" * many(900_000) + b"}" + end,
        "json quotes": HEAD + LD + b'{"a":' + b'"' * many(900_000) + b"}" + end,
        "json backslashes": HEAD + LD + b'{"a":"' + b"\\" * many(900_000) + end,
        "json comments": HEAD + LD + b"{" + b"/* " * many(300_000) + b"}" + end,
        "json slashes": HEAD + LD + b"{" + b"// " * many(300_000) + b"}" + end,
    }


def _text(many: Callable[[int], int]) -> dict[str, bytes]:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE html [<!ENTITY e0 "ha">{entities}]><html><title>&e9;</title>'
    return {
        "entities": bomb.encode() + b"<body>&e9;&e9;</body></html>",
        "entities in xml": b'<?xml version="1.0"?>' + bomb.encode() + b"</html>",
        "ampersands": HEAD + b"<body>" + b"&amp;" * many(1_200_000),
        "brackets": HEAD + b"<body>" + b"<" * many(6_000_000),
        "white space": HEAD + b"<body><p>" + b" \xc2\xa0" * many(2_000_000),
        "title": b"<html><head><title>" + b"A - " * many(1_000_000),
        "headline": HEAD + b"<body><h1>" + b"word " * many(1_000_000),
        "dates": HEAD + b"<h1>a b c d</h1>" + b"<p>1.1.2019 2.2.2020 3.3.2021</p>" * many(100_000),
        "digits": HEAD + b"<body><p>" + b"1." * many(2_000_000) + b"1 " * many(1_000_000),
        "letters then digits": HEAD + b"<body><p>" + "ä".encode() * many(1_000_000) + b"1",
        "author list": HEAD + b'<meta name="author" content="' + b"A B, " * many(500_000) + b'">',
        "author prefix": HEAD + b'<meta name="author" content="' + b"By " * many(500_000) + b'">',
        "link in summary": HEAD + b'<meta name="description" content="' + b"&lt;a " * many(500_000),
        "language": b'<html lang="' + b"a-" * many(500_000) + b'"><body>x',
        "base": HEAD + b'<base href="' + b"a/" * many(800_000) + b'"><link rel=icon href="../">',
        "bad addresses": HEAD + b'<link rel="canonical" href="http://["><meta property="og:url" content="http://[::1">',
        "encoding labels": b"<meta " * many(60_000) + b"charset=x>" + b"\xe4" * 100,
        "published keys": HEAD + b"<body>" + b'"datePublished":"' * many(300_000),
    }  # fmt: skip


def main(scale: float) -> None:
    """Read every page both ways and print what came of it."""
    for name, content in pages(scale).items():
        report = extract(content, URL, {"Content-Type": "text/html; charset=utf-8"})
        try:
            length = len(readable_text(content, URL, {}))
        except TrackerError:
            length = -1
        state = {"name": name, "kind": report.kind.value, "notes": report.notes, "text": length}
        sys.stdout.write(json.dumps(state) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))

"""What a body is, by its bytes; what the server declares only decides where bytes do not.

After the WHATWG MIME sniffing standard, reduced to what matters for reports.
"""

from __future__ import annotations

import codecs
import re

SNIFF_BYTES = 1445
"""As many bytes as browsers look at."""

READABLE = frozenset({"html", "pdf", "feed", "xml", "json", "text"})
"""The kinds that a report, a feed or a list of URLs can be."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"SQLite format 3\x00", "database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office document"),
)
_RIFF = {b"WEBP": "image", b"AVI ": "video", b"WAVE": "audio"}
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|"
    rb"meta|link|article|main|section|span)[\s>/]",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|RDF)[\s>]")
_PROLOGUE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,500}\?>|<!--.{0,4000}?-->|<\?[^>]{0,500}\?>|\s)*", re.DOTALL
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.05


def sniff(start: bytes, declared: str = "") -> str:
    """Return the kind of a document by its first bytes: one of :data:`READABLE` or another word.

    ``declared`` is the ``Content-Type`` header.
    """
    media_type = declared.partition(";")[0].strip().lower()
    start = start[:SNIFF_BYTES]
    if b"%PDF-" in start[:1024] and not start.lstrip().startswith(b"<"):
        return "pdf"
    for signature, kind in _SIGNATURES:
        # Two letters are too little to overrule what is declared to be text.
        certain = len(signature) > 2 or not media_type.startswith("text/")
        if start.startswith(signature) and certain:
            return kind
    if start[:4] == b"RIFF" and start[8:12] in _RIFF:
        return _RIFF[start[8:12]]
    if start[4:8] == b"ftyp":
        return "video"
    return _text_kind(_as_bytes(start), media_type)


def _text_kind(text: bytes, media_type: str) -> str:
    body = text[_end_of_prologue(text) :]
    if _FEED.match(body):
        return "feed"
    if _HTML.match(body):
        return "html"
    if media_type in ("text/html", "application/xhtml+xml") and _HTML.search(text):
        return "html"
    if len(_BINARY.findall(text)) > len(text) * _CONTROL_SHARE:
        return "binary data"
    if text.lstrip()[:5] == b"<?xml" or (body[:1] == b"<" and "xml" in media_type):
        return "xml"
    if media_type in ("text/html", "application/xhtml+xml"):
        return "html"
    if "json" in media_type or (body[:1] in (b"{", b"[") and not media_type.startswith("text/")):
        return "json"
    return "html" if _HTML.search(text) else "text"


def _end_of_prologue(text: bytes) -> int:
    match = _PROLOGUE.match(text)
    return match.end() if match else 0


def _as_bytes(start: bytes) -> bytes:
    """Return the text without byte order mark, UTF-16 narrowed to one byte a character."""
    for bom in _BOMS:
        if start.startswith(bom):
            start = start[len(bom) :]
            if bom == codecs.BOM_UTF8:
                return start
            order = "utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be"
            return start.decode(order, "replace").encode("utf-8", "replace")
    return start

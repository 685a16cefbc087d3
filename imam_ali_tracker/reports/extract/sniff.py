"""What bytes are, whatever their name and header say."""

from __future__ import annotations

import re

from imam_ali_tracker.reports.extract.model import Kind

_HEAD = 4096
_MAGIC = (
    (b"\x89PNG", Kind.IMAGE), (b"\xff\xd8\xff", Kind.IMAGE), (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE), (b"MM\x00*", Kind.IMAGE), (b"PK\x03\x04", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE), (b"Rar!", Kind.ARCHIVE), (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\xfd7zXZ", Kind.ARCHIVE), (b"BZh", Kind.ARCHIVE), (b"\xd0\xcf\x11\xe0", Kind.BINARY),
    (b"\x7fELF", Kind.BINARY), (b"MZ", Kind.BINARY), (b"ID3", Kind.BINARY), (b"OggS", Kind.BINARY),
)  # fmt: skip
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|div|table|article|h[1-6]|p|a|br)\b"
    rb"|^\s*<(?:style|noscript|section|header|main|nav|span|img|iframe|form|center|font|[uo]l)\b",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)\b")
_XML = re.compile(rb"\s*<(?:\?xml|[A-Za-z_][\w.:-]*[\s/>])")
_JSON = re.compile(rb"\s*[\[{]\s*[\"{\[\]}\d]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(content: bytes) -> Kind:
    """Tell the kind of bytes from their beginning."""
    head = content[:_HEAD]
    if head[:64].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return Kind.HTML
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Kind.EMPTY
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.IMAGE
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")
    return _text_kind(head)


def _text_kind(head: bytes) -> Kind:
    feed = _FEED.search(head.lower())
    html = _HTML.search(head)
    if feed and (not html or feed.start() < html.start()):
        return Kind.FEED
    if html and not _JSON.match(head):
        return Kind.HTML
    if _XML.match(head):
        return Kind.XML
    if _JSON.match(head):
        return Kind.JSON
    return Kind.BINARY if len(_CONTROL.findall(head)) > len(head) // 50 else Kind.TEXT

"""What bytes are, whatever a server declares."""

from __future__ import annotations

import pytest

from imam_ali_tracker.reports.fetch.sniff import READABLE, sniff

HTML = b"<html><head></head></html>"


@pytest.mark.parametrize(
    ("start", "declared", "kind"),
    [
        (b"<!DOCTYPE html><p>", "", "html"),
        (b"\xef\xbb\xbf \n<!-- c --><HTML lang=ar>", "", "html"),
        ("\ufeff<html>".encode("utf-16-le"), "", "html"),
        ("\ufeff<html>".encode("utf-16-be"), "text/html", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "", "html"),
        (b"plain words", "text/html", "html"),
        (b"\n\n%PDF-1.4\n", "text/html", "pdf"),
        (b"<html>about %PDF-1.4</html>", "text/html", "html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "text/html", "feed"),
        (b'<?xml version="1.0"?>\n<feed xmlns="x">', "application/xml", "feed"),
        (b'<rdf:RDF xmlns:rdf="x">', "", "feed"),
        (b"<?xml version='1.0'?><other/>", "", "xml"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/feed+json", "json"),
        (b'[{"a": 1}]', "", "json"),
        (b"https://example.org/a\nhttps://example.org/b\n", "text/plain", "text"),
        (b"url,title\nhttps://example.org,x\n", "text/csv", "text"),
        (b"BMW announces", "text/plain", "text"),
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "", "image"),
        (b"\x00\x00\x00\x18ftypmp42", "", "video"),
        (b"PK\x03\x04\x14", "application/zip", "archive"),
        (b"\x7fELF\x02", "text/html", "program"),
        (bytes(200), "", "binary data"),
        (b"<html>" + bytes(300), "text/html", "html"),
    ],
)
def test_kinds(start: bytes, declared: str, kind: str) -> None:
    assert sniff(start, declared) == kind
    assert (kind in READABLE) == (kind in ("html", "pdf", "feed", "xml", "json", "text"))

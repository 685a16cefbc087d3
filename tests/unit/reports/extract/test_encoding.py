"""The encoding of a page, as browsers decide it."""

from __future__ import annotations

import codecs
import json

import pytest

from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.reports.extract import encoding, extract
from tests.unit.reports.extract.pages import URL, value

GERMAN = "Größe der Straße"
FRENCH = "Les élèves ont été reçus à l'école après l'été"
RUSSIAN = "Новые склады на границе показали снимки со спутника"


def _page(text: str, codec: str, head: str = "") -> bytes:
    page = f"<!DOCTYPE html><html><head>{head}<title>{text}</title></head><body><p>{text}</p>"
    return page.encode(codec)


META_1251 = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
XML_1251 = b'<?xml version="1.0" encoding="windows-1251"?>'
DECIDED = {
    "bom-8": (
        codecs.BOM_UTF8 + _page(GERMAN, "utf-8", '<meta charset="latin1">'),
        "text/html; charset=koi8-r",
        ("utf-8", "byte order mark"),
    ),
    "bom-16le": (
        codecs.BOM_UTF16_LE + _page(GERMAN, "utf-16-le"), "", ("utf-16-le", "byte order mark"),
    ),
    "bom-16be": (
        codecs.BOM_UTF16_BE + _page(GERMAN, "utf-16-be"), "", ("utf-16-be", "byte order mark"),
    ),
    "header": (
        _page(GERMAN, "latin-1", '<meta charset="utf-8">'),
        "text/html; charset=ISO-8859-1",
        ("cp1252", "HTTP header"),
    ),
    "meta-latin1": (
        _page(GERMAN, "cp1252", '<meta charset="iso-8859-1">'), "", ("cp1252", "meta charset"),
    ),
    "meta-http-equiv": (_page(RUSSIAN, "cp1251", META_1251), "", ("cp1251", "meta charset")),
    "meta-utf16": (
        _page(GERMAN, "utf-8", '<meta charset="utf-16">'), "", ("utf-8", "meta charset"),
    ),
    "xml": (XML_1251 + _page(RUSSIAN, "cp1251"), "", ("cp1251", "XML declaration")),
    "in-comment": (
        _page(GERMAN, "utf-8", '<!-- <meta charset="koi8-r"> -->'), "", ("utf-8", "bytes"),
    ),
    "unknown-label": (
        _page(GERMAN, "utf-8", '<meta charset="nonsense">'), "", ("utf-8", "bytes"),
    ),
    "converted": (
        _page(RUSSIAN, "utf-8", '<meta charset="windows-1252">'), "", ("utf-8", "bytes"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DECIDED)
def test_what_decides_the_encoding(case: str) -> None:
    content, header, (codec, source) = DECIDED[case]
    chosen = encoding.decide(content, header, URL)
    assert (codecs.lookup(chosen.codec).name, chosen.source) == (codecs.lookup(codec).name, source)
    expected = RUSSIAN if RUSSIAN in content.decode(codec, "replace") else GERMAN
    assert value(extract(content, URL, {"content-type": header}).title) == expected


@pytest.mark.parametrize(
    ("text", "codec", "lang", "url"),
    [
        (FRENCH, "cp1252", "", "https://news.example/"),
        (RUSSIAN, "cp1251", "", "https://news.ru/"),
        (RUSSIAN, "cp1251", "ru", "https://news.example/"),
        (GERMAN, "cp1252", "de", "https://news.ru/"),
    ],
)
def test_a_legacy_encoding_that_nobody_declares(text: str, codec: str, lang: str, url: str) -> None:
    content = f'<html lang="{lang}"><title>{text}</title><p>{text}</p>'.encode(codec)
    assert value(extract(content, url, {}).title) == text


def test_every_label_of_the_standard_has_a_codec() -> None:
    data = json.loads(resource("reports", "encodings.json").read_text(encoding="utf-8"))
    labels = 0
    for name, entry in data["encodings"].items():
        if entry["python"] not in ("replacement", "x-user-defined"):
            codecs.lookup(entry["python"])
        for label in entry["labels"]:
            labels += 1
            found = encoding.from_label(f" {label.upper()}\n", "test")
            assert found is not None and found.name == name
    assert labels > 200
    assert encoding.from_label("no-such-label", "test") is None


@pytest.mark.parametrize("label", ["iso-2022-kr", "x-user-defined", "utf-7", "hz-gb-2312"])
def test_dangerous_encodings_are_not_followed(label: str) -> None:
    page = f'<meta charset="{label}"><title>Title</title>'.encode()
    assert extract(page, URL, {}).kind.value in ("html", "empty")


def test_bytes_that_cannot_be_decoded_cost_no_more_than_themselves() -> None:
    page = b'<meta charset="utf-8"><title>New \xff\xfe stores</title><p>text</p>'
    title = value(extract(page, URL, {}).title)
    assert title.startswith("New ") and title.endswith(" stores")

"""The character encoding of a page, decided as browsers decide it.

Byte order mark, then the HTTP header, then the ``meta`` prescan of the HTML standard, then the
XML declaration, then what the bytes look like. Labels are those of the WHATWG Encoding Standard:
a page that says ISO-8859-1 is read as windows-1252, as everywhere on the web. One deviation: bytes
that are UTF-8 throughout are read as such whatever their ``meta`` says, because tools that save
pages convert them and leave it.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.reports.extract import addresses

_PRESCAN = 4096
_SAMPLE = 65536
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_MANY = 20
_TELLING = 400
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^<>]*?encoding\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_LANG = re.compile(
    rb"<html\b[^<>]*?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z]+)?)", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Encoding:
    """An encoding: its WHATWG name, Python's name, and what decided it."""

    name: str
    codec: str
    source: str


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Encoding], dict[str, str], dict[str, str]]:
    """Return (encoding by label, default encoding by language, language by top-level domain)."""
    data: dict[str, Any] = json.loads(
        resource("reports", "encodings.json").read_text(encoding="utf-8")
    )
    by_label = {
        label: Encoding(name, entry["python"], "")
        for name, entry in data["encodings"].items()
        for label in entry["labels"]
    }
    return by_label, data["language_defaults"], data["domain_languages"]


def from_label(label: str, source: str) -> Encoding | None:
    """Return the encoding that a label means to a browser, ``None`` for an unknown label."""
    found = _tables()[0].get(label.strip("\t\n\f\r \"'").lower())
    return found and Encoding(found.name, found.codec, source)


def decide(content: bytes, header: str, url: str) -> Encoding:
    """Decide the encoding of an HTML page.

    ``header`` is the value of ``Content-Type``, empty where there is none.
    """
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return Encoding(codec, codec, "byte order mark")
    declared = _CHARSET.search(header.encode("ascii", "replace"))
    stated = declared and from_label(declared.group(1).decode("ascii", "replace"), "HTTP header")
    if stated:
        return stated
    sample = content[:_SAMPLE]
    inside = _from_meta(sample[:_PRESCAN]) or _from_xml(sample[:_PRESCAN])
    if inside and inside.codec == "utf-8":
        return inside
    utf8 = _is_utf8(sample)
    if inside and not (utf8 and len(_SEQUENCE.findall(sample)) > _MANY):
        return inside
    if utf8:
        return Encoding("utf-8", "utf-8", "bytes")
    late = _from_meta(sample)
    return late or _guess(sample, url)


def _from_meta(head: bytes) -> Encoding | None:
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        found = _CHARSET.search(meta.group())
        if not found:
            continue
        encoding = from_label(found.group(1).decode("ascii", "replace"), "meta charset")
        if encoding:
            return _not_utf16(encoding)
    return None


def _from_xml(head: bytes) -> Encoding | None:
    found = _XML.match(head)
    if not found:
        return None
    encoding = from_label(found.group(1).decode("ascii", "replace"), "XML declaration")
    return encoding and _not_utf16(encoding)


def _not_utf16(encoding: Encoding) -> Encoding:
    """A page whose ASCII declaration could be read is not UTF-16, whatever it says."""
    if encoding.name in ("utf-16le", "utf-16be"):
        return Encoding("utf-8", "utf-8", encoding.source)
    if encoding.name == "x-user-defined":
        return Encoding("windows-1252", "cp1252", encoding.source)
    return encoding


def _is_utf8(sample: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes, url: str) -> Encoding:
    """Guess a legacy encoding from what the bytes would spell in it.

    The language of the page or its domain proposes one (the defaults of the HTML standard); it
    must read better than windows-1252 does.
    """
    by_label, defaults, domains = _tables()
    lang = _LANG.search(sample)
    suffix = addresses.host(url).rpartition(".")[2]
    language = lang.group(1).decode("ascii").lower() if lang else domains.get(suffix, "")
    telling = b" ".join([word[:99] for word in sample.split() if not word.isascii()][:_TELLING])
    proposed = [
        defaults[key] for key in (language, language.split("-", maxsplit=1)[0]) if key in defaults
    ]
    western = by_label["windows-1252"]
    candidates = [western, *(by_label[name] for name in proposed)]
    if not proposed:
        candidates += [by_label[name] for name in sorted(set(defaults.values()))]
    best = max(
        candidates, key=lambda encoding: (_legibility(telling, encoding.codec), encoding is western)
    )
    return Encoding(best.name, best.codec, "guess from the bytes")


def _legibility(sample: bytes, codec: str) -> float:
    """Return the share of non-ASCII characters that stand in words as they are written.

    In a wrong encoding they come out as symbols, as capitals in the middle of words, as other
    scripts in the middle of Latin words, or as words of nothing but accented Latin letters.
    """
    text = sample.decode(codec, "replace")
    foreign = sum(char > "\x7f" for char in text)
    if not foreign:
        return 0.0
    good = 0.0
    for word in _WORDS.findall(text):
        outside = sum(char > "\x7f" for char in word)
        if not outside:
            continue
        broken = not (word[1:].islower() or word.isupper() or not word.upper().isupper())
        other_script = max(word) > "\u024f"
        mixed = outside < len(word) if other_script else outside == len(word) > 2
        good += 0 if broken or mixed else outside
    return (good - 2 * text.count("\ufffd")) / foreign


def decode(content: bytes, encoding: Encoding) -> str:
    """Decode as a browser does: what cannot be decoded becomes U+FFFD, never an error."""
    if encoding.name == "replacement":
        return "\ufffd"
    codec = "cp1252" if encoding.name == "x-user-defined" else encoding.codec
    text = content.decode(codec, "replace")
    return text.removeprefix("\ufeff")

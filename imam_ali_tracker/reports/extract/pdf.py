"""What a PDF file says of itself: its XMP packet and its information dictionary.

Both usually stand in plain sight: XMP packets are meant to be found by scanning, and so is the
dictionary unless it is inside a compressed object stream or encrypted. For those, pypdf is used
where it is installed; QGIS does not bring it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from lxml import etree

from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract.date_text import Locale, parse_stamp
from imam_ali_tracker.reports.extract.document import clean
from imam_ali_tracker.reports.extract.limits import (
    MAX_AUTHORS,
    MAX_DESCRIPTION,
    MAX_PDF_BYTES,
    MAX_READABLE,
    MAX_TITLE,
    MAX_XMP_BYTES,
)
from imam_ali_tracker.reports.extract.model import Kind, ReportMetadata, T, Value
from imam_ali_tracker.reports.extract.names import declared_names
from imam_ali_tracker.reports.extract.titles import tidy

_PACKET_END = b"</x:xmpmeta>"
_PACKETS = 4
_PAGES = 500
_INFO = re.compile(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_KEY = re.compile(rb"/(Title|Author|Subject|CreationDate|ModDate|Producer|Creator)\s*(?=[(<])")
_STAMP = re.compile(
    r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:(Z)|([+-])(\d{2})'?(\d{2})?)?"
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r\n|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}
_FILE_NAME = re.compile(
    r"(?i)^(?:microsoft word\s*-\s*|untitled)|\.(?:docx?|indd|qxd|pdf|rtf|odt|pages|pptx?)$"
)
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
}

_Entries = list[tuple[str, str, str]]
"""(field, text, source) of everything found, best sources first."""


def read_pdf(content: bytes, url: str) -> ReportMetadata:
    """Return the metadata of a PDF file; what could not be read is in its notes."""
    if len(content) > MAX_PDF_BYTES:
        note = tr("The PDF file is larger than {} MB and was not read.")
        return ReportMetadata(Kind.PDF, url, notes=(note.format(MAX_PDF_BYTES // 2**20),))
    entries: _Entries = []
    notes: list[str] = []
    encrypted = bool(_ENCRYPTED.search(content))
    entries += _from_xmp(content)
    if not encrypted:
        entries += _from_info(content)
    if encrypted or not any(field in ("title", "published") for field, _, _ in entries):
        entries += _with_pypdf(content, notes)
    return _metadata(url, entries, notes)


def _metadata(url: str, entries: _Entries, notes: list[str]) -> ReportMetadata:
    def texts(field: str) -> list[Value[str]]:
        found: dict[str, Value[str]] = {}
        for name, text, source in entries:
            if name == field and text:
                found.setdefault(text, Value(text, source, 0.8))
        return list(found.values())

    titles = [value for value in texts("title") if not _FILE_NAME.search(value.value)]
    authors = [
        Value(tuple(names[:MAX_AUTHORS]), value.source, 0.75)
        for value in texts("authors")
        if (names := declared_names(value.value))
    ]
    return ReportMetadata(
        Kind.PDF,
        url,
        title=_first([Value(v.value[:MAX_TITLE].rstrip(), v.source, v.confidence) for v in titles]),
        authors=_first(authors),
        publisher=_first(texts("publisher")),
        published=_first(_dates(entries, "published")),
        modified=_first(_dates(entries, "modified")),
        language=_first(texts("language")),
        description=_first(
            [Value(v.value[:MAX_DESCRIPTION].rstrip(), v.source, 0.7) for v in texts("description")]
        ),
        notes=tuple(notes),
    )


def _first(values: list[Value[T]]) -> Value[T] | None:
    if not values:
        return None
    return Value(values[0].value, values[0].source, values[0].confidence, tuple(values[1:]))


def _dates(entries: _Entries, field: str) -> list[Value[ReportedDate]]:
    found: dict[str, Value[ReportedDate]] = {}
    for name, text, source in entries:
        date = _date(text) if name == field else None
        if date:
            sure = 0.8 if "dc:date" in source or "prism" in source else 0.6
            found.setdefault(date.isoformat(), Value(date, source, sure))
    return sorted(found.values(), key=lambda value: -value.confidence)


def _date(text: str) -> ReportedDate | None:
    """Read a PDF date (``D:20190904110400+03'00'``) or an ISO one, as exactly as it is given."""
    stamp = _STAMP.match(text.strip())
    if not stamp:
        return parse_stamp(text, Locale())
    year, month, day, hour, minute, second, utc, sign, hours, minutes = stamp.groups()
    shown = "-".join(part for part in (year, month, day) if part)
    if day and hour and minute:
        zone = "Z" if utc else f"{sign}{hours}:{minutes or '00'}" if sign else ""
        shown += f"T{hour}:{minute}" + (f":{second}" if second else "") + zone
    return parse_stamp(shown, Locale())


def _from_xmp(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield what XMP packets state, the last packet (of the newest revision) first."""
    for packet in _packets(content):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, recover=True, huge_tree=False
        )
        try:
            root = etree.fromstring(packet, parser)
        except etree.XMLSyntaxError:
            continue
        if root is None:
            continue
        for field, path in (
            ("title", "dc:title"),
            ("authors", "dc:creator"),
            ("publisher", "dc:publisher"),
            ("description", "dc:description"),
            ("language", "dc:language"),
            ("published", "prism:publicationDate"),
            ("published", "dc:date"),
            ("published", "xmp:CreateDate"),
            ("modified", "xmp:ModifyDate"),
        ):
            joined = (
                "; ".join(_xmp_values(root, path))
                if field == "authors"
                else next(_xmp_values(root, path), "")
            )
            if joined:
                yield field, joined, f"xmp {path}"


def _packets(content: bytes) -> Iterator[bytes]:
    end = len(content)
    for _ in range(_PACKETS):
        end = content.rfind(_PACKET_END, 0, end)
        if end < 0:
            return
        start = content.rfind(b"<x:xmpmeta", max(0, end - MAX_XMP_BYTES), end)
        if start >= 0:
            yield content[start : end + len(_PACKET_END)]


def _xmp_values(root: etree._Element, path: str) -> Iterator[str]:
    prefix, _, name = path.partition(":")
    qualified = f"{{{_NAMESPACES[prefix]}}}{name}"
    for description in root.iter(f"{{{_NAMESPACES['rdf']}}}Description"):
        if description.get(qualified):
            yield clean(description.get(qualified) or "")
    for element in root.iter(qualified):
        items = list(element.iter(f"{{{_NAMESPACES['rdf']}}}li"))
        for item in items or [element]:
            text = clean(item.text or "")
            if text:
                yield tidy(text)


def _from_info(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield the entries of the information dictionary that the last trailer names."""
    references = _INFO.findall(content)
    if not references:
        return
    number, generation = references[-1]
    start = max(
        content.rfind(b"\n%s %s obj" % (number, generation)),
        content.rfind(b"\r%s %s obj" % (number, generation)),
    )
    if start < 0:
        return
    end = content.find(b"endobj", start, start + 65536)
    body = content[start : end if end > 0 else start + 65536]
    fields = {
        b"Title": "title", b"Author": "authors", b"Subject": "description",
        b"CreationDate": "published", b"ModDate": "modified",
    }  # fmt: skip
    for key in _KEY.finditer(body):
        field = fields.get(key.group(1))
        if field:
            text = clean(_string(body, key.end()))
            if text:
                yield field, text, f"pdf info {key.group(1).decode('ascii')}"


def _string(body: bytes, start: int) -> str:
    """Read a PDF string, literal or hexadecimal, that begins at ``start``."""
    if body[start : start + 1] == b"<":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", body[start : body.find(b">", start) + 1])
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        depth = 0
        position = start
        while position < len(body):
            char = body[position : position + 1]
            if char == b"\\":
                position += 1
            elif char == b"(":
                depth += 1
            elif char == b")":
                depth -= 1
                if depth == 0:
                    break
            position += 1
        raw = _ESCAPE.sub(_unescaped, body[start + 1 : position])
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("cp1252", "replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, char = found.groups()
    if octal:
        return bytes([int(octal, 8) & 255])
    return _ESCAPED.get(char, char) if char else b""


def _with_pypdf(content: bytes, notes: list[str]) -> Iterator[tuple[str, str, str]]:
    try:
        import pypdf
    except ImportError:
        notes.append(_missing().message)
        return
    try:
        with _quietly():
            info = pypdf.PdfReader(io.BytesIO(content)).metadata
        pairs = [(str(key), str(value)) for key, value in (info or {}).items()]
    except Exception as error:  # noqa: BLE001 pypdf raises anything on broken files
        notes.append(tr("The PDF file is damaged or locked: {}").format(error))
        return
    fields = {"/Title": "title", "/Author": "authors", "/Subject": "description",
              "/CreationDate": "published", "/ModDate": "modified"}  # fmt: skip
    for key, value in pairs:
        if key in fields:
            yield fields[key], clean(value), f"pdf info {key[1:]}"


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF file.

    Raises ``TrackerError`` where pypdf is not installed, or the file cannot be read.
    """
    try:
        import pypdf
    except ImportError as error:
        raise _missing() from error
    if len(content) > MAX_PDF_BYTES:
        raise TrackerError(
            tr("The PDF file is larger than {} MB and was not read.").format(MAX_PDF_BYTES // 2**20)
        )
    parts: list[str] = []
    try:
        with _quietly():
            for page in islice(pypdf.PdfReader(io.BytesIO(content)).pages, _PAGES):
                parts.append(page.extract_text())
                if sum(map(len, parts)) > MAX_READABLE:
                    break
    except Exception as error:
        raise TrackerError(tr("The PDF file is damaged or locked."), details=str(error)) from error
    return "\n".join(parts)[:MAX_READABLE]


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep pypdf from writing to the console what it finds wrong with a file."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _missing() -> TrackerError:
    return TrackerError(
        tr("This PDF file can be read only with the Python package “pypdf”, which is missing."),
        tr("Install it for the Python of QGIS: python3 -m pip install pypdf"),
    )

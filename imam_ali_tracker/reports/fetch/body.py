"""Reads a body as it comes, within limits, and undoes its content encoding."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.extract.sniff import sniff
from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason
from imam_ali_tracker.reports.fetch.settings import MIB, FetchLimits
from imam_ali_tracker.reports.fetch.watch import Lease

ACCEPT_ENCODING = "gzip, deflate"
"""What we can undo without further libraries."""

_CHUNK = 64 * 1024
_SNIFFED = 4096
_BLANK = b" \t\r\n\x00"
_READABLE = (Kind.HTML, Kind.PDF, Kind.FEED, Kind.XML, Kind.JSON, Kind.TEXT)
"""What a report, a feed or a list of addresses can be."""
_MAX_ENCODINGS = 2
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class Body:
    """A body: decoded bytes, what they look like, and their size as sent."""

    content: bytes
    kind: Kind
    wire_bytes: int


def read_body(raw: Any, headers: dict[str, str], limits: FetchLimits, lease: Lease) -> Body:
    """Read the body of a urllib3 response (``headers`` with lower-case names).

    Raises :class:`FetchError` where a limit is passed, the body ends early, its encoding is
    unknown or broken, it is empty, or it is no kind of document that a report can be (known from
    the first bytes: a film is not downloaded to its end).
    """
    decoders = [_Inflater(name) for name in _encodings(headers)]
    declared = _declared_length(headers)
    if declared is not None and declared > limits.wire_bytes:
        raise _too_large(tr("The answer announces {:.0f} MiB.").format(declared / MIB), limits)
    content = bytearray()
    kind: Kind | None = None
    wire = 0
    for chunk in _chunks(raw, lease):
        wire += len(chunk)
        if wire > limits.wire_bytes:
            raise _too_large(tr("The answer does not end."), limits)
        for piece in _decoded(chunk, decoders):
            content += piece
            if len(content) > limits.decoded_bytes:
                raise FetchError(
                    Reason.TOO_LARGE,
                    tr("The answer unpacks to more than {:.0f} MiB.").format(
                        limits.decoded_bytes / MIB
                    ),
                )
        if kind is None and len(content) >= _SNIFFED:
            kind = _readable(content)
    if declared is not None and wire < declared:
        raise FetchError(
            Reason.TRUNCATED,
            tr("The answer broke off: {} of {} bytes came.").format(wire, declared),
        )
    if any(not decoder.finished for decoder in decoders):
        raise FetchError(Reason.TRUNCATED, tr("The packed answer breaks off."))
    kind = kind or _readable(content)
    if kind is None:
        raise FetchError(Reason.EMPTY, tr("The answer is empty."))
    return Body(bytes(content), kind, wire)


def _chunks(raw: Any, lease: Lease) -> Iterator[bytes]:
    while True:
        lease.check()
        chunk = raw.read(_CHUNK, decode_content=False)
        # A connection that was cut looks like one that has ended.
        lease.check()
        if not chunk:
            return
        yield chunk


def _declared_length(headers: dict[str, str]) -> int | None:
    if "transfer-encoding" in headers or "content-length" not in headers:
        return None
    values = {value.strip() for value in headers["content-length"].split(",")}
    text = values.pop()
    if values or not (text.isascii() and text.isdigit()):
        raise FetchError(
            Reason.PROTOCOL, tr("The server's answer has contradictory or invalid lengths.")
        )
    return int(text[:20])


def _encodings(headers: dict[str, str]) -> list[str]:
    """Return the encodings in the order in which they are undone."""
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    names = [name for name in reversed(names) if name not in ("", "identity")]
    unknown = [name for name in names if name not in ("gzip", "x-gzip", "deflate")]
    if unknown or len(names) > _MAX_ENCODINGS:
        raise FetchError(
            Reason.ENCODING,
            tr("The answer is packed in a way that cannot be read ({}).").format(
                ", ".join(unknown or names)[:80]
            ),
        )
    return names


def _decoded(chunk: bytes, decoders: list[_Inflater]) -> Iterator[bytes]:
    """Yield pieces of bounded size, however much the chunk unpacks to."""
    if not decoders:
        yield chunk
        return
    for piece in decoders[0].pieces(chunk):
        yield from _decoded(piece, decoders[1:])


class _Inflater:
    """Undoes gzip (also several members) or deflate (with or without its zlib header)."""

    def __init__(self, name: str) -> None:
        self._gzip = name != "deflate"
        self._started = False
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS if self._gzip else zlib.MAX_WBITS)

    @property
    def finished(self) -> bool:
        """Whether the stream came to its own end."""
        return self._inflate.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflate.eof:
                # Servers pad the end; only a further gzip member is meant.
                if not (self._gzip and data.startswith(_GZIP_MAGIC)):
                    return
                self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            piece = self._piece(data)
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            if piece:
                yield piece

    def _piece(self, data: bytes) -> bytes:
        try:
            piece = self._inflate.decompress(data, _CHUNK)
        except zlib.error as error:
            if self._gzip or self._started:
                raise FetchError(
                    Reason.ENCODING, tr("The packed answer is damaged."), details=str(error)
                ) from error
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            self._started = True
            return self._piece(data)
        self._started = True
        return piece


def _readable(content: bytearray) -> Kind | None:
    """Return the kind of a document by its beginning, ``None`` while that is blank."""
    kind = sniff(bytes(content.lstrip(_BLANK)[:_SNIFFED]))
    if kind is Kind.EMPTY:
        return None
    if kind not in _READABLE:
        raise FetchError(
            Reason.KIND,
            tr("The address leads to something else than a page ({}).").format(kind.value),
            tr("Give the address of the page that shows it."),
        )
    return kind


def _too_large(what: str, limits: FetchLimits) -> FetchError:
    return FetchError(
        Reason.TOO_LARGE,
        tr("{} At most {:.0f} MiB are fetched.").format(what, limits.wire_bytes / MIB),
        tr("Save the document with a browser and read it from the file."),
    )

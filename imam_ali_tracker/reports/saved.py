"""Reports read from files: pages and PDF documents that an analyst has saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.settings import MIB
from imam_ali_tracker.reports.fetch.urls import parse_target
from imam_ali_tracker.reports.reading import read_page
from imam_ali_tracker.reports.rows import saved_row

MAX_SAVED_BYTES = 64 * MIB
"""A larger file is not read."""


@dataclass(frozen=True)
class SavedReport:
    """A page or PDF from a file.

    ``row`` is its row of ``reports``, whose ``url`` is empty where the page declares none; ``read``
    what it says of itself, ``text`` what a page prints, for looking through (see
    :func:`~.reading.read_page`); ``content`` the bytes.
    """

    row: dict[str, Any]
    read: dict[str, Any]
    text: str
    content: bytes


def read_saved(path: Path, url: str = "") -> dict[str, Any]:
    """Return the row of ``reports`` for a saved page or PDF.

    ``url`` is the report's address, by default the one that the page declares. Raises
    :class:`TrackerError` where the file cannot be read, is no page, or the address is not known.
    """
    row = load_saved(path, url).row
    if not row["url"]:
        raise TrackerError(
            tr("The file {} does not say which address it is from.").format(path.name),
            tr("Give the address of the report with it."),
        )
    return row


def load_saved(path: Path, url: str = "") -> SavedReport:
    """Return a saved page or PDF with all that was read of it; otherwise as :func:`read_saved`."""
    content = read_file(path)
    read, text = read_page(content, url)
    address = url or read.get("canonical_url", "")
    media_type = "application/pdf" if content.startswith(b"%PDF-") else "text/html"
    known = parse_target(address).url if address else ""
    return SavedReport(saved_row(known, path.name, media_type, read), read, text, content)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; raises :class:`TrackerError` where it is unreadable or huge."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_SAVED_BYTES else b""
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be read.").format(path), details=str(error)
        ) from error
    if size > MAX_SAVED_BYTES:
        raise TrackerError(
            tr("The file {} is larger than {:.0f} MiB.").format(path, MAX_SAVED_BYTES / MIB)
        )
    return content

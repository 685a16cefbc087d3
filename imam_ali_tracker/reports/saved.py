"""Reports read from files: pages and PDF documents that an analyst has saved."""

from __future__ import annotations

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


def read_saved(path: Path, url: str = "") -> dict[str, Any]:
    """Return the row of ``reports`` for a saved page or PDF.

    ``url`` is the report's address, by default the one that the page declares. Raises
    :class:`TrackerError` where the file cannot be read, is no page, or the address is not known.
    """
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
    read = read_page(content, url)
    address = url or read.get("canonical_url", "")
    if not address:
        raise TrackerError(
            tr("The file {} does not say which address it is from.").format(path.name),
            tr("Give the address of the report with it."),
        )
    media_type = "application/pdf" if content.startswith(b"%PDF-") else "text/html"
    return saved_row(parse_target(address).url, path.name, media_type, read)

"""From a page to JSON values: its metadata, where each is from, and a hash of its text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract import Kind, Value, extract_with_text
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome

FIELDS = {
    "title": "title",
    "authors": "authors",
    "publisher": "publisher",
    "published": "published",
    "modified": "updated",
    "language": "language",
    "description": "description",
    "canonical_url": "canonical_url",
    "image": "image",
}
"""The values of :class:`ReportMetadata` and the columns of ``reports`` that hold them."""


def read_report(outcome: FetchOutcome) -> dict[str, Any]:
    """Return what a fetched page says of itself, as the journal keeps it; see :func:`read_page`."""
    return read_page(outcome.content, outcome.final_url or outcome.url, outcome.headers)[0]


def read_page(
    content: bytes, url: str = "", headers: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], str]:
    """Return what a page or PDF says of itself as JSON values, and the text of a page.

    Keys are the columns of :data:`FIELDS` (dates in their text form, authors as a list),
    ``sources`` (column → where the value is from), ``choices`` (column → what may stand there,
    best first, each with ``value``, ``source`` and ``confidence``), ``conflicts``, ``notes`` and
    ``sha256``, a hash that stays the same where a reader sees the same report. Of a page it covers
    the metadata and the report's own text, so that neither advertisements nor the numbers that
    servers put into each answer make it another report; of a PDF, the bytes.

    The text is for looking through, never for keeping; of a PDF it is empty. Raises
    :class:`TrackerError` for what is neither a page nor a PDF.
    """
    metadata, text = extract_with_text(content, url, headers)
    if metadata.kind not in (Kind.HTML, Kind.PDF):
        raise TrackerError(
            tr("The address leads to something else than a page ({}).").format(metadata.kind.value),
            tr("Give the address of the report's own page."),
        )
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    choices: dict[str, list[dict[str, Any]]] = {}
    for name, column in FIELDS.items():
        value: Value[Any] | None = getattr(metadata, name)
        if value is not None:
            values[column] = _json(value.value)
            sources[column] = value.source
            choices[column] = [_choice(each) for each in (value, *value.runners_up)]
    read = {
        **values,
        "sources": sources,
        "choices": choices,
        "conflicts": list(metadata.conflicts),
        "notes": list(metadata.notes),
        "sha256": _fingerprint(content, values, text),
    }
    return read, text


def _choice(value: Value[Any]) -> dict[str, Any]:
    return {
        "value": _json(value.value),
        "source": value.source,
        "confidence": value.confidence,
    }


def _fingerprint(content: bytes, values: dict[str, Any], text: str) -> str:
    """Return the hash; ``text`` is empty for a PDF, and for a page that prints nothing."""
    if not text:
        return hashlib.sha256(content).hexdigest()
    said = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{said}\n{text}".encode("utf-8", "replace")).hexdigest()


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)

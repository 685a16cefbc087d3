"""What an analyst pastes, drops or chooses: addresses to fetch, and files to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.reports.shortcuts import shortcut_address
from imam_ali_tracker.gui.panel.reports.statements import NamedList
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.extract.sniff import sniff
from imam_ali_tracker.reports.feeds import read_report_list
from imam_ali_tracker.reports.saved import read_file

_PAGES = (Kind.HTML, Kind.PDF)


@dataclass(frozen=True)
class Incoming:
    """``urls`` to fetch when the analyst says so; ``problems`` are sentences about the rest."""

    urls: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def addresses_in(text: str) -> Incoming:
    """Return the addresses in a text, each once, and what of it is none.

    One word without a scheme that looks like the address of a page (``example.org/report``) is
    taken for one. Raises :class:`TrackerError` where there is no address.
    """
    words = text.split()
    if len(words) == 1 and "://" not in text and "." in text.partition("/")[0]:
        text = f"https://{words[0]}"
    found = read_report_list(text.encode(), "", {"content-type": "text/plain"})
    return Incoming(tuple(report.url for report in found.reports), found.problems)


def list_in(path: Path) -> NamedList | None:
    """Return the reports that a file lists, or links to; ``None`` for a saved page or PDF document.

    Raises :class:`TrackerError` for a file that cannot be read, or is neither.
    """
    try:
        content = read_file(path)
        address = shortcut_address(content)
        if address:
            content = address.encode()
        elif sniff(content) in _PAGES and not _is_listed(content):
            return None
        found = read_report_list(content)
    except TrackerError as error:
        message = tr("{}: {}").format(path.name, error)
        raise TrackerError(message, error.hint, error.details) from error
    return NamedList(found.title or path.name, found)


def _is_listed(content: bytes) -> bool:
    """Whether bytes that look like a page are a table or a text with markup in it."""
    start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    return sniff(content) is Kind.HTML and not start.startswith(b"<")

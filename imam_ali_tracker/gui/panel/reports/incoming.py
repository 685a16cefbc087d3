"""What an analyst pastes, drops or chooses: addresses to fetch, and files to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract.model import Kind
from imam_ali_tracker.reports.extract.sniff import sniff
from imam_ali_tracker.reports.feeds import read_report_list
from imam_ali_tracker.reports.saved import read_file

_PAGES = (Kind.HTML, Kind.PDF)


@dataclass(frozen=True)
class Incoming:
    """``urls`` to fetch when the analyst says so, ``pages`` that are saved reports, and problems.

    ``problems`` are sentences about what could not be used.
    """

    urls: tuple[str, ...] = ()
    pages: tuple[Path, ...] = ()
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
    return Incoming(tuple(report.url for report in found.reports), (), found.problems)


def incoming_files(paths: Iterable[Path]) -> Incoming:
    """Sort files: saved pages and PDF documents are reports, all others are lists of addresses."""
    urls: dict[str, None] = {}
    pages: list[Path] = []
    problems: list[str] = []
    for path in paths:
        try:
            content = read_file(path)
            if sniff(content) in _PAGES and not _is_listed(content):
                pages.append(path)
                continue
            found = read_report_list(content)
        except TrackerError as error:
            problems.append(tr("{}: {}").format(path.name, error))
            continue
        urls.update(dict.fromkeys(report.url for report in found.reports))
        problems += [tr("{}: {}").format(path.name, problem) for problem in found.problems]
    return Incoming(tuple(urls), tuple(pages), tuple(problems))


def _is_listed(content: bytes) -> bool:
    """Whether bytes that look like a page are a table or a text with markup in it."""
    start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    return sniff(content) is Kind.HTML and not start.startswith(b"<")

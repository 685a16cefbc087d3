"""Reports that are the same: recognised and offered to be merged, never merged here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from imam_ali_tracker.reports.fetch.outcome import FetchError
from imam_ali_tracker.reports.fetch.urls import canonical_url


class Likeness(str, Enum):
    """Why two reports are taken for one."""

    ADDRESS = "address"
    CONTENT = "content"


@dataclass(frozen=True)
class ReportIdentity:
    """What a report is recognised by; ``key`` is the caller's, such as a uuid.

    ``canonical_url`` is the one that the page declares, ``sha256`` the hash of its text.
    """

    key: str
    url: str
    canonical_url: str = ""
    final_url: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Duplicates:
    """Reports that are the same, in the order given, and all that says so."""

    keys: tuple[str, ...]
    likeness: tuple[Likeness, ...]


def find_duplicates(reports: Iterable[ReportIdentity]) -> tuple[Duplicates, ...]:
    """Return the groups of two and more reports with one address or one content.

    Two reports have one address where any of their addresses (given, declared canonical, arrived
    at) have the same :func:`~.fetch.urls.canonical_url`, http and https taken for one. A declared
    address that is the front page of a site says nothing about a report deeper in it, and is not
    counted. Groups are closed: where A is B and B is C, all three are one group.
    """
    given = list(reports)
    parents = list(range(len(given)))

    def find(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    seen: dict[tuple[Likeness, str], int] = {}
    links: list[tuple[int, Likeness]] = []
    for index, report in enumerate(given):
        for mark in marks(report):
            first = seen.setdefault(mark, index)
            if first != index:
                parents[find(index)] = find(first)
                links.append((index, mark[0]))
    groups: dict[int, list[int]] = {}
    for index in range(len(given)):
        groups.setdefault(find(index), []).append(index)
    why: dict[int, set[Likeness]] = {}
    for index, likeness in links:
        why.setdefault(find(index), set()).add(likeness)
    return tuple(
        Duplicates(tuple(given[i].key for i in members), tuple(sorted(why[root])))
        for root, members in groups.items()
        if len(members) > 1
    )


def marks(report: ReportIdentity) -> set[tuple[Likeness, str]]:
    """Return what a report is recognised by: two with a mark in common are one."""
    deep = not _is_front_page(report.url)
    others = (report.canonical_url, report.final_url)
    addresses = [report.url, *(one for one in others if not (deep and _is_front_page(one)))]
    found = {(Likeness.ADDRESS, _without_scheme(address)) for address in addresses}
    found.add((Likeness.CONTENT, report.sha256))
    return {mark for mark in found if mark[1]}


def _without_scheme(url: str) -> str:
    try:
        return canonical_url(url).partition("://")[2]
    except FetchError:
        return ""


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query

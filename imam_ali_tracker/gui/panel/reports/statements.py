"""What lists say of the reports in them: a source of its own beside the reports' own pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import FetchError
from imam_ali_tracker.reports.fetch.urls import canonical_url
from imam_ali_tracker.reports.listed import ListedReport, ReportList

_STATED = ("title", "authors", "published", "updated", "language", "description")
"""The values of :class:`ListedReport` that are columns of ``reports``."""


@dataclass(frozen=True)
class NamedList:
    """A list that was read; ``name`` is what an analyst knows it by: its title, file or address."""

    name: str
    content: ReportList

    @property
    def urls(self) -> list[str]:
        """The addresses of its reports."""
        return [report.url for report in self.content.reports]


@dataclass(frozen=True)
class Statement:
    """What one list says of one report: values by column, typed as a row has them."""

    source: str
    values: Mapping[str, Any]


class Statements:
    """What was said of reports, by address, from when they were listed until they are fetched."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Statement]] = {}

    def take(self, several: Iterable[NamedList]) -> None:
        """Keep what lists say; a list that is read again says it anew."""
        for named in several:
            for report in named.content.reports:
                values = {column: getattr(report, column) for column in _STATED}
                stated = {column: value for column, value in values.items() if value}
                if stated:
                    source = _source(named, report)
                    self._said.setdefault(_key(report.url), {})[source] = Statement(source, stated)

    def of(self, url: str) -> tuple[Statement, ...]:
        """Return what was said of the report at an address."""
        return tuple(self._said.get(_key(url), {}).values())

    def clear(self) -> None:
        """Forget everything."""
        self._said.clear()


def _source(named: NamedList, report: ListedReport) -> str:
    if named.content.kind == "table":
        return tr("{} of {}").format(report.place, named.name)
    return tr("{} of the feed “{}”").format(report.place, named.name)


def _key(url: str) -> str:
    try:
        return canonical_url(url)
    except FetchError:  # no address at all: it cannot be fetched either
        return url

"""Reading a case's tables by columns, whatever database holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.provider.columns import Columns, Wanted


class Reader(Protocol):
    """Reads a case's tables in one thread.

    Its methods raise :class:`TrackerError` where a table cannot be read.
    """

    def tables(self) -> frozenset[str]:
        """Return the names of all tables, those of the analyst's own among them."""

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""

    def table(self, wanted: Wanted) -> Columns:
        """Return all rows of a table, in any order."""

    def parts(self, wanted: Wanted) -> Iterator[Columns]:
        """Give all rows of a table, some at a time."""

    def by_fid(self, wanted: Wanted, fids: Collection[int]) -> Columns:
        """Return the rows with these keys, as far as they exist."""

    def by_value(self, wanted: Wanted, column: str, values: Collection[str]) -> Columns:
        """Return the rows whose ``column`` holds one of ``values``."""


def open_reader(location: CaseLocation) -> Reader:
    """Return a reader for the calling thread.

    Raises :class:`TrackerError` where the case cannot be opened.
    """
    if location.path is None:
        from imam_ali_tracker.provider.database_reader import DatabaseReader

        return DatabaseReader(location)
    from imam_ali_tracker.provider.file_reader import FileReader

    return FileReader(location)

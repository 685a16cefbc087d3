"""Reports as parameters: by uuid or by address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

Row = Mapping[str, Any]


class ReportBook:
    """The reports of a case, to be found by uuid or by any of their addresses."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = {str(row["uuid"]): row for row in rows}
        self._marks: dict[Any, str] = {}
        for uuid, row in self.rows.items():
            for mark in _marks(row["url"], row.get("canonical_url") or "", row.get("sha256") or ""):
                self._marks.setdefault(mark, uuid)

    def find(self, key: str) -> Row | None:
        """Return the report with this uuid or address, ``None`` where there is none."""
        return self.rows.get(key) or self.like(key)

    def like(self, url: str, canonical_url: str = "", sha256: str = "") -> Row | None:
        """Return the report with one of these addresses or this content."""
        for mark in sorted(_marks(url, canonical_url, sha256)):
            if mark in self._marks:
                return self.rows[self._marks[mark]]
        return None

    def chosen(self, text: str) -> Sequence[Row]:
        """Return the reports of a list, one a line; raises :class:`TrackerError` for another."""
        found = []
        for key in filter(None, map(str.strip, text.splitlines())):
            row = self.find(key)
            if row is None:
                raise TrackerError(
                    tr("The case has no report “{}”.").format(key),
                    tr("Give the uuid or the address of a report of the case, one a line."),
                )
            found.append(row)
        return list({str(row["uuid"]): row for row in found}.values())


def _marks(url: str, canonical_url: str, sha256: str) -> set[Any]:
    from imam_ali_tracker.reports.duplicates import ReportIdentity, marks

    return set(marks(ReportIdentity("", url, canonical_url, "", sha256)))

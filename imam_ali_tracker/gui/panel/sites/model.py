"""The tracked sites of a case as rows under headings, filtered while typing.

A table of one column and not a tree: a tree view asks the model about every row of an open branch
before it draws one, 0.6 s for 100,000 sites, where a table asks only about what is seen. Headings
are rows, and the model leaves out the sites below those that are folded up.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE
from imam_ali_tracker.gui.site_list import SiteItem, SiteList, matches

UNCERTAIN = frozenset(("proxy", "unknown"))
"""Position bases that are not a position of the site itself."""
MIME_TYPE = "application/x-imam-ali-tracker-sites"
"""What dragged sites are: a JSON list of their uuids."""
GROUPS = {"kind": "site_kind", "status": "site_status", "position_basis": "position_basis"}
"""Columns by which sites are grouped, and the lists of their values."""
SORTS = ("name", "position_accuracy_m")
"""Columns by which sites are sorted."""


class SiteModel(QAbstractTableModel):
    """Sites by name, with a note on kind and position."""

    UUID_ROLE = int(Qt.ItemDataRole.UserRole)
    HEADING_ROLE = NOTE_ROLE + 1
    """Of a heading: whether it is unfolded; of a site ``None``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sites = SiteList()
        self._rows: Sequence[int] = ()
        self._headings: list[tuple[str, int]] = []
        self._folded: set[str] = set()
        self._filter = ""
        self._group = ""
        self._sort, self._descending = "name", False
        self._texts: dict[str, dict[str, str]] = {}
        self.shown = 0

    def set_items(self, sites: SiteList) -> None:
        """Show ``sites``, through the filter that is set."""
        self.beginResetModel()
        self._sites = sites
        self._texts = {column: vocabulary(name) for column, name in GROUPS.items()}
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show only sites one of whose names, in any script, contains ``text``."""
        if text != self._filter:
            self.beginResetModel()
            self._filter = text
            self._arrange()

    def set_order(self, group: str, sort: str, *, descending: bool) -> None:
        """Group by a column of :data:`GROUPS`, or by none, and sort by one of :data:`SORTS`."""
        self.beginResetModel()
        self._group, self._sort, self._descending = group, sort, descending
        self._folded = set()
        self._arrange()

    def fold(self, row: int, *, folded: bool) -> None:
        """Leave out, or show again, the sites below a heading."""
        key = self._headings[-1 - self._rows[row]][0]
        if folded != (key in self._folded):
            self.beginResetModel()
            (self._folded.add if folded else self._folded.discard)(key)
            self._arrange()

    @property
    def total(self) -> int:
        """How many sites the case has, whatever the filter."""
        return len(self._sites)

    def item(self, index: QModelIndex) -> SiteItem | None:
        """Return the site at ``index``, ``None`` for a heading or an invalid index."""
        number = self._rows[index.row()] if index.isValid() else -1
        return self._sites.item(number) if number >= 0 else None

    def rows_of(self, uuids: Iterable[str]) -> dict[str, int]:
        """Return the rows of sites by their uuids, of those that are shown."""
        numbers = self._sites.numbers(list(uuids))
        if len(numbers) == 1:  # by far the most frequent: found in C
            ((uuid, number),) = numbers.items()
            with contextlib.suppress(ValueError):
                return {uuid: self._rows.index(number)}
            return {}
        named = {number: uuid for uuid, number in numbers.items()}
        return {named[number]: row for row, number in enumerate(self._rows) if number in named}

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many sites and headings there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return 1: a row draws all of a site."""
        return 0 if parent is not None and parent.isValid() else 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that sites can be dragged."""
        flags = super().flags(index)
        return flags if self.item(index) is None else flags | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Return the types that dragged sites have."""
        return [MIME_TYPE, "text/plain"]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        """Return dragged sites: by uuid for our windows, by name for others."""
        items = [item for item in map(self.item, indexes) if item is not None]
        data = QMimeData()
        data.setData(MIME_TYPE, json.dumps([item.uuid for item in items]).encode())
        data.setText("\n".join(item.name for item in items))
        return data

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows; names and notes are plain text, never markup."""
        if not index.isValid():
            return None
        item = self.item(index)
        if item is None:
            return self._heading(self._headings[-1 - self._rows[index.row()]], role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.name
        if role == NOTE_ROLE:
            return f"{self._label('kind', item.kind)} · {self._position(item)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(dict.fromkeys((item.name, *item.names, self._position(item))))
        if role == Qt.ItemDataRole.FontRole and item.position_basis in UNCERTAIN:
            font = QFont()
            font.setItalic(True)
            return font
        return item.uuid if role == self.UUID_ROLE else None

    def _heading(self, heading: tuple[str, int], role: int) -> Any:
        key, count = heading
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            title = self._label(self._group, key) if key else tr("None stated")
            return tr("{} ({})").format(title, count)
        return key not in self._folded if role == self.HEADING_ROLE else None

    def _label(self, column: str, key: str) -> str:
        return self._texts[column].get(key, key)

    def _position(self, item: SiteItem) -> str:
        if item.position is None:
            return tr("no source states a position")
        basis = self._label("position_basis", item.position_basis)
        if item.position_accuracy_m is None:
            return tr("accuracy unknown · {}").format(basis)
        return tr("± {} km · {}").format(f"{item.position_accuracy_m / 1000:g}", basis)

    def _arrange(self) -> None:
        """Put the rows together and end the reset, before which nothing may have changed."""
        numbers = list(matches(self._sites, self._filter))
        self.shown = len(numbers)
        if self._sort != "name":
            numbers.sort(key=self._accuracy)
        if self._descending:
            numbers.reverse()
        self._headings = []
        self._rows = self._grouped(numbers) if self._group else numbers
        self.endResetModel()

    def _accuracy(self, number: int) -> float:
        accuracy = self._sites.columns["position_accuracy_m"][number]
        return math.inf if accuracy is None else accuracy

    def _grouped(self, numbers: Iterable[int]) -> list[int]:
        groups: dict[str, list[int]] = {key: [] for key in self._texts[self._group]}
        values = self._sites.columns[self._group]
        for number in numbers:
            groups.setdefault(values[number], []).append(number)
        rows: list[int] = []
        for key, members in groups.items():
            if members:
                self._headings.append((key, len(members)))
                rows.append(-len(self._headings))
                if key not in self._folded:
                    rows += members
        return rows

"""The tracked sites of a case as a tree under groups, or as a plain list, filtered while typing.

A tree view asks its model about every row of an open branch before it draws the first one. Asked
in Python, 100,000 sites keep it busy for so long that the window stands still. So the rows are
Qt's own: a ``QStandardItemModel`` that is told how many there are, with an item for each group and
none for any site, answers in C++. What a row shows is looked up here when it is drawn.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from qgis.PyQt.QtCore import QMimeData, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont, QStandardItem, QStandardItemModel

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.sites.grouping import Branch, Grouping
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, isolated, joined
from imam_ali_tracker.gui.site_list import Numbers, Positions, SiteItem, SiteList, matches

UNCERTAIN = frozenset(("proxy", "unknown"))
"""Position bases that are not a position of the site itself."""
MIME_TYPE = "application/x-imam-ali-tracker-sites"
"""What dragged sites are: a JSON list of their uuids."""
SORTS = ("name", "position_accuracy_m")
"""Columns by which sites are sorted."""
_WORDS = {"kind": "site_kind", "position_basis": "position_basis"}


class _Group(QStandardItem):
    """The row of a group: it has as many rows as the group has sites, and none has an item."""

    def __init__(self, branch: Branch) -> None:
        super().__init__(0 if branch.branches else branch.shown, 1)
        self.branch = branch
        for below in branch.branches:
            self.appendRow(_Group(below))


class SiteModel(QStandardItemModel):
    """Sites by name, with a note on kind and position; ``shown`` of them pass the filter.

    The *place* of a site is its number among all that are shown, whatever its group.
    """

    UUID_ROLE = int(Qt.ItemDataRole.UserRole)
    GROUP_ROLE = NOTE_ROLE + 1
    """The :class:`Branch` of a group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 1, parent)
        self._sites = SiteList()
        self._order: Numbers = np.empty(0, dtype=np.int64)
        self._group = ""
        self._grouping: Grouping | None = None
        self._filter = ""
        self._sort, self._descending = SORTS[0], False
        self._words: dict[str, dict[str, str]] = {}
        self.shown = 0

    def set_items(self, sites: SiteList) -> None:
        """Show ``sites``, through the filter that is set."""
        with self._arranging():
            self._sites = sites
            self._words = {column: vocabulary(name) for column, name in _WORDS.items()}
            self._grouping = Grouping(sites, self._group) if self._group else None

    def set_filter(self, text: str) -> None:
        """Show only sites one of whose names, in any script, contains ``text``."""
        if text != self._filter:
            with self._arranging():
                self._filter = text

    def set_order(self, group: str, sort: str, *, descending: bool) -> None:
        """Group by one of ``GROUPS``, or by none, and sort by one of :data:`SORTS`."""
        with self._arranging():
            if group != self._group:
                self._group = group
                self._grouping = Grouping(self._sites, group) if group else None
            self._sort, self._descending = sort, descending

    @property
    def total(self) -> int:
        """How many sites the case has, whatever the filter."""
        return len(self._sites)

    @property
    def is_grouped(self) -> bool:
        """Whether sites stand under groups."""
        return self._grouping is not None

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self._filter.strip())

    def site(self, index: QModelIndex) -> SiteItem | None:
        """Return the site at ``index``, ``None`` for a group or an invalid index."""
        if not index.isValid() or self.branch(index) is not None:
            return None
        return self._site_at(index)

    def branch(self, index: QModelIndex) -> Branch | None:
        """Return the group at ``index``, ``None`` for a site or an invalid index."""
        child = self._item(index.parent()).child(index.row()) if index.isValid() else None
        return child.branch if isinstance(child, _Group) else None

    def groups(
        self, within: QModelIndex | None = None, *, itself: bool = False
    ) -> Iterator[tuple[QModelIndex, Branch]]:
        """Give all groups, each before those in it; or only those within one, or from it on."""
        holder = self._item(within or QModelIndex())
        if itself and isinstance(holder, _Group):
            yield holder.index(), holder.branch
        for group in _groups(holder):
            yield group.index(), group.branch

    def places(self, index: QModelIndex) -> range:
        """Return the place of the site at ``index``, or those of all in the group there."""
        branch = self.branch(index)
        if branch is not None:
            return range(branch.start, branch.stop)
        place = self._place(index)
        return range(place, place + 1)

    def indexes_at(self, places: Iterable[int]) -> list[QModelIndex]:
        """Return where the sites at these places stand."""
        root = present(self.invisibleRootItem())
        leaves = [group for group in _groups(root) if not group.branch.branches]
        if not leaves:
            return [self.index(place, 0) for place in places]
        starts = [leaf.branch.start for leaf in leaves]
        found = []
        for place in places:
            at = bisect_right(starts, place) - 1
            found.append(self.index(place - starts[at], 0, leaves[at].index()))
        return found

    def indexes_of(self, uuids: Iterable[str]) -> dict[str, QModelIndex]:
        """Return where sites stand by their uuids, of those that are shown."""
        numbers = self._sites.numbers(list(uuids))
        place = np.full(len(self._sites), -1, dtype=np.int64)
        place[self._order] = np.arange(len(self._order))
        at = {uuid: int(place[number]) for uuid, number in numbers.items()}
        shown = {uuid: found for uuid, found in at.items() if found >= 0}
        return dict(zip(shown, self.indexes_at(shown.values())))

    def uuids(self, places: Iterable[int]) -> list[str]:
        """Return the uuids of the sites at these places."""
        return self._of("uuid", places)

    def positions(self, places: Iterable[int]) -> Positions:
        """Return (n, 2), longitude and latitude, of these sites that have a position."""
        return self._sites.positions(self._order[list(places)].tolist())

    def mimeTypes(self) -> list[str]:
        """Return the types that dragged sites have."""
        return [MIME_TYPE, "text/plain"]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        """Return dragged sites, of a group all, in the order shown."""
        return self.dragged({place for index in indexes for place in self.places(index)})

    def dragged(self, places: Iterable[int]) -> QMimeData:
        """Return sites as they are dragged: by uuid for our windows, by name for others."""
        ordered = sorted(places)
        data = QMimeData()
        data.setData(MIME_TYPE, json.dumps(self.uuids(ordered)).encode())
        data.setText("\n".join(self._of("name", ordered)))
        return data

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows; names and notes are plain text, never markup."""
        branch = self.branch(index)
        if branch is not None:
            return self._of_group(branch, role)
        if not index.isValid():
            return None
        site = self._site_at(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return site.name
        if role == NOTE_ROLE:
            return f"{self._word('kind', site.kind)} · {self._position(site)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            where = joined((site.country, site.admin_place))
            lines = (site.name, *site.names, where, self._position(site))
            return "\n".join(line for line in dict.fromkeys(lines) if line)
        if role == Qt.ItemDataRole.FontRole and site.position_basis in UNCERTAIN:
            font = QFont()
            font.setItalic(True)
            return font
        return site.uuid if role == self.UUID_ROLE else None

    def _of_group(self, branch: Branch, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            text = tr("{} ({:,}/{:,})") if self.is_filtered else tr("{} ({:,})")
            return text.format(isolated(branch.title), branch.shown, branch.total)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            total = branch.total
            if self.is_filtered:
                text = plural("{}: {:,} of {:,} site", "{}: {:,} of {:,} sites", total)
                return text.format(isolated(branch.title), branch.shown, total)
            text = plural("{}: {:,} site", "{}: {:,} sites", total)
            return text.format(isolated(branch.title), total)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return branch if role == self.GROUP_ROLE else None

    def _of(self, column: str, places: Iterable[int]) -> list[Any]:
        values = self._sites.columns[column]
        return [values[number] for number in self._order[list(places)].tolist()]

    def _item(self, group: QModelIndex) -> QStandardItem:
        """Return the item of a group, or that of all there is; Qt would make one for a site."""
        found = self.itemFromIndex(group) if group.isValid() else self.invisibleRootItem()
        return present(found)

    def _place(self, index: QModelIndex) -> int:
        holder = self._item(index.parent())
        start: int = holder.branch.start if isinstance(holder, _Group) else 0
        return start + index.row()

    def _site_at(self, index: QModelIndex) -> SiteItem:
        return self._sites.item(int(self._order[self._place(index)]))

    def _word(self, column: str, key: str) -> str:
        return self._words[column].get(key, key)

    def _position(self, site: SiteItem) -> str:
        if site.position is None:
            return tr("no source states a position")
        basis = self._word("position_basis", site.position_basis)
        if site.position_accuracy_m is None:
            return tr("accuracy unknown · {}").format(basis)
        return tr("± {} km · {}").format(f"{site.position_accuracy_m / 1000:g}", basis)

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """Put the rows together anew after a change, as one reset for those who listen."""
        self.beginResetModel()
        try:
            yield
            numbers = self._sorted(self._passing())
            self.shown = len(numbers)
            self._fill(numbers)
        finally:
            self.endResetModel()

    def _passing(self) -> Numbers:
        if not self.is_filtered:
            return np.arange(len(self._sites))
        return np.fromiter(matches(self._sites, self._filter), np.int64)

    def _sorted(self, numbers: Numbers) -> Numbers:
        if self._sort != "name":
            stated = self._sites.columns[self._sort]
            known = np.array([np.inf if each is None else each for each in stated])
            numbers = numbers[np.argsort(known[numbers], kind="stable")]
        return numbers[::-1] if self._descending else numbers

    def _fill(self, numbers: Numbers) -> None:
        root = present(self.invisibleRootItem())
        others = self.blockSignals(True)  # that rows come and go is part of the reset
        root.removeRows(0, root.rowCount())
        if self._grouping is None:
            self._order = numbers
            root.setRowCount(len(numbers))
        else:
            self._order, branches = self._grouping.arranged(numbers)
            for branch in branches:
                root.appendRow(_Group(branch))  # appendRows forgets the groups in the groups
        self.blockSignals(others)


def _groups(holder: QStandardItem) -> Iterator[_Group]:
    """Give the groups in ``holder``, each before those in it."""
    for row in range(holder.rowCount()):
        child = holder.child(row)
        if not isinstance(child, _Group):  # there are only sites here
            return
        yield child
        if child.branch.branches:
            yield from _groups(child)

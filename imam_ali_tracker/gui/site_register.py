"""The sites of the open case in memory: found by name in any script, and kept in step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.gui.site_list import SiteItem, SiteList, matches

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.gui.editing import CaseEditor


__all__ = ["SiteItem", "SiteRegister"]


class SiteRegister(QObject):
    """All sites of the open case, on the main thread. ``changed`` says that lists are out of date.

    Every page that lists or picks sites asks here, so that the case is read once.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list = SiteList()

    def __len__(self) -> int:
        return len(self._list)

    @property
    def sites(self) -> SiteList:
        """The sites in the order of their names."""
        return self._list

    def get(self, uuid: str) -> SiteItem | None:
        """Return the site with this uuid, ``None`` where there is none."""
        number = self._list.number(uuid)
        return None if number is None else self._list.item(number)

    def search(self, text: str, limit: int) -> list[SiteItem]:
        """Return sites one of whose names contains ``text``, in any script, by name."""
        return [self._list.item(number) for number in islice(matches(self._list, text), limit)]

    def set_list(self, sites: SiteList) -> None:
        """Take what was read in the background."""
        self._list = sites
        self.changed.emit()

    def follow(self, changed: Mapping[str, frozenset[str]], editor: CaseEditor) -> None:
        """Read the sites again that an edit has touched."""
        renamed = changed.get("site_names", frozenset())
        if not renamed and not changed.get("sites"):
            return
        uuids, owners = set(changed.get("sites", ())), dict(self._list.name_owners)
        uuids.update(owners.pop(name) for name in renamed if name in owners)
        with editor.reading():
            for row in editor.rows("site_names", uuids=renamed) if renamed else ():
                uuids.add(row["site"])
            names: dict[str, list[str]] = {}
            for row in editor.rows("site_names", where={"site": uuids}):
                names.setdefault(row["site"], []).append(row["name"])
                owners[row["uuid"]] = row["site"]
            items = [
                _item(row, names.get(row["uuid"], ())) for row in editor.rows("sites", uuids=uuids)
            ]
        self._list = self._list.edited(uuids, items, owners)
        self.changed.emit()


def _item(row: Row, names: Sequence[str]) -> SiteItem:
    geometry = row["geometry"]
    point = None if geometry is None or geometry.isEmpty() else geometry.asPoint()
    return SiteItem(
        row["uuid"],
        row["name"] or "",
        row["kind"] or "",
        row["status"] or "",
        row["position_basis"] or "",
        row["position_accuracy_m"],
        None if point is None else (point.x(), point.y()),
        tuple(names),
    )

"""The sites of the open case in memory: found by name in any script, and kept in step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.gui.site_list import SiteItem, SiteList, matches, read_owners, read_some

if TYPE_CHECKING:
    from imam_ali_tracker.provider.reading import Reader


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

    def names_of(self, uuids: Collection[str]) -> list[str]:
        """Return the names of sites, of those that there are."""
        names = self._list.columns["name"]
        return [names[number] for number in sorted(self._list.numbers(uuids).values())]

    def follow(self, changed: Mapping[str, frozenset[str]], reader: Reader) -> None:
        """Read the sites again that an edit has touched.

        Raises :class:`TrackerError` where the case cannot be read.
        """
        renamed = changed.get("site_names", frozenset())
        uuids, owners = set(changed.get("sites", ())), dict(self._list.name_owners)
        uuids.update(owners.pop(name) for name in renamed if name in owners)
        if renamed:
            owners.update(read_owners(reader, renamed))
            uuids.update(owners[name] for name in renamed if name in owners)
        if uuids:
            self._list = self._list.edited(uuids, read_some(reader, uuids), owners)
            self.changed.emit()

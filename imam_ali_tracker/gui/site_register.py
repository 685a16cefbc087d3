"""The sites of the open case in memory: found by name in any script, and kept in step."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.gui.editing import CaseEditor
    from imam_ali_tracker.provider.reading import Reader

_SITES = Wanted(
    "sites",
    ("uuid", "name", "kind", "status", "position_basis", "position_accuracy_m"),
    geometry=True,
)
_NAMES = Wanted("site_names", ("uuid", "site", "name"))
_NUMBER = re.compile(r"\d+")
_DIGITS = 12
_ROWS_A_BREATH = 500
"""Rows after which a background thread lets the window's thread go on."""


class SiteItem(NamedTuple):
    """A site as lists show it.

    ``position`` is longitude and latitude in EPSG:4326, ``None`` where no source states one;
    ``names`` are its further names in any script.
    """

    uuid: str
    name: str
    kind: str
    status: str
    position_basis: str
    position_accuracy_m: float | None
    position: tuple[float, float] | None
    names: tuple[str, ...] = ()


class SiteKey(NamedTuple):
    """What a site is sorted and found by: its name with numbers in order, all names folded."""

    order: str
    uuid: str
    folded: str


@dataclass(frozen=True)
class SiteList:
    """Sites in the order of their names, and a key for each.

    ``name_owners`` tells of each row of ``site_names`` to which site it belongs.
    """

    items: Sequence[SiteItem] = ()
    keys: Sequence[SiteKey] = ()
    name_owners: Mapping[str, str] = field(default_factory=dict)


def site_key(item: SiteItem) -> SiteKey:
    """Return the key of a site."""
    order = _NUMBER.sub(lambda match: match[0].zfill(_DIGITS), item.name.casefold())
    return SiteKey(order, item.uuid, "\n".join(map(fold, (item.name, *item.names))))


def read_sites(reader: Reader) -> SiteList:
    """Read all sites; for a background thread.

    Raises :class:`TrackerError` where a table cannot be read.
    """
    names: dict[str, list[str]] = {}
    owners: dict[str, str] = {}
    for part in reader.parts(_NAMES):
        for uuid, site, name in zip(*(part.texts[column] for column in _NAMES.columns)):
            names.setdefault(site or "", []).append(name or "")
            owners[uuid or ""] = site or ""
    found = [
        (site_key(item), item)
        for part in reader.parts(_SITES)
        for item in _with_breath(_items(part, names))
    ]
    found.sort()
    return SiteList([item for _, item in found], [key for key, _ in found], owners)


def _with_breath(items: Iterable[SiteItem]) -> Iterator[SiteItem]:
    for number, item in enumerate(items):
        if number % _ROWS_A_BREATH == 0:
            time.sleep(0)
        yield item


def _items(part: Columns, names: Mapping[str, Sequence[str]]) -> Iterator[SiteItem]:
    numbers = part.numbers["position_accuracy_m"].tolist()
    texts = (part.texts[column] for column in _SITES.columns[:5])
    for row in zip(*texts, numbers, part.points.tolist()):
        uuid, name, kind, status, basis, accuracy, (x, y) = row
        yield SiteItem(
            uuid or "",
            name or "",
            kind or "",
            status or "",
            basis or "",
            None if accuracy != accuracy else accuracy,  # noqa: PLR0124 - NaN is NULL
            None if x != x else (x, y),  # noqa: PLR0124
            tuple(names.get(uuid or "", ())),
        )


def site_item(row: Row, names: Sequence[str]) -> SiteItem:
    """Return a row of ``sites`` with its further names as an item."""
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


class SiteRegister(QObject):
    """All sites of the open case, on the main thread. ``changed`` says that lists are out of date.

    Every page that lists or picks sites asks here, so that the case is read once.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list = SiteList()
        self._by_uuid: dict[str, SiteItem] = {}

    def __len__(self) -> int:
        return len(self._list.items)

    @property
    def sites(self) -> SiteList:
        """The sites in the order of their names."""
        return self._list

    def get(self, uuid: str) -> SiteItem | None:
        """Return the site with this uuid, ``None`` where there is none."""
        return self._by_uuid.get(uuid)

    def search(self, text: str, limit: int) -> list[SiteItem]:
        """Return sites one of whose names contains ``text``, in any script, by name."""
        found: list[SiteItem] = []
        for number in matches(self._list, text):
            if len(found) == limit:
                break
            found.append(self._list.items[number])
        return found

    def set_list(self, sites: SiteList) -> None:
        """Take what was read in the background."""
        self._list = sites
        self._by_uuid = {item.uuid: item for item in sites.items}
        self.changed.emit()

    def follow(self, changed: Mapping[str, frozenset[str]], editor: CaseEditor) -> None:
        """Read the sites again that an edit has touched."""
        uuids, owners = set(changed.get("sites", ())), dict(self._list.name_owners)
        renamed = changed.get("site_names", frozenset())
        uuids.update(owners.pop(name) for name in renamed if name in owners)
        for row in editor.rows("site_names", uuids=renamed) if renamed else ():
            uuids.add(row["site"])
        if not uuids:
            return
        names: dict[str, list[str]] = {}
        for row in editor.rows("site_names", where={"site": uuids}):
            names.setdefault(row["site"], []).append(row["name"])
            owners[row["uuid"]] = row["site"]
        items, keys = list(self._list.items), list(self._list.keys)
        for uuid in uuids:
            if uuid in self._by_uuid:
                number = bisect_left(keys, site_key(self._by_uuid.pop(uuid)))
                del items[number], keys[number]
        for row in editor.rows("sites", uuids=uuids):
            item = site_item(row, names.get(row["uuid"], ()))
            number = bisect_left(keys, site_key(item))
            items.insert(number, item)
            keys.insert(number, site_key(item))
            self._by_uuid[item.uuid] = item
        self._list = SiteList(items, keys, owners)
        self.changed.emit()


def matches(sites: SiteList, text: str) -> Iterable[int]:
    """Return the numbers of the sites one of whose names contains ``text``, in any script."""
    needle = fold(text)
    if needle:
        return (number for number, key in enumerate(sites.keys) if needle in key.folded)
    plain = text.strip().casefold()
    if not plain:
        return range(len(sites.items))
    # Nothing but signs: looked for as they stand.
    return (
        number
        for number, item in enumerate(sites.items)
        if any(plain in name.casefold() for name in (item.name, *item.names))
    )

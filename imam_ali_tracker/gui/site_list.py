"""All sites of a case, in the order of their names, by columns.

Arrays of plain values and not an object for each site, nor lists: Python's cycle collector stops
the window while it looks at every object and at all that a list holds, 0.1 s and 0.02 s longer for
100,000 sites. It does not look into arrays.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count, repeat
from operator import contains, itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import combining, normalize

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.core.breath import breath
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.provider.reading import Reader

Positions = npt.NDArray[np.float64]
Column = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]
_SHARED = ("kind", "status", "position_basis", "country", "admin_place")
"""Texts that many sites have in common: kept once each, so that they are quickly told apart."""
_TEXTS = ("uuid", "name", *_SHARED)
_ACCURACY = "position_accuracy_m"
_SITES = Wanted("sites", (*_TEXTS, _ACCURACY), geometry=True)
_NAMES = Wanted("site_names", ("uuid", "site", "name"))
_COLUMNS = (*_TEXTS, _ACCURACY, "x", "y", "order", "folded", "hash")
_KEY = ("order", "uuid")
_NUMBER = re.compile(r"\d+")
_DIGITS = 12
_SORTED_AT_ONCE = 1_000


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
    country: str = ""
    admin_place: str = ""


@dataclass(frozen=True)
class SiteList:
    """Sites by columns; none of them changes, an edit makes another list.

    Parameters
    ----------
    columns:
        An array (n,) of texts, numbers or ``None`` for each column of ``sites`` that lists show,
        for ``x`` and ``y`` in degrees, for ``order`` (what sites are sorted by), ``folded`` (what
        they are found by) and ``hash`` (of the uuid, whole numbers).
    names:
        The uuids of sites that have further names → these.
    name_owners:
        The uuid of each row of ``site_names`` → that of its site.
    """

    columns: Mapping[str, Column] = field(
        default_factory=lambda: {name: _column(name, ()) for name in _COLUMNS}
    )
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name_owners: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[SiteItem]) -> SiteList:
        """Return the list of these sites."""
        return cls().edited((), items, {})

    def __len__(self) -> int:
        return len(self.columns["uuid"])

    @property
    def items(self) -> Sequence[SiteItem]:
        """The sites, each made when it is asked for."""
        return _Items(self)

    def number(self, uuid: str) -> int | None:
        """Return where in the list a site stands, ``None`` where it is not there."""
        return self.numbers([uuid]).get(uuid)

    def numbers(self, uuids: Collection[str]) -> dict[str, int]:
        """Return where in the list sites stand, of those that are there."""
        # A mapping would have to be copied at every edit.
        wanted = set(uuids)
        hashes = np.fromiter(map(hash, wanted), np.int64)
        found = np.flatnonzero(np.isin(self.columns["hash"], hashes)).tolist()
        numbers = {self.columns["uuid"][number]: number for number in found}
        return {uuid: number for uuid, number in numbers.items() if uuid in wanted}

    def item(self, number: int) -> SiteItem:
        """Return the site at a place of the list."""
        row = {name: self.columns[name][number] for name in (*_TEXTS, _ACCURACY)}
        x, y = self.columns["x"][number], self.columns["y"][number]
        return SiteItem(
            **row,
            position=None if x is None else (x, y),
            names=self.names.get(row["uuid"], ()),
        )

    def positions(self, numbers: Iterable[int]) -> Positions:
        """Return (n, 2), longitude and latitude, of those of these sites that have a position."""
        known = list(numbers)
        axes = ([self.columns[axis][number] for number in known] for axis in "xy")
        found = np.array([*axes], dtype=np.float64).T  # NaN where there is none
        placed: Positions = found[~np.isnan(found[:, 0])]
        return placed

    def edited(
        self, gone: Collection[str], come: Iterable[SiteItem], name_owners: Mapping[str, str]
    ) -> SiteList:
        """Return the list without the sites ``gone``, with others, and with other names' owners.

        For a few: every site that comes moves those behind it.
        """
        names = dict(self.names)
        leaving = np.array(sorted(self.numbers(gone).values()), dtype=np.int64)
        for uuid in self.columns["uuid"][leaving]:
            names.pop(uuid, None)
        coming = [_row(item) for item in come]
        coming.sort(key=itemgetter(*_KEY))
        names.update((row["uuid"], row["names"]) for row in coming if row["names"])
        staying = np.delete(np.arange(len(self)), leaving)
        places = _places(coming, *(self.columns[name][staying] for name in _KEY))
        source = np.insert(staying, places, -1)
        places += np.arange(len(places))
        in_place = np.array_equal(places, leaving)
        columns = {}
        for name, values in self.columns.items():
            changed = _column(name, [row[name] for row in coming])
            if in_place and np.array_equal(values[places], changed):
                columns[name] = values
                continue
            columns[name] = values[source] if len(self) else np.empty_like(changed)
            columns[name][places] = changed
        return SiteList(columns, names, name_owners)


class _Items(Sequence[SiteItem]):
    def __init__(self, sites: SiteList) -> None:
        self._sites = sites

    def __len__(self) -> int:
        return len(self._sites)

    def __getitem__(self, number: Any) -> Any:
        return self._sites.item(number)


def read_some(reader: Reader, uuids: Collection[str]) -> list[SiteItem]:
    """Read these sites, as far as there are such.

    Raises :class:`TrackerError` where a table cannot be read.
    """
    names, _owners = _read_names([reader.by_value(_NAMES, "site", uuids)])
    read = _read_columns([reader.by_value(_SITES, "uuid", uuids)])
    columns = {name: _column(name, values) for name, values in read.items()}
    return list(SiteList(columns, names).items)


def read_owners(reader: Reader, names: Collection[str]) -> dict[str, str]:
    """Return the sites to which rows of ``site_names`` belong, as far as there are such."""
    return _read_names([reader.by_value(_NAMES, "uuid", names)])[1]


def read_sites(reader: Reader) -> SiteList:
    """Read all sites; for a background thread.

    Raises :class:`TrackerError` where a table cannot be read.
    """
    names, owners = _read_names(reader.parts(_NAMES))
    read = _read_columns(reader.parts(_SITES))
    read["order"], read["folded"] = [], []
    rest = breath()
    for uuid, name in zip(read["uuid"], read["name"]):
        read["order"].append(_order(name))
        read["folded"].append(_folded(name, names.get(uuid, ())))
        rest()
    numbers = _in_order(read["order"], read["uuid"])
    columns = {name: _column(name, values)[numbers] for name, values in read.items()}
    columns["hash"] = _column("hash", [hash(uuid) for uuid in columns["uuid"]])
    return SiteList(columns, names, owners)


def _column(name: str, values: Sequence[Any]) -> Column:
    return np.array(values, dtype=np.int64 if name == "hash" else np.object_)


def _row(item: SiteItem) -> dict[str, Any]:
    """Return the values of a site for all columns, and its further names."""
    x, y = (None, None) if item.position is None else item.position
    order, folded = _order(item.name), _folded(item.name, item.names)
    made = {"x": x, "y": y, "order": order, "folded": folded, "hash": hash(item.uuid)}
    return {**item._asdict(), **made}


def _places(rows: Sequence[Mapping[str, Any]], orders: Column, uuids: Column) -> Numbers:
    """Return how many of the sites with these keys, in their order, stand before each row."""
    places = np.empty(len(rows), dtype=np.int64)
    for number, row in enumerate(rows):
        order, uuid = (row[name] for name in _KEY)
        first, stop = (int(np.searchsorted(orders, order, side)) for side in ("left", "right"))
        places[number] = first + np.searchsorted(uuids[first:stop], uuid)
    return places


def _in_order(orders: Sequence[str], uuids: Sequence[str]) -> Numbers:
    """Return the numbers of sites with these keys in their order.

    Sorted in parts: while Python sorts, no other thread runs, and the window would stand still.
    """
    starts = range(0, len(orders), _SORTED_AT_ONCE)
    slices = (slice(start, start + _SORTED_AT_ONCE) for start in starts)
    parts = [sorted(zip(orders[part], uuids[part], count(part.start))) for part in slices]
    merged = (number for _order, _uuid, number in heapq.merge(*parts))
    return np.fromiter(merged, np.int64, len(orders))


def _read_names(parts: Iterable[Columns]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the further names of sites by their uuids, and whose each row is."""
    names: dict[str, tuple[str, ...]] = {}
    owners: dict[str, str] = {}
    for part in parts:
        for uuid, site, name in zip(*(part.texts[column] for column in _NAMES.columns)):
            names[site or ""] = (*names.get(site or "", ()), name or "")
            owners[uuid or ""] = site or ""
    return names, owners


def _read_columns(parts: Iterable[Columns]) -> dict[str, list[Any]]:
    read: dict[str, list[Any]] = {name: [] for name in (*_TEXTS, _ACCURACY, "x", "y")}
    for part in parts:
        for column in _TEXTS:
            texts = (text or "" for text in part.texts[column])
            read[column] += map(intern, texts) if column in _SHARED else texts
        read[_ACCURACY] += _known(part.numbers[_ACCURACY].tolist())
        for axis, name in enumerate("xy"):
            read[name] += _known(part.points[:, axis].tolist())
    return read


def _known(values: list[float]) -> list[float | None]:
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN is NULL


def _order(name: str) -> str:
    """Return what a name is sorted by: letters without their marks, numbers by their value."""
    letters = name.casefold()
    if not letters.isascii():
        letters = "".join(sign for sign in normalize("NFKD", letters) if not combining(sign))
    return _NUMBER.sub(lambda match: match[0].zfill(_DIGITS), letters)


def _folded(name: str, names: Iterable[str]) -> str:
    return "\n".join(map(fold, (name, *names)))


def matches(sites: SiteList, text: str) -> Iterator[int]:
    """Give the numbers of the sites one of whose names contains ``text``, in any script."""
    needle = fold(text)
    if needle:
        # Without a step of Python for each site.
        return compress(count(), map(contains, sites.columns["folded"], repeat(needle)))
    plain = text.strip().casefold()
    if not plain:
        return iter(range(len(sites)))
    # Nothing but signs: looked for as they stand.
    return (
        number
        for number, (uuid, name) in enumerate(zip(sites.columns["uuid"], sites.columns["name"]))
        if any(plain in each.casefold() for each in (name, *sites.names.get(uuid, ())))
    )

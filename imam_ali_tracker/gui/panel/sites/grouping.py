"""Which sites stand under which group, worked out for all sites at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import groupby

import numpy as np
from qgis.PyQt.QtCore import QCollator, Qt

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.site_list import Column, Numbers, SiteList

_UNKNOWN = ("", "unknown")
"""What columns hold where nothing is known: no value, or the word for it in the vocabularies."""

MOST_GROUPS = 2_000
"""Groups by free texts, such as places, beyond which the window would stall, and nobody looks."""


@dataclass(frozen=True)
class _Level:
    """Groups by one column: its vocabulary, if it has one, and whether that is a scale."""

    column: str
    vocabulary: str = ""
    is_scale: bool = False


GROUPS: Mapping[str, tuple[_Level, ...]] = {
    "kind": (_Level("kind", "site_kind"),),
    "status": (_Level("status", "site_status"),),
    "position_basis": (_Level("position_basis", "position_basis", is_scale=True),),
    "place": (_Level("country"), _Level("admin_place")),
}
"""What sites are grouped by: the columns of each level, from the outermost."""


@dataclass(frozen=True)
class Branch:
    """A group that is shown.

    ``path`` is what the group and those above it stand for, after the name of the grouping; ``""``
    is what is unknown. ``start`` and ``stop`` are where its sites stand among all that are shown;
    ``total`` is how many it has without the filter.
    """

    path: tuple[str, ...]
    title: str
    start: int
    stop: int
    total: int
    branches: tuple[Branch, ...] = ()

    @property
    def shown(self) -> int:
        """How many sites of the group pass the filter."""
        return self.stop - self.start


class Grouping:
    """The groups of a list of sites by ``name``, one of :data:`GROUPS`.

    They stand in the order of their titles in the analyst's language, those of a scale in its
    order, what is unknown last. Where nothing is known of a level below, there is none, and no
    level at all that would make more than :data:`MOST_GROUPS`.
    """

    def __init__(self, sites: SiteList, name: str) -> None:
        self._name = name
        self._titles: list[dict[str, str]] = []
        codes = np.zeros(len(sites), dtype=np.int64)
        for level in GROUPS[name]:
            values = sites.columns[level.column]
            distinct = dict.fromkeys(values)
            if self._titles and len(distinct) > MOST_GROUPS:
                break
            titles = _titles(distinct, level)
            finer = codes * len(titles) + _ranks(values, distinct, titles)
            found = np.unique(finer, return_inverse=True)
            if self._titles and len(found[0]) > MOST_GROUPS:
                break
            codes, (leaves, self._leaf_of) = finer, found
            self._titles.append(titles)
        self._totals = [0, *np.cumsum(np.bincount(self._leaf_of, minlength=len(leaves))).tolist()]
        self._paths = _paths(leaves.tolist(), [list(titles) for titles in self._titles])

    def arranged(self, numbers: Numbers) -> tuple[Numbers, tuple[Branch, ...]]:
        """Return these sites, each group's together in the order given, and the groups."""
        leaf = self._leaf_of[numbers]
        order = numbers[np.argsort(leaf, kind="stable")]
        stops = np.cumsum(np.bincount(leaf, minlength=len(self._paths)))
        ends = [0, *stops.tolist()]
        return order, tuple(self._branches((self._name,), range(len(self._paths)), ends))

    def _branches(
        self, path: tuple[str, ...], leaves: Iterable[int], ends: Sequence[int]
    ) -> Iterator[Branch]:
        """Give the groups right below ``path`` that have sites to show."""
        depth = len(path) - 1
        deeper = (leaf for leaf in leaves if len(self._paths[leaf]) > depth)
        for key, same in groupby(deeper, key=lambda leaf: self._paths[leaf][depth]):
            members = list(same)
            first, last = members[0], members[-1] + 1
            if ends[first] < ends[last]:
                below = (*path, key)
                yield Branch(
                    below,
                    self._titles[depth][key],
                    ends[first],
                    ends[last],
                    self._totals[last] - self._totals[first],
                    tuple(self._branches(below, members, ends)),
                )


def _titles(keys: Iterable[str], level: _Level) -> dict[str, str]:
    """Return the titles of groups by what they stand for, in the order of the groups."""
    words = vocabulary(level.vocabulary) if level.vocabulary else {}
    known = {key: words.get(key, key) for key in keys if key not in _UNKNOWN}
    ordered = _in_order(known, list(words) if level.is_scale else [])
    return {**{key: known[key] for key in ordered}, "": tr("Unknown")}


def _ranks(values: Column, distinct: Iterable[str], titles: Iterable[str]) -> Numbers:
    """Return for each value the place of its group."""
    place = {key: number for number, key in enumerate(titles)}
    rank = {value: place.get(value, place[""]) for value in distinct}
    return np.fromiter(map(rank.__getitem__, values), np.int64, len(values))


def _in_order(titles: Mapping[str, str], scale: Sequence[str]) -> list[str]:
    collator = QCollator()
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    compare = cmp_to_key(collator.compare)
    by_title = sorted(titles, key=lambda key: compare(titles[key]))
    return sorted(by_title, key=lambda key: scale.index(key) if key in scale else len(scale))


def _paths(leaves: Sequence[int], keys: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return what each leaf stands for."""
    paths: list[tuple[str, ...]] = []
    for leaf in leaves:
        code, path = leaf, list[str]()
        for level in reversed(keys):
            code, rank = divmod(code, len(level))
            path.insert(0, level[rank])
        paths.append(tuple(path))
    sisters = Counter(path[:-1] for path in paths)
    return [
        path[:-1] if len(path) > 1 and not path[-1] and sisters[path[:-1]] == 1 else path
        for path in paths
    ]

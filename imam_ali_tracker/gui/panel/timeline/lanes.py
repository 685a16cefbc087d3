"""Items in rows: grouped by site or kind, and within a group one below the other in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.timeline.items import REPORT_KIND, REPORTS, TimelineItem

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

BY_SITE, BY_KIND = "site", "kind"

_WIDEST_GAP = 1 / 150
_GAPS_OF_ALL = 5.0


@dataclass(frozen=True)
class Group:
    """A heading, and the lanes below it: ``count`` of them from lane ``first``.

    ``key`` is what the group is known by, ``size`` how many items it has. A group that is folded
    has one lane, in which its items lie over each other, without their titles.
    """

    key: str
    title: str
    first: int
    count: int
    size: int
    is_folded: bool


@dataclass(frozen=True)
class Layout:
    """Dated items in the order of time, a row of each array for each.

    ``lane`` is counted through all groups, ``group`` says of which one; ``room`` is up to when
    there is room for the title: when the next item of the lane begins, infinite for the last one.
    """

    items: tuple[TimelineItem, ...]
    groups: tuple[Group, ...]
    spans: Floats
    lane: Indices
    group: Indices
    room: Floats

    @property
    def first(self) -> Indices:
        """The first lane of each group."""
        return np.array([group.first for group in self.groups], dtype=np.int64)

    @property
    def extent(self) -> tuple[float, float] | None:
        """From the earliest to the latest moment, ``None`` without items."""
        if not self.items:
            return None
        return float(self.spans[:, 0].min()), float(self.spans[:, 3].max())


def arrange(
    items: Sequence[TimelineItem], by: str, folded: Collection[str] = frozenset()
) -> Layout:
    """Return the dated ones of ``items`` in lanes, grouped ``by`` site or kind.

    ``folded`` are the keys of the groups that take one lane only.
    """
    given = [item for item in items if item.span is not None]
    spans = np.fromiter(chain.from_iterable(item.span for item in given if item.span), np.float64)
    spans = spans.reshape(-1, 4)
    order = np.lexsort(spans.T[::-1])
    spans, dated = spans[order], [given[number] for number in order.tolist()]
    gap = _gap(spans)
    members: dict[tuple[int, str, str], list[int]] = {}
    titles = vocabulary("observation_kind")
    for number, item in enumerate(dated):
        members.setdefault(_key(item, by, titles), []).append(number)
    # Plain lists: most groups have an item or two, and there may be thousands.
    ends: list[list[float]] = spans[:, [0, 3]].tolist()
    lanes, owners = [0] * len(dated), [0] * len(dated)
    groups: list[Group] = []
    first = 0
    for key in sorted(members):
        numbers, is_folded = members[key], key[2] in folded
        own = [0] * len(numbers) if is_folded else _pack([ends[n] for n in numbers], gap)
        for number, lane in zip(numbers, own):
            lanes[number], owners[number] = first + lane, len(groups)
        groups.append(Group(key[2], key[1], first, max(own) + 1, len(numbers), is_folded))
        first += groups[-1].count
    lane_of, group_of = np.array([lanes, owners], dtype=np.int64)
    titled = ~np.array([group.is_folded for group in groups], dtype=np.bool_)[group_of]
    room = np.where(titled, _room(spans[:, 0], lane_of), spans[:, 0])
    return Layout(tuple(dated), tuple(groups), spans, lane_of, group_of, room)


def _gap(spans: Floats) -> float:
    """Return the seconds to leave free behind an item, so that few touch where all are in view."""
    if not len(spans):
        return 0.0
    extent = float(spans[:, 3].max() - spans[:, 0].min())
    return extent * min(_WIDEST_GAP, _GAPS_OF_ALL / len(spans))


def _key(item: TimelineItem, by: str, titles: dict[str, str]) -> tuple[int, str, str]:
    """Return what sorts an item's group: rank, title, identity."""
    if item.table == REPORTS:
        return 0, tr("Reports"), REPORT_KIND
    if by == BY_KIND:
        return 1, titles.get(item.kind, item.kind), item.kind
    if item.site is None:
        return 2, tr("No site"), ""
    return 1, item.site_name, item.site


def _pack(ends: Sequence[Sequence[float]], gap: float) -> list[int]:
    """Return a lane for each of some items that begin and end so, in the order of time."""
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    lanes: list[int] = []
    for start, end in ends:
        while busy and busy[0][0] <= start:
            heappush(free, heappop(busy)[1])
        lanes.append(heappop(free) if free else len(busy))
        heappush(busy, (end + gap, lanes[-1]))
    return lanes


def _room(starts: Floats, lane: Indices) -> Floats:
    """Return when the next item of each one's lane begins, infinite for the last one."""
    room = np.full(len(starts), np.inf)
    order = np.argsort(lane, kind="stable")
    follows = np.flatnonzero(lane[order[1:]] == lane[order[:-1]])
    room[order[follows]] = starts[order[follows + 1]]
    return room

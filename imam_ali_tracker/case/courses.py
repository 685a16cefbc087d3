"""Corridors and their waypoints as change sets: checked, in order, replaced as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.lookup import plain
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_LEAST = 2


def new_corridor(corridor: Row, waypoints: Sequence[Row]) -> ChangeSet:
    """Return what adds a corridor with its waypoints, which are numbered in their order.

    ``corridor`` gets a uuid where it has none; a waypoint is a row without ``corridor`` and
    ``sequence``.
    """
    uuid = corridor.get(UUID.name) or new_uuid()
    rows = [{**row, **_place(uuid, number)} for number, row in enumerate(waypoints, 1)]
    return ChangeSet(
        inserts={"corridors": [{**corridor, UUID.name: uuid}], "corridor_waypoints": rows}
    )


def changed_corridor(
    uuid: str, values: Row, waypoints: Sequence[Row], before: Iterable[Row]
) -> ChangeSet:
    """Return what gives the corridor ``uuid`` new values and these waypoints instead of ``before``.

    A waypoint with the uuid of one before stays that row, with what the new one states changed.
    """
    old = {row[UUID.name]: row for row in before}
    updates: dict[str, Row] = {}
    inserts: list[Row] = []
    for number, row in enumerate(waypoints, 1):
        stated = {**row, **_place(uuid, number)}
        known = old.pop(row.get(UUID.name), None)
        if known is None:
            inserts.append({**stated, UUID.name: new_uuid()})
        else:
            updates[known[UUID.name]] = {k: v for k, v in stated.items() if k != UUID.name}
    return ChangeSet(
        inserts={"corridor_waypoints": inserts},
        updates={"corridors": {uuid: values}, "corridor_waypoints": updates},
        deletes={"corridor_waypoints": list(old)},
    )


def check_name(name: str, others: Iterable[str]) -> None:
    """Refuse an empty name and one that another corridor has."""
    if not name:
        raise TrackerError(tr("The corridor has no name."), tr("Give it one."))
    if plain(name) in map(plain, others):
        raise TrackerError(
            tr("The case has a corridor “{}” already.").format(name),
            tr("Give another name, or change that corridor."),
        )


def check_course(sites: Sequence[str | None], names: Mapping[str, str]) -> None:
    """Refuse fewer than two waypoints, and one site twice in a row.

    ``sites`` are uuids, ``None`` for a waypoint that is no site; ``names`` what they are called.
    """
    if len(sites) < _LEAST:
        raise TrackerError(
            tr("A corridor needs two sites at least."), tr("Give their names, one a line.")
        )
    for one, following in zip(sites, sites[1:]):
        if one is not None and one == following:
            raise TrackerError(
                tr("“{}” comes twice in a row.").format(names.get(one, one)),
                tr("Leave one of the two out."),
            )


def _place(corridor: str, number: int) -> dict[str, Any]:
    return {"corridor": corridor, "sequence": number}

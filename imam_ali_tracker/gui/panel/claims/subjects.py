"""Everything that claims of a case may be about: found by name in any script, and on the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.claims.model import Reference, Register
from imam_ali_tracker.claims.rows import register_of
from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.map_tools.claim_things import Things, things_of
from imam_ali_tracker.gui.panel.claims.naming import end_name, with_kind
from imam_ali_tracker.provider.claim_check import position_of
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.claims.coastlines import Coastline
    from imam_ali_tracker.gui.panel.distances.site_search import Target

_TABLES = ("corridors", "corridor_waypoints", "footprints", "observations", "claims")


@dataclass(frozen=True)
class Named:
    """Something with a name: ``shown`` says what kind of thing it is, too.

    A coast has no row: its table is empty, and its uuid the name by which claims call it.
    """

    table: str
    uuid: str
    shown: str
    folded: str


@dataclass(frozen=True)
class Subjects:
    """What claims may be about beside sites; ``register`` holds what these names are of."""

    named: tuple[Named, ...] = ()
    things: Things = field(default_factory=Things)
    register: Register = field(default_factory=Register)

    def groups(self, text: str, limit: int) -> list[list[Target]]:
        """Return by kind what has a name that contains ``text``, in any script; few of each."""
        needle = fold(text)
        found: dict[str, list[Target]] = {}
        for each in self.named if needle else ():
            several = found.setdefault(each.table, [])
            if len(several) < limit and needle in each.folded:
                several.append((each.table, each.uuid, each.shown))
        return list(found.values())

    def claims(self, text: str, limit: int) -> list[Target]:
        """Return the claims whose statement contains ``text``."""
        needle = fold(text)
        several = (each for each in self.named if each.table == "claims")
        matching = (each for each in several if needle and needle in each.folded)
        return [(each.table, each.uuid, each.shown) for each in islice(matching, limit)]


def some_of_each(groups: Sequence[Sequence[Target]], limit: int) -> list[Target]:
    """Return ``limit`` of all, in the order of their groups, of which none is left out."""
    filled = [group for group in groups if group]
    takes = [0] * len(filled)
    left = limit
    while left > 0 and any(take < len(group) for take, group in zip(takes, filled)):
        for number, group in enumerate(filled):
            if left > 0 and takes[number] < len(group):
                takes[number] += 1
                left -= 1
    return [target for take, group in zip(takes, filled) for target in group[:take]]


def read_subjects(case: Case, coasts: Sequence[Coastline]) -> Subjects:
    """Read what claims may be about; for a background thread."""
    go_on = Breath()

    def rows(table: str, **chosen: Any) -> list[Row]:
        found = []
        for row in case.rows(table, **chosen):
            go_on()
            found.append(row)
        return found

    with case.reading():
        tables = {table: rows(table) for table in _TABLES}
        owners = {row["site"] for several in tables.values() for row in several if row.get("site")}
        tables["sites"] = rows("sites", uuids=owners)
        tables["site_names"] = rows("site_names", where={"site": owners})
    register = register_of(tables, position_of, coasts)
    drawn = {str(row["uuid"]): row["geometry"] for row in tables["footprints"]}
    return Subjects(tuple(_named(register, go_on)), things_of(register, drawn), register)


def _named(register: Register, go_on: Breath) -> Iterator[Named]:
    for coast in register.coastlines:
        shown, names = tr("Coast: {}").format(coast.title), (coast.title, *coast.names)
        yield Named("", coast.names[0], shown, fold("\n".join(names)))
    several = (
        ("corridors", register.corridors),
        ("footprints", register.footprints),
        ("observations", register.observations),
        ("claims", register.claims),
    )
    for table, found in several:
        for uuid in found:
            go_on()
            name = end_name(Reference(table, uuid), register)
            names = (name, *_names_of_site(table, uuid, register))
            yield Named(table, uuid, with_kind(table, name), fold("\n".join(names)))


def _names_of_site(table: str, uuid: str, register: Register) -> tuple[str, ...]:
    """Return the names of the site that a footprint or an observation is at."""
    if table == "footprints":
        site = register.footprints[uuid].site
    elif table == "observations":
        site = register.observations[uuid].site
    else:
        return ()
    place = register.places.get(site)
    return () if place is None else (place.name, *place.names)

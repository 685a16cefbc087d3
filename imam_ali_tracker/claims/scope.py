"""What of a case its claims can refer to: a check need read no more of a large one.

What claims say is known first, then the observations, footprints and corridors that they name, and
last the sites: those that any of these names, and those that lie at a printed point.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.locations import arc_second, printed_position

if TYPE_CHECKING:
    from imam_ali_tracker.claims.model import Claim, Register

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""


@dataclass(frozen=True)
class Scope:
    """What the verdicts on some claims depend on, beside these claims and their reports.

    Parameters
    ----------
    rows:
        The uuids of rows of any table, whether there are such rows or not.
    boxes:
        Where any site counts, whichever it is: it may be the one of which a printed point is.
    counts:
        Whether any footprint at one of the sites counts.
    """

    rows: frozenset[str] = frozenset()
    boxes: tuple[Box, ...] = ()
    counts: bool = False

    def concerns(self, changed: Mapping[str, Collection[str]]) -> bool:
        """Return whether changed rows, by table and uuid, can change a verdict or its wording."""
        told = {
            "sites": bool(self.boxes),
            "footprints": self.counts,
            **dict.fromkeys(("claims", "reports"), True),
            # Rows of which only others know whose they are.
            **dict.fromkeys(("site_names", "corridor_waypoints"), bool(self.rows)),
        }
        return any(
            uuids and (told.get(table) or not self.rows.isdisjoint(uuids))
            for table, uuids in changed.items()
        )


def referred(claims: Iterable[Claim]) -> frozenset[str]:
    """Return the uuids of the rows, of whatever table, that claims name as an end."""
    ends = (end.uuid for claim in claims for end in (claim.subject, claim.object))
    return frozenset(uuid for uuid in ends if uuid)


def scope_of(claims: Collection[Claim], register: Register) -> Scope:
    """Return the scope of claims from what they name; the register needs no places yet."""
    sites = {
        *(observation.site for observation in register.observations.values()),
        *(footprint.site for footprint in register.footprints.values()),
        *(stop.site for corridor in register.corridors.values() for stop in corridor.waypoints),
    }
    return Scope(
        referred(claims).union(site for site in sites if site),
        tuple(_boxes(claims, register)),
        any(claim.kind == "count" for claim in claims),
    )


def _boxes(claims: Iterable[Claim], register: Register) -> Iterable[Box]:
    """Return around each printed point where a position equals it to the arc second."""
    located = (claim for claim in claims if claim.kind == "location")
    printed = (printed_position(claim, register.observations) for claim in located)
    for lon, lat in {arc_second(position) for position in printed if position is not None}:
        yield (lon - 1) / 3600, (lat - 1) / 3600, (lon + 1) / 3600, (lat + 1) / 3600

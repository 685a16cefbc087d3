"""The claims of a case, checked: what the layer, the algorithms and the case check share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from qgis.core import QgsRectangle

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import KEY, UUID
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.coastlines import Coastline, read_coastline
from imam_ali_tracker.claims.findings import Finding
from imam_ali_tracker.claims.model import Claim, Place, Register
from imam_ali_tracker.claims.rows import claim_of, places_of, register_of
from imam_ali_tracker.claims.scope import Scope, referred, scope_of
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.paths import resource

TABLES = (
    *("sites", "site_names", "footprints", "corridors", "corridor_waypoints"),
    *("observations", "reports", "claims"),
)
"""What claims speak of, and the claims."""


class CheckedClaims(NamedTuple):
    """All claims of a case; ``findings`` are those of ``claims``, in the same order.

    ``register`` holds what the claims refer to, and ``scope`` says what else they depend on.
    """

    register: Register
    claims: list[Claim]
    findings: list[Finding]
    scope: Scope


def check_claims(case: Case, go_on: GoOn = never_stop) -> CheckedClaims:
    """Check the claims of a case as it is now, against the coastlines that ship too.

    ``go_on`` is called for every row and claim; what it raises ends the check.
    """
    with case.reading(go_on):
        found = _claims(_rows(case, "claims"))
        register, scope = _register(case, found.values(), found)
    claims = list(found.values())
    return CheckedClaims(register, claims, check(claims, register, go_on), scope)


def check_draft(case: Case, draft: Claim) -> Finding:
    """Check one claim, recorded or not, against the case as it is now."""
    with case.reading():
        others = _rows(case, "claims", uuids=referred([draft]) | {draft.superseded_by})
        register, _scope = _register(case, [draft], _claims(others))
    return check([draft], register)[0]


def places_from(sites: Iterable[Row]) -> dict[str, Place]:
    """Return the places that rows of ``sites`` are, without further names."""
    return places_of(sites, (), position_of)


def _rows(case: Case, table: str, **chosen: Any) -> list[Row]:
    """Return rows of a table, chosen as by :meth:`Case.rows`, in an order that stays."""
    return _in_order(list(case.rows(table, **chosen)))


def _in_order(*several: Sequence[Row]) -> list[Row]:
    """Return all rows, each once."""
    by_key = {row[KEY]: row for rows in several for row in rows}
    return [by_key[key] for key in sorted(by_key)]


def _claims(rows: Iterable[Row]) -> dict[str, Claim]:
    return {claim.uuid: claim for claim in map(claim_of, rows)}


def _register(
    case: Case, checked: Collection[Claim], claims: Mapping[str, Claim]
) -> tuple[Register, Scope]:
    """Return what the checked claims refer to; ``claims`` hold those of it that are claims."""
    told = referred(checked)
    observations = _rows(case, "observations", uuids=told)
    footprints = _rows(case, "footprints", uuids=told, geometry=False)
    if any(claim.kind == "count" for claim in checked):
        sites = told.union(row["site"] for row in observations if row["site"])
        drawn = _rows(case, "footprints", where={"site": sites}, geometry=False)
        footprints = _in_order(footprints, drawn)
    corridors = _rows(case, "corridors", uuids=told)
    joined = {"corridor": [row[UUID.name] for row in corridors]}
    tables = {
        "observations": observations,
        "footprints": footprints,
        "corridors": corridors,
        "corridor_waypoints": _rows(case, "corridor_waypoints", where=joined),
        "reports": _rows(case, "reports", uuids={claim.report for claim in checked}),
    }
    register = replace(register_of(tables, position_of, _coasts()), claims=claims)
    scope = scope_of(checked, register)
    return replace(register, places=_places(case, scope)), scope


def _places(case: Case, scope: Scope) -> dict[str, Place]:
    sites = _rows(case, "sites", uuids=scope.rows)
    if scope.boxes:
        boxes = [QgsRectangle(*box) for box in scope.boxes]
        sites = _in_order(sites, _rows(case, "sites", within=boxes))
    names = _rows(case, "site_names", where={"site": [row[UUID.name] for row in sites]})
    return places_of(sites, names, position_of)


def position_of(row: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return longitude and latitude of a row, ``None`` where it has no place of its own."""
    geometry = row.get("geometry")
    if geometry is None or geometry.isEmpty():
        return None
    point = geometry.asPoint()
    return point.x(), point.y()


@lru_cache(maxsize=1)
def _coasts() -> tuple[Coastline, ...]:
    return tuple(read_coastline(path) for path in sorted(resource("coastline").glob("*.geojson")))

"""The claims of a case, checked: what the layer, the algorithms and the case check share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.coastlines import Coastline, read_coastline
from imam_ali_tracker.claims.findings import Finding
from imam_ali_tracker.claims.model import Claim, Register
from imam_ali_tracker.claims.rows import register_of
from imam_ali_tracker.core.paths import resource

TABLES = (
    *("sites", "site_names", "footprints", "corridors", "corridor_waypoints"),
    *("observations", "reports", "claims"),
)
"""What claims speak of, and the claims."""


class CheckedClaims(NamedTuple):
    """All claims of a case; ``findings`` are those of ``claims``, in the same order."""

    register: Register
    claims: list[Claim]
    findings: list[Finding]


def check_claims(case: Case, go_on: Callable[[], object] = lambda: None) -> CheckedClaims:
    """Check the claims of a case as it is now, against the coastlines that ship too.

    ``go_on`` is called for every table and claim; what it raises ends the check.
    """
    tables: dict[str, list[Row]] = {}
    with case.reading():
        for table in TABLES:
            go_on()
            tables[table] = list(case.rows(table))
    register = register_of(tables, _position, _coasts())
    claims = list(register.claims.values())
    return CheckedClaims(register, claims, check(claims, register, go_on))


def _position(row: Mapping[str, Any]) -> tuple[float, float] | None:
    geometry = row["geometry"]
    if geometry is None or geometry.isEmpty():
        return None
    point = geometry.asPoint()
    return point.x(), point.y()


@lru_cache(maxsize=1)
def _coasts() -> tuple[Coastline, ...]:
    return tuple(read_coastline(path) for path in sorted(resource("coastline").glob("*.geojson")))

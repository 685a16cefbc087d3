"""A check of claims reads only what they can refer to, and finds what it would find with all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsPointXY

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.locations import printed_position
from imam_ali_tracker.claims.model import Register
from imam_ali_tracker.claims.rows import claim_of, register_of
from imam_ali_tracker.provider.claim_check import (
    TABLES,
    CheckedClaims,
    check_claims,
    check_draft,
)
from tests.qgis.provider.claimed import Generated
from tests.qgis.provider.conftest import BACKENDS, Locations


def position_of(row: Mapping[str, Any]) -> tuple[float, float] | None:
    geometry = row.get("geometry")
    if geometry is None or geometry.isEmpty():
        return None
    return geometry.asPoint().x(), geometry.asPoint().y()


def whole_register(case: Case, checked: CheckedClaims) -> Register:
    tables = {
        table: sorted(case.rows(table, geometry=table != "footprints"), key=lambda row: row["fid"])
        for table in TABLES
    }
    return register_of(tables, position_of, checked.register.coastlines)


def made(locations: Locations, backend: str, seed: int) -> tuple[Case, Generated]:
    generated = Generated(seed)
    case = Case.create(locations.empty(backend), "Claimed")
    case.apply(ChangeSet(inserts=generated.rows, restores=True))
    return case, generated


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_narrow_register_gives_the_findings_of_the_whole_one(
    locations: Locations, backend: str, seed: int
) -> None:
    case, _ = made(locations, backend, seed)
    checked = check_claims(case)
    whole = whole_register(case, checked)
    expected = check(checked.claims, whole)
    assert checked.findings == expected
    assert len({finding.verdict for finding in expected}) == 4
    assert any("likely that place's position" in finding.reason for finding in expected)
    assert len(checked.register.places) < 0.6 * len(whole.places)
    claims = checked.claims[:: len(checked.claims) // 20]
    assert [check_draft(case, claim) for claim in claims] == [
        check([claim], whole)[0] for claim in claims
    ]


def test_an_edit_outside_the_scope_changes_no_finding(locations: Locations) -> None:
    """Sites are moved, renamed and deleted at random; what changes a finding is in the scope."""
    case, generated = made(locations, "gpkg", 4)
    chance = generated.chance
    told = missed = 0
    for table in ("sites", "observations", "footprints", "corridor_waypoints", "site_names") * 6:
        row = chance.choice(generated.rows[table])
        before = check_claims(case)
        changes = ChangeSet(updates={table: {row["uuid"]: _changed(table, generated)}})
        case.apply(changes)
        after = check_claims(case)
        concerns = before.scope.concerns({table: {row["uuid"]}})
        assert concerns or before.findings == after.findings
        told += before.findings != after.findings
        missed += not concerns
    assert told
    assert missed


def _changed(table: str, generated: Generated) -> dict[str, Any]:
    chance = generated.chance
    at = chance.choice(generated.corners)
    geometry = QgsGeometry.fromPointXY(QgsPointXY(*at))
    if table in ("sites", "observations", "corridor_waypoints"):
        return {"geometry": geometry}
    if table == "footprints":
        return {"part": "storehouse", "valid_from": None}
    return {"name": "Mediterranean"}


def test_a_site_at_a_printed_point_is_in_the_scope_of_no_other_claims(
    locations: Locations,
) -> None:
    """Where no claim prints a point and none counts, only sites that are named concern claims."""
    case, _ = made(locations, "gpkg", 5)
    checked = check_claims(case)
    drop = [
        claim.uuid
        for claim in checked.claims
        if claim.kind == "count" or printed_position(claim, checked.register.observations)
    ]
    case.apply(ChangeSet(deletes={"claims": drop}, restores=True))
    scope = check_claims(case).scope
    assert not scope.boxes
    assert not scope.concerns(
        {"sites": {"a new one"}, "footprints": {"a new one"}, "buffers": {"b"}}
    )
    assert scope.concerns({"sites": {"a site that is gone"}})
    assert scope.concerns({"claims": {"a new one"}})
    assert not scope.concerns({"claims": frozenset()})


def test_a_claim_that_is_not_recorded_is_checked(locations: Locations) -> None:
    case, _ = made(locations, "gpkg", 6)
    draft = claim_of(
        {
            "kind": "distance",
            "subject_table": "sites",
            "subject_uuid": "site 399",
            "object_table": "sites",
            "object_uuid": "site 398",
            "comparator": "more_than",
            "value": 20_100.0,
            "unit": "km",
        }
    )
    case.apply(
        ChangeSet(
            updates={
                "sites": {
                    f"site {number}": {
                        "geometry": QgsGeometry.fromPointXY(QgsPointXY(number - 350, 34)),
                        "position_accuracy_m": 1.0,
                    }
                    for number in (398, 399)
                }
            }
        )
    )
    assert check_draft(case, draft).verdict.value == "inconsistent"

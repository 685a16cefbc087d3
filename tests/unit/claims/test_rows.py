from __future__ import annotations

import math

from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.claims.model import Position, Reference, Waypoint
from imam_ali_tracker.claims.rows import claim_of, register_of
from imam_ali_tracker.core.dates import parse_date

NOTHING = {name: dict.fromkeys(f.name for f in t.all_fields) for name, t in TABLES.items()}


def row(table: str, **values: object) -> dict[str, object]:
    unknown = set(values) - set(NOTHING[table]) - {"at"}
    assert not unknown
    return {**NOTHING[table], "at": None, **values}


def test_a_row_of_nulls_is_an_empty_claim() -> None:
    claim = claim_of(row("claims"))
    assert claim.uuid == claim.kind == claim.unit == ""
    assert claim.value is None
    assert claim.subject == Reference()
    assert claim.hedge_words == ()


def test_a_claim() -> None:
    claim = claim_of(
        row(
            "claims",
            uuid="c",
            report="r",
            kind="distance",
            statement="s",
            subject_table="sites",
            subject_uuid="a",
            object_text="a base",
            comparator="less_than",
            value=300.0,
            unit="kilometres",
            second_value=186.41,
            second_unit="mi",
            value_text="less than 300 km (186.41 mi)",
            hedge_words=("less than",),
            speaker_chain=("paper", "agency"),
            said=parse_date("2019-09-24"),
            variant_of="b",
        )
    )
    assert claim.subject == Reference("sites", "a", "")
    assert claim.object == Reference("", "", "a base")
    assert claim.unit == "km"
    assert claim.speaker_chain == ("paper", "agency")
    assert claim.said == parse_date("2019-09-24")
    assert claim_of(row("claims", unit="buildings")).unit == "buildings"
    assert claim_of(row("claims", value=math.inf, second_value=math.nan)).value is None


def test_a_register() -> None:
    tables = {
        "sites": [
            row("sites", uuid="a", name="A", position_accuracy_m=10.0, at=(40.0, 34.0)),
            row("sites", uuid="b", name="B", position_basis="proxy", at=(40.0, 34.0)),
            row("sites", uuid="bad", name="Bad", position_accuracy_m=-1.0, at=(40.0, 134.0)),
            row("sites", uuid="none", name="None", kind="coast"),
        ],
        "site_names": [row("site_names", site="none", name="Mediterranean")],
        "corridors": [row("corridors", uuid="k", name="K", status="reported")],
        "corridor_waypoints": [
            row("corridor_waypoints", corridor="k", sequence=2, name="own", at=(41.0, 35.0)),
            row("corridor_waypoints", corridor="k", sequence=1, site="a"),
        ],
        "observations": [row("observations", uuid="o", site="a", date_from=parse_date("2019"))],
        "footprints": [row("footprints", uuid="f", site="a", part="storehouse")],
        "reports": [row("reports", uuid="r", publisher="P", published=parse_date("2019-09-24"))],
        "claims": [row("claims", uuid="c")],
    }
    register = register_of(tables, lambda each: each["at"])
    assert register.places["a"].position == Position(40.0, 34.0, 10.0)
    assert register.places["b"].is_proxy
    assert register.places["bad"].position is None
    assert register.places["none"].names == ("Mediterranean",)
    assert register.corridors["k"].waypoints == (
        Waypoint("a"),
        Waypoint("", "own", Position(41.0, 35.0)),
    )
    assert register.observations["o"].date_from == parse_date("2019")
    assert register.footprints["f"].part == "storehouse"
    assert register.reports["r"].publisher == "P"
    assert list(register.claims) == ["c"]
    assert register_of({}, lambda each: None).places == {}

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.claims.lineage import Aspect, changes
from imam_ali_tracker.claims.locations import (
    PrintedPoint,
    disagreements,
    likely_proxies,
    parse_coordinates,
    shared_positions,
)
from imam_ali_tracker.claims.model import Claim, Place, Position, Report
from imam_ali_tracker.claims.whereabouts import wind
from imam_ali_tracker.core.dates import parse_date
from tests.unit.claims.claims_doc import lineages
from tests.unit.claims.steady import steady


@pytest.mark.parametrize(
    ("text", "lat", "lon", "accuracy"),
    [
        ("34\u00b027'13\"N 40\u00b056'12\"E", 34.453611, 40.936667, 21.9),
        ("34\u00b027\u203213\u2033N, 40\u00b056\u203212\u2033E", 34.453611, 40.936667, 21.9),
        ("34\u00b023'28\" 40\u00b059'16\"", 34.391111, 40.987778, 21.9),
        ("34\u00b027'N 40\u00b055'E", 34.45, 40.916667, 1316.4),
        ("34\u00b022'7.66\"N 41\u00b05'40.10\"E", 34.3687944, 41.0944722, 0.2),
        ("34.45, 40.91861", 34.45, 40.91861, 558.5),
        ("40.5E 34.5N", 34.5, 40.5, 7898.4),
        ("-33.9, -70.5", -33.9, -70.5, 7898.4),
        ("33.9S 70.5W", -33.9, -70.5, 7898.4),
    ],
)
def test_coordinates(text: str, lat: float, lon: float, accuracy: float) -> None:
    position = parse_coordinates(text)
    assert position is not None
    assert position.lat == pytest.approx(lat, abs=1e-6)
    assert position.lon == pytest.approx(lon, abs=1e-6)
    assert position.accuracy_m == pytest.approx(accuracy, abs=0.1)


@pytest.mark.parametrize(
    "text",
    ["", "near", "300 km", "20 km (12.4 mi)", "95.0, 40.0", "40.0, 190.5", "5 5", "5.0 5.0 5.0"],
)
def test_what_are_no_coordinates(text: str) -> None:
    assert parse_coordinates(text) is None


@steady
@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_coordinates(text)
    assert wind(text) in {None, *(step * 45.0 for step in range(8))}


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("2.6 km west", 270),
        ("southwest", 225),
        ("South-East of the city", 135),
        ("the northern edge", 0),
        ("westwards", 270),
        ("near", None),
        ("the Northumbrian", None),
    ],
)
def test_winds(text: str, degrees: float | None) -> None:
    assert wind(text) == degrees


def point(site: str, kind: str, lon: float, lat: float, source: str = "s") -> PrintedPoint:
    return PrintedPoint(site, site.title(), kind, source, Position(lon, lat, 0.0))


def test_positions_that_are_shared() -> None:
    town = point("town", "city", 40.93667, 34.45361)
    base = point("base", "military_base", 40.936667, 34.453611)
    apart = point("post", "military_base", 40.93667, 34.45500)
    assert shared_positions([town, base, apart]) == {base: [town]}
    assert shared_positions([base, point("base", "military_base", 40.936667, 34.453611)]) == {}
    other_town = point("other", "city", 40.93667, 34.45361)
    assert set(shared_positions([town, other_town])) == {town, other_town}


def test_a_proxy_that_nobody_recorded() -> None:
    town = Place("t", "Town", Position(40.93667, 34.45361, 30.0), "city")
    base = Place("b", "Base", Position(40.93667, 34.45361, 30.0), "military_base", "reported")
    (proxy,) = likely_proxies({"t": town, "b": base})
    assert (proxy.site, proxy.others, proxy.is_recorded) == ("b", ("t",), False)
    assert proxy.text == "Base has the position of Town: likely a proxy."


def test_sources_that_disagree() -> None:
    points = [
        point("q", "city", 40.98945, 34.39251, "list"),
        point("q", "city", 41.13889, 34.36694, "old"),
        point("q", "city", 41.0944722, 34.3687944, "new"),
        point("other", "city", 41.0944722, 34.3687944),
    ]
    found = disagreements(points)
    assert list(found) == ["q"]
    widest = found["q"][0]
    assert (widest.first.source, widest.second.source) == ("list", "old")
    assert widest.distance_m == pytest.approx(14_000, abs=100)
    assert [each.distance_m for each in found["q"]] == sorted(
        (each.distance_m for each in found["q"]), reverse=True
    )


def variant(uuid: str, **fields: object) -> Claim:
    return Claim(uuid, uuid, "distance", f"Statement {uuid}.", **fields)  # type: ignore[arg-type]


def test_a_converted_figure_is_the_same_number() -> None:
    miles = variant("a", comparator="less_than", value=200.0, unit="mi")
    converted = variant("b", comparator="less_than", value=322.0, unit="km")
    tightened = variant("c", comparator="less_than", value=300.0, unit="km")
    aspects = [change.aspect for change in changes(miles, converted, Words())]
    assert aspects == [Aspect.UNIT]
    aspects = [change.aspect for change in changes(miles, tightened, Words())]
    assert aspects == [Aspect.NUMBER, Aspect.UNIT]


def test_other_things_counted_are_another_number() -> None:
    five = variant("a", value=5.0, unit="buildings")
    ten = variant("b", value=10.0, unit="storehouses", comparator="at_least")
    found = {change.aspect: change.text for change in changes(five, ten, Words())}
    assert found[Aspect.NUMBER] == "“5 buildings” became “at least 10 storehouses”."
    assert found[Aspect.UNIT] == "The unit changed from buildings to storehouses."
    assert found[Aspect.BOUND] == "The bound changed from “exactly” to “at least”."


def test_hedges_dates_and_origins() -> None:
    before = variant(
        "a",
        hedge_words=("probable",),
        speaker_chain=("p", "agency"),
        event_from=parse_date("2019-09-04"),
        event_to=parse_date("2019-09-04"),
    )
    after = variant(
        "b",
        hedge_words=("likely",),
        speaker_chain=("p",),
        event_from=parse_date("2019-09-03"),
        event_to=parse_date("2019-09-03"),
    )
    found = {change.aspect: change.text for change in changes(before, after, Words())}
    assert found[Aspect.HEDGE] == "The hedge “probable” became “likely”."
    assert found[Aspect.SPEAKER] == "Attributed to p, before that to agency."
    assert found[Aspect.DATE] == "The date changed from 2019-09-04 to 2019-09-03."
    assert Aspect.WORDING in found
    added = changes(variant("a"), variant("b", hedge_words=("could",)), Words())
    assert added[0].text == "The hedge “could” was added."


def test_order_of_publication_and_circles() -> None:
    reports = {
        uuid: Report(uuid, published=parse_date(day))
        for uuid, day in (("late", "2019-09-24"), ("early", "2019-05-24"), ("undated", ""))
    }
    claims = [
        variant("undated", variant_of="early"),
        variant("late", variant_of="early"),
        variant("early"),
        variant("alone"),
        variant("dangling", variant_of="gone"),
        variant("x", variant_of="y"),
        variant("y", variant_of="x"),
    ]
    found = lineages(claims, reports)
    assert [[each.claim.uuid for each in lineage] for lineage in found] == [
        ["early", "late", "undated"],
        ["x", "y"],
    ]
    assert [each.parent and each.parent.uuid for each in found[0]] == [None, "early", "early"]

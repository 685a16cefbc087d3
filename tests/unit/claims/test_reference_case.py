"""The verdicts on the reference case, and the figures of facts.json (G0 to G9) behind them."""

from __future__ import annotations

from functools import lru_cache

import pytest

from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.conversions import Outcome
from imam_ali_tracker.claims.findings import Finding, Measured
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.lineage import Aspect
from imam_ali_tracker.claims.lines import claim_lines
from imam_ali_tracker.claims.locations import likely_proxies
from imam_ali_tracker.claims.model import Claim, Place, Position, Reference, Register
from tests.unit.claims.claims_doc import TARGET, Lineage, document, lineages
from tests.unit.claims.reference_case import mediterranean, reference_case, reference_claims

SEED = "2019-09-24"


@lru_cache(maxsize=1)
def checked() -> list[tuple[Claim, Finding]]:
    claims = reference_claims()
    return list(zip(claims, check(claims, reference_case())))


def of_report(publisher: str, published: str, kind: str, **fields: object) -> Finding:
    """The finding on the one claim of a report that has these fields."""
    reports = reference_case().reports
    found = [
        finding
        for claim, finding in checked()
        if claim.kind == kind
        and reports[claim.report].publisher == publisher
        and str(reports[claim.report].published or "") == published
        and all(getattr(claim, name) == value for name, value in fields.items())
    ]
    assert len(found) == 1
    return found[0]


def seed(kind: str, **fields: object) -> Finding:
    return of_report("The Jerusalem Post", SEED, kind, **fields)


def measured(finding: Finding) -> Measured:
    assert isinstance(finding.measured, Measured)
    return finding.measured


def test_every_claim_has_a_verdict_a_reason_and_what_is_needed() -> None:
    for claim, finding in checked():
        assert finding.claim == claim.uuid
        assert finding.reason.endswith(".")
        assert bool(finding.needed) or finding.verdict is not Verdict.CANNOT_TELL
        assert not finding.needed or finding.verdict not in (
            Verdict.CONSISTENT,
            Verdict.INCONSISTENT,
        )


def test_assessments_are_not_checkable() -> None:
    found = [finding for claim, finding in checked() if claim.kind == "assessment"]
    assert found
    assert {finding.verdict for finding in found} == {Verdict.NOT_CHECKABLE}


def test_s22_the_us_position_is_unnamed_so_nobody_can_tell() -> None:
    finding = seed("distance", value=300.0)
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "(unnamed)" in finding.reason
    assert "neither confirmed nor refuted" in finding.reason
    assert "position" in finding.needed
    assert finding.conversion is not None
    assert finding.conversion.outcome is Outcome.ROUNDED
    assert finding.line is None


def test_s25_the_land_bridge_is_shorter_than_possible_and_its_conversion_cut_off() -> None:
    finding = seed("length", value=1200.0)
    assert finding.verdict is Verdict.INCONSISTENT
    assert measured(finding).best == pytest.approx(1371.1, abs=2.0)  # G2
    assert "1:10,000,000" in finding.reason
    assert "170.6 km less" in finding.reason
    assert finding.conversion is not None
    assert finding.conversion.outcome is Outcome.TRUNCATED
    assert of_report("The Jerusalem Post", "2019-05-24", "length").verdict is Verdict.INCONSISTENT


def test_s27_the_new_crossing_has_no_position_but_its_conversion_is_cut_off() -> None:
    finding = seed("distance", value=2.6)
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "No source states a position of Crossing" in finding.reason
    assert finding.conversion is not None
    assert finding.conversion.outcome is Outcome.TRUNCATED
    assert any("1.61 is cut off" in note for note in finding.notes)


def test_s21_and_s06_close_and_near_are_no_figures() -> None:
    close = seed("distance", value=None)
    assert close.verdict is Verdict.NOT_CHECKABLE
    assert "“close” is not a figure" in close.reason
    near = seed("location", comparator="near")
    assert near.verdict is Verdict.NOT_CHECKABLE
    assert measured(near).interval.high == pytest.approx(17.0)
    assert any("is a proxy" in note for note in near.notes)


def test_s19_and_s20_counts_are_not_measured_and_do_not_add_up() -> None:
    for value, others in ((5.0, "10 storehouses"), (10.0, "at least five buildings")):
        finding = seed("count", value=value)
        assert finding.verdict is Verdict.CANNOT_TELL
        assert any(others in note and "do not add up" in note for note in finding.notes)
    assert not any("15" in f.reason for c, f in checked() if c.kind == "count")


def test_s12_a_large_volume_is_not_a_number() -> None:
    finding = seed("count", value=None)
    assert finding.verdict is Verdict.NOT_CHECKABLE
    assert "is not a number" in finding.reason


def test_s09_the_day_of_the_strike_is_also_that_of_the_first_image() -> None:
    finding = seed("order")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "2019-09-09 to 2019-09-21" in finding.reason
    assert "imagery" in finding.needed


def test_s10_the_closure_was_superseded_and_s11_is_a_forecast() -> None:
    notes = [note for _, finding in checked() for note in finding.notes]
    assert "Superseded: The official crossing was reopened on 30 September." in notes
    forecast = seed("assessment", hedge_words=("speculates", "could", "shortly"))
    assert forecast.verdict is Verdict.NOT_CHECKABLE
    assert "“speculates”" in forecast.reason


@pytest.mark.parametrize(
    ("wording", "day"),
    [("on Tuesday", SEED), ("On September 3", "2019-09-03"), ("In May", "2019-05")],
)
def test_d1_to_d5_relative_dates(wording: str, day: str) -> None:
    finding = seed("date", value_text=wording)
    assert finding.verdict is Verdict.CONSISTENT
    assert finding.measured_text == day
    assert "The date of publication is itself inferred." in finding.notes


def test_d3_later_that_day_is_dated_by_the_observation() -> None:
    finding = seed("date", value_text="Later that day")
    assert finding.verdict is Verdict.CONSISTENT
    assert finding.measured_text == "2019-09-09"


def test_d4_the_fourth_of_september_is_contradicted() -> None:
    finding = of_report("The Jerusalem Post", "2019-09-10", "date")
    assert finding.verdict is Verdict.INCONSISTENT


def test_d6_the_few_months_count_from_the_day_of_the_forecast() -> None:
    finding = seed("date", value_text="over the course of a few months")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert finding.measured_text == "2019-11-03 to 2020-08-03"


@pytest.mark.parametrize(
    ("publisher", "kind", "value", "verdict", "kilometres"),
    [
        ("English Wikipedia", "distance", 450.0, Verdict.CONSISTENT, 444.1),
        ("Portuguese Wikipedia", "distance", 430.0, Verdict.INCONSISTENT, 440.1),
        ("Alma", "length", 1830.0, Verdict.CANNOT_TELL, 1492.4),
        ("Alma", "length", 1750.0, Verdict.CANNOT_TELL, 1469.7),
        ("English Wikipedia", "distance", 340.0, Verdict.CANNOT_TELL, None),
        ("German Wikipedia", "length", 480.0, Verdict.CANNOT_TELL, None),
    ],
)
def test_g3_and_g8_encyclopedic_and_road_lengths(
    publisher: str, kind: str, value: float, verdict: Verdict, kilometres: float | None
) -> None:
    finding = of_report(publisher, "", kind, value=value)
    assert finding.verdict is verdict
    if kilometres is None:
        assert finding.measured is None
    else:
        assert measured(finding).best == pytest.approx(kilometres, abs=0.05)


def test_the_encyclopedias_point_of_the_base_is_the_towns() -> None:
    base = reference_case().places
    uuid = next(place.uuid for place in base.values() if place.name == "Imam Ali base")
    finding = of_report(
        "English Wikipedia",
        "",
        "location",
        subject=Reference("sites", uuid),
        comparator="equal",
    )
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "The printed point is that of Al-Bukamal (to the arc second)" in finding.reason


def test_sources_that_disagree_are_named_with_their_distance() -> None:
    notes = {
        note for claim, finding in checked() if "Qaim" in claim.statement for note in finding.notes
    }
    assert (
        "The published positions lie up to 14.2 km apart: English Wikipedia; French Wikipedia."
        in notes
    )


def test_the_base_is_drawn_at_the_town_as_a_recorded_proxy() -> None:
    (proxy,) = likely_proxies(reference_case().places)
    assert proxy.is_recorded
    assert proxy.text == "Imam Ali base has the position of Al-Bukamal, as a proxy."


def family(fragment: str) -> Lineage:
    found = lineages(reference_claims(), reference_case().reports)
    return next(each for each in found if any(fragment in v.claim.statement for v in each))


def test_lineage_of_the_200_miles() -> None:
    chain = family("within 200 miles")
    published = [reference_case().reports[variant.claim.report].published for variant in chain]
    assert [date.value for date in published if date] == sorted(d.value for d in published if d)
    seed_claim = next(
        v for v in chain if v.claim.value == 300.0 and v.claim.comparator == "less_than"
    )
    by_aspect = {change.aspect: change for change in seed_claim.changes}
    assert by_aspect[Aspect.NUMBER].text == (
        "“less than 200 mi” became “less than 300 km”, 21.9 km less than 321.9 km."
    )
    assert by_aspect[Aspect.UNIT].after == "km"
    assert Aspect.BOUND not in by_aspect
    bounds = {c.after for v in chain for c in v.changes if c.aspect is Aspect.BOUND}
    assert bounds == {"about", "at most"}


def test_lineage_of_the_weapons() -> None:
    _, later = family("civilian and military")
    by_aspect = {change.aspect: change for change in later.changes}
    assert by_aspect[Aspect.HEDGE].text == "The hedge “probably” was dropped."
    assert "civilian" in by_aspect[Aspect.WORDING].before
    assert "civilian" not in by_aspect[Aspect.WORDING].after


def test_lineage_of_the_five_buildings() -> None:
    chain = family("precision-guided missiles")
    assert chain[0].parent is None
    changes = [change for variant in chain for change in variant.changes]
    assert any(c.aspect is Aspect.BOUND and c.after == "at least" for c in changes)
    assert any(c.aspect is Aspect.SPEAKER and "Fox News" in c.after for c in changes)


def test_lines_go_from_subject_to_object_and_nothing_is_lost() -> None:
    claims, findings = zip(*checked())
    drawn = claim_lines(claims, findings)
    spatial = [c for c in claims if c.kind in ("distance", "length", "location")]
    assert len(drawn.lines) + len(drawn.unplaced) == len(spatial)
    assert len(drawn.paths) == len(drawn.lines)
    assert {each.verdict for each in drawn.lines} <= {verdict.value for verdict in Verdict}
    bridge = next(i for i, line in enumerate(drawn.lines) if "1,200" in line.reported)
    assert drawn.lines[bridge].label == (
        "reported: about 1,200 km; measured: 1,370.6 km (at least 1,365.6 km)"
    )
    start, end = slice(2 * bridge, 2 * bridge + 1), slice(2 * bridge + 1, 2 * bridge + 2)
    assert drawn.paths.lon[start] == pytest.approx(51.42151)
    assert drawn.paths.lon[end] == pytest.approx(36.2162, abs=0.05)
    unplaced = {each.claim: each.reason for each in drawn.unplaced}
    assert any("(unnamed)" in reason for reason in unplaced.values())


def test_the_table_in_the_docs_is_what_the_checker_says() -> None:
    text = document(reference_case(), reference_claims())
    assert TARGET.read_text(encoding="utf-8") == text, "run python -m tests.unit.claims.claims_doc"


PORTS = {
    "Beirut": (35.49442, 33.88894, 1469.7),
    "Tripoli": (35.84972, 34.43667, 1425.7),
    "Tartus": (35.88659, 34.88902, 1414.4),
    "Latakia": (35.77684, 35.51484, 1416.2),
    "Damascus": (36.29128, 33.5102, 1407.4),
    "Al-Bukamal": (40.91861, 34.45, 967.4),
}
TEHRAN = Place("tehran", "Tehran", Position(51.42151, 35.69439, 3000.0))


@pytest.mark.parametrize("port", PORTS)
def test_g1_distances_from_tehran(port: str) -> None:
    lon, lat, kilometres = PORTS[port]
    places = {"tehran": TEHRAN, "port": Place("port", port, Position(lon, lat, 3000.0))}
    claim = Claim(
        "c",
        "r",
        "distance",
        "s",
        Reference("sites", "tehran"),
        Reference("sites", "port"),
        "about",
        1200.0,
        "km",
        value_text="1,200 km",
    )
    (finding,) = check([claim], Register(places))
    assert measured(finding).best == pytest.approx(kilometres, abs=0.05)
    assert finding.verdict is Verdict.INCONSISTENT


def test_g2_the_nearest_shore_is_turkish_and_1200_km_too_short() -> None:
    register = Register({"tehran": TEHRAN}, coastlines=(mediterranean(),))
    claim = Claim(
        "c",
        "r",
        "distance",
        "s",
        Reference("sites", "tehran"),
        Reference(text="the Mediterranean"),
        "none",
        1200.0,
        "km",
        value_text="1,200 km",
    )
    (finding,) = check([claim], register)
    assert finding.verdict is Verdict.INCONSISTENT
    assert "nearest in Turkey" in finding.reason
    interval = measured(finding).interval
    assert interval.low < 1371.1 < interval.high
    assert interval.high - interval.low == pytest.approx(2 * (3.0 + 2.0))

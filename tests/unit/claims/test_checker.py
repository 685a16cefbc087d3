from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.conversions import Outcome
from imam_ali_tracker.claims.findings import Finding, Measured
from imam_ali_tracker.claims.intervals import Interval, Verdict
from imam_ali_tracker.claims.lines import claim_lines
from imam_ali_tracker.claims.model import (
    Claim,
    Corridor,
    Footprint,
    Observation,
    Place,
    Position,
    Reference,
    Register,
    Report,
    Waypoint,
)
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.core.dates import parse_date
from tests.support import staging
from tests.unit.claims.reference_case import mediterranean
from tests.unit.claims.steady import steady

A = Place("a", "Alpha", Position(40.0, 34.0, 1000.0), "city")
NORTH = Place("n", "North", Position(40.0, 35.0, 1000.0), "storage")
EXACT = Place("e", "Exact", Position(40.0, 34.5, 0.0), "storage")
VAGUE = Place("v", "Vague", Position(40.5, 34.0), "storage")
PROXY = Place("p", "Proxy", Position(40.0, 34.0, 15000.0), "military_base", "proxy")
NOWHERE = Place("x", "Nowhere", None, "military_base")
COAST = Place("coast", "Mediterranean coast (eastern)", None, "coast")
PLACES = {place.uuid: place for place in (A, NORTH, EXACT, VAGUE, PROXY, NOWHERE, COAST)}
# One degree of the meridian from 34 to 35 north on WGS 84, in kilometres.
DEGREE = 110.931


def at(uuid: str) -> Reference:
    return Reference("sites", uuid)


def claim(kind: str = "distance", **fields: object) -> Claim:
    basic = Claim("c", "r", kind, "A statement.", at("a"), at("n"), "about", 110.0, "km")
    return replace(basic, **fields)  # type: ignore[arg-type]


def finding(of: Claim, register: Register | None = None) -> Finding:
    (found,) = check([of], register or Register(PLACES, coastlines=(mediterranean(),)))
    return found


def best(of: Finding) -> float:
    assert isinstance(of.measured, Measured)
    assert of.measured.best is not None
    return of.measured.best


def test_no_claims() -> None:
    assert check([], Register()) == []


@pytest.mark.parametrize(
    ("comparator", "value", "verdict"),
    [
        ("about", 110.0, Verdict.CONSISTENT),
        ("equal", 113.0, Verdict.CANNOT_TELL),
        ("less_than", 113.0, Verdict.CONSISTENT),
        ("less_than", 112.0, Verdict.CANNOT_TELL),
        ("less_than", 108.0, Verdict.INCONSISTENT),
        ("at_least", 108.0, Verdict.CONSISTENT),
        ("more_than", 113.0, Verdict.INCONSISTENT),
        ("near", 110.0, Verdict.NOT_CHECKABLE),
        ("before", 110.0, Verdict.NOT_CHECKABLE),
    ],
)
def test_distances(comparator: str, value: float, verdict: Verdict) -> None:
    found = finding(claim(comparator=comparator, value=value))
    assert found.verdict is verdict
    assert best(found) == pytest.approx(DEGREE, abs=0.001)
    assert found.line is not None


def test_the_interval_is_that_of_both_accuracies() -> None:
    found = finding(claim(unit="mi", value=69.0))
    assert isinstance(found.measured, Measured)
    assert found.measured.unit == "mi"
    assert found.measured.interval.low == pytest.approx((DEGREE - 2) / 1.609344, abs=0.001)
    assert found.measured.interval.high == pytest.approx((DEGREE + 2) / 1.609344, abs=0.001)


def test_what_is_needed_says_how_exact_positions_would_have_to_be() -> None:
    found = finding(claim(comparator="less_than", value=112.0))
    assert found.needed == (
        "Positions that are exact to less than 1.07 km taken together (they are to 2.00 km)."
    )
    assert finding(claim(object=at("v"))).needed == "How exact the positions are."
    assert finding(claim(subject=at("p"))).needed == "A position of Proxy itself."


def test_an_accuracy_that_is_not_known_decides_nothing_but_a_bound_of_zero() -> None:
    found = finding(claim(object=at("v"), comparator="less_than", value=1000.0))
    assert found.verdict is Verdict.CANNOT_TELL
    assert isinstance(found.measured, Measured)
    assert found.measured.interval == Interval(0.0, math.inf)


def test_between_is_a_range_and_no_conversion() -> None:
    ranged = claim(comparator="between", value=100.0, second_value=120.0, second_unit="km")
    assert finding(ranged).verdict is Verdict.CONSISTENT
    assert finding(ranged).conversion is None
    assert finding(replace(ranged, second_value=108.0)).verdict is Verdict.INCONSISTENT
    assert finding(replace(ranged, second_value=None)).verdict is Verdict.NOT_CHECKABLE


def test_a_wrong_conversion_is_noted_beside_the_verdict() -> None:
    found = finding(claim(second_value=60.0, second_unit="mi", value_text="110 km (60 mi)"))
    assert found.verdict is Verdict.CONSISTENT
    assert found.conversion is not None
    assert found.conversion.outcome is Outcome.WRONG
    assert "110 km is 68.35 mi, not 60." in found.notes


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (at("x"), "No source states a position of Nowhere"),
        (Reference(text="some base"), "“some base” is not identified with a place of the case"),
        (Reference(), "The claim does not name both ends"),
        (Reference("sites", "gone", "a lost site"), "“a lost site” is not identified"),
    ],
)
def test_ends_that_cannot_be_placed(reference: Reference, words: str) -> None:
    for unplaced in (claim(object=reference), claim(subject=reference)):
        found = finding(unplaced)
        assert found.verdict is Verdict.CANNOT_TELL
        assert words in found.reason
        assert found.needed
        assert found.line is None


def test_one_place_at_both_ends() -> None:
    found = finding(claim(object=at("a")))
    assert found.verdict is Verdict.NOT_CHECKABLE
    assert found.reason == "The claim has Alpha at both ends."


def test_a_unit_that_is_no_length() -> None:
    found = finding(claim(unit="hours"))
    assert found.verdict is Verdict.NOT_CHECKABLE
    assert "“about 110 hours” is not a length" in found.reason


def test_coasts() -> None:
    to_coast = claim(object=at("coast"), value=400.0)
    found = finding(to_coast)
    assert found.line is not None
    assert found.line.lon2 < 37.0
    assert "coastline at 1:10,000,000, good to 2 km" in found.reason
    assert finding(claim(object=Reference(text="the Mediterranean Sea"))).line is not None
    both = finding(claim(subject=at("coast"), object=Reference(text="the Mediterranean")))
    assert both.verdict is Verdict.CANNOT_TELL
    assert "are coasts" in both.reason
    assert finding(to_coast, Register(PLACES)).line is None


LAND = Corridor("k", "Land", (Waypoint("a"), Waypoint("n"), Waypoint("e")), "reported")


def corridor_finding(corridor: Corridor, **fields: object) -> Finding:
    register = Register(PLACES, {"k": corridor}, coastlines=(mediterranean(),))
    reference = Reference("corridors", "k")
    fields = {"comparator": "none", "object": Reference(), **fields}
    return finding(claim("length", subject=reference, **fields), register)


def test_lengths_go_through_the_waypoints_that_a_report_names() -> None:
    found = corridor_finding(LAND, value=150.0)
    assert found.verdict is Verdict.INCONSISTENT
    assert best(found) == pytest.approx(1.5 * DEGREE, abs=0.02)
    assert "no course is that short" in found.reason
    assert corridor_finding(LAND, value=250.0).verdict is Verdict.CANNOT_TELL
    assert corridor_finding(LAND, comparator="at_least", value=100.0).verdict is Verdict.CONSISTENT
    assert (
        corridor_finding(LAND, comparator="less_than", value=162.0).verdict is Verdict.INCONSISTENT
    )


def test_of_a_corridor_for_comparison_only_the_ends_count() -> None:
    drawn = replace(LAND, status="construct")
    assert best(corridor_finding(drawn)) == pytest.approx(DEGREE / 2, abs=0.02)


def test_waypoints_without_a_position() -> None:
    middle = replace(LAND, waypoints=(Waypoint("a"), Waypoint("x"), Waypoint("n")))
    assert best(corridor_finding(middle)) == pytest.approx(DEGREE, abs=0.001)
    ends = replace(LAND, waypoints=(Waypoint("a"), Waypoint("x")))
    assert corridor_finding(ends).verdict is Verdict.CANNOT_TELL
    one = corridor_finding(replace(LAND, waypoints=(Waypoint("a"),)))
    assert one.reason == "The corridor names fewer than two places."
    own = replace(LAND, waypoints=(Waypoint("a"), Waypoint("", "Post", Position(40.0, 35.0, 0.0))))
    assert "to Post" in corridor_finding(own).reason
    assert corridor_finding(LAND, value=None).verdict is Verdict.NOT_CHECKABLE


def test_a_corridor_to_a_coast_ends_at_its_nearest_shore() -> None:
    to_coast = replace(LAND, waypoints=(Waypoint("n"), Waypoint("coast")))
    direct = finding(claim("length", subject=at("n"), object=at("coast")))
    assert best(corridor_finding(to_coast)) == pytest.approx(best(direct))
    named = corridor_finding(to_coast, object=Reference(text="Mediterranean"))
    assert best(named) == pytest.approx(best(direct))


def located(**fields: object) -> Claim:
    basic: dict[str, object] = {"object": Reference(), "value": None, "unit": "", **fields}
    return claim("location", **{"comparator": "equal", **basic})


def test_printed_points() -> None:
    same = finding(located(subject=at("e"), value_text="34.5, 40.0"))
    assert same.verdict is Verdict.CONSISTENT
    assert finding(located(value_text="34°0'0\"N 40°0'0\"E")).verdict is Verdict.CANNOT_TELL
    assert finding(located(value_text="34.2, 40.0")).verdict is Verdict.INCONSISTENT
    assert finding(located(subject=at("x"), value_text="34.2, 40.0")).verdict is Verdict.CANNOT_TELL
    assert finding(located(value_text="somewhere")).verdict is Verdict.NOT_CHECKABLE


def test_a_point_that_is_another_places_is_likely_a_proxy() -> None:
    found = finding(located(subject=at("p"), value_text="34.0, 40.0"))
    assert "The printed point is that of Alpha (to the arc second)" in found.reason
    town = finding(located(subject=at("a"), value_text="34.5, 40.0"))
    assert "The printed point is that of" not in town.reason


@pytest.mark.parametrize(
    ("subject", "object_", "text", "verdict"),
    [
        ("n", "a", "north of the town", Verdict.CONSISTENT),
        ("n", "a", "just northwest", Verdict.CANNOT_TELL),
        ("n", "a", "south", Verdict.INCONSISTENT),
        ("a", "n", "southern", Verdict.CONSISTENT),
        ("p", "a", "south", Verdict.CANNOT_TELL),
        ("x", "a", "south-west", Verdict.CANNOT_TELL),
        ("v", "a", "east", Verdict.CANNOT_TELL),
    ],
)
def test_directions(subject: str, object_: str, text: str, verdict: Verdict) -> None:
    found = finding(
        located(subject=at(subject), object=at(object_), comparator="none", value_text=text)
    )
    assert found.verdict is verdict


def counted(register: Register, **fields: object) -> Finding:
    basic: dict[str, object] = {"unit": "storehouses", "object": Reference(), **fields}
    return finding(claim("count", **basic), register)


def test_counts_against_drawn_footprints() -> None:
    drawn = {str(n): Footprint(str(n), "a", "storehouse") for n in range(8)}
    drawn["later"] = Footprint("later", "a", "storehouse", parse_date("2020-01-01"))
    drawn["road"] = Footprint("road", "a", "road")
    observation = Observation("o", "a", "damage")
    register = Register(PLACES, observations={"o": observation}, footprints=drawn)
    event = parse_date("2019-09-09")
    assert counted(register, comparator="at_least", value=9.0).verdict is Verdict.CONSISTENT
    dated = counted(register, comparator="at_least", value=9.0, event_from=event, event_to=event)
    assert dated.verdict is Verdict.CANNOT_TELL
    assert "storehouses drawn in the case: 8" in dated.reason
    assert counted(register, comparator="at_most", value=5.0).verdict is Verdict.INCONSISTENT
    seen = counted(
        register, subject=Reference("observations", "o"), comparator="at_least", value=2.0
    )
    assert seen.verdict is Verdict.CONSISTENT
    none = counted(register, unit="buildings", comparator="at_least", value=2.0)
    assert none.verdict is Verdict.CANNOT_TELL


def test_order_and_dates() -> None:
    days = {
        day: Observation(day, "a", "construction", parse_date(day), parse_date(day))
        for day in ("2019-09-09", "2019-09-10")
    }
    undated = Observation("u", "a", "construction")
    reports = {"r": Report("r", published=parse_date("2019-09-24"))}
    register = Register(PLACES, observations={**days, "u": undated}, reports=reports)
    first, second, never = (Reference("observations", uuid) for uuid in (*days, "u"))
    order = claim("order", comparator="after", subject=second, object=first, value=None)
    assert finding(order, register).verdict is Verdict.CONSISTENT
    assert finding(replace(order, comparator="before"), register).verdict is Verdict.INCONSISTENT
    assert finding(replace(order, object=never), register).verdict is Verdict.CANNOT_TELL
    assert finding(replace(order, comparator="about"), register).verdict is Verdict.NOT_CHECKABLE
    that_day = claim("date", value=None, value_text="that day", subject=second, object=second)
    assert finding(that_day, register).verdict is Verdict.CONSISTENT
    assert finding(replace(that_day, value_text=""), register).verdict is Verdict.NOT_CHECKABLE
    earlier = replace(order, kind="date", comparator="before", subject=first, object=second)
    assert finding(earlier, register).verdict is Verdict.CONSISTENT
    wrong = replace(that_day, value_text="on Tuesday", event_from=parse_date("2019-09-20"))
    wrong = replace(wrong, event_to=parse_date("2019-09-20"))
    assert finding(wrong, register).verdict is Verdict.INCONSISTENT


def test_a_conversion_without_a_pair_of_units() -> None:
    assert finding(claim("conversion")).verdict is Verdict.NOT_CHECKABLE
    turned = claim("conversion", value=2.0, second_value=1.5, second_unit="mi")
    assert finding(turned).conversion is not None


def test_lines_of_nothing_and_of_coincident_ends() -> None:
    empty = claim_lines([], [])
    assert len(empty.paths) == 0
    same = claim(subject=at("p"), object=at("a"))
    drawn = claim_lines([same, claim("count")], check([same, claim("count")], Register(PLACES)))
    assert drawn.lines == ()
    assert "Both ends are drawn at one position." in drawn.unplaced[0].reason
    assert len(drawn.unplaced) == 1
    placed = claim()
    drawn = claim_lines([placed], [finding(placed)])
    np.testing.assert_allclose(drawn.paths.lat, [34.0, 35.0])
    assert drawn.paths.offsets.tolist() == [0, 2]


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="nan"):
        claim(value=math.nan)
    for lon, lat, accuracy in ((0.0, 91.0, 1.0), (math.inf, 0.0, 1.0), (0.0, 0.0, -1.0)):
        with pytest.raises(ValueError, match="Position"):
            Position(lon, lat, accuracy)


uuids = st.sampled_from([*PLACES, "k", "o", "gone", ""])
references = st.builds(
    Reference, st.just("sites"), uuids, st.sampled_from(["", "the Mediterranean"])
)
dates = st.sampled_from(["", "2019", "2019-09", "2019-09-09", "9999-12-31", "2019-09-09T11:04Z"])
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
claims = st.builds(
    Claim,
    st.uuids().map(str),
    st.sampled_from(["r", "gone"]),
    st.sampled_from([*vocabularies.keys("claim_kind"), "other"]),
    st.text(max_size=10),
    references,
    references,
    st.sampled_from([*vocabularies.keys("comparator"), "", "other"]),
    numbers,
    st.sampled_from(["km", "mi", "m2", "buildings", ""]),
    numbers,
    st.sampled_from(["km", "mi", "ha", "storehouses", ""]),
    st.text(max_size=20) | st.sampled_from(["on Tuesday", "a few months", "34.5, 40.0", "south"]),
    event_from=dates.map(parse_date),
    event_to=dates.map(parse_date),
    said=dates.map(parse_date),
)


@steady
@given(st.lists(claims, max_size=5), dates)
def test_no_claim_makes_the_checker_fail(several: list[Claim], published: str) -> None:
    register = Register(
        PLACES,
        {"k": LAND},
        {"o": Observation("o", "a", "damage", parse_date("2019-09-09"))},
        reports={"r": Report("r", published=parse_date(published))},
        coastlines=(mediterranean(),),
    )
    findings = check(several, register)
    assert [found.claim for found in findings] == [each.uuid for each in several]
    for found in findings:
        assert found.reason
        assert found.needed or found.verdict is not Verdict.CANNOT_TELL
    claim_lines(several, findings)


@steady
@given(
    st.sampled_from(["less_than", "at_most", "more_than", "at_least", "about", "equal"]),
    st.floats(0.1, 500.0),
    st.floats(0.0, 200_000.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 360.0),
)
def test_consistent_means_wherever_the_places_are_within_their_accuracy(
    comparator: str, value: float, accuracy: float, share: float, azimuth: float
) -> None:
    """Move one end anywhere in its circle: a decided verdict must stay as it was."""
    from imam_ali_tracker.geodesy.ellipsoid import WGS84

    moving = replace(A, position=Position(40.0, 34.0, accuracy))
    fixed = replace(NORTH, position=Position(40.0, 35.0, 0.0))
    of = claim(comparator=comparator, value=value)
    verdict = finding(of, Register({"a": moving, "n": fixed})).verdict
    lon, lat, _ = WGS84.forward(40.0, 34.0, azimuth, accuracy * share * 0.999999)
    moved = replace(A, position=Position(float(lon[0]), float(lat[0]), 0.0))
    true = finding(of, Register({"a": moved, "n": fixed})).verdict
    if verdict is not Verdict.CANNOT_TELL:
        assert true is verdict


def test_the_checker_needs_no_qgis() -> None:
    code = (
        "import sys, imam_ali_tracker.claims.checker, imam_ali_tracker.claims.rows, "
        "imam_ali_tracker.claims.lineage, imam_ali_tracker.claims.lines; "
        "sys.exit(any(name.split('.')[0] in ('qgis', 'shapely', 'osgeo') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=staging.PLUGIN_DIR.parent, check=False)
    assert done.returncode == 0

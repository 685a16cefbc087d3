from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.intervals import AllowedRange, Interval, Verdict, allowed_range
from imam_ali_tracker.core import vocabularies
from tests.unit.claims.steady import steady

FIGURE_COMPARATORS = ("equal", "about", "less_than", "at_most", "more_than", "at_least", "none", "")
lengths = st.floats(0, 4e7, allow_nan=False)


def intervals() -> st.SearchStrategy[Interval]:
    return st.tuples(lengths, lengths).map(lambda ends: Interval(min(ends), max(ends)))


def truth(comparator: str, value: float, step: float, measured: float) -> bool:
    """What the comparator means, written out once more and independently of AllowedRange."""
    if comparator == "less_than":
        return measured < value
    if comparator == "at_most":
        return measured <= value
    if comparator == "more_than":
        return measured > value
    if comparator == "at_least":
        return measured >= value
    width = max(step, 0.05 * value) if comparator == "about" else step / 2
    return value - width <= measured <= value + width


def test_verdicts_are_the_keys_of_the_vocabulary() -> None:
    assert {verdict.value for verdict in Verdict} == set(vocabularies.keys("verdict"))


def test_every_comparator_of_figures_is_in_the_vocabulary() -> None:
    assert set(FIGURE_COMPARATORS) - {""} <= set(vocabularies.keys("comparator"))


@pytest.mark.parametrize("ends", [(2.0, 1.0), (math.nan, 1.0), (0.0, math.nan)])
def test_an_interval_refuses_what_is_none(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError):
        Interval(*ends)


@steady
@given(st.sampled_from(FIGURE_COMPARATORS), lengths, st.floats(0, 1e6), intervals(), st.data())
def test_decided_only_where_every_value_of_the_interval_agrees(
    comparator: str, value: float, step: float, measured: Interval, data: st.DataObject
) -> None:
    allowed = allowed_range(comparator, value, step)
    assert allowed is not None
    verdict = allowed.decide(measured)
    inner = data.draw(st.floats(measured.low, measured.high))
    answers = {truth(comparator, value, step, x) for x in (measured.low, inner, measured.high)}
    if verdict is Verdict.CONSISTENT:
        assert answers == {True}
    elif verdict is Verdict.INCONSISTENT:
        assert answers == {False}
    else:
        assert verdict is Verdict.CANNOT_TELL


@steady
@given(
    st.sampled_from(("less_than", "at_most", "more_than", "at_least")),
    st.floats(1, 1e7),
    st.floats(1e-6, 1e6),
    st.floats(1e-6, 1e6),
)
def test_never_consistent_where_the_interval_straddles_the_bound(
    comparator: str, bound: float, below: float, above: float
) -> None:
    measured = Interval(bound - below, bound + above)
    allowed = allowed_range(comparator, bound, 1.0)
    assert allowed is not None
    if measured.low < bound < measured.high:
        assert allowed.decide(measured) is Verdict.CANNOT_TELL


@steady
@given(st.sampled_from(FIGURE_COMPARATORS), st.floats(1, 1e7), st.floats(0.001, 1e4), intervals())
def test_a_wider_interval_is_never_more_certain(
    comparator: str, value: float, step: float, measured: Interval
) -> None:
    allowed = allowed_range(comparator, value, step)
    assert allowed is not None
    wider = Interval(measured.low / 2, measured.high * 2)
    if allowed.decide(wider) is not Verdict.CANNOT_TELL:
        assert allowed.decide(measured) is allowed.decide(wider)


@pytest.mark.parametrize(
    ("comparator", "verdict"),
    [
        ("less_than", Verdict.INCONSISTENT),
        ("at_most", Verdict.CONSISTENT),
        ("more_than", Verdict.INCONSISTENT),
        ("at_least", Verdict.CONSISTENT),
        ("equal", Verdict.CONSISTENT),
        ("about", Verdict.CONSISTENT),
    ],
)
def test_the_bound_itself(comparator: str, verdict: Verdict) -> None:
    allowed = allowed_range(comparator, 300.0, 10.0)
    assert allowed is not None
    assert allowed.decide(Interval(300.0, 300.0)) is verdict


def test_what_a_figure_allows() -> None:
    assert allowed_range("equal", 300.0, 10.0) == AllowedRange(295.0, 305.0)
    assert allowed_range("none", 2.5, 0.5) == AllowedRange(2.25, 2.75)
    assert allowed_range("about", 450.0, 10.0) == AllowedRange(427.5, 472.5)
    assert allowed_range("about", 5.0, 1.0) == AllowedRange(4.0, 6.0)
    assert allowed_range("between", 20.0, 10.0, 10.0) == AllowedRange(10.0, 20.0)


@pytest.mark.parametrize("comparator", ["near", "before", "after", "during", "between", "?"])
def test_comparators_without_a_range(comparator: str) -> None:
    assert allowed_range(comparator, 300.0, 10.0) is None


def test_an_open_interval_is_decided_by_its_closed_end() -> None:
    at_least_1366 = Interval(1366.0, math.inf)
    assert AllowedRange(1100, 1300).decide(at_least_1366) is Verdict.INCONSISTENT
    assert AllowedRange(1700, 1900).decide(at_least_1366) is Verdict.CANNOT_TELL
    assert AllowedRange(low=1000).decide(at_least_1366) is Verdict.CONSISTENT


def test_around_is_clamped_at_zero() -> None:
    assert Interval.around(5.0, 15.0) == Interval(0.0, 20.0)

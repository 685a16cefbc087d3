"""Reported dates: the text form carries precision and zone, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.core.dates import Precision, ReportedDate, normalise_zone, parse_date

TEXTS = {
    "2019": Precision.YEAR,
    "2019-09": Precision.MONTH,
    "2019-09-24": Precision.DAY,
    "2019-09-09T11:04": Precision.MINUTE,
    "2019-09-09T11:04:59": Precision.SECOND,
    "2019-09-09T11:04+03:00": Precision.MINUTE,
    "2019-09-09T11:04:59-09:30": Precision.SECOND,
}


@pytest.mark.parametrize(("text", "precision"), TEXTS.items())
def test_the_shape_of_the_text_is_the_precision(text: str, precision: Precision) -> None:
    date = parse_date(text)
    assert date is not None
    assert date.precision is precision
    assert date.isoformat() == text


@pytest.mark.parametrize(
    "text",
    ["2019-13", "2019-02-30", "20190924", "24.9.2019", "2019-09-24T25:00", "2019-9-4", "today"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


def test_an_empty_text_is_an_unknown_date() -> None:
    assert parse_date("  ") is None


def test_a_day_is_not_an_instant() -> None:
    assert parse_date("2019-09-24").in_utc() is None
    assert parse_date("2019-09-24T11:04").in_utc() is None
    known = parse_date("2019-09-09T11:04+03:00").in_utc()
    assert known == datetime(2019, 9, 9, 8, 4, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2019", "2020-01-01"),
        ("2019-12", "2020-01-01"),
        ("2019-02", "2019-03-01"),
        ("2020-02-29", "2020-03-01"),
        ("2019-12-31T23:59", "2020-01-01"),
    ],
)
def test_the_end_is_the_first_instant_after_the_period(text: str, end: str) -> None:
    assert parse_date(text).end.isoformat() == f"{end}T00:00:00"


@pytest.mark.parametrize(
    ("zone", "normal"), [("Z", "+00:00"), ("+0300", "+03:00"), ("-09:30", "-09:30"), ("", "")]
)
def test_zones_have_one_form(zone: str, normal: str) -> None:
    assert normalise_zone(zone) == normal


@pytest.mark.parametrize("zone", ["+24:00", "+03:75"])
def test_impossible_zones_are_refused(zone: str) -> None:
    with pytest.raises(ValueError):
        normalise_zone(zone)


@given(
    st.datetimes(max_value=datetime(9998, 12, 31)),  # noqa: DTZ001 - printed clocks
    st.sampled_from([p for p in Precision if p is not Precision.UNKNOWN]),
    st.integers(min_value=-12 * 4, max_value=14 * 4),
)
def test_text_and_value_are_the_same_thing(
    value: datetime, precision: Precision, quarters: int
) -> None:
    minutes = abs(quarters) * 15
    zone = f"{'-' if quarters < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    text = ReportedDate(value, precision, zone).isoformat()
    read = parse_date(text)
    assert read.isoformat() == text
    assert read.value <= value < read.end
    if precision in (Precision.MINUTE, Precision.SECOND):
        assert read.offset == (1 if quarters >= 0 else -1) * timedelta(minutes=minutes)

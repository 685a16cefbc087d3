from __future__ import annotations

from datetime import date as calendar_date
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.periods import Period, decide_order
from imam_ali_tracker.claims.relative_dates import publication_day, resolve
from imam_ali_tracker.core.dates import Precision, ReportedDate, parse_date
from tests.unit.claims.steady import steady


def date(text: str) -> ReportedDate:
    parsed = parse_date(text)
    assert parsed is not None
    return parsed


def period(first: str, last: str = "") -> Period:
    found = Period.between(parse_date(first), parse_date(last or first))
    assert found is not None
    return found


def read(text: str, published: str, **options: object) -> str:
    resolution = resolve(text, date(published), **options)  # type: ignore[arg-type]
    return "" if resolution is None else str(resolution.period)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # The date resolutions D1 to D6 of the reference case.
        ("ImageSat International (ISI) reported on Tuesday.", "2019-09-24", "2019-09-24"),
        ("Following reported airstrikes on September 9", "2019-09-24", "2019-09-09"),
        ("On September 3, Fox News reported", "2019-09-24", "2019-09-03"),
        ("In May, ISI images revealed", "2019-09-24", "2019-05"),
        ("over the course of a few months", "2019-09-03", "2019-11-03 to 2020-08-03"),
        # The wordings of the parallel reports.
        ("last week", "2019-05-24", "2019-05-12 to 2019-05-19"),
        ("this past week", "2019-05-24", "2019-05-17 to 2019-05-24"),
        ("earlier this week", "2019-05-24", "2019-05-19 to 2019-05-23"),
        ("From September 9 to 21", "2019-09-24", "2019-09-09 to 2019-09-21"),
        ("images dated Sept. 21", "2019-09-24", "2019-09-21"),
        ("began in recent months", "2019-09-03", "2018-10-03 to 2019-09-03"),
        ("over the next few months", "2019-09-03", "2019-09-03 to 2020-08-03"),
        ("under construction since early 2018", "2019-09-24", "2018-01-01 to 2018-04-30"),
        ("yesterday, Wednesday 13 May", "2020-05-14", "2020-05-13"),
        # Days of the week.
        ("on Tuesday", "2019-09-25", "2019-09-24"),
        ("this past Tuesday", "2019-09-24", "2019-09-17"),
        ("next Tuesday", "2019-09-24", "2019-10-01"),
        ("last Sunday", "2019-09-24", "2019-09-22"),
        # Months and years.
        ("in May", "2019-05-24", "2019-05-01 to 2019-05-24"),
        ("in mid-May 2019", "2019-09-24", "2019-05-11 to 2019-05-20"),
        ("October 2", "2019-09-24", "2018-10-02"),
        ("Feb. 29", "2019-09-24", "2016-02-29"),
        ("3-4 September 2019", "2019-09-24", "2019-09-03 to 2019-09-04"),
        ("in 2018", "2019-09-24", "2018"),
        ("2019-05-24", "2019-09-24", "2019-05-24"),
        ("last month", "2019-09-24", "2019-08"),
        ("last year", "2019-09-24", "2018"),
        ("earlier this month", "2019-09-24", "2019-09-01 to 2019-09-23"),
        ("next week", "2019-09-24", "2019-09-29 to 2019-10-06"),
        # Amounts.
        ("two weeks ago", "2019-09-24", "2019-09-07 to 2019-09-13"),
        ("a few days ago", "2019-09-24", "2019-09-18 to 2019-09-22"),
        ("over the past six months", "2019-09-24", "2019-03-24 to 2019-09-24"),
        ("today", "2019-09-24", "2019-09-24"),
        # What names no date.
        ("it may take", "2019-09-24", ""),
        ("September 31", "2019-09-24", ""),
        ("99 years ago", "0050-01-01", ""),
        ("", "2019-09-24", ""),
    ],
)
def test_wordings(text: str, published: str, expected: str) -> None:
    assert read(text, published) == expected


def test_that_day_needs_to_know_which() -> None:
    strike = Period.of(date("2019-09-09"))
    assert read("Later that day, the IDF reported", "2019-09-24") == ""
    assert read("Later that day, the IDF", "2019-09-24", antecedent=strike) == "2019-09-09"
    assert read("the next day", "2019-09-24", antecedent=strike) == "2019-09-10"
    assert read("the day before", "2019-09-24", antecedent=strike) == "2019-09-08"
    stamped = Period.of(date("2019-09-09T11:04"))
    assert read("the same day", "2019-09-24", antecedent=stamped) == "2019-09-09"


def test_forecasts_look_ahead() -> None:
    assert read("on Wednesday", "2019-09-24", future=True) == "2019-09-25"
    assert read("on October 2", "2019-09-24", future=True) == "2019-10-02"
    assert read("in May", "2019-09-24", future=True) == "2020-05"


def test_the_day_of_publication_is_that_of_the_publishers_clock() -> None:
    late = "2019-09-24T23:30+00:00"
    assert str(publication_day(date(late))) == "2019-09-24"
    assert str(publication_day(date(late), "+03:00")) == "2019-09-25"
    assert read("yesterday", late) == "2019-09-23"
    assert read("yesterday", late, zone="+03:00") == "2019-09-24"


def test_a_coarse_publication_date_gives_no_day() -> None:
    assert read("on Tuesday", "2019-09") == ""
    assert read("yesterday", "2019") == ""
    assert read("in May", "2019-11") == "2019-05"
    assert resolve("on Tuesday", None) is None
    stated = resolve("in May 2018", None)
    assert stated is not None
    assert str(stated.period) == "2018-05"


def test_reasons_precisions_and_other_readings() -> None:
    tuesday = resolve("reported on Tuesday", date("2019-09-24"))
    assert tuesday is not None
    assert tuesday.precision is Precision.DAY
    assert [str(other) for other in tuesday.alternatives] == ["2019-09-17"]
    assert tuesday.reason == (
        "“on Tuesday” in a report of Tuesday 2019-09-24 is 2019-09-24. It may also mean 2019-09-17."
    )
    may = resolve("In May, images", date("2019-09-24"))
    assert may is not None
    assert may.precision is Precision.MONTH


@steady
@given(st.text(max_size=40), st.dates(calendar_date.min), st.booleans())
def test_any_text_on_any_day_is_read_without_an_error(text: str, day: object, future: bool) -> None:
    for sample in (text, f"on Tuesday {text}", "a few years ago", "last year", "next year"):
        resolve(sample, date(str(day)), future=future)


@pytest.mark.parametrize(
    ("comparator", "subject", "other", "verdict"),
    [
        ("after", ("2019-09-10", "2019-09-21"), ("2019-09-09",), Verdict.CONSISTENT),
        ("after", ("2019-09-09", "2019-09-21"), ("2019-09-09",), Verdict.CANNOT_TELL),
        ("after", ("2019-09-01", "2019-09-08"), ("2019-09-09",), Verdict.INCONSISTENT),
        ("before", ("2019-09-24",), ("2019-09-30",), Verdict.CONSISTENT),
        ("before", ("2019-09-30",), ("2019-09-24",), Verdict.INCONSISTENT),
        ("before", ("2019-09",), ("2019-09-24",), Verdict.CANNOT_TELL),
        ("before", ("", "2019-09-03"), ("2019-09-09",), Verdict.CONSISTENT),
        ("after", ("", "2019-09-03"), ("2019-09-09",), Verdict.INCONSISTENT),
        ("during", ("2019-09-09",), ("2019-09",), Verdict.CONSISTENT),
        ("during", ("2019-09",), ("2019-09-09",), Verdict.CANNOT_TELL),
        ("equal", ("2019-09-03",), ("2019-09-04",), Verdict.INCONSISTENT),
        ("none", ("2019-09-03",), ("2019-09-03",), Verdict.CONSISTENT),
    ],
)
def test_order(
    comparator: str, subject: tuple[str, ...], other: tuple[str, ...], verdict: Verdict
) -> None:
    assert decide_order(comparator, period(*subject), period(*other)) is verdict


def test_comparators_that_say_nothing_about_time() -> None:
    day = period("2019-09-09")
    assert decide_order("less_than", day, day) is None


def test_a_stated_zone_beside_a_clock_without_one() -> None:
    stamped = Period.of(date("2019-09-09T11:04+03:00"))
    assert stamped.in_utc
    # The 8th ends, somewhere on Earth, only at noon of the 9th in UTC.
    assert decide_order("after", stamped, period("2019-09-08")) is Verdict.CANNOT_TELL
    assert decide_order("after", stamped, period("2019-09-07")) is Verdict.CONSISTENT
    utc = Period.of(date("2019-09-09T08:04:00Z"))
    assert decide_order("during", utc, stamped) is Verdict.CONSISTENT


moments = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2040-01-01"))


@steady
@given(st.sampled_from(["before", "after"]), moments, moments, moments, moments, st.data())
def test_order_is_decided_only_where_all_moments_agree(
    comparator: str, a: datetime, b: datetime, c: datetime, d: datetime, data: st.DataObject
) -> None:
    if a == b or c == d:
        return
    subject, other = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    verdict = decide_order(comparator, subject, other)
    first = data.draw(st.datetimes(min(a, b), max(a, b)))
    second = data.draw(st.datetimes(min(c, d), max(c, d)))
    if first == second:
        return
    holds = first < second if comparator == "before" else first > second
    if verdict is not Verdict.CANNOT_TELL:
        assert (verdict is Verdict.CONSISTENT) is holds


def test_periods_as_text() -> None:
    assert str(period("2019-09-09")) == "2019-09-09"
    assert str(period("2019-05")) == "2019-05"
    assert str(period("2019")) == "2019"
    assert str(period("2019-09-09T11:04")) == "2019-09-09 11:04"
    assert str(period("2019-09-09", "2019-09-21")) == "2019-09-09 to 2019-09-21"
    assert str(Period.between(None, date("2019-09-03"))) == "until 2019-09-03"
    assert str(Period.between(date("2018"), None)) == "from 2018-01-01 on"
    assert str(Period(datetime.fromisoformat("2019-09-24"), None)) == "from 2019-09-24 on"
    assert str(Period(None, None)) == "at an unknown time"


def test_dates_in_the_wrong_order_are_no_period() -> None:
    assert Period.between(date("2019-09-21"), date("2019-09-09")) is None
    assert Period.between(None, None) is None


def test_the_ends_of_the_calendar() -> None:
    assert Period.of(date("9999-12-31")) == Period(datetime.fromisoformat("9999-12-31"), None)
    assert Period.of(date("0001-01-01T00:00+14:00")).start is None
    assert resolve("on Tuesday", date("9999-12-31")) is None

"""Dates in declared stamps and printed lines, and days of other calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.core.dates import Precision
from imam_ali_tracker.reports.extract import calendars
from imam_ali_tracker.reports.extract.date_text import Locale, find_dates, normalise, parse_stamp


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2019-09-04", "en", "2019-09-04"),
        ("2019-09-04T11:04", "en", "2019-09-04T11:04"),
        ("2019-09-04T11:04:00+03:00", "en", "2019-09-04T11:04:00+03:00"),
        ("2019-09-04T11:04:00.123456Z", "en", "2019-09-04T11:04:00+00:00"),
        ("2019-09-04 11:04:05 UTC", "en", "2019-09-04T11:04:05+00:00"),
        ("Wed, 04 Sep 2019 11:04:00 -0500", "en", "2019-09-04T11:04:00-05:00"),
        ("Wed Sep 04 2019 11:04:00 GMT+0200 (CEST)", "en", "2019-09-04T11:04:00+02:00"),
        ("20190904", "en", "2019-09-04"),
        ("20190904T110400", "en", "2019-09-04T11:04:00"),
        ("1567595040", "en", "2019-09-04T11:04:00+00:00"),
        ("1567595040000", "en", "2019-09-04T11:04:00+00:00"),
        ("2019-09", "en", "2019-09"),
        ("2019", "en", "2019"),
        ("September 4th, 2019 at 11:04 PM", "en", "2019-09-04T23:04"),
        ("Sept. 4, 2019 | 3:15 p.m. EDT", "en", "2019-09-04T15:15-04:00"),
        ("12:30 a.m., September 4, 2019", "en", "2019-09-04T00:30"),
        ("4. September 2019, 11.04 Uhr", "de", "2019-09-04T11:04"),
        ("04.09.19", "de", "2019-09-04"),
        ("1er septembre 2019", "fr", "2019-09-01"),
        ("4 de septiembre de 2019", "es", "2019-09-04"),
        ("12 giugno 2023 alle 11:04", "it", "2023-06-12T11:04"),
        ("1 сентября 2019 г., 12:30", "ru", "2019-09-01T12:30"),
        ("4. srpna 2019", "cs", "2019-08-04"),
        ("4. rujna 2019.", "hr", "2019-09-04"),
        ("4. listopada 2019.", "hr", "2019-10-04"),
        ("4. listopadu 2019", "cs", "2019-11-04"),
        ("2019. szeptember 4.", "hu", "2019-09-04"),
        ("2019 m. rugsėjo 4 d.", "lt", "2019-09-04"),
        ("2019年9月4日", "ja", "2019-09-04"),
        ("令和元年9月4日", "ja", "2019-09-04"),
        ("2019년 9월 4일", "ko", "2019-09-04"),
        ("4 กันยายน 2562", "th", "2019-09-04"),
        ("ngày 4 tháng 9 năm 2019", "vi", "2019-09-04"),
    ],
)
def test_a_date_keeps_what_is_written(text: str, language: str, expected: str) -> None:
    found = parse_stamp(text, Locale(language))
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "0", "2019-13-45", "99999999999999",
     "31.02.2019", "1.2.3.4", "9/11", "2999-01-01", "12345678901234567890", "-1"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_stamp(text, Locale("en")) is None


def test_day_and_month_are_read_as_the_page_writes_them() -> None:
    american = next(find_dates("09/04/2019", Locale("en", month_first=True)))
    british = next(find_dates("09/04/2019", Locale("en")))
    assert american.date.isoformat() == "2019-09-04"
    assert british.date.isoformat() == "2019-04-09"
    assert american.other is not None and american.other.isoformat() == "2019-04-09"
    assert next(find_dates("25/12/2019", Locale("en", month_first=True))).other is None


def test_dates_are_found_where_they_stand() -> None:
    text = normalise("Published 3 September 2019, updated 5 September 2019")
    first, second = find_dates(text, Locale("en"))
    assert text[first.start : first.end] == "3 September 2019"
    assert (first.date.isoformat(), second.date.isoformat()) == ("2019-09-03", "2019-09-05")


def test_numbers_that_look_like_dates_are_none() -> None:
    for text in (
        "version 10.2.19.4",
        "call 555-01-0199",
        "the ratio 1:2:2019",
        "page 12/2019/4/5/6",
    ):
        assert list(find_dates(text, Locale("en"))) == [], text


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1398, 6, 13), date(2019, 9, 4)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_solar_hijri_days(jalali: tuple[int, int, int], gregorian: date) -> None:
    assert calendars.from_jalali(*jalali) == gregorian


@pytest.mark.parametrize("impossible", [(1398, 13, 1), (1398, 12, 30), (1398, 7, 31), (98, 1, 1)])
def test_days_that_the_solar_hijri_calendar_has_not(impossible: tuple[int, int, int]) -> None:
    assert calendars.from_jalali(*impossible) is None


def test_solar_hijri_days_follow_each_other_without_gap() -> None:
    day = calendars.from_jalali(1300, 1, 1)
    assert day is not None
    for year in range(1300, 1500):
        for month in range(1, 13):
            for number in range(1, 32):
                found = calendars.from_jalali(year, month, number)
                if found is not None:
                    assert found == day, (year, month, number)
                    day += timedelta(days=1)


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [
        ((1400, 1, 1), date(1979, 11, 21)),
        ((1441, 1, 1), date(2019, 9, 1)),
        ((1445, 9, 1), date(2024, 3, 11)),
    ],
)
def test_tabular_islamic_days(hijri: tuple[int, int, int], gregorian: date) -> None:
    found = calendars.from_hijri(*hijri)
    assert found is not None
    assert abs(found - gregorian) <= timedelta(days=1)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2025, 12, 31)))
def test_every_day_is_read_in_every_common_form(day: date) -> None:
    forms = [
        (day.isoformat(), "en"),
        (f"{day.day}.{day.month}.{day.year}", "de"),
        (f"{day:%d/%m/%Y}", "fr"),
        (f"{day:%B} {day.day}, {day.year}", "en"),
        (f"{day.day} {day:%b} {day.year}", "en"),
        (f"{day.year}年{day.month}月{day.day}日", "ja"),
        (f"{day:%A}, {day.day}. {day:%B} {day.year}", "en"),
    ]
    for text, language in forms:
        found = parse_stamp(text, Locale(language))
        assert found is not None, text
        assert (found.value.date(), found.precision) == (day, Precision.DAY), text


@given(st.text(max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    for language in ("en", "fa", "th", ""):
        for found in find_dates(normalise(text), Locale(language)):
            assert 0 <= found.start < found.end <= len(text)
            assert 1800 <= found.date.value.year <= 2200
        parse_stamp(text, Locale(language))

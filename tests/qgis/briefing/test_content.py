"""What a briefing says in words, on the reference case."""

from __future__ import annotations

from typing import Any

import pytest

from imam_ali_tracker.briefing.blocks import facts_block, numbered
from imam_ali_tracker.briefing.content import (
    caveats,
    cites,
    date_of_information,
    period_text,
    reference,
)
from imam_ali_tracker.briefing.directions import LEFT_TO_RIGHT_MARK
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.core.dates import parse_date
from tests.qgis.briefing.ready import Ready

EMPTY_REPORT: dict[str, Any] = {
    "publisher": None,
    "title": None,
    "authors": (),
    "published": None,
    "updated": None,
    "accessed": None,
    "reliability": None,
    "archive_url": None,
    "url": "https://example.org/a",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "date unknown"),
        ("2019", "2019"),
        ("2019-11", "November 2019"),
        ("2019-09-24", "24 September 2019"),
        ("2019-09-09T11:04", "9 September 2019"),
    ],
)
def test_a_date_is_said_no_more_precisely_than_it_is_known(text: str, said: str) -> None:
    assert date_text(parse_date(text)) == said


def test_a_period_says_which_end_is_known() -> None:
    first, last = parse_date("2019-09-09"), parse_date("2019-11")
    assert period_text(first, last) == "9 September 2019 to November 2019"
    assert period_text(None, last) == "until November 2019"
    assert period_text(first, None) == period_text(first, first) == "9 September 2019"
    assert period_text(None, None) == "date unknown"


def test_a_reference_is_full() -> None:
    report = {
        **EMPTY_REPORT,
        "publisher": "A publisher",
        "title": "A title",
        "authors": ("A. Author", "B. Author"),
        "published": parse_date("2019-09-24"),
        "updated": parse_date("2019-09-25"),
        "accessed": parse_date("2020-01-02"),
        "reliability": "B",
        "archive_url": "https://archive.example.org/a",
    }
    assert reference(report).split("\n") == [
        (
            "A publisher, “A title”, A. Author, B. Author, 24 September 2019, updated 25 September "
            "2019, reliability B."
        ),
        "https://example.org/a (accessed 2 January 2020)",
        "Stored copy: https://archive.example.org/a",
    ]


def test_what_is_unknown_of_a_report_is_said_to_be_unknown() -> None:
    assert reference(EMPTY_REPORT).split("\n") == [
        "Unknown publisher, (no title recorded), date unknown.",
        "https://example.org/a",
    ]


def test_a_title_from_right_to_left_keeps_the_date_behind_it() -> None:
    title = "".join(map(chr, (0x5D0, 0x5D1, 0x5D2)))
    report = {**EMPTY_REPORT, "title": title, "published": parse_date("2019")}
    assert f"“{title}”{LEFT_TO_RIGHT_MARK}, 2019." in reference(report)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((), ""), ((3,), "[3]"), ((2, 1), "[1, 2]"), ((5, 1, 2, 3), "[1–3, 5]"), ((4, 4), "[4]")],
)
def test_numbers_of_sources_are_drawn_together(numbers: tuple[int, ...], text: str) -> None:
    known = {f"report {number}": number for number in range(1, 6)}
    assert cites([f"report {number}" for number in numbers] + ["unknown"], known) == text


def test_caveats_follow_from_the_data(ready: Ready) -> None:
    everything = ready.data.everything()
    numbers = numbered(ready.data.sources(everything))
    said = " ".join(caveats(ready.data, everything, numbers))
    assert "“Imam Ali base” is another place's" in said
    assert "within about 15 km" in said
    assert "15 km (Al-Qaim)" in said
    assert "Not drawn, because no source states a position: Crossing reported" in said
    assert "geodesics through the named places" in said
    assert "with dates: 6 of 107." in said
    assert "Unchecked claims of 107: 54 undecided, 31 of a kind" in said
    assert "Sources whose links were not checked: 69 of 69." in said


def test_caveats_are_of_what_is_on_the_page(ready: Ready) -> None:
    beirut = ready.data.about((ready.site("Beirut"),))
    numbers = numbered(ready.data.sources(beirut))
    said = " ".join(caveats(ready.data, beirut, numbers))
    assert "Imam Ali" not in said
    assert "3 km (Beirut)" in said


def test_facts_say_what_is_not_known_and_no_more_decimals_than_are(ready: Ready) -> None:
    facts = dict(row.cells for row in facts_block(ready.data, ready.site("Al-Bukamal"), {}).rows)
    assert facts["Position"] == "34.45° N, 40.92° E"
    assert facts["Accuracy"] == "about 2 km"
    assert facts["First reported"] == "not known"
    unplaced = ready.site("Mediterranean coast (eastern)")
    facts = dict(row.cells for row in facts_block(ready.data, unplaced, {}).rows)
    assert facts["Position"] == "not drawn: no source states one"


def test_the_date_of_information_spans_the_reports(ready: Ready) -> None:
    reports = ready.data.rows["reports"].values()
    assert date_of_information(reports) == "Reports published 11 April 2018 to 21 December 2025"
    assert date_of_information([]) == "Date of information: unknown"

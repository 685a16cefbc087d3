"""What a briefing says in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imam_ali_tracker.briefing.content import (
    caveats,
    date_of_information,
    date_text,
    reference,
    sources,
)
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import parse_date

EMPTY_REPORT = {
    "publisher": None,
    "title": None,
    "authors": (),
    "published": None,
    "url": "https://example.org/a",
}


@pytest.fixture
def case(reference_file: Path) -> Iterator[Case]:
    with Case.open(reference_file, read_only=True) as case:
        yield case


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


def test_what_is_unknown_of_a_report_is_said_to_be_unknown() -> None:
    assert reference(EMPTY_REPORT) == (
        "Unknown publisher, (no title recorded), date unknown, https://example.org/a"
    )


def test_only_cited_reports_are_sources_in_order_of_publication(case: Case) -> None:
    cited = {row["report"] for row in case.rows("citations") if row["feature_table"] == "buffers"}
    found = sources(case, ("buffers",))
    assert 0 < len(found) == len(cited) < len(list(case.rows("reports")))
    dates = [row["published"] for row in case.rows("reports") if row["uuid"] in cited]
    known = sorted(date.isoformat() for date in dates if date is not None)
    assert date_text(parse_date(known[0])) in found[0]


def test_caveats_name_the_proxy_and_what_is_not_drawn(case: Case) -> None:
    said = caveats(case)
    assert any("“Imam Ali base”" in text and "15 km" in text for text in said)
    assert any("a US military position" in text and "Not drawn" in text for text in said)
    assert any("geodesics" in text for text in said)


def test_the_date_of_information_spans_the_reports(case: Case) -> None:
    assert date_of_information(case) == "Reports published 11 April 2018 to 21 December 2025"

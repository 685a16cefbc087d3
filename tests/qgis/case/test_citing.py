"""What reports are called where there is room for one line."""

from __future__ import annotations

from typing import Any

import pytest

from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.core.dates import parse_date


@pytest.mark.parametrize(
    ("known", "title"),
    [
        ({"title": "A title", "publisher": "A paper", "published": "2019-09-24"}, "A title"),
        ({"publisher": "A paper", "published": "2019-09"}, "A paper, September 2019"),
        ({"publisher": "A paper"}, "A paper, news.example"),
        ({"published": "2019-09-24T11:04+03:00"}, "news.example, 24 September 2019"),
        ({}, "news.example"),
        ({"url": "//[nothing"}, "//[nothing"),
        ({"url": "an archive, box 3"}, "an archive, box 3"),
    ],
)
def test_a_report_without_a_title_goes_by_publisher_and_date(
    known: dict[str, Any], title: str
) -> None:
    report = {
        "title": None,
        "publisher": None,
        "url": "https://www.news.example/2019/09/some-long-address?utm=1",
        **known,
        "published": parse_date(known.get("published", "")),
    }
    assert report_title(report) == title


def test_the_date_keeps_its_order_beside_a_publisher_that_runs_to_the_left() -> None:
    publisher = "\u0627\u0644\u062c\u0632\u064a\u0631\u0629"
    report = {"title": "", "publisher": publisher, "url": "", "published": parse_date("2019-09-24")}
    assert report_title(report) == f"\u2068{publisher}\u2069, \u206824 September 2019\u2069"

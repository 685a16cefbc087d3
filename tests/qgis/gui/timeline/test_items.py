"""What is known of a time, and the lanes in which items stand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import ReportedDate, parse_date
from imam_ali_tracker.gui.panel.timeline.axis import seconds_of
from imam_ali_tracker.gui.panel.timeline.items import (
    TimelineItem,
    dates_text,
    read_items,
    span_of,
)
from imam_ali_tracker.gui.panel.timeline.lanes import arrange


def at(text: str) -> float:
    return seconds_of(datetime.fromisoformat(text))


def date(text: str) -> ReportedDate | None:
    return parse_date(text)


def item(number: int, start: str, end: str = "", *, site: str = "") -> TimelineItem:
    span = span_of(date(start), date(end))
    return TimelineItem(
        "observations", str(number), "closure", f"{number}", start, span, site or None, site
    )


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        # A day is a whole day wherever it was, and nothing about it is fuzzy.
        ("2019-09-24", "", ("2019-09-24", "2019-09-24", "2019-09-25", "2019-09-25")),
        ("2019-09-03", "2019-09-05", ("2019-09-03", "2019-09-03", "2019-09-06", "2019-09-06")),
        # The clock that the report prints counts, with a zone and without.
        (
            "2019-09-09T11:04+03:00",
            "",
            ("2019-09-09T11:04", "2019-09-09T11:04", "2019-09-09T11:05", "2019-09-09T11:05"),
        ),
        # A month is as long as a month.
        ("2019-02", "2019-09", ("2019-02-01", "2019-03-01", "2019-09-01", "2019-10-01")),
        ("2019-02-10", "2020", ("2019-02-10", "2019-02-10", "2020-01-01", "2021-01-01")),
        # Some time in 2019: nothing is sure.
        ("2019", "", ("2019-01-01", "2019-07-02T12:00", "2019-07-02T12:00", "2020-01-01")),
        ("", "2019-09-24", ("2019-09-24", "2019-09-24", "2019-09-25", "2019-09-25")),
        # What ends before it begins is shown where it begins.
        ("2019-09-24", "2018-01-01", ("2019-09-24", "2019-09-24", "2019-09-25", "2019-09-25")),
    ],
)
def test_a_span_keeps_what_is_sure_apart_from_what_is_possible(
    start: str, end: str, span: tuple[str, ...]
) -> None:
    assert span_of(date(start), date(end)) == tuple(map(at, span))


def test_what_has_no_date_is_nowhere() -> None:
    assert span_of(None, None) is None
    assert dates_text(None, None) == "no date stated"


def test_the_last_year_of_the_calendar_is_drawn() -> None:
    assert span_of(date("9999"), None) is not None
    assert span_of(date("9999-12-31"), None) is not None


def test_dates_stand_as_reported() -> None:
    assert dates_text(date("2019-09"), None) == "2019-09"
    assert dates_text(date("2019"), date("2020-01-02")) == "2019 to 2020-01-02"
    assert dates_text(None, date("2019-09-09T11:04+03:00")) == "until 2019-09-09T11:04+03:00"
    assert "before it begins" in dates_text(date("2020"), date("2019"))


def test_items_of_a_lane_do_not_overlap() -> None:
    rng = np.random.default_rng(5)
    many = [
        item(n, f"20{rng.integers(10, 20)}-{rng.integers(1, 13):02d}", site=f"S{n % 3}")
        for n in range(300)
    ]
    layout = arrange([*many, item(999, "")], "site")
    assert len(layout.items) == 300, "the undated one has no place"
    assert [group.title for group in layout.groups] == ["S0", "S1", "S2"]
    assert layout.groups[1].first == layout.groups[0].count
    for lane in range(int(layout.lane.max()) + 1):
        rows = layout.spans[layout.lane == lane]
        assert (rows[1:, 0] >= rows[:-1, 3]).all()
        assert layout.room[layout.lane == lane].tolist() == [*rows[1:, 0], np.inf]


def test_rows_by_kind_have_the_labels_of_the_vocabulary() -> None:
    report = TimelineItem("reports", "r", "report", "R", "2019", span_of(date("2019"), None))
    layout = arrange([item(1, "2019"), report], "kind")
    assert [group.title for group in layout.groups] == ["Reports", "Closure"]


def test_nothing_is_arranged() -> None:
    layout = arrange([], "site")
    assert layout.extent is None
    assert layout.groups == ()


def test_all_observations_and_reports_of_a_case_are_read(reference_file: Path) -> None:
    with Case.open(reference_file, read_only=True) as case:
        items = read_items(case)
        counts = {t: sum(1 for _ in case.rows(t)) for t in ("observations", "reports")}
        observed = {row["uuid"]: row for row in case.rows("observations")}
    assert {t: sum(i.table == t for i in items) for t in counts} == counts
    for each in items:
        if each.table == "observations":
            row = observed[each.uuid]
            undated = row["date_from"] is None and row["date_to"] is None
            assert (each.span is None) is undated
            assert (each.position is None) or isinstance(each.position[0], float)
    assert any(each.site_name for each in items)

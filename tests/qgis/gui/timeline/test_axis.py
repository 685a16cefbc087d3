"""The calendar as a line of pixels."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from imam_ali_tracker.gui.panel.timeline.axis import (
    DAY,
    EARLIEST,
    LATEST,
    TimeAxis,
    moment_of,
    seconds_of,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


YEAR = TimeAxis(seconds_of(at("2019-01-01")), seconds_of(at("2020-01-01")), 730)


@pytest.mark.parametrize("mirrored", [False, True])
def test_pixels_and_moments_are_each_others_inverse(mirrored: bool) -> None:
    axis = TimeAxis(YEAR.start, YEAR.end, 730, mirrored)
    moments = np.array([seconds_of(at("2019-03-01")), seconds_of(at("2019-09-24T12:00"))])
    back = [axis.seconds(float(x)) for x in axis.x(moments)]
    assert back == pytest.approx(moments.tolist())
    first, second = axis.x(moments)
    assert (first < second) is not mirrored


@pytest.mark.parametrize("mirrored", [False, True])
def test_zooming_keeps_the_moment_under_the_mouse(mirrored: bool) -> None:
    axis = TimeAxis(YEAR.start, YEAR.end, 730, mirrored)
    closer = axis.zoomed(4.0, 100.0)
    assert closer.seconds(100.0) == pytest.approx(axis.seconds(100.0))
    assert closer.end - closer.start == pytest.approx((axis.end - axis.start) / 4)


@pytest.mark.parametrize("mirrored", [False, True])
def test_panning_moves_what_is_under_the_mouse_along(mirrored: bool) -> None:
    axis = TimeAxis(YEAR.start, YEAR.end, 730, mirrored)
    assert axis.panned(50.0).seconds(150.0) == pytest.approx(axis.seconds(100.0))


def test_the_axis_ends_where_the_calendar_does() -> None:
    widest = YEAR.zoomed(1e-9, 300.0)
    assert (widest.start, widest.end) == (EARLIEST, LATEST)
    assert widest.panned(1e9).start == EARLIEST
    shortest = YEAR.zoomed(1e12, 300.0)
    assert shortest.end > shortest.start
    assert shortest.seconds(300.0) == pytest.approx(YEAR.seconds(300.0), abs=DAY)


def test_ticks_are_those_of_the_calendar() -> None:
    months = list(YEAR.ticks(YEAR.step(44)))
    assert months[:3] == [at("2019-01-01"), at("2019-02-01"), at("2019-03-01")]
    leap = TimeAxis(seconds_of(at("2020-02-20")), seconds_of(at("2020-03-12")), 300)
    days = [tick for tick in leap.ticks(leap.step(60)) if tick.month == 2 or tick.day == 1]
    assert at("2020-03-01") in days
    assert all(tick.day in (16, 21, 26) for tick in days if tick.month == 2)


@pytest.mark.parametrize("factor", [1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 60.0, 365.0, 9000.0, 1e5])
@pytest.mark.parametrize("start", ["0001-01-01", "1899-12-25", "2019-05-24", "2020-02-10"])
def test_ticks_go_on_and_are_far_enough_apart(factor: float, start: str) -> None:
    begin = seconds_of(datetime.fromisoformat(start))
    axis = YEAR.showing(begin, begin + 365 * DAY / factor)
    step = axis.step(44)
    ticks = list(axis.ticks(step))
    assert ticks[0] <= moment_of(axis.start) + timedelta(seconds=1)
    assert len(ticks) >= 2
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= axis.width / 30 + 3

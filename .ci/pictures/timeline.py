"""Journey 6: the case through time."""

from __future__ import annotations

from datetime import datetime

from imam_ali_tracker.gui.panel.timeline.axis import seconds_of
from imam_ali_tracker.gui.panel.timeline.page import TimelinePage
from pictures.desk import BORDER, Desk


def walk(desk: Desk) -> None:
    """Show September 2019, and let the map show the days of the reported strike."""
    page = desk.page(TimelinePage)
    chart = page.chart
    desk.keep("timeline", desk.dock)
    desk.look_at(BORDER)
    chart.show_period((_day(2019, 8, 15), _day(2019, 10, 10)))
    chart.brush((_day(2019, 9, 3), _day(2019, 9, 18)))
    desk.settle()
    desk.keep_map("timeline-period")
    chart.brush(None)
    desk.settle()


def _day(year: int, month: int, day: int) -> float:
    return seconds_of(datetime(year, month, day))  # noqa: DTZ001 - a printed clock

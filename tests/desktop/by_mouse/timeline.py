"""Journey 6 by mouse: a period is brushed, and changed in QGIS's temporal controller."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QPoint

from tests.desktop.by_mouse.map import click_action
from tests.desktop.journeys import (
    axis,
    axis_width,
    dock_field,
    map_extent,
    periods,
)
from tests.desktop.mouse import Mouse

_SCALE = 6
"""Pixels from the top of the axis to the middle of its scale."""


def play(mouse: Mouse) -> Any:
    """Journey 6: zoom, brush a period, and change it in QGIS's own dock."""
    mouse.turn_to("Timeline")
    chart = mouse.found("Time axis").viewport()
    mouse.wait(lambda: axis().items, "the items")
    mouse.picture("axis")
    extent, shown = mouse.ask(map_extent), mouse.ask(axis_width)
    mouse.wheel(chart, 3)
    closer = [mouse.ask(axis_width) < shown, mouse.ask(map_extent) == extent]
    mouse.picture("zoomed")
    width = mouse.ask(chart.width)
    ends = (QPoint(width // 4, _SCALE), QPoint(3 * width // 4, _SCALE))
    mouse.drag(chart, *ends, lambda: mouse.picture("brushing"))
    click_action(mouse, "mActionTemporalController")
    mouse.picture("dock")
    brushed = mouse.ask(periods)
    begin = mouse.ask(lambda: dock_field("Start"))
    mouse.click(begin, mouse.ask(lambda: QPoint(8, begin.height() // 2)))
    mouse.wheel(begin, 2, mouse.ask(lambda: QPoint(8, begin.height() // 2)))
    mouse.settle()
    mouse.picture("followed")
    followed = mouse.ask(periods)
    mouse.push("Show all times on the map")
    mouse.picture("all-times")
    return [closer, brushed, followed, mouse.ask(periods)]

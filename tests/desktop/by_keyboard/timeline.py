"""Journey 6 by keyboard: a period on the time axis, and QGIS's temporal controller in step."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from tests.desktop.by_keyboard.keys import turn_to
from tests.desktop.hands import ALT, CTRL, SHIFT, Hands
from tests.desktop.journeys import (
    axis_width,
    dock_field,
    map_extent,
    periods,
)

Key = Qt.Key
_MOST_STOPS = 60


def play(hands: Hands) -> Any:
    """Journey 6: walk the time axis, let the map show a period, and change it in QGIS's dock."""
    turn_to(hands, "Timeline")
    hands.tab_to("Time axis")
    hands.press(Key.Key_Home)
    extent, width = hands.ask(map_extent), hands.ask(axis_width)
    hands.press(Key.Key_Plus, CTRL, times=3)
    closer = [hands.ask(axis_width) < width, hands.ask(map_extent) == extent]
    hands.picture("axis")
    hands.press(Key.Key_Right, SHIFT, times=2)
    hands.picture("period")
    hands.press(Key.Key_V, ALT)
    hands.choose("Panels", "Temporal Controller")
    hands.settle()
    hands.picture("dock")
    stretched = hands.ask(periods)
    _tab_to_begin(hands)
    hands.picture("dock-begin")
    hands.press(Key.Key_Up)
    hands.settle()
    hands.picture("followed")
    followed = hands.ask(periods)
    hands.go_to_panel("Imam Ali Tracker")
    hands.tab_to("Time axis")
    hands.press(Key.Key_Escape)
    hands.picture("all-times")
    return [closer, stretched, followed, hands.ask(periods)]


def _tab_to_begin(hands: Hands) -> None:
    """Go with Shift+Tab to the begin of the period in QGIS's dock, which has no key of its own.

    Tab ends in QGIS's locator, which keeps it.
    """
    seen = []
    for _ in range(_MOST_STOPS):
        if hands.ask(lambda: QApplication.focusWidget() is dock_field("Start")):
            return
        seen.append(hands.focus())
        hands.press(Key.Key_Backtab, SHIFT)
    raise LookupError(f"Shift+Tab does not lead to the dock's begin, but to: {'; '.join(seen)}")

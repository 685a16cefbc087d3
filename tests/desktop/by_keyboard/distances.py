"""Journey 4 by keyboard: buffers around a site, and a corridor through three."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt

from tests.desktop.by_keyboard.keys import name_some, press_tool, push, turn_to, write
from tests.desktop.hands import Hands
from tests.desktop.journeys import DISTANCES, added_distances, rows, until_rows

Key = Qt.Key
_NAME = "By keyboard"


def measure(hands: Hands) -> Any:
    """Journey 4: three buffers around a site, and a corridor through three."""
    before = {row["uuid"] for row in rows(hands, "buffers")}
    corridors = len(rows(hands, "corridors"))
    turn_to(hands, "Distances")
    push(hands, "Add buffers")
    hands.tab_to("Add a site or corridor by name")
    name_some(hands, "kamal")
    write(hands, {"Distances": DISTANCES})
    hands.picture("buffers")
    hands.press(Key.Key_Return)
    until_rows(hands, "buffers", len(before) + 3)
    hands.picture("buffers-saved")
    press_tool(hands, "Corridor from a list")
    hands.tab_to("Add a site by name")
    name_some(hands, "tehran", "kamal", "beirut")
    write(hands, {"Name": _NAME})
    hands.picture("corridor")
    hands.press(Key.Key_Return)
    until_rows(hands, "corridors", corridors + 1)
    hands.picture("corridor-saved")
    return added_distances(hands, before, _NAME)

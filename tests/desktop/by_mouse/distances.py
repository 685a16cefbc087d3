"""Journey 4 by mouse: buffers with their preview, and a corridor by clicking sites in order."""

from __future__ import annotations

from typing import Any

from tests.desktop.by_mouse.map import at, drawn
from tests.desktop.journeys import (
    BEIRUT,
    DISTANCES,
    KAMAL,
    TEHRAN,
    added_distances,
    rows,
    until_rows,
)
from tests.desktop.mouse import Mouse

_NAME = "By mouse"


def measure(mouse: Mouse) -> Any:
    """Journey 4: three buffers around a site, and a corridor through three."""
    before = {row["uuid"] for row in rows(mouse, "buffers")}
    corridors = len(rows(mouse, "corridors"))
    mouse.turn_to("Distances")
    mouse.picture("distances")
    nothing = mouse.ask(drawn)
    mouse.push("Add buffers")
    mouse.write("Add a site or corridor by name", "kamal")
    mouse.row("Found", KAMAL)
    mouse.write("Distances", DISTANCES)
    mouse.wait(lambda: drawn() > nothing, "the preview")
    mouse.picture("buffers")
    mouse.push("Save")
    until_rows(mouse, "buffers", len(before) + 3)
    mouse.picture("buffers-saved")
    mouse.push("Draw a corridor")
    for name in (TEHRAN, KAMAL, BEIRUT):
        mouse.on_map(at(mouse, name))
        mouse.picture("waypoint")
    mouse.write("Name", _NAME)
    mouse.picture("corridor")
    mouse.push("Save")
    until_rows(mouse, "corridors", corridors + 1)
    mouse.picture("corridor-saved")
    return added_distances(mouse, before, _NAME)

"""Runs inside QGIS: the analyst's journeys 1 to 6 in a fresh profile, by keyboard alone.

Nothing here touches a widget: keys are pressed, and what has the focus is looked at, as an analyst
without a mouse would. At the end of each journey the rows of the case are read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import plugins

from tests.desktop.hands import ALT, CTRL, SHIFT, Hands

Key = Qt.Key
FOLDER, URL = Path(os.environ["IAT_FOLDER"]), os.environ["IAT_URL"]
PLACES = str(FOLDER / "places.geojson")
STATEMENT = "Tehran lies less than 300 km from Al-Bukamal."


def controller() -> Any:
    return plugins["imam_ali_tracker"].controller


def rows(hands: Hands, table: str) -> list[Any]:
    return list(hands.ask(lambda: list(controller().editor.rows(table))))


def until_rows(hands: Hands, table: str, count: int) -> None:
    hands.wait(lambda: len(list(controller().editor.rows(table))) == count, f"{count} {table}")
    hands.settle()


def turn_to(hands: Hands, title: str) -> None:
    """Turn the pages of the panel until the tab in front says this."""
    for _ in range(5):
        if hands.ask(_tab_in_front) == title:
            return
        hands.press(Key.Key_PageDown, CTRL)
    raise LookupError(f"Ctrl+PgDown does not lead to “{title}” from {hands.focus()}")


def _tab_in_front() -> str:
    from imam_ali_tracker.gui.panel.tabs import PanelTabs

    tabs = next(each for each in QApplication.allWidgets() if isinstance(each, PanelTabs))
    return str(tabs.tabToolTip(tabs.currentIndex()))


def find(hands: Hands, text: str) -> None:
    """Filter the list of the page, and go to its first row."""
    hands.press(Key.Key_F, CTRL)
    hands.press(Key.Key_A, CTRL)
    hands.press(Key.Key_Delete)
    hands.type(text)
    for _ in range(20):  # what was just written may not be listed yet
        hands.press(Key.Key_Down)
        if "Filter" not in hands.focus():
            return
    raise LookupError(f"nothing is listed for “{text}”")


def open_case(hands: Hands) -> Any:
    """Journey 1: open panel and case, and let its layers join the project."""
    hands.press(Key.Key_P, ALT)
    hands.picture("plugins")
    hands.choose("Imam Ali Tracker", "Imam Ali Tracker")
    hands.picture("panel")
    hands.tab_to("Open a case…")
    hands.press(Key.Key_Return)
    hands.type(os.environ["IAT_CASE"])
    hands.picture("file")
    hands.press(Key.Key_Return)
    hands.wait(lambda: controller().summary is not None)
    hands.settle()
    begun = hands.focus()
    hands.picture("case")
    hands.tab_to("Add its layers to the project")
    hands.press(Key.Key_Return)
    hands.wait(lambda: len(QgsProject.instance().mapLayers()) > 10)
    hands.settle()
    hands.picture("layers")
    return {"begun": begun, "layers": hands.ask(lambda: len(QgsProject.instance().mapLayers()))}


def cite(hands: Hands) -> Any:
    """Journey 2: paste an address, review, save, attach to the selected features."""
    before = len(rows(hands, "reports"))
    hands.ask(lambda: QApplication.clipboard().setText(f"{URL}/report-1"))
    turn_to(hands, "Reports")
    hands.tab_to("Addresses of reports")
    hands.press(Key.Key_V, CTRL)
    hands.picture("pasted")
    hands.press(Key.Key_Return)
    hands.wait(lambda: "What to do" in hands.here(), "the review")
    hands.picture("review")
    hands.tab_to("Other values for Published")
    hands.press(Key.Key_Space)
    hands.picture("other-dates")
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.tab_to("Tehran")
    hands.press(Key.Key_Space)
    hands.picture("ticked")
    hands.press(Key.Key_Return, CTRL)
    until_rows(hands, "reports", before + 1)
    hands.picture("saved")
    saved = next(row for row in rows(hands, "reports") if row["url"].startswith(URL))
    turn_to(hands, "Sites")
    find(hands, "kamal")
    hands.press(Key.Key_End, SHIFT)
    hands.press_menu()
    hands.picture("menu")
    hands.choose("Select on the map")
    turn_to(hands, "Reports")
    find(hands, "report-1")
    hands.press_menu()
    hands.choose("Attach to selected features")
    hands.settle()
    hands.picture("attached")
    citations = [row for row in rows(hands, "citations") if row["report"] == saved["uuid"]]
    return {"published": saved["published"].isoformat(), "citations": len(citations)}


def track(hands: Hands) -> Any:
    """Journey 3: add sites by coordinates and from a file; rename, move, delete, undo."""
    before = len(rows(hands, "sites"))
    turn_to(hands, "Sites")
    for number, position in enumerate(
        ("34 27 00 N 40 55 07 E", "37SGT1234567890", "8H8RCW22+2F"), before + 1
    ):
        hands.press(Key.Key_F, CTRL)
        hands.tab_to("Add a site")
        hands.press(Key.Key_Space)
        hands.choose("By typing its position…")
        hands.type(f"Typed {number}")
        hands.press(Key.Key_P, ALT)
        hands.type(position)
        hands.press(Key.Key_A, ALT)
        hands.type("500 m")
        hands.press(Key.Key_B, ALT)
        hands.type("Stated")
        hands.press(Key.Key_S, ALT)
        hands.type("Example News")
        hands.picture("typed")
        hands.press(Key.Key_Return)
        until_rows(hands, "sites", number)
    find(hands, f"Typed {before + 1}")
    hands.picture("found")
    hands.press(Key.Key_F2)
    hands.wait(lambda: "QLineEdit: Name" in hands.here(), "the name")
    hands.type("Renamed")
    hands.picture("renaming")
    hands.press(Key.Key_Return)
    hands.wait(lambda: "Filter sites" in hands.here(), "the filter, which nothing passes now")
    find(hands, "Renamed")
    hands.press(Key.Key_Return)
    hands.picture("zoomed")
    hands.press_menu()
    hands.choose("Change the position…")
    hands.press(Key.Key_P, ALT)
    hands.press(Key.Key_A, CTRL)
    hands.type("34.5, 41")
    hands.picture("moving")
    hands.press(Key.Key_Return)
    hands.settle()
    moved = next(row for row in rows(hands, "sites") if row["name"] == "Renamed")
    find(hands, "Renamed")
    hands.press(Key.Key_Delete)
    hands.wait(lambda: QApplication.activeModalWidget() is not None, "the question")
    hands.picture("deleting")
    hands.press(Key.Key_Return)
    until_rows(hands, "sites", before + 2)
    hands.press(Key.Key_Z, CTRL)
    until_rows(hands, "sites", before + 3)
    hands.picture("undone")
    import_file(hands, before + 3)
    point = moved["geometry"].asPoint()
    return {"moved": [point.x(), point.y()], "sites": sorted(_names(hands)[-5:])}


def _names(hands: Hands) -> list[str]:
    """Return the names of all sites, the oldest first."""
    return [row["name"] for row in sorted(rows(hands, "sites"), key=lambda row: row["fid"])]


def import_file(hands: Hands, before: int) -> None:
    """Open a file in QGIS, and make sites of its features."""
    hands.press(Key.Key_V, CTRL | SHIFT)
    hands.tab_to("File")
    hands.press(Key.Key_Tab, times=2)
    hands.type(PLACES)
    hands.press(Key.Key_A, ALT)
    hands.wait(lambda: QgsProject.instance().mapLayersByName("places"), "the layer")
    hands.picture("data-source-manager")
    hands.press(Key.Key_Escape)
    hands.go_to_panel("Imam Ali Tracker")
    hands.press(Key.Key_F, CTRL)
    hands.tab_to("Add a site")
    hands.press(Key.Key_Space)
    hands.choose("From the features of a layer…")
    hands.press(Key.Key_L, ALT)
    hands.type("places")
    hands.picture("import")
    hands.press(Key.Key_Return)
    until_rows(hands, "sites", before + 2)
    hands.picture("imported")


def measure(hands: Hands) -> Any:
    """Journey 4: three buffers around a site, and a corridor through three."""
    buffers, corridors = len(rows(hands, "buffers")), len(rows(hands, "corridors"))
    turn_to(hands, "Distances")
    hands.tab_to("Add buffers")
    hands.press(Key.Key_Return)
    hands.tab_to("Add a site or corridor by name")
    hands.type("kamal")
    hands.press(Key.Key_Return)
    hands.tab_to("Distances")
    hands.type("50, 100, 300 km")
    hands.picture("buffers")
    hands.press(Key.Key_Return)
    until_rows(hands, "buffers", buffers + 3)
    hands.picture("buffers-saved")
    hands.tab_to("Corridor from a list")
    hands.press(Key.Key_Return)
    hands.tab_to("Add a site by name")
    for name in ("tehran", "kamal", "beirut"):
        hands.type(name)
        hands.press(Key.Key_Return)
    hands.tab_to("Name")
    hands.type("By keyboard")
    hands.picture("corridor")
    hands.press(Key.Key_Return)
    until_rows(hands, "corridors", corridors + 1)
    hands.picture("corridor-saved")
    added = [row for row in rows(hands, "buffers") if row["distance"] in (50, 100)]
    waypoints = rows(hands, "corridor_waypoints")
    made = next(row for row in rows(hands, "corridors") if row["name"] == "By keyboard")
    return {
        "units": sorted({row["unit"] for row in added}),
        "waypoints": sum(row["corridor"] == made["uuid"] for row in waypoints),
    }


def claim(hands: Hands) -> Any:
    """Journey 5: record a claim, read its verdict, and follow a claim through its variants."""
    before = len(rows(hands, "claims"))
    turn_to(hands, "Claims")
    hands.tab_to("Record a claim")
    hands.press(Key.Key_Return)
    hands.tab_to("Report")
    hands.press(Key.Key_Down)
    hands.tab_to("Statement, in our words")
    hands.type(STATEMENT)
    for end, name in (("Subject", "tehran"), ("Object", "kamal")):
        hands.tab_to(f"{end}: Find by name")
        hands.type(name)
        hands.press(Key.Key_Return)
    hands.tab_to("Comparator")
    hands.type("less")
    hands.tab_to("Value")
    hands.type("300")
    hands.tab_to("Unit")
    hands.type("km")
    hands.settle()
    hands.picture("claim")
    hands.press(Key.Key_Return, CTRL)
    until_rows(hands, "claims", before + 1)
    hands.settle()
    hands.picture("claim-saved")
    return [row["comparator"] for row in rows(hands, "claims") if row["statement"] == STATEMENT]


def play(hands: Hands) -> Any:
    """Journey 6: walk the time axis, and let the map show a period."""
    turn_to(hands, "Timeline")
    hands.tab_to("Time axis")
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Plus, CTRL, times=3)
    hands.picture("axis")
    hands.press(Key.Key_Right, SHIFT, times=2)
    hands.picture("period")
    stretched = hands.ask(_period)
    hands.press(Key.Key_Escape)
    return {"stretched": stretched, "all": hands.ask(_period)}


def _period() -> list[str]:
    from qgis.utils import iface

    shown = iface.mapCanvas().temporalRange()
    if shown.isInfinite():
        return []
    return [each.toString(Qt.DateFormat.ISODate) for each in (shown.begin(), shown.end())]


JOURNEYS = {
    "open": open_case,
    "cite": cite,
    "track": track,
    "measure": measure,
    "claim": claim,
    "play": play,
}


def main(iface: Any) -> dict[str, Any]:
    pictures = os.environ.get("IAT_PICTURES")
    iface.mainWindow().resize(1440, 900)
    hands = Hands(iface.mainWindow(), Path(pictures) if pictures else None)
    chosen = os.environ.get("IAT_JOURNEYS", ",".join(JOURNEYS)).split(",")

    def walk(hands: Hands) -> dict[str, Any]:
        return {name: JOURNEYS[name](hands) for name in chosen}

    try:
        return dict(hands.walk(walk))
    finally:
        QgsProject.instance().clear()

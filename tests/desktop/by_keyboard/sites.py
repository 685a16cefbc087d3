"""Journey 3 by keyboard: sites are added, renamed, moved, deleted and imported."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from tests.desktop.by_keyboard.keys import fill, find, replace, turn_to
from tests.desktop.hands import ALT, CTRL, SHIFT, Hands
from tests.desktop.journeys import PLACES, coordinates, row_of, rows, until_rows

Key = Qt.Key
_ATTRIBUTION = {Key.Key_A: "500 m", Key.Key_B: "Stated", Key.Key_S: "Example News"}
_POSITIONS = ("34 27 00 N 40 55 07 E", "37SGT1234567890", "8H8RCW22+2F")


def track(hands: Hands) -> Any:
    """Journey 3: add sites by coordinates and from a file; rename, move, delete, undo."""
    before = len(rows(hands, "sites"))
    turn_to(hands, "Sites")
    for number, position in enumerate(_POSITIONS, before + 1):
        _add_site(hands, f"Typed {number}", position)
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
    replace(hands, "34.5, 41")
    hands.picture("asked-for-source")
    fill(hands, _ATTRIBUTION)
    hands.picture("moving")
    hands.press(Key.Key_Return)
    hands.settle()
    moved = coordinates(row_of(hands, "sites", "name", "Renamed"))
    find(hands, "Renamed")
    hands.press(Key.Key_Delete)
    hands.wait(lambda: QApplication.activeModalWidget() is not None, "the question")
    hands.picture("deleting")
    hands.press(Key.Key_Return)
    until_rows(hands, "sites", before + 2)
    hands.press(Key.Key_Z, CTRL)
    until_rows(hands, "sites", before + 3)
    hands.picture("undone")
    _import_file(hands, before + 3)
    newest = sorted(rows(hands, "sites"), key=lambda row: row["fid"])[-5:]
    return {"moved": moved, "sites": sorted(row["name"] for row in newest)}


def _choose_way_to_add(hands: Hands, way: str) -> None:
    hands.press(Key.Key_F, CTRL)
    hands.tab_to("Add a site")
    hands.press(Key.Key_Space)
    hands.choose(way)


def _add_site(hands: Hands, name: str, position: str) -> None:
    _choose_way_to_add(hands, "By typing its position…")
    hands.type(name)
    fill(hands, {Key.Key_P: position, **_ATTRIBUTION})
    hands.picture("typed")
    hands.press(Key.Key_Return)


def _import_file(hands: Hands, before: int) -> None:
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
    _choose_way_to_add(hands, "From the features of a layer…")
    fill(hands, {Key.Key_L: "places"})
    hands.picture("import")
    hands.press(Key.Key_Return)
    until_rows(hands, "sites", before + 2)
    hands.picture("imported")

"""Journeys 1 and 2 by keyboard: a case is opened, and a report is attached to its sites."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from tests.desktop.by_keyboard.keys import find, push, turn_to
from tests.desktop.hands import ALT, CTRL, SHIFT, Hands
from tests.desktop.journeys import (
    CASE,
    URL,
    cited_by,
    rows,
    saved_report,
    until_case,
    until_layers,
    until_rows,
)

Key = Qt.Key


def open_case(hands: Hands) -> Any:
    """Journey 1: open panel and case, and let its layers join the project."""
    hands.press(Key.Key_P, ALT)
    hands.picture("plugins")
    hands.choose("Imam Ali Tracker", "Imam Ali Tracker")
    hands.picture("panel")
    push(hands, "Open a case…")
    hands.type(CASE)
    hands.picture("file")
    hands.press(Key.Key_Return)
    until_case(hands)
    begun = hands.focus()
    hands.picture("case")
    push(hands, "Add its layers to the project")
    return {"begun": begun, "layers": until_layers(hands)}


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
    hands.press(Key.Key_Down, times=2)
    hands.press(Key.Key_Return)
    hands.tab_to("Tehran")
    hands.press(Key.Key_Space)
    hands.picture("ticked")
    hands.press(Key.Key_Return, CTRL)
    until_rows(hands, "reports", before + 1)
    hands.picture("saved")
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
    return cited_by(hands, saved_report(hands))

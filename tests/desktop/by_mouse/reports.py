"""Journeys 1 and 2 by mouse: a case is opened, and a report is attached to its sites."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QApplication

from tests.desktop.by_mouse.map import at, canvas, choose_layer, click_action
from tests.desktop.journeys import (
    CASE,
    KAMAL,
    TEHRAN,
    URL,
    cited_by,
    rows,
    saved_report,
    until_case,
    until_layers,
    until_rows,
)
from tests.desktop.mouse import RIGHT, Mouse

_CORNER = QPoint(9, 9)


def open_case(mouse: Mouse) -> Any:
    """Journey 1: open panel and case by their buttons, and let its layers join the project."""
    mouse.push("Imam Ali Tracker")
    mouse.picture("panel")
    mouse.push("Open a case…")
    mouse.type(CASE)
    mouse.picture("file")
    if mouse.ask(QApplication.activePopupWidget) is not None:
        mouse.push("File name:")  # the first click closes the list of names that Qt offers
    mouse.push("Open")
    until_case(mouse)
    mouse.push("Add its layers to the project")
    return until_layers(mouse)


def cite(mouse: Mouse) -> Any:
    """Journey 2: paste an address, review, save, attach to what the select tool selects."""
    before = len(rows(mouse, "reports"))
    mouse.ask(lambda: QApplication.clipboard().setText(f"{URL}/report-1"))
    mouse.turn_to("Reports")
    mouse.click(mouse.seen("Addresses of reports"), button=RIGHT)
    mouse.picture("edit-menu")
    mouse.take("Paste")
    mouse.push("Fetch")
    mouse.seen("What to do with this report")
    mouse.picture("review")
    mouse.push("Other values for Published")
    mouse.take("2019-09-04")
    mouse.push(TEHRAN)
    mouse.picture("ticked")
    mouse.push("Save 1 report")
    until_rows(mouse, "reports", before + 1)
    saved = saved_report(mouse)
    choose_layer(mouse, "Sites")
    click_action(mouse, "mActionSelectFeatures")
    there = at(mouse, KAMAL)
    mouse.drag(canvas(), there - _CORNER, there + _CORNER, lambda: mouse.picture("selecting"))
    mouse.settle()
    mouse.row("Reports", saved["title"])
    mouse.push("Attach")
    mouse.settle()
    mouse.picture("attached")
    return cited_by(mouse, saved)

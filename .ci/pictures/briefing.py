"""Journey 7: a briefing is put together, checked and printed."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtWidgets import QAction

from imam_ali_tracker.core import settings
from pictures.desk import Desk

PAGE_WIDTH = 1100
SHARP = 110
"""Dots per inch at which the page of the guide is printed."""


def walk(desk: Desk) -> None:
    """Open the window, look at the case check, and print the overview."""
    settings.TEMPLATES_FOLDER.choose("templates")
    header = desk.panel.header
    next(each for each in header.findChildren(QAction) if each.text() == "Briefing…").trigger()
    dialog = desk.dialog("BriefingDialog")
    dialog.resize(1100, 680)
    desk.wait(lambda: dialog.preview.pixmap() is not None and not dialog.preview.pixmap().isNull())
    desk.settle()
    desk.keep("briefing", dialog)
    dialog.tabs.setCurrentWidget(dialog.check_list)
    desk.wait(lambda: dialog.check_list.tree.topLevelItemCount() > 0)
    desk.settle()
    desk.keep("briefing-check", dialog.check_list)
    _print(desk, dialog)
    settings.TEMPLATES_FOLDER.choose("")


def _print(desk: Desk, dialog: object) -> None:
    file = desk.work / "briefing.png"
    dialog.form.resolution.setValue(SHARP)
    dialog.export_to(file)
    desk.settle()
    desk.wait(lambda: list(desk.work.glob("briefing*.png")))
    desk.settle()
    dialog.close()
    page = QPixmap(str(min(desk.work.glob("briefing*.png"))))
    desk.keep_picture(
        "briefing-page", page.scaledToWidth(PAGE_WIDTH, Qt.TransformationMode.SmoothTransformation)
    )

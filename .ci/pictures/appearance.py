"""The same window in a narrow panel, from right to left, and in a dark theme."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from imam_ali_tracker.gui.panel.sites.page import SitesPage
from pictures.desk import PANEL_WIDTH, Desk

NARROW = 320


def walk(desk: Desk) -> None:
    """Show the sites in a narrow panel, and from right to left."""
    _choose_base(desk)
    desk.narrow(NARROW)
    _choose_base(desk)
    desk.keep("panel-narrow", desk.dock)
    desk.narrow(PANEL_WIDTH)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _choose_base(desk)
    desk.keep("right-to-left", desk.window)
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    desk.settle()


def night(desk: Desk) -> None:
    """Show the window in the theme in which this QGIS was started, Night Mapping."""
    _choose_base(desk)
    desk.keep("night-mapping", desk.window)


def _choose_base(desk: Desk) -> None:
    desk.page(SitesPage).select_site(desk.site("Imam Ali base").uuid)
    desk.settle()

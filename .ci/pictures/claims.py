"""Journey 5: claims, their verdicts and variants; one is recorded with two clicks on the map."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from imam_ali_tracker.gui.panel.claims.model import ClaimModel
from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
from pictures.desk import PANEL_WIDTH, REGION, Desk

WIDE = 700
BRIDGE = "1,200 km"
"""What the claim of the land bridge prints."""


def walk(desk: Desk) -> None:
    """Choose a claim that the map contradicts, then begin a new one."""
    page = desk.page(ClaimsPage)
    page.choose(_contradicted(page))
    desk.settle()
    page.show_on_map()
    desk.look_at(REGION)
    desk.rest(1.5)  # until the line has flashed
    desk.keep_map("claims")
    desk.narrow(WIDE)
    desk.keep("claims-wide", desk.dock)
    desk.narrow(PANEL_WIDTH)
    _record(desk, page)


def _contradicted(page: ClaimsPage) -> str:
    return next(
        item.uuid
        for item in page.findChild(ClaimModel).items
        if item.verdict == "inconsistent" and BRIDGE in item.reported and item.finding.line
    )


def _record(desk: Desk, page: ClaimsPage) -> None:
    page.add()
    form = page.form
    form.fields.report.setCurrentIndex(0)
    form.fields.statement.setPlainText("Example: Al-Bukamal is 430 km from Damascus.")
    form.fields.value.set_number(430)
    form.fields.unit.setEditText("km")
    form.pick()
    desk.click(desk.at(*desk.site("Al-Bukamal").position))
    QTest.mouseMove(desk.canvas.viewport(), desk.at(*desk.site("Damascus").position))
    desk.settle()
    desk.keep_map("claim-click")
    desk.click(desk.at(*desk.site("Damascus").position))
    desk.settle()
    desk.keep("claim-form", desk.dock)
    QTest.mouseClick(form.cancel_button, Qt.MouseButton.LeftButton)
    desk.settle()

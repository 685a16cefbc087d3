"""Runs inside QGIS: paste an address, review, save, attach; record a claim and read its verdict."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import plugins

from tests.support.waiting import rest, wait_until

FOLDER = Path(os.environ["IAT_FOLDER"])
URL = os.environ["IAT_URL"]
STATEMENT = "Tehran lies less than 300 km from Al-Bukamal."


def shot(widget: Any, name: str) -> None:
    rest()
    widget.grab().save(str(FOLDER / f"{name}.png"))


def fetch_and_attach(iface: Any, dock: Any, result: dict[str, Any]) -> None:
    """Paste, fetch with the keyboard, choose another date, tick a site, save, attach."""
    from imam_ali_tracker.gui.panel.reports.page import ReportsPage
    from imam_ali_tracker.gui.panel.tabs import PanelTabs

    tabs = dock.findChild(PanelTabs)
    page = tabs.page(ReportsPage)
    wait_until(lambda: page.list.model.items)
    shot(dock, "reports_list")
    QApplication.clipboard().setText(f"{URL}/report-1\n{URL}/arabic")
    edit = page.address_bar.edit
    page.list.view.setFocus()  # Paste is the page's wherever in it the focus is, not QGIS's own
    QTest.keyClick(page.list.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    result["pasted"] = edit.toPlainText().splitlines()
    shot(dock, "reports_pasted")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    wait_until(lambda: page.pages.currentWidget() is page.review and not page.fetching.busy)
    review = page.review
    labels = [review.which.itemText(n) for n in range(review.which.count())]
    result["found"] = labels
    shot(dock, "review")
    latin = next(n for n, text in enumerate(labels) if "report-1" in text)
    review.which.setCurrentIndex(1 - latin)
    shot(dock, "review_arabic")
    review.which.setCurrentIndex(latin)
    menu = review.fields.editors["published"].others.menu()
    next(a for a in menu.actions() if a.text().startswith("2019-09-04")).trigger()
    result["suggested"] = [box.text() for box in review.fields.suggestions.site_boxes]
    result["ticked"] = sum(box.is_ticked() for box in review.fields.suggestions.site_boxes)
    tehran = next(b for b in review.fields.suggestions.site_boxes if b.text() == "Tehran")
    QTest.mouseClick(tehran, Qt.MouseButton.LeftButton)
    review.fields.ensureWidgetVisible(review.fields.suggestions)
    review.fields.verticalScrollBar().setValue(review.fields.verticalScrollBar().maximum())
    shot(dock, "review_suggestions")
    review.fields.verticalScrollBar().setValue(0)
    before = len(page.list.model.items)
    QTest.mouseClick(review.save_button, Qt.MouseButton.LeftButton)
    wait_until(lambda: len(page.list.model.items) == before + 2)
    layer = next(x for x in QgsProject.instance().mapLayers().values() if x.name() == "Sites")
    layer.selectByExpression("\"name\" like '%Bukamal%'")
    saved = next(i for i in page.list.model.items if i.url.endswith("/report-1"))
    page.choose(saved.uuid)
    page.list.attach_action.trigger()
    wait_until(lambda: page.list.details.citations.list.count() > 1)
    features = page.list.details.citations.list
    result["attached"] = [features.item(n).text() for n in range(features.count())]
    shot(dock, "report_saved")
    arabic = next(i for i in page.list.model.items if i.url.endswith("/arabic"))
    page.choose(arabic.uuid)
    shot(dock, "report_arabic")
    dock.resize(320, dock.height())
    iface.mainWindow().resizeDocks([dock], [320], Qt.Orientation.Horizontal)
    shot(dock, "reports_320")
    result["width"] = dock.width()


def record_claim(iface: Any, dock: Any, result: dict[str, Any]) -> None:
    """Click subject and object on the map, and read the verdict."""
    from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
    from imam_ali_tracker.gui.panel.tabs import PanelTabs

    page = dock.findChild(PanelTabs).page(ClaimsPage)
    wait_until(lambda: page.table.model.items)
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    shot(dock, "claims_320")
    iface.mainWindow().resizeDocks([dock], [430], Qt.Orientation.Horizontal)
    item = next(i for i in page.table.model.items if i.claim.variant_of and i.claim.value == 300)
    page.choose(item.uuid)
    shot(dock, "claims_lineage")
    before = len(page.table.model.items)
    page.add_action.trigger()
    form = page.form
    form.fields.report.setCurrentIndex(0)
    form.fields.statement.setPlainText(STATEMENT)
    form.fields.comparator.setCurrentIndex(form.fields.comparator.findData("less_than"))
    form.fields.value.setText("300")
    form.fields.unit.setEditText("km")
    canvas = iface.mapCanvas()
    sites = plugins["imam_ali_tracker"].controller.sites.sites.items
    names = {site.name: site for site in sites}
    QTest.mouseClick(form.fields.map_button, Qt.MouseButton.LeftButton)
    to_map = canvas.getCoordinateTransform()
    for name in ("Al-Bukamal", "Tehran"):
        site = next(site for known, site in names.items() if name in known)
        pixel = to_map.transform(*site.position)
        at = QPoint(round(pixel.x()), round(pixel.y()))
        QTest.mouseMove(canvas.viewport(), at)
        rest()
        if name == "Tehran":
            shot(iface.mainWindow(), "claim_measured")
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    wait_until(lambda: form.fields.object.reference().uuid)
    wait_until(lambda: form.verdict.label.text().startswith("Inconsistent"))
    result["while_typing"] = form.verdict.label.text()
    shot(dock, "claim_form")
    QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    wait_until(lambda: len(page.table.model.items) == before + 1)
    current = page.table.current()
    result["recorded"] = [current.claim.statement, current.verdict, current.measured]
    page.show_on_map()
    shot(iface.mainWindow(), "claim_saved")


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.core import settings
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))
    # For a look by hand at the pictures in a dark theme, and from right to left.
    if os.environ.get("IAT_THEME"):
        QgsApplication.setUITheme(os.environ["IAT_THEME"])
    if os.environ.get("IAT_RIGHT_TO_LEFT"):
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    plugin = plugins["imam_ali_tracker"]
    dock = iface.mainWindow().findChild(CaseDock, OBJECT_NAME)
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    plugin.controller.open_case(os.environ["IAT_CASE"])
    wait_until(lambda: plugin.controller.summary is not None)
    plugin.controller.load_layers()
    wait_until(lambda: not plugin.controller.layers.busy)
    iface.messageBar().clearWidgets()
    iface.mainWindow().resizeDocks([dock], [430], Qt.Orientation.Horizontal)
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.setExtent(QgsRectangle(38, 31, 54, 39))
    result: dict[str, Any] = {}
    fetch_and_attach(iface, dock, result)
    record_claim(iface, dock, result)
    QgsProject.instance().clear()
    return result

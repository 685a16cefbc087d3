"""Runs inside QGIS: what windows show of dates and numbers, in the machine's language and zone."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QAbstractListModel, QLocale, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
    QWidget,
)
from qgis.utils import plugins

from tests.support.waiting import rest, wait_until

FOLDER = Path(os.environ["IAT_FOLDER"])
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What keeps texts of another direction apart; it has no width."""
ROWS = 3
"""How many rows of each kind are looked at."""


def texts_in(widget: QWidget) -> list[str]:
    """Return what a widget shows, invisible parts left out."""
    plain = (_MARKS.sub("", text) for text in _texts_in(widget))
    return [text for text in plain if text]


def settled(widget: QWidget) -> list[str]:
    """Return what a widget shows once nothing is read any more."""
    before: list[str] = []
    while True:
        rest(0.4)
        wait_until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
        now = texts_in(widget)
        if now == before:
            return now
        before = now


def _texts_in(widget: QWidget) -> Iterator[str]:
    for part in widget.findChildren(QWidget):
        if not part.isVisible():
            continue
        if isinstance(part, (QDateTimeEdit, QLabel, QLineEdit)):
            yield part.text()
        elif isinstance(part, (QPlainTextEdit, QTextBrowser)):
            yield part.toPlainText()
        elif isinstance(part, QAbstractItemView) and part.model() is not None:
            model = part.model()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row in range(min(model.rowCount(), 200)):
                for column in range(columns):
                    index = model.index(row, column)
                    yield str(model.data(index) or "")
                    yield str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "")


def pages(iface: Any, dock: Any) -> dict[str, list[str]]:
    """Return what the pages of the panel show, with a picture of each."""
    from imam_ali_tracker.case.store import Case

    content, shown = dock.widget(), {}
    with Case.open(os.environ["IAT_CASE"], read_only=True) as case:
        uuids = {
            table: sorted(str(row["uuid"]) for row in case.rows(table))[:ROWS]
            for table in ("sites", "reports", "claims")
        }
    for table, chosen in uuids.items():
        for uuid in chosen:
            content.show_row(table, uuid)
            shown[f"{table} {uuid}"] = settled(content)
        dock.grab().save(str(FOLDER / f"{table}.png"))
    shown["timeline"] = timeline(dock)
    bar = content.tabs.findChild(QTabBar)
    bar.setCurrentIndex(bar.count() - 1)
    shown["distances"] = settled(content)
    dock.grab().save(str(FOLDER / "distances.png"))
    iface.mainWindow().grab().save(str(FOLDER / "window.png"))
    return shown


def timeline(dock: Any) -> list[str]:
    from imam_ali_tracker.gui.panel.timeline.chart import tooltip
    from imam_ali_tracker.gui.panel.timeline.page import TimelinePage

    page = dock.widget().tabs.page(TimelinePage)
    wait_until(lambda: page.chart.items)
    said = settled(page)
    dock.grab().save(str(FOLDER / "timeline.png"))
    return [tooltip(item) for item in page.chart.items] + said


def forms_and_tips(iface: Any) -> dict[str, list[str]]:
    """Return what attribute forms, map tips and expressions say of the first features."""
    shown: dict[str, list[str]] = {}
    for layer in QgsProject.instance().mapLayers().values():
        if layer.name() not in {"Sites", "Observations", "Reports", "Claims"}:
            continue
        said = shown.setdefault(layer.name(), [])
        features = sorted(layer.getFeatures(), key=lambda each: each.id())[:ROWS]
        for feature in features:
            context = QgsExpressionContext(
                QgsExpressionContextUtils.globalProjectLayerScopes(layer)
            )
            context.setFeature(feature)
            said.append(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
            said.append(str(QgsExpression("iat_citation()").evaluate(context)))
        form = iface.getFeatureForm(layer, features[0])
        form.show()
        rest(0.3)
        said += texts_in(form)
        form.grab().save(str(FOLDER / f"form_{layer.name()}.png"))
        sip.delete(form)
    return shown


def briefing() -> list[str]:
    """Return the texts of a briefing."""
    from imam_ali_tracker.briefing.case_data import read_case_data
    from imam_ali_tracker.briefing.making import Request, make_briefing
    from imam_ali_tracker.briefing.templates import template
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.project.loader import load_case

    project = QgsProject.instance()
    with Case.open(os.environ["IAT_CASE"], read_only=True) as case:
        data = read_case_data(case)
        layers = load_case(case.location, project).layers.values()
    made = make_briefing(project, layers, data, Request(template("a4_landscape"), "Briefing"))
    assert made is not None
    said = []
    for layout in made.layouts:
        for item in layout.items():
            if isinstance(item, QgsLayoutItemLabel):
                said.append(item.currentText())
        for frame in layout.multiFrames():
            if isinstance(frame, QgsLayoutItemManualTable):
                said += [str(c.content()) for row in frame.tableContents() for c in row]
    project.layoutManager().clear()
    return said


def numbers(dock: Any) -> dict[str, Any]:
    """Type numbers as they are written here, and see how they are read and shown."""
    from imam_ali_tracker.core.errors import TrackerError
    from imam_ali_tracker.gui.panel.distances.fields import NumberField
    from imam_ali_tracker.gui.panel.sites.position_form import PositionForm, read_accuracy

    form = PositionForm(dock)
    read = {}
    for text in ("34,45 40,92", "34,4512; 40,9186", "34.45, 40.92", "34,45 N 40,92 E"):
        form.position_edit.setText(text)
        point = form.values()["geometry"].asPoint()
        read[text] = [round(point.y(), 4), round(point.x(), 4)]
    for text in ("12,5 km", "12.5 km", "500 m"):
        read[text] = read_accuracy(text)
    try:
        read["2.500 m"] = read_accuracy("2.500 m")
    except TrackerError as error:
        read["2.500 m"] = str(error)
    form.set_position(40.92, 34.45, 12_500)
    field = NumberField("width", "", dock)
    field.set_number(12.5)
    shown = [form.accuracy_edit.text(), field.text()]
    typed = []
    for text in ("7,25", "7.25"):
        field.setText(text)
        typed.append(field.number())
    form.deleteLater()
    field.deleteLater()
    return {"read": read, "shown": shown, "typed": typed}


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    if os.environ.get("IAT_RIGHT_TO_LEFT"):
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    plugin, window = plugins["imam_ali_tracker"], iface.mainWindow()
    dock = window.findChild(CaseDock, OBJECT_NAME)
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    plugin.controller.open_case(os.environ["IAT_CASE"])
    wait_until(lambda: plugin.controller.summary is not None)
    plugin.controller.load_layers()
    wait_until(lambda: not plugin.controller.layers.busy)
    iface.messageBar().clearWidgets()
    window.resizeDocks([dock], [int(os.environ["IAT_PANEL"])], Qt.Orientation.Horizontal)
    iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    iface.mapCanvas().setExtent(QgsRectangle(38, 31, 54, 39))
    result = {
        "locale": QLocale().name(),
        "zone": time.strftime("%z", time.localtime(0)),
        "panel": pages(iface, dock),
        "forms": forms_and_tips(iface),
        "briefing": briefing(),
        "numbers": numbers(dock),
    }
    everything = re.sub(r"\s+", " ", str(result["panel"]))
    result["one_of_several"] = re.findall(r"\b1 (?:sites|reports|claims|waypoints)\b", everything)
    QgsProject.instance().clear()
    return result

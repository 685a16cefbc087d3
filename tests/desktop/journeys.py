"""Runs inside QGIS: what the walks by keyboard and by mouse have in common.

A walk takes the analyst's journeys one after the other in a fresh profile. Each journey returns
what it came to, read from the case and from the map, for the test to judge.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QApplication, QDateTimeEdit, QDockWidget, QLabel
from qgis.utils import iface, plugins

from tests.desktop.hands import Hands

CASE, URL = os.environ["IAT_CASE"], os.environ["IAT_URL"]
PLACES = os.environ["IAT_PLACES"]
REASON = "667.4 km too little"
STATEMENT = "Tehran lies less than 300 km from Al-Bukamal."
TEHRAN, KAMAL, BEIRUT = "Tehran", "Al-Bukamal", "Beirut"
DISTANCES = "50, 100, 300 km"
PARENT = "about five kilometres"
"""A part of what a claim states that others vary."""
_JOURNEYS = {
    "open": ("reports", "open_case"),
    "cite": ("reports", "cite"),
    "track": ("sites", "track"),
    "measure": ("distances", "measure"),
    "claim": ("claims", "claim"),
    "play": ("timeline", "play"),
}
"""Of each journey the module and the function that walk it."""
_FEWEST_LAYERS = 10
_WINDOW = (1440, 900)


def controller() -> Any:
    return plugins["imam_ali_tracker"].controller


def rows(hands: Hands, table: str) -> list[Any]:
    return list(hands.ask(lambda: list(controller().editor.rows(table))))


def until_rows(hands: Hands, table: str, count: int) -> None:
    hands.wait(lambda: len(list(controller().editor.rows(table))) == count, f"{count} {table}")
    hands.settle()


def row_of(hands: Hands, table: str, column: str, value: str) -> Any:
    """Return the row whose column begins like this."""
    return next(row for row in rows(hands, table) if (row[column] or "").startswith(value))


def coordinates(row: Any) -> list[float]:
    point = row["geometry"].asPoint()
    return [point.x(), point.y()]


def until_case(hands: Hands) -> None:
    hands.wait(lambda: controller().summary is not None, "the case")
    hands.settle()


def until_layers(hands: Hands) -> int:
    """Wait for the layers of the case, and return how many the project has."""
    hands.wait(lambda: len(QgsProject.instance().mapLayers()) > _FEWEST_LAYERS, "the layers")
    hands.settle()
    hands.picture("layers")
    return int(hands.ask(lambda: len(QgsProject.instance().mapLayers())))


def saved_report(hands: Hands) -> Any:
    return row_of(hands, "reports", "url", URL)


def cited_by(hands: Hands, report: Any) -> dict[str, Any]:
    """Return when a report was published, and the sites that it is attached to."""
    names = {row["uuid"]: row["name"] for row in rows(hands, "sites")}
    cited = [row for row in rows(hands, "citations") if row["report"] == report["uuid"]]
    return {
        "published": report["published"].isoformat(),
        "of": sorted(names[row["feature_uuid"]] for row in cited),
    }


def waypoints(hands: Hands, corridor: str) -> list[str]:
    """Return the sites that a corridor goes through, in order."""
    made = row_of(hands, "corridors", "name", corridor)
    stops = [row for row in rows(hands, "corridor_waypoints") if row["corridor"] == made["uuid"]]
    names = {row["uuid"]: row["name"] for row in rows(hands, "sites")}
    return [names[row["site"]] for row in sorted(stops, key=lambda row: row["sequence"])]


def added_distances(hands: Hands, known: set[str], corridor: str) -> dict[str, Any]:
    """Return the buffers that were not known before, and the way of a corridor."""
    added = [row for row in rows(hands, "buffers") if row["uuid"] not in known]
    return {
        "buffers": sorted([row["distance"], row["unit"]] for row in added),
        "waypoints": waypoints(hands, corridor),
    }


def recorded_claim(hands: Hands) -> dict[str, Any]:
    """Return what the case holds of the claim that was recorded."""
    row = row_of(hands, "claims", "statement", STATEMENT)
    names = {each["uuid"]: each["name"] for each in rows(hands, "sites")}
    return {
        "ends": [names[row["subject_uuid"]], names[row["object_uuid"]]],
        "figures": [row["comparator"], row["value"], row["unit"]],
        "report": bool(row["report"]),
    }


def until_said(hands: Hands, text: str) -> None:
    """Wait until a label in view says something."""
    hands.wait(
        lambda: any(
            isinstance(each, QLabel) and each.isVisible() and text in each.text()
            for each in QApplication.allWidgets()
        ),
        f"“{text}”",
    )


def chosen_claim() -> str:
    """Return what a screen reader says of the chosen claim, its verdict first."""
    widgets = QApplication.allWidgets()
    views = (each for each in widgets if isinstance(each, QAbstractItemView) and each.isVisible())
    table = next(each for each in views if each.accessibleName() == "Claims")
    return str(table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")


def map_extent() -> list[float]:
    """Return west, south, east and north of the map."""
    shown = iface.mapCanvas().extent()
    return [shown.xMinimum(), shown.yMinimum(), shown.xMaximum(), shown.yMaximum()]


def axis() -> Any:
    """Return the time axis."""
    from imam_ali_tracker.gui.panel.timeline.chart import TimelineChart

    return next(each for each in QApplication.allWidgets() if isinstance(each, TimelineChart))


def axis_width() -> float:
    """Return how many seconds the time axis shows."""
    begin, end = axis().shown
    return float(end - begin)


def dock_field(end: str) -> QDateTimeEdit:
    """Return the field of QGIS's temporal controller with an end of its fixed range."""
    name = f"mFixedRange{end}DateTime"
    dock = iface.mainWindow().findChild(QDockWidget, "Temporal Controller")
    field: QDateTimeEdit = dock.findChild(QDateTimeEdit, name)
    return field


def periods() -> dict[str, Any]:
    """Return the period of the map, of the time axis (in seconds), and of QGIS's dock.

    The map's is empty where it shows all times.
    """
    shown = iface.mapCanvas().temporalRange()
    ends = () if shown.isInfinite() else (shown.begin(), shown.end())
    fields = (dock_field("Start").dateTime(), dock_field("End").dateTime())
    return {
        "map": [each.toString(Qt.DateFormat.ISODate) for each in ends],
        "axis": list(axis().period or ()),
        "dock": [each.toString(Qt.DateFormat.ISODate) for each in fields],
    }


def walked(kind: Callable[[Any, Path | None], Hands], ways: str) -> dict[str, Any]:
    """Walk the journeys with hands of a kind, and return what each came to.

    ``ways`` is the package that has them for such hands. ``IAT_JOURNEYS`` names those to walk, by
    default all; ``IAT_PICTURES`` is where what the screen showed goes.
    """
    pictures = os.environ.get("IAT_PICTURES")
    chosen = os.environ.get("IAT_JOURNEYS", ",".join(_JOURNEYS)).split(",")
    journeys = {name: _journey(ways, *_JOURNEYS[name]) for name in chosen}
    iface.mainWindow().resize(*_WINDOW)
    hands = kind(iface.mainWindow(), Path(pictures) if pictures else None)
    try:
        return dict(hands.walk(lambda _: {name: walk(hands) for name, walk in journeys.items()}))
    finally:
        QgsProject.instance().clear()


def _journey(ways: str, module: str, function: str) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = getattr(import_module(f"{ways}.{module}"), function)
    return found

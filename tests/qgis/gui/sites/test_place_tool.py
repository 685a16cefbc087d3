"""The map tool that takes a position and its accuracy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapToolPan
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QKeyEvent

from imam_ali_tracker.geodesy.measure import distances
from imam_ali_tracker.gui.map_tools.place_tool import PlaceTool

EXTENT = QgsRectangle(40.0, 34.0, 41.0, 35.0)
CENTRE = QPoint(200, 200)


@pytest.fixture
def canvas(new_project: QgsProject) -> Iterator[QgsMapCanvas]:
    canvas = QgsMapCanvas()
    canvas.resize(400, 400)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.setExtent(EXTENT)
    yield canvas


@pytest.fixture
def placed() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def tool(canvas: QgsMapCanvas, new_project: QgsProject, placed: list[Any]) -> PlaceTool:
    canvas.pan = QgsMapToolPan(canvas)  # the canvas does not own its tools
    canvas.setMapTool(canvas.pan)
    tool = PlaceTool(canvas, new_project)
    tool.placed.connect(lambda *given: placed.append(given))
    tool.start()
    return tool


def mouse(
    canvas: QgsMapCanvas,
    kind: QEvent.Type,
    at: QPoint,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> QgsMapMouseEvent:
    return QgsMapMouseEvent(canvas, kind, at, button, button, Qt.KeyboardModifier.NoModifier)


def press(tool: PlaceTool, canvas: QgsMapCanvas, at: QPoint) -> None:
    tool.canvasPressEvent(mouse(canvas, QEvent.Type.MouseButtonPress, at))


def move(tool: PlaceTool, canvas: QgsMapCanvas, at: QPoint) -> None:
    tool.canvasMoveEvent(mouse(canvas, QEvent.Type.MouseMove, at))


def release(tool: PlaceTool, canvas: QgsMapCanvas, at: QPoint) -> None:
    tool.canvasReleaseEvent(mouse(canvas, QEvent.Type.MouseButtonRelease, at))


def test_a_click_is_a_position_of_unknown_accuracy(
    tool: PlaceTool, canvas: QgsMapCanvas, placed: list[Any]
) -> None:
    move(tool, canvas, CENTRE)
    press(tool, canvas, CENTRE)
    move(tool, canvas, CENTRE + QPoint(1, 1))
    release(tool, canvas, CENTRE + QPoint(1, 1))
    ((longitude, latitude, accuracy),) = placed
    there = canvas.getCoordinateTransform().toMapCoordinates(CENTRE)
    assert QgsPointXY(longitude, latitude).compare(there, 1e-9)
    assert accuracy is None
    assert isinstance(canvas.mapTool(), QgsMapToolPan)


def test_dragging_away_draws_the_accuracy_on_the_ellipsoid(
    tool: PlaceTool, canvas: QgsMapCanvas, placed: list[Any]
) -> None:
    drawn: list[float] = []
    tool.accuracyDrawn.connect(drawn.append)
    press(tool, canvas, CENTRE)
    edge = CENTRE + QPoint(60, 0)
    move(tool, canvas, edge)
    there = canvas.getCoordinateTransform().toMapCoordinates(edge)
    release(tool, canvas, edge)
    ((longitude, latitude, accuracy),) = placed
    assert accuracy == drawn[-1]
    true = float(distances(longitude, latitude, there.x(), there.y()))
    assert accuracy == pytest.approx(true, rel=0.05)


def test_positions_come_from_any_crs_of_the_map(
    tool: PlaceTool, canvas: QgsMapCanvas, placed: list[Any]
) -> None:
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32638"))
    canvas.setCenter(QgsPointXY(500_000, 3_800_000))
    press(tool, canvas, CENTRE)
    release(tool, canvas, CENTRE)
    there = canvas.getCoordinateTransform().toMapCoordinates(CENTRE)
    to_earth = QgsCoordinateTransform(
        canvas.mapSettings().destinationCrs(),
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsProject.instance(),
    )
    assert QgsPointXY(*placed[0][:2]).compare(to_earth.transform(there), 1e-9)
    assert 40.0 < placed[0][0] < 50.0


def test_escape_and_the_right_button_give_the_tool_before_back(
    tool: PlaceTool, canvas: QgsMapCanvas, placed: list[Any]
) -> None:
    given_up: list[bool] = []
    tool.cancelled.connect(lambda: given_up.append(True))
    none = Qt.KeyboardModifier.NoModifier
    tool.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, none))
    assert isinstance(canvas.mapTool(), QgsMapToolPan)
    tool.start()
    right = Qt.MouseButton.RightButton
    tool.canvasReleaseEvent(mouse(canvas, QEvent.Type.MouseButtonRelease, CENTRE, right))
    assert isinstance(canvas.mapTool(), QgsMapToolPan)
    assert given_up == [True, True]
    assert placed == []


def test_the_offered_accuracy_counts_where_none_is_drawn(
    canvas: QgsMapCanvas, new_project: QgsProject, placed: list[Any]
) -> None:
    tool = PlaceTool(canvas, new_project, 2500.0)
    tool.placed.connect(lambda *given: placed.append(given))
    tool.start()
    press(tool, canvas, CENTRE)
    release(tool, canvas, CENTRE)
    assert placed[0][2] == 2500.0

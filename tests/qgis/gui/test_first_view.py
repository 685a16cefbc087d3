"""What the map shows of a case whose layers come onto it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsRectangle, QgsVectorLayer
from qgis.gui import QgsLayerTreeMapCanvasBridge
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.first_view import FirstView
from imam_ali_tracker.gui.panel.context import PanelContext
from tests.support.waiting import rest, wait_until

WIDTH = 800


@pytest.fixture
def followed(context: PanelContext) -> Iterator[PanelContext]:
    """Return a context whose map shows what the layer tree has, as in the desktop."""
    parent = QObject()
    context.map_canvas.resize(WIDTH, WIDTH)
    bridge = QgsLayerTreeMapCanvasBridge(context.project.layerTreeRoot(), context.map_canvas)
    FirstView(context.controller.layers, context.map_canvas, parent)
    yield context
    sip.delete(parent)
    sip.delete(bridge)


def add_layers(context: PanelContext) -> None:
    context.controller.load_layers()
    wait_until(lambda: not context.controller.layers.busy)
    rest(0.1)


def test_names_beside_the_outermost_sites_have_room(followed: PanelContext, case: Case) -> None:
    add_layers(followed)
    to_pixels = followed.map_canvas.getCoordinateTransform()
    shapes = (row["geometry"] for row in case.rows("sites"))
    points = [shape.asPoint() for shape in shapes if shape is not None and not shape.isEmpty()]
    across = [to_pixels.transform(point).x() for point in points]
    name = followed.map_canvas.fontMetrics().horizontalAdvance("Damascus")
    assert min(across) > name
    assert max(across) < WIDTH - name


def test_a_map_that_shows_something_stays_as_it_is(followed: PanelContext) -> None:
    other = QgsVectorLayer("Polygon?crs=EPSG:4326", "Other", "memory")
    followed.project.addMapLayer(other)
    wait_until(followed.map_canvas.layers)
    followed.map_canvas.setExtent(QgsRectangle(40, 33, 42, 35))
    before = followed.map_canvas.extent()
    add_layers(followed)
    assert len(followed.map_canvas.layers()) > 1
    assert followed.map_canvas.extent() == before


def test_cancelling_leaves_an_empty_map(followed: PanelContext) -> None:
    followed.controller.load_layers()
    followed.controller.layers.cancel()
    rest(0.1)
    assert followed.map_canvas.layers() == []
    assert followed.map_canvas.extent().isEmpty()

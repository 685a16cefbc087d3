"""What is clicked on the map and in QGIS's own tool-bars and panels."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QToolButton, QWidget
from qgis.utils import iface

from tests.desktop.journeys import controller
from tests.desktop.mouse import Mouse


def canvas() -> QWidget:
    return iface.mapCanvas().viewport()


def place_of(mouse: Mouse, name: str) -> tuple[float, float]:
    items = mouse.ask(lambda: controller().sites.sites.items)
    return next(item.position for item in items if item.name == name)


def at(mouse: Mouse, name: str) -> QPoint:
    """Return where on the canvas a site is."""
    return mouse.point(*place_of(mouse, name))


def click_action(mouse: Mouse, name: str) -> None:
    """Click the button of one of QGIS's actions."""
    mouse.click(mouse.wait(lambda: _button_of(name), f"the button of {name}"))
    mouse.settle()


def _button_of(name: str) -> QToolButton | None:
    for button in iface.mainWindow().findChildren(QToolButton):
        action = button.defaultAction()
        if action is not None and action.objectName() == name and button.isVisible():
            return button
    return None


def choose_layer(mouse: Mouse, name: str) -> None:
    """Click a layer in QGIS's panel of layers."""
    place = mouse.ask(lambda: _layer_row(name))
    mouse.click(iface.layerTreeView().viewport(), place)


def _layer_row(name: str) -> QPoint:
    view = iface.layerTreeView()
    layer = QgsProject.instance().mapLayersByName(name)[0]
    index = view.node2index(view.layerTreeModel().rootGroup().findLayer(layer.id()))
    view.scrollTo(index)
    return view.visualRect(index).center()


def drawn() -> int:
    """Return how many shapes that are not features the map shows."""
    items = iface.mapCanvas().scene().items()
    return sum(isinstance(item, QgsRubberBand) and item.isVisible() for item in items)

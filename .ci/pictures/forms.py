"""QGIS's own form and map tip of a site, with the reports that speak of it."""

from __future__ import annotations

from qgis.core import QgsPointXY, QgsVectorLayer
from qgis.gui import QgsMapTip
from qgis.PyQt.QtCore import QPoint, QRect
from qgis.PyQt.QtWidgets import QApplication, QTabWidget

from imam_ali_tracker.gui.map_selection import case_layers
from pictures.desk import BORDER, Desk

BASE = "Imam Ali base"
CROSSING = "Al-Bukamal–Al-Qaim border crossing"


def walk(desk: Desk) -> None:
    """Show both of the base."""
    location = desk.plugin.controller.summary.location
    layer = next(each for name, each in case_layers(desk.project, location) if name == "sites")
    desk.look_at(BORDER)
    _tip(desk, layer)
    _form(desk, layer)


def _tip(desk: Desk, layer: QgsVectorLayer) -> None:
    desk.iface.setActiveLayer(layer)
    longitude, latitude = desk.site(CROSSING).position
    pixel = desk.at(longitude, latitude)
    tip = QgsMapTip()
    place = desk.canvas.getCoordinateTransform().toMapCoordinates(pixel)
    tip.showMapTip(layer, QgsPointXY(place), pixel, desk.canvas)
    desk.rest(2)
    corner = desk.canvas.mapTo(desk.window, pixel)
    desk.keep("map-tip", desk.window, QRect(corner - QPoint(200, 120), corner + QPoint(380, 360)))
    tip.clear(desk.canvas)


def _form(desk: Desk, layer: QgsVectorLayer) -> None:
    uuid = desk.site(BASE).uuid
    feature = next(each for each in layer.getFeatures() if each["uuid"] == uuid)
    desk.iface.openFeatureForm(layer, feature, False, False)
    dialog = next(
        each
        for each in QApplication.topLevelWidgets()
        if each.isVisible() and each.metaObject().className() == "QgsAttributeDialog"
    )
    dialog.resize(760, 640)
    tabs = dialog.findChild(QTabWidget)
    for number in range(tabs.count()):
        if tabs.tabText(number) == "Reports":
            tabs.setCurrentIndex(number)
    desk.settle()
    desk.keep("form-reports", dialog)
    dialog.close()

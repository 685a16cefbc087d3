"""Journey 8: a case is handed over to those without the plugin."""

from __future__ import annotations

import processing
from qgis.PyQt.QtCore import QPoint, QRect

from pictures.desk import Desk

ALGORITHM = "imam_ali_tracker:handover"


def walk(desk: Desk) -> None:
    """Open the menu of the group of the case, and the dialog that it leads to."""
    _menu(desk)
    dialog = processing.createAlgorithmDialog(ALGORITHM, {"CASE": "case.gpkg"})
    dialog.resize(860, 640)
    dialog.show()
    desk.settle()
    desk.keep("hand-over", dialog)
    dialog.close()
    dialog.deleteLater()
    desk.settle()


def _menu(desk: Desk) -> None:
    """Show the menu that a right click opens, made as QGIS makes it, but without waiting for it."""
    view = desk.iface.layerTreeView()
    index = view.node2index(desk.project.layerTreeRoot().children()[0])
    view.setCurrentIndex(index)
    menu = view.menuProvider().createContextMenu()
    view.contextMenuAboutToShow.emit(menu)
    ours = next(each for each in menu.actions() if each.text() == "Imam Ali Tracker")
    menu.popup(view.viewport().mapToGlobal(view.visualRect(index).center()))
    menu.setActiveAction(ours)
    ours.menu().popup(menu.mapToGlobal(menu.actionGeometry(ours).topRight()))
    desk.rest(0.5)
    shown = menu.geometry().united(ours.menu().geometry())
    margin = QPoint(12, 12)
    desk.keep_screen("layer-menu", QRect(shown.topLeft() - margin, shown.bottomRight() + margin))
    ours.menu().close()
    menu.close()
    menu.deleteLater()
    desk.settle()

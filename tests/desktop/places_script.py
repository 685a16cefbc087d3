"""Runs inside QGIS: the browser, the data source manager, the locator and the options."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsMimeDataUtils,
    QgsProject,
    QgsSettings,
)
from qgis.gui import QgsGui, QgsOptionsPageWidget
from qgis.PyQt.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QDockWidget, QMenu, QTreeView
from qgis.utils import loadPlugin, plugins, startPlugin, unloadPlugin

from tests.support.waiting import rest, wait_until

NAME = "imam_ali_tracker"
FOLDER = Path(os.environ["IAT_FOLDER"])
CASE = os.environ["IAT_CASE"]


def shot(widget: Any, name: str) -> None:
    rest()
    widget.grab().save(str(FOLDER / f"{name}.png"))


def browse(iface: Any, result: dict[str, Any], suffix: str) -> None:
    dock = iface.mainWindow().findChild(QDockWidget, "Browser")
    dock.show()
    dock.raise_()
    rest()
    view = dock.findChild(QTreeView)
    model = view.model()
    roots = {
        str(model.data(model.index(row, 0))): model.index(row, 0) for row in range(model.rowCount())
    }
    root = roots["Imam Ali Tracker"]
    view.expand(root)
    wait_until(lambda: model.rowCount(root) == 2)
    recent = model.index(0, 0, root)
    view.expand(recent)
    wait_until(lambda: model.rowCount(recent) > 0)
    case = model.index(0, 0, recent)
    view.expand(case)
    wait_until(lambda: model.rowCount(case) > 5)
    layers = [str(model.data(model.index(row, 0, case))) for row in range(model.rowCount(case))]
    home = roots["Project Home"]
    view.expand(home)
    wait_until(lambda: model.rowCount(home) > 1)
    in_folder = [str(model.data(model.index(row, 0, home))) for row in range(model.rowCount(home))]
    view.scrollTo(root, QTreeView.ScrollHint.PositionAtTop)
    shot(dock, f"browser{suffix}")
    mime = model.mimeData([model.index(0, 0, case), case])
    result["browser"] = {
        "layers": layers,
        "case": str(model.data(case)),
        "in_folder": in_folder,
        "dragged": [(u.layerType, u.providerKey) for u in QgsMimeDataUtils.decodeUriList(mime)],
    }


def menu_of_case(result: dict[str, Any]) -> None:
    """What the context menu of a recent case offers."""
    from qgis.gui import QgsDataItemGuiContext

    from imam_ali_tracker.gui.places.browser import CaseItem

    menu = QMenu()
    item = CaseItem(None, "A case", CASE, "somewhere")
    for provider in QgsGui.dataItemGuiProviderRegistry().providers():
        if provider.name() == NAME:
            provider.populateContextMenu(item, menu, [item], QgsDataItemGuiContext())
    result["menu"] = [action.text() for action in menu.actions()]


def drop(iface: Any, result: dict[str, Any]) -> None:
    """Drop the file of a case onto the main window."""
    plugin = plugins[NAME]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(CASE)])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    # Qt hands a drop to the window that a drag has entered.
    entering = QDragEnterEvent(QPoint(300, 300), *how, none)
    QApplication.sendEvent(iface.mainWindow(), entering)
    dropping = QDropEvent(QPointF(300, 300), *how, none)
    QApplication.sendEvent(iface.mainWindow(), dropping)
    wait_until(
        lambda: len(QgsProject.instance().mapLayers()) > 10 and not plugin.controller.layers.busy
    )
    result["dropped"] = {
        "opened": plugin.controller.summary is not None,
        "layers": len(QgsProject.instance().mapLayers()),
        "groups": len(QgsProject.instance().layerTreeRoot().findGroups()),
    }


def locate(iface: Any, result: dict[str, Any], suffix: str) -> None:
    found = {}
    iface.mapCanvas().zoomToFullExtent()
    for text in (
        "iat kamal",
        "iat land bridge",
        "iat \u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644",
    ):
        found[text.partition(" ")[2]] = located(iface, text, suffix if "kamal" in text else "")
    result["located"] = found


def located(iface: Any, text: str, suffix: str) -> list[str]:
    """Return what the locator lists; its first picture is kept."""
    window = iface.mainWindow()
    iface.locatorSearch(text)

    def listed() -> list[Any]:
        return [
            view.model()
            for view in window.findChildren(QTreeView)
            if view.model() is not None
            and "Locator" in view.model().metaObject().className()
            and view.model().rowCount() > 1
        ]

    wait_until(listed)
    rest(0.6)
    model = listed()[0]
    texts = [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]
    if "kamal" in text:
        window.grab().save(str(FOLDER / f"locator{suffix}.png"))
    iface.locatorSearch("")
    rest(0.3)
    return texts


def options(iface: Any, result: dict[str, Any], suffix: str) -> None:
    def look() -> None:
        dialog = QApplication.activeModalWidget()
        page = next(
            each
            for each in dialog.findChildren(QgsOptionsPageWidget)
            if type(each).__module__.startswith(NAME)
        )
        page.networks_edit.setText("10.0.0.0/99")
        result["invalid"] = [page.isValid(), page.fault_label.text()]
        page.networks_edit.setText("10.1.2.0/24")
        page.marking_edit.setText("Public sources only")
        shot(dialog, f"options{suffix}")
        box = dialog.findChild(QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).click()

    QTimer.singleShot(1500, look)
    iface.showOptionsDialog(iface.mainWindow(), NAME)
    result["options"] = [
        QgsSettings().value(f"{NAME}/network/private_networks"),
        QgsSettings().value(f"{NAME}/cases/marking"),
    ]


def sources(iface: Any, result: dict[str, Any], suffix: str) -> None:
    iface.openDataSourceManagerPage(NAME)
    rest()
    widgets = [
        each for each in QApplication.allWidgets() if type(each).__name__ == "CaseSourceWidget"
    ]
    page = widgets[0]
    page.file_widget.setFilePath(CASE)
    wait_until(lambda: len(page.chosen()) > 5)
    dialog = page.window()
    dialog.resize(900, 640)
    shot(dialog, f"sources{suffix}")
    for item in page._items():
        item.setCheckState(0, Qt.CheckState.Unchecked)
    page._items()[0].setCheckState(0, Qt.CheckState.Checked)
    before = len(QgsProject.instance().mapLayers())
    QgsProject.instance().clear()
    page.addButtonClicked()
    wait_until(lambda: not plugins[NAME].controller.layers.busy)
    result["sources"] = {
        "pages": len(widgets),
        "added": sorted(each.name() for each in QgsProject.instance().mapLayers().values()),
        "before": before,
    }
    dialog.close()


def tree_menu(iface: Any, result: dict[str, Any]) -> None:
    """What the layer tree offers on a layer of the case, and on one of the analyst's own."""
    view = iface.layerTreeView()
    result["tree"] = {}
    for layer in QgsProject.instance().mapLayers().values():
        view.setCurrentLayer(layer)
        menu = QMenu()
        view.contextMenuAboutToShow.emit(menu)
        ours = [each.menu() for each in menu.actions() if each.menu() is not None]
        found = {each.text(): each for several in ours for each in several.actions()}
        if found:
            found["Refresh"].trigger()
        result["tree"][layer.providerType()] = list(found)


def left(iface: Any) -> dict[str, Any]:
    """What of the plugin is in QGIS's registries."""
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QgsApplication.processEvents()
    gc.collect()
    return {
        "items": sum(
            each.name() == NAME for each in QgsApplication.dataItemProviderRegistry().providers()
        ),
        "menus": sum(
            each.name() == NAME for each in QgsGui.dataItemGuiProviderRegistry().providers()
        ),
        "sources": sum(
            each.name() == NAME for each in QgsGui.sourceSelectProviderRegistry().providers()
        ),
        "roots": sum(
            str(iface.browserModel().data(iface.browserModel().index(row, 0))) == "Imam Ali Tracker"
            for row in range(iface.browserModel().rowCount())
        ),
        "functions": sum(each.name().startswith("iat_") for each in QgsExpression.Functions()),
        "widgets": [
            type(widget).__name__
            for widget in QApplication.allWidgets()
            if type(widget).__module__.startswith(NAME)
        ],
    }


def main(iface: Any) -> dict[str, Any]:
    try:
        return look_around(iface)
    finally:
        QgsProject.instance().clear()
        QgsApplication.taskManager().cancelAll()
        wait_until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def look_around(iface: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    project = QgsProject.instance()
    project.read(os.environ["IAT_PROJECT"])
    iface.mainWindow().resize(1400, 900)
    drop(iface, result)
    suffix = os.environ.get("IAT_SUFFIX", "")
    browse(iface, result, suffix)
    menu_of_case(result)
    locate(iface, result, suffix)
    options(iface, result, suffix)
    tree_menu(iface, result)
    sources(iface, result, suffix)
    project.clear()
    result["left"] = []
    for _ in range(3):
        unloadPlugin(NAME)
        result["left"].append(left(iface))
        loadPlugin(NAME)
        startPlugin(NAME)
    result["there"] = left(iface)
    return result

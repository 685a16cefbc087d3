"""Runs inside QGIS: opens the briefing window from the panel, and puts a briefing together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.utils import plugins

from tests.support.waiting import wait_until


def unsaved(project: Any, dialog: Any) -> list[bool]:
    """Edit a layer; return whether that is said before, and after it was saved."""
    (sites,) = project.mapLayersByName("Sites")
    sites.startEditing()
    sites.changeAttributeValue(1, sites.fields().indexOf("remarks"), "Edited")
    before = dialog.unsaved.isVisible()
    dialog.grab().save(str(Path(os.environ["IAT_FOLDER"]) / "unsaved.png"))
    dialog.unsaved.save_button.click()
    after = dialog.unsaved.isVisible()
    sites.rollBack()
    return [before, after]


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.gui.briefing.dialog import BriefingDialog
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    folder = Path(os.environ["IAT_FOLDER"])
    window = iface.mainWindow()
    plugin = plugins["imam_ali_tracker"]
    dock = window.findChild(CaseDock, OBJECT_NAME)
    project = QgsProject.instance()
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    plugin.controller.open_case(os.environ["IAT_CASE"])
    wait_until(lambda: plugin.controller.summary is not None)
    plugin.controller.load_layers()
    wait_until(lambda: not plugin.controller.layers.busy)
    dock.widget().header.briefing_action.trigger()
    dialog = window.findChild(BriefingDialog)
    wait_until(lambda: dialog.preview.pixmap() is not None and not dialog.preview.pixmap().isNull())
    wait_until(lambda: dialog.check_list.tree.topLevelItemCount() > 0)
    dialog.grab().save(str(folder / "briefing.png"))
    found = {"warnings": dialog.check_list.tree.topLevelItem(0).text(0)}
    dialog.sites.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    found["chosen"] = len(dialog.sites.chosen())
    rows = range(dialog.form.template.count())
    atlas = next(r for r in rows if "atlas" in dialog.form.template.itemData(r).name)
    dialog.form.template.setCurrentIndex(atlas)
    for number in range(3):
        dialog.tabs.setCurrentIndex(number)
        QgsApplication.processEvents()
        dialog.grab().save(str(folder / f"tab{number}.png"))
    dialog.form.resolution.setValue(72)
    dialog.export_to(folder / "cancelled.pdf")
    wait_until(lambda: dialog.progress.value() > 5)
    dialog.grab().save(str(folder / "busy.png"))
    dialog.cancel()
    wait_until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    found["after_cancel"] = sorted(path.name for path in folder.glob("*cancelled*"))
    found["left"] = sorted(path.name for path in folder.glob(".briefing*"))
    dialog.form.template.setCurrentIndex(0)
    dialog.export_to(folder / "briefing.pdf")
    wait_until(dialog.progress.isHidden)
    found["exported"] = (folder / "briefing.pdf").is_file()
    dialog.add_layouts()
    wait_until(dialog.progress.isHidden)
    (layout,) = project.layoutManager().printLayouts()
    found["layout"] = layout.name()
    found["maps"] = [layer.name() for layer in layout.itemById("map_main").layers()]
    wait_until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    dialog.check_list.filter.setText("land bridge")
    item = dialog.check_list.tree.topLevelItem(0)
    while item.childCount():
        item = item.child(0)
    dock.hide()
    dialog.check_list.tree.itemActivated.emit(item, 0)
    wait_until(dock.isVisible)
    found["page"] = type(dock.widget().tabs.currentWidget().made()).__name__
    found["unsaved"] = unsaved(project, dialog)
    dialog.export_to(folder / "behind.pdf")
    dialog.close()
    wait_until((folder / "behind.pdf").is_file)
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found["dialogs"] = len(window.findChildren(BriefingDialog))
    wait_until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    project.clear()
    return found

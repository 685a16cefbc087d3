"""Runs inside QGIS: what an analyst does on the pages of the panel, with a large case."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsTask,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest

if TYPE_CHECKING:
    from tests.support.watchdog import User

IMPORTED = 20_000
NEW = "Site of the benchmark"


def use_list(page: Any, user: User) -> None:
    """Scroll, choose, hover, group, sort and type as one does all day."""
    view, bar = page.view, page.view.verticalScrollBar()
    for part in (0.25, 0.5, 1.0, 0.0):
        user.does("scroll", lambda part=part: bar.setValue(int(part * bar.maximum())), 0.2)
    user.does("choose", lambda: choose(page, 5))
    for _ in range(20):
        user.does("arrow key", lambda: QTest.keyClick(view, Qt.Key.Key_Down), 0.2)
    for y in range(10, 300, 20):
        user.does("hover", lambda y=y: hover(view, y), 0.05)
    user.does("zoom to", lambda: QTest.keyClick(view, Qt.Key.Key_Return), 1)
    for group in ("kind", "status", "position_basis", "place"):
        user.does(
            f"group by {group}", lambda g=group: page.model.set_order(g, "name", descending=False)
        )
        user.does("fold", lambda: view.collapse(page.model.index(0, 0)))
        user.does("unfold", lambda: view.expand(page.model.index(0, 0)))
        user.does("collapse all", view.collapseAll)
        user.does("expand all", view.open_groups)
        user.does("filter groups", lambda: page.filter_edit.setText("9"))
        user.does("show all groups", page.filter_edit.clear)
    order = ("", "position_accuracy_m")
    user.does("sort", lambda: page.model.set_order(*order, descending=True))
    user.does("sort back", lambda: page.model.set_order("", "name", descending=False))
    for letter in "site 99":
        user.does("type", lambda key=letter: QTest.keyClicks(page.filter_edit, key), 0.15)
    user.does("clear the filter", page.filter_edit.clear, 0.5)
    user.does("select all", view.selectAll, 1)
    user.does("choose one again", lambda: choose(page, 7), 1)


def choose(page: Any, number: int) -> None:
    """Select a site by where it stands among all."""
    page.select_site(page.model.uuids([number])[0])


def hover(view: Any, y: int) -> None:
    """Move the mouse over the list."""
    place = QPointF(QPoint(40, y))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, place, none, none, Qt.KeyboardModifier.NoModifier
    )
    QgsApplication.sendEvent(view.viewport(), event)


def change(plugin: Any, canvas: Any, page: Any, user: User) -> None:
    """Change, undo, add, move, delete; have another program write."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
    from imam_ali_tracker.gui.panel.sites.dialogs import PositionDialog, SiteDialog

    editor, stack = plugin.controller.editor, plugin.controller.editor.undo_stack
    country = page.details.form.fields["country"]
    user.does("choose a site", lambda: choose(page, 7), 1)

    def write() -> None:
        country.setText("Iraq")
        country.editingFinished.emit()

    user.does_until("change a field", write, lambda: stack.count() == 1)
    user.does("undo", stack.undo)
    user.does("redo", stack.redo)
    user.does_until("ask for a site", page.commands.add_typed, lambda: page.findChild(SiteDialog))
    asked = page.findChild(SiteDialog)
    asked.name_edit.setText(NEW)
    position = asked.position_form.position_edit
    user.does("type a position", lambda: QTest.keyClicks(position, "34.4, 41"))
    user.does("type its source", lambda: asked.position_form.source_edit.setText("A list"))
    user.does("choose its basis", lambda: choose_basis(asked.position_form))
    user.does_until("add it", asked.accept, lambda: is_chosen(page, NEW))
    user.does_until("move it on the map", page._move, lambda: is_ours(canvas.mapTool()))
    user.does_until(
        "click its place", lambda: click_map(canvas), lambda: page.findChild(PositionDialog)
    )
    asked = page.findChild(PositionDialog)
    user.does("choose its basis", lambda: choose_basis(asked.position_form))
    user.does_until("place it", asked.accept, lambda: stack.count() == 3)
    user.does("undo the move", stack.undo, 1)
    user.does_until("ask to delete it", page._delete, lambda: page.findChild(DeletionDialog))
    deleting = page.findChild(DeletionDialog)
    user.does_until("delete it", deleting.accept, lambda: stack.undoText().startswith("Delete"))
    user.does("undo the deletion", stack.undo, 1)
    user.does("add on the map", page.commands.add_on_map)
    user.does("give that up", page.commands.cancel_tool)
    uuid = plugin.controller.sites.sites.items[3].uuid
    theirs = ChangeSet(updates={"sites": {uuid: {"remarks": "theirs"}}})
    other = Thread(target=lambda: Case(editor.case.location).apply(theirs))
    user.does("follow another program", other.start, 4)


def choose_basis(form: Any) -> None:
    """Say that a report states the position."""
    form.basis_combo.setCurrentIndex(form.basis_combo.findData("reported"))


def is_chosen(page: Any, name: str) -> bool:
    """Tell whether the site of this name is the chosen one."""
    chosen = page.view.current_site()
    return chosen is not None and chosen.name == name


def is_ours(tool: Any) -> bool:
    """Tell whether a map tool is one of the plugin's."""
    return type(tool).__module__.startswith("imam_ali_tracker.")


def click_map(canvas: Any) -> None:
    """Click into the middle of the map."""
    viewport = canvas.viewport()
    QTest.mouseMove(viewport, viewport.rect().center())
    QTest.mouseClick(
        viewport,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        viewport.rect().center(),
    )


def use_reports(page: Any, user: User) -> None:
    """Filter the reports and look at some."""
    listed = page.list
    user.waits(60, lambda: listed.model.rowCount() > 0)
    for letter in "report 1":
        user.does(
            "filter reports",
            lambda key=letter: QTest.keyClicks(listed.filter_bar.text_edit, key),
            0.15,
        )
    user.does("show all reports", listed.filter_bar.clear)
    for number in (1, 40, 400):
        index = listed.model.index(number, 0)
        user.does("choose a report", lambda i=index: listed.view.setCurrentIndex(i))
    publisher = listed.filter_bar.publisher
    user.does("reports of a publisher", lambda: publisher.setCurrentIndex(3))
    user.does("show all reports", listed.filter_bar.clear)


def use_claims(page: Any, user: User) -> None:
    """Filter the claims, look at some, and begin to record one."""
    table = page.table
    user.waits(60, lambda: table.model.rowCount() > 0)
    for letter in "statement 1":
        user.does("filter claims", lambda key=letter: QTest.keyClicks(table.filter_edit, key), 0.15)
    user.does("show all claims", table.filter_edit.clear)
    for number in (0, 30, 300):
        index = table.model.index(number, 0)
        user.does("choose a claim", lambda i=index: table.view.setCurrentIndex(i))
    user.does("show its line", page.show_on_map, 1)
    user.does("change a claim", page.edit, 1.5)
    user.does("check it", page.form.check_now, 1.5)
    user.does("give that up", page.form.cancel_button.click)


def use_timeline(page: Any, user: User) -> None:
    """Zoom and move the axis, and brush a period."""
    chart = page.chart
    user.waits(60, lambda: bool(chart.items))
    for steps in (1, 1, 1, -1):
        user.does("zoom the axis", lambda steps=steps: chart.zoom(steps))
    first, last = chart.shown
    third = (last - first) / 3
    user.does("brush", lambda: chart.brush((first + third, last - third)), 2)
    user.does("lift the brush", lambda: chart.brush(None), 1)
    user.does("show all times", chart.show_all)
    for kind in range(page.grouping.count()):
        user.does("lanes", lambda kind=kind: page.grouping.setCurrentIndex(kind))


def use_distances(page: Any, sites: list[str], user: User) -> None:
    """Preview distances around some sites and save them."""
    user.waits(60, lambda: page.buffers.model.total > 0)
    before = page.buffers.model.total
    user.does("add buffers", lambda: page.add_buffers([("sites", uuid) for uuid in sites]))
    form = page.buffer_form
    for letter in "50, 100, 300 km":
        user.does("type distances", lambda key=letter: QTest.keyClicks(form.distances, key), 0.1)
    user.does("see the preview", lambda: None, 2)
    user.does_until(
        "save the buffers",
        lambda: QTest.keyClick(form.distances, Qt.Key.Key_Return),
        lambda: page.buffers.model.total == before + 3 * len(sites),
    )
    user.does("draw a corridor", page.draw_action.trigger)
    user.does("give that up", page.corridor_form.give_up)


def layer_to_import() -> QgsVectorLayer:
    """Return a layer of many points."""
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "many", "memory")
    features = []
    for number in range(IMPORTED):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"Imported {number}"])
        at = QgsPointXY(30 + number % 200 / 10, 25 + number // 200 / 10)
        feature.setGeometry(QgsGeometry.fromPointXY(at))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def import_many(plugin: Any, page: Any, layer: QgsVectorLayer, user: User) -> None:
    """Add many sites from a layer, undo that, and cancel doing it again."""
    from imam_ali_tracker.gui.panel.sites.adding import ImportDialog

    project = QgsProject.instance()
    user.does("have another layer", lambda: project.addMapLayer(layer, addToLegend=False), 2)
    stack, sites = plugin.controller.editor.undo_stack, plugin.controller.sites
    before = len(sites)
    user.does_until(
        "ask for a layer", page.commands.add_from_layer, lambda: page.findChild(ImportDialog)
    )
    dialog = page.findChild(ImportDialog)
    user.does("choose the layer", lambda: dialog.layer_combo.setLayer(layer))
    after = before + IMPORTED
    user.does_until("import many", dialog.accept, lambda: len(sites) == after)
    user.does_until("undo the import", stack.undo, lambda: len(sites) == before)
    user.does("import again", stack.redo, 0.5)
    user.does_until("cancel that", cancel_writing, lambda: plugin.controller.editor.is_writable)
    if (len(sites), stack.canUndo(), stack.canRedo()) != (before, False, True):
        raise AssertionError(len(sites), stack.count(), stack.undoText())
    user.waits(2)


def cancel_writing() -> None:
    """Cancel what writes, as one does in QGIS's list of tasks."""
    for task in QgsApplication.taskManager().activeTasks():
        if task.flags() & QgsTask.Flag.CanCancel:
            task.cancel()

"""Runs inside QGIS: uses the panel on a large case while a watchdog times the event loop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit
from qgis.utils import plugins

FILTERS = ("S", "Si", "Sit", "Site", "Site 9", "Site 99", "Site 999", "9", "99", "zz", "i", "")
TICK_MS = 2


class Watchdog:
    """Notes how long the event loop did not turn, and what was being done meanwhile.

    Beside each gap stands the processor time of the main thread in it: the rest is waiting, for
    disks, for threads, and for other programs on a busy machine.
    """

    def __init__(self) -> None:
        self.doing = ""
        self.stalls: list[tuple[float, float, str]] = []
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        gap = 1000 * (now - self._last), 1000 * (used - self._used), self.doing
        self.stalls.append(gap)
        self._last, self._used = now, used

    def worst(self, count: int) -> list[tuple[float, float, str]]:
        """Return the longest gaps, longest first."""
        return sorted(self.stalls, reverse=True)[:count]


class User:
    """Does things as an analyst would, and lets the window work after each."""

    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog

    def does(self, what: str, act: Callable[[], Any], rest: float = 0.5) -> None:
        """Do something from the event loop, as a click or key would, and wait."""
        self._watchdog.doing = what
        QTimer.singleShot(0, act)
        self.waits(rest)

    def waits(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let QGIS work for so long, or until something has happened."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not until():
            QgsApplication.processEvents()
            time.sleep(TICK_MS / 1000)


def main(iface: Any) -> dict[str, Any]:
    """Return the figures and the worst gaps."""
    from imam_ali_tracker.gui.panel.dock import CaseDock
    from imam_ali_tracker.gui.panel.sites.page import SitesPage

    plugin = plugins["imam_ali_tracker"]
    dock = iface.mainWindow().findChild(CaseDock, "ImamAliTrackerPanel")
    watchdog = Watchdog()
    user = User(watchdog)
    user.waits(2)
    user.does("show the panel", plugin.panel_action.trigger, 2)
    page = dock.widget().tabs.page(SitesPage)
    opened = open_case(plugin, page, user)
    user.does("check the case behind", lambda: None, 12)
    filters = filter_times(page, user)
    use_list(page, user)
    change(plugin, page, user)
    for number in range(dock.widget().tabs.count()):
        tabs = dock.widget().tabs
        title = tabs.tabToolTip(number)
        user.does(f"tab {title}", lambda n=number, t=tabs: t.setCurrentIndex(n), 2)
    watched = watchdog.worst(10)
    watchdog.doing = "the end"
    peer = read_by_ogr()
    plugin.controller.close_case()
    QgsProject.instance().clear()
    return {"opened": opened, "peer": peer, "filters": filters, "stalls": watched}


def open_case(plugin: Any, page: Any, user: User) -> float:
    """Return how long it takes until the sites are listed, in seconds."""
    started = time.perf_counter()
    user.does("open", lambda: plugin.controller.open_case(os.environ["IAT_CASE"]), 0)
    user.waits(60, lambda: page.model.total > 0)
    page.view.viewport().repaint()
    return time.perf_counter() - started


def filter_times(page: Any, user: User) -> list[float]:
    """Return how long the list takes to show what passes each filter, in milliseconds."""
    times = []

    def apply() -> None:
        started = time.perf_counter()
        page._apply_filter()
        page.view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - started))

    for text in FILTERS:
        page.filter_edit.blockSignals(True)
        page.filter_edit.setText(text)
        page.filter_edit.blockSignals(False)
        user.does(f"filter {text!r}", apply, 0.2)
    return times


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


def change(plugin: Any, page: Any, user: User) -> None:
    """Change, undo, add, delete; have another program write; load the layers."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
    from imam_ali_tracker.gui.panel.sites.dialogs import SiteDialog

    editor, stack = plugin.controller.editor, plugin.controller.editor.undo_stack
    field = page.details.fields["country"]

    def write() -> None:
        if isinstance(field, QLineEdit):
            field.setText("Iraq")
            field.editingFinished.emit()

    user.does("change a field", write)
    user.does("undo", stack.undo)
    user.does("redo", stack.redo)
    user.does("ask for a site", page.commands.add_typed)
    asked = page.findChild(SiteDialog)
    asked.name_edit.setText("Site of the benchmark")
    user.does("add it", asked.accept, 1)
    user.does("ask to delete it", page._delete, 1)
    user.does("delete it", page.findChild(DeletionDialog).accept, 1)
    user.does("undo the deletion", stack.undo, 1)
    uuid = plugin.controller.sites.sites.items[3].uuid
    theirs = ChangeSet(updates={"sites": {uuid: {"remarks": "theirs"}}})
    Case(editor.case.location).apply(theirs)
    user.does("follow another program", lambda: None, 4)


def read_by_ogr() -> float:
    """Return how long QGIS's own provider takes to read the same sites, in seconds."""
    started = time.perf_counter()
    layer = QgsVectorLayer(f"{os.environ['IAT_CASE']}|layername=sites", "sites", "ogr")
    rows = [(f["uuid"], f["name"], f.geometry()) for f in layer.getFeatures()]
    seconds = time.perf_counter() - started
    if len(rows) < int(os.environ["IAT_SITES"]):
        raise AssertionError(len(rows))
    return seconds

"""Runs inside QGIS: lets the monkey loose on a case, and looks whether the case is still sound."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import plugins

from tests.desktop.monkey import Monkey
from tests.desktop.monkey_world import World
from tests.support.waiting import wait_until

REOPEN_EVERY = 10


class _Browser(QObject):
    """Takes the addresses that would open in the analyst's browser."""

    opened: list[str] = []

    @pyqtSlot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def open_case(controller: Any, path: str) -> None:
    controller.open_case(path)
    wait_until(
        lambda: controller.summary is not None and str(controller.summary.location.path) == path
    )


def plant(number: int) -> None:
    """Break the panel, to see that the monkey finds it."""
    from imam_ali_tracker.gui.panel.content import PanelContent

    def broken(*_arguments: Any) -> None:
        raise RuntimeError(f"planted before action {number}")

    PanelContent.keyPressEvent = broken


def problems_of(case: str) -> list[str]:
    """Return the errors that the integrity check finds."""
    from imam_ali_tracker.case.integrity import Severity, check
    from imam_ali_tracker.case.store import Case

    with Case.open(case, read_only=True) as opened:
        # A warning says what the monkey, as an analyst may, has left out.
        found = [each for each in check(opened) if each.severity is Severity.ERROR]
    return [f"{Path(case).name} {each.table} {each.field}: {each.message}" for each in found]


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.core import settings
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    browser = _Browser()
    for scheme in ("http", "https", "mailto", "file"):
        QDesktopServices.setUrlHandler(scheme, browser.take)
    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))
    window, plugin = iface.mainWindow(), plugins["imam_ali_tracker"]
    dock, cases = window.findChild(CaseDock, OBJECT_NAME), os.environ["IAT_CASES"].split(os.pathsep)
    assert QgsProject.instance().read(os.environ["IAT_PROJECT"])
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    open_case(plugin.controller, cases[0])
    plugin.controller.load_layers()
    window.resizeDocks([dock], [420], Qt.Orientation.Horizontal)
    journal = Path(os.environ["IAT_JOURNAL"])
    world = World(iface, plugin, dock, cases, os.environ["IAT_PROJECT"], os.environ["IAT_SERVER"])
    monkey = Monkey(dock, iface.mapCanvas(), world, int(os.environ["IAT_SEED"]), journal)
    plugin.controller.editor.edited.connect(monkey.note_change)
    errors, planted = Path(os.environ["IAT_TEST_ERRORS"]), int(os.environ["IAT_PLANTED"])
    worst = (0.0, "")
    for number in range(int(os.environ["IAT_ACTIONS"])):
        if number == planted:
            plant(number)
        begun = time.monotonic()
        monkey.act()
        worst = max(worst, (time.monotonic() - begun, f"{number} {monkey.latest}"))
        if errors.exists():
            break  # the last line of the journal says what did it
        if not dock.isVisible() and QApplication.activeModalWidget() is None:
            plugin.panel_action.trigger()
        if number % REOPEN_EVERY == 0:
            if plugin.controller.summary is None:
                plugin.controller.open_case(cases[0])
            iface.messageBar().clearWidgets()
    monkey.leave()
    manager = QgsApplication.taskManager()
    manager.cancelAll()
    wait_until(lambda: manager.countActiveTasks() == 0)
    iface.mapCanvas().waitWhileRendering()
    window.grab().save(str(journal.with_suffix(".png")))
    plugin.controller.close_case()
    found = [problem for case in cases for problem in problems_of(case)]
    QgsApplication.setUITheme("default")
    QgsProject.instance().clear()
    for scheme in ("http", "https", "mailto", "file"):
        QDesktopServices.unsetUrlHandler(scheme)
    words = [line.split()[1] for line in journal.read_text(encoding="utf-8").splitlines()]
    return {
        "problems": found,
        "actions": monkey.done,
        "done": dict(Counter(words).most_common()),
        "changed": dict(monkey.changes.most_common()),
        "worst": f"{worst[0]:.1f} s: {worst[1]}",
        "opened": browser.opened[:10],
    }

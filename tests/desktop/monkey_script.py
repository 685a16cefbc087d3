"""Runs inside QGIS: lets the monkey loose on a case, and looks whether the case is still sound."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.utils import plugins

from tests.desktop.monkey import Monkey

REOPEN_EVERY = 50


class _Browser(QObject):
    """Takes the addresses that would open in the analyst's browser."""

    opened: list[str] = []

    @pyqtSlot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def wait(condition: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        QgsApplication.processEvents()
        if time.monotonic() > end:
            raise TimeoutError(condition)
        time.sleep(0.01)


def open_case(controller: Any, path: str) -> None:
    controller.open_case(path)
    wait(lambda: controller.summary is not None and str(controller.summary.location.path) == path)


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.case.integrity import Severity, check
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    browser = _Browser()
    for scheme in ("http", "https", "mailto"):
        QDesktopServices.setUrlHandler(scheme, browser.take)
    window, plugin = iface.mainWindow(), plugins["imam_ali_tracker"]
    dock, case = window.findChild(CaseDock, OBJECT_NAME), os.environ["IAT_CASE"]
    assert QgsProject.instance().read(os.environ["IAT_PROJECT"])
    plugin.panel_action.trigger()
    wait(lambda: dock.widget() is not None)
    open_case(plugin.controller, case)
    plugin.controller.load_layers()
    window.resizeDocks([dock], [420], Qt.Orientation.Horizontal)
    journal = Path(os.environ["IAT_JOURNAL"])
    seed, without = int(os.environ["IAT_SEED"]), os.environ["IAT_LEFT_ALONE"]
    monkey = Monkey(dock, iface.mapCanvas(), seed, journal, without)
    worst = 0.0
    for number in range(int(os.environ["IAT_ACTIONS"])):
        begun = time.monotonic()
        monkey.act()
        worst = max(worst, time.monotonic() - begun)
        if not dock.isVisible():
            dock.setVisible(True)
        if number % REOPEN_EVERY == 0:
            summary = plugin.controller.summary
            if summary is None or str(summary.location.path) != case:
                open_case(plugin.controller, case)
            iface.messageBar().clearWidgets()
    manager = QgsApplication.taskManager()
    wait(lambda: manager.countActiveTasks() == 0)
    iface.mapCanvas().waitWhileRendering()
    window.grab().save(str(journal.with_suffix(".png")))
    plugin.controller.close_case()
    with Case.open(case, read_only=True) as opened:
        # A warning says what the monkey, as an analyst may, has left out.
        found = [each for each in check(opened) if each.severity is Severity.ERROR]
    problems = [f"{each.table} {each.field}: {each.message}" for each in found]
    QgsProject.instance().clear()
    for scheme in ("http", "https", "mailto"):
        QDesktopServices.unsetUrlHandler(scheme)
    words = [line.split()[1] for line in journal.read_text(encoding="utf-8").splitlines()]
    return {
        "problems": problems,
        "actions": monkey.done,
        "done": dict(Counter(words)),
        "worst_s": round(worst, 2),
        "opened": browser.opened[:10],
    }

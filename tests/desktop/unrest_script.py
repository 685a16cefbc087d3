"""Runs inside QGIS: briefings and hand-overs are made while the layers of the project change."""

from __future__ import annotations

import itertools
import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.utils import plugins

from tests.support.waiting import rest, wait_until

WEIGHTS = {
    "retitle": 4,
    "make_layouts": 2,
    "hand_over": 2,
    "add_layers": 3,
    "remove_layers": 3,
    "clear": 1,
    "zoom": 2,
    "cancel": 1,
    "close": 1,
}


class Unrest:
    """What is done at random, each at once while the work of those before goes on."""

    def __init__(self, iface: Any, plugin: Any, header: Any, seed: int) -> None:
        self._iface, self._plugin, self._header = iface, plugin, header
        self._random = random.Random(seed)
        self._numbers = itertools.count(1)
        self._handing: list[Any] = []
        self.handed_over: list[bool] = []

    def act(self) -> str:
        """Do one of them, and return its name."""
        name = self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        getattr(self, name)()
        rest(0.5 * self._random.random())
        return name

    def dialog(self) -> Any:
        """Return the window for briefings, opened where it is not."""
        from imam_ali_tracker.gui.briefing.dialog import BriefingDialog

        self._header.briefing_action.trigger()
        windows = self._iface.mainWindow().findChildren(BriefingDialog)
        return next(window for window in windows if window.isVisible())

    def retitle(self) -> None:
        self.dialog().form.title.setText(f"Title {next(self._numbers)}")

    def make_layouts(self) -> None:
        button = self.dialog().layouts_button
        if button.isEnabled():
            button.click()

    def hand_over(self) -> None:
        algorithm = QgsApplication.processingRegistry().algorithmById("imam_ali_tracker:handover")
        target = Path(os.environ["IAT_FOLDER"]) / f"handed over {next(self._numbers)}"
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        parameters = {"CASE": os.environ["IAT_CASE"], "FOLDER": str(target)}
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(lambda done, _results: self.handed_over.append(done))
        self._handing.append((task, context, feedback))
        QgsApplication.taskManager().addTask(task)

    def add_layers(self) -> None:
        self._plugin.controller.load_layers()

    def remove_layers(self) -> None:
        layers = sorted(QgsProject.instance().mapLayers())
        chosen = self._random.sample(layers, self._random.randint(0, len(layers)))
        QgsProject.instance().removeMapLayers(chosen)

    def clear(self) -> None:
        QgsProject.instance().clear()

    def zoom(self) -> None:
        self._iface.mapCanvas().zoomByFactor(self._random.choice((0.5, 2.0)))

    def cancel(self) -> None:
        tasks = QgsApplication.taskManager().activeTasks()
        if tasks:
            self._random.choice(tasks).cancel()

    def close(self) -> None:
        self.dialog().close()


def main(iface: Any) -> dict[str, Any]:
    from imam_ali_tracker.gui.panel.dock import OBJECT_NAME, CaseDock

    window, plugin = iface.mainWindow(), plugins["imam_ali_tracker"]
    dock = window.findChild(CaseDock, OBJECT_NAME)
    plugin.panel_action.trigger()
    wait_until(lambda: dock.widget() is not None)
    plugin.controller.open_case(os.environ["IAT_CASE"])
    wait_until(lambda: plugin.controller.summary is not None)
    unrest = Unrest(iface, plugin, dock.widget().header, int(os.environ["IAT_SEED"]))
    done = Counter[str]()
    end = time.monotonic() + float(os.environ["IAT_SECONDS"])
    while time.monotonic() < end:
        done[unrest.act()] += 1
    unrest.close()
    manager = QgsApplication.taskManager()
    wait_until(lambda: manager.countActiveTasks() == 0, 120.0)
    plugin.controller.close_case()
    QgsProject.instance().clear()
    return {"done": dict(done), "handed_over": unrest.handed_over}

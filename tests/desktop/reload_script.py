"""Runs inside QGIS: unloads and loads the plugin three times and looks for what stays behind."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import loadPlugin, plugins, startPlugin, unloadPlugin

from tests.support.waiting import rest

NAME = "imam_ali_tracker"


def widgets_of_the_plugin() -> list[str]:
    """Return the widgets whose classes come from the plugin."""
    return [
        type(widget).__name__
        for widget in QApplication.allWidgets()
        if type(widget).__module__.startswith(NAME)
    ]


def counts(iface: Any) -> dict[str, int]:
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QgsApplication.processEvents()
    return {
        "widgets": len(widgets_of_the_plugin()),
        "providers": sum(
            provider.id() == NAME for provider in QgsApplication.processingRegistry().providers()
        ),
        "toolbar": sum(
            action.text() == "Imam Ali Tracker" for action in iface.pluginToolBar().actions()
        ),
        "menu": sum(action.text() == "Imam Ali Tracker" for action in iface.pluginMenu().actions()),
    }


def main(iface: Any) -> dict[str, Any]:
    plugins[NAME].panel_action.trigger()
    # QGIS's browser asks providers in threads of its own when it starts: what is imported there
    # while QGIS unloads modules breaks the loop in which it does that.
    rest(1.0)
    loaded, unloaded = [counts(iface)], []
    for _ in range(3):
        assert unloadPlugin(NAME)
        unloaded.append(counts(iface))
        assert loadPlugin(NAME)
        assert startPlugin(NAME)
        plugins[NAME].panel_action.trigger()
        loaded.append(counts(iface))
    return {"loaded": loaded, "unloaded": unloaded}

"""Runs inside QGIS: uses the panel on a large case while a watchdog times the event loop."""

from __future__ import annotations

import os
import time
from typing import Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.utils import plugins

from tests.support.panel_tasks import (
    change,
    import_many,
    layer_to_import,
    use_claims,
    use_distances,
    use_list,
    use_reports,
    use_timeline,
)
from tests.support.watchdog import User, Watchdog

FILTERS = ("S", "Si", "Sit", "Site", "Site 9", "Site 99", "Site 999", "9", "99", "zz", "i", "")


def main(iface: Any) -> dict[str, Any]:
    """Return the figures and the worst gaps."""
    from imam_ali_tracker.gui.panel.dock import CaseDock
    from imam_ali_tracker.gui.panel.sites.page import SitesPage

    plugin = plugins["imam_ali_tracker"]
    dock = iface.mainWindow().findChild(CaseDock, "ImamAliTrackerPanel")
    layer = layer_to_import()
    watchdog = Watchdog()
    user = User(watchdog)
    user.waits(2)
    user.does("show the panel", plugin.panel_action.trigger, 2)
    page = dock.widget().tabs.page(SitesPage)
    opened = open_case(plugin, page, user)
    user.does("check the case behind", lambda: None, 10)
    filters = filter_times(page, user)
    use_list(page, user)
    user.does("add the layers", plugin.controller.load_layers, 8)
    user.does("draw them", iface.zoomFull, 8)
    use_everything(plugin, iface, page, user)
    import_many(plugin, page, layer, user)
    watched = watchdog.worst(10)
    watchdog.doing = "the end"
    peer = read_by_ogr()
    plugin.controller.close_case()
    QgsProject.instance().clear()
    return {"opened": opened, "peer": peer, "filters": filters, "stalls": watched}


def use_everything(plugin: Any, iface: Any, page: Any, user: User) -> None:
    """Use every page, and come back to the sites."""
    from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
    from imam_ali_tracker.gui.panel.distances.page import DistancesPage
    from imam_ali_tracker.gui.panel.reports.page import ReportsPage
    from imam_ali_tracker.gui.panel.tabs import PanelTabs
    from imam_ali_tracker.gui.panel.timeline.page import TimelinePage

    tabs = iface.mainWindow().findChild(PanelTabs)
    sites = page.model.uuids(range(20))
    change(plugin, iface.mapCanvas(), page, user)
    user.does("tab reports", lambda: tabs.page(ReportsPage), 2)
    use_reports(tabs.page(ReportsPage), user)
    user.does("tab claims", lambda: tabs.page(ClaimsPage), 2)
    use_claims(tabs.page(ClaimsPage), user)
    user.does("tab timeline", lambda: tabs.page(TimelinePage), 2)
    use_timeline(tabs.page(TimelinePage), user)
    user.does("tab distances", lambda: tabs.page(DistancesPage), 2)
    use_distances(tabs.page(DistancesPage), sites, user)
    stack = plugin.controller.editor.undo_stack
    while stack.canUndo():
        user.does("undo all", stack.undo)
    user.does("tab sites", lambda: tabs.page(type(page)), 1)


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


def read_by_ogr() -> float:
    """Return how long QGIS's own provider takes to read the same sites, in seconds."""
    started = time.perf_counter()
    layer = QgsVectorLayer(f"{os.environ['IAT_CASE']}|layername=sites", "sites", "ogr")
    rows = [(f["uuid"], f["name"], f.geometry()) for f in layer.getFeatures()]
    seconds = time.perf_counter() - started
    if len(rows) < int(os.environ["IAT_SITES"]):
        raise AssertionError(len(rows))
    return seconds

"""Imam Ali Tracker: places from public reporting, with attribution and honest uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from imam_ali_tracker.plugin import ImamAliTrackerPlugin


def classFactory(iface: QgisInterface | None) -> ImamAliTrackerPlugin:
    """Build the plugin for QGIS; ``iface`` is ``None`` in ``qgis_process``."""
    from imam_ali_tracker.plugin import ImamAliTrackerPlugin

    return ImamAliTrackerPlugin(iface)

"""Composition root: what the plugin adds to QGIS, and takes away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface


class ImamAliTrackerPlugin:
    """The plugin as QGIS sees it; without ``iface`` it runs inside ``qgis_process``."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface

    def initProcessing(self) -> None:
        """Register what works without a window; ``qgis_process`` calls only this."""

    def initGui(self) -> None:
        """Register everything, including what needs a window."""
        self.initProcessing()

    def unload(self) -> None:
        """Undo what ``initGui`` did."""

"""Choosing the ends of a claim on the map: the tool while it is used, and what it finds."""

from __future__ import annotations

from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.claims.distances import FALLBACK_UNIT
from imam_ali_tracker.claims.findings import is_length
from imam_ali_tracker.gui.map_tools.claim_things import Thing, Things, ThingsOnMap
from imam_ali_tracker.gui.map_tools.claim_tool import ClaimTool
from imam_ali_tracker.gui.panel.context import PanelContext


class ClaimPicker(QObject):
    """Lets the analyst click subject and object; ``chosen`` carries a :class:`Reference` each."""

    chosen = pyqtSignal(object, object)

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._on_map = ThingsOnMap(context.map_canvas, context.project, context.controller.sites)
        self._tool: ClaimTool | None = None

    def set_things(self, things: Things) -> None:
        """Let these be clicked, beside the sites."""
        self._on_map.set_things(things)

    def start(self, unit: str) -> None:
        """Begin; lengths are said in ``unit`` where it is one of length."""
        context = self._context
        if self._tool is None:
            self._tool = ClaimTool(context.map_canvas, context.project, self._on_map)
            self._tool.chosen.connect(self._picked)
        self._tool.unit = unit if is_length(unit) else FALLBACK_UNIT
        self._tool.start()

    def end(self) -> None:
        """Give the tool before back to the map, and take ours off it."""
        if self._tool is not None:
            self._tool.give_back()
            self._tool.discard()
            self._tool = None

    def _picked(self, subject: Thing, other: Thing) -> None:
        self.chosen.emit(subject.reference, other.reference)

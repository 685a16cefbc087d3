"""What can be done with a case from QGIS's own places; all of them do it in one way."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Callable

from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.read_task import CaseSummary


class CaseActions(QObject):
    """Opens cases in the panel and adds layers; a case is the text by which it is opened.

    ``show_panel`` brings the panel up.
    """

    def __init__(
        self, context: PanelContext, show_panel: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._show_panel = show_panel
        self._layers_wanted = False
        context.controller.busyChanged.connect(self._forget_wish)
        context.controller.caseChanged.connect(self._add_wanted)

    def open_in_panel(self, case: str) -> None:
        """Open a case in the panel."""
        self._show_panel()
        self._context.controller.open_case(case)

    def open_with_layers(self, case: str) -> None:
        """Open a case in the panel and add all its layers once it is read."""
        self.open_in_panel(case)
        self._layers_wanted = True

    def add_layers(self, case: str, keys: Collection[str] | None = None) -> None:
        """Add layers of a case to the project; it is checked in the background first.

        ``keys`` are those of the catalogue; without them it is all layers.
        """
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.case.stored_connections import recalled

        try:
            location = CaseLocation.parse(recalled(case))
        except TrackerError as error:
            self._context.messages.error(error)
            return
        self._context.controller.layers.add(location, keys)

    def forget(self, case: str) -> None:
        """Take a case off the recent ones; the case itself stays as it is."""
        from imam_ali_tracker.gui.places.browser import refresh_recent

        settings.forget_case(case)
        refresh_recent()

    def _forget_wish(self, busy: bool) -> None:
        if busy:  # another case is being opened, or the same one anew
            self._layers_wanted = False

    def _add_wanted(self, summary: CaseSummary | None) -> None:
        from imam_ali_tracker.gui.places.browser import refresh_recent

        refresh_recent()
        if summary is not None and self._layers_wanted:
            self._layers_wanted = False
            self._context.controller.load_layers()

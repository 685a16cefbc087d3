"""What is done with sites: added, moved, renamed, deleted, shown and copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsPointXY, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.dependents import Deletion, deletion
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.map_shapes import OnMap
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.sites.dialogs import PositionDialog, SiteDialog
from imam_ali_tracker.gui.position_mark import PositionMark

if TYPE_CHECKING:
    from imam_ali_tracker.gui.map_tools.place_tool import PlaceTool
    from imam_ali_tracker.gui.panel.sites.adding import Import


class SiteActions(QObject):
    """Asks what has to be asked, and changes the case. ``added`` carries the uuid of a new site."""

    added = pyqtSignal(str)

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._mark = PositionMark(context.map_canvas, context.project)
        self._tool: PlaceTool | None = None
        self._deletions = LatestRead(tr("Looking for what hangs on sites"), self)
        self._deletions.done.connect(self._ask_delete)
        self._deletions.failed.connect(context.messages.error)
        self._imports = LatestRead(tr("Reading the features of a layer"), self)
        self._imports.done.connect(self._add_imported)
        self._imports.failed.connect(context.messages.error)

    def add_on_map(self) -> None:
        """Let the analyst click the place of a new site."""
        self._place(self._ask_new)

    def add_typed(self) -> None:
        """Ask for a new site whose position is typed, pasted or not known."""
        self._ask_new()

    def add_from_layer(self) -> None:
        """Ask which features of which layer become sites."""
        from imam_ali_tracker.gui.panel.sites.adding import ImportDialog

        layer = self._context.map_canvas.currentLayer()
        vector = layer if isinstance(layer, QgsVectorLayer) else None
        project = self._context.project
        own = [each for _, each in case_layers(project, self._context.editor.case.location)]
        dialog = ImportDialog(project, vector, own, self._window)
        dialog.accepted.connect(lambda: self._import(dialog.chosen()))
        dialog.open()

    def move_on_map(self, uuid: str) -> None:
        """Let the analyst click another place for a site."""
        self._place(partial(self._ask_move, uuid))

    def ask_position(self, uuid: str) -> None:
        """Ask for another position of a site, typed or pasted."""
        self._ask_move(uuid)

    def place_at(self, uuid: str, point: QgsPointXY) -> None:
        """Ask for the position of a site, beginning with a point of the map."""
        found = OnMap(self._context.map_canvas, self._context.project).position(point)
        if found is not None and self._context.editor.is_writable:
            self._ask_move(uuid, *found)

    def change(self, uuid: str, text: str, values: dict[str, Any]) -> bool:
        """Write columns of a site as one step called ``text``."""
        return self._context.editor.apply_soon(text, ChangeSet(updates={"sites": {uuid: values}}))

    def delete(self, uuids: Sequence[str]) -> None:
        """Show what deleting sites takes with it, and delete them if the analyst agrees."""
        try:
            location = self._context.editor.case.location
        except TrackerError as error:
            self._context.messages.error(error)
            return
        self._deletions.start(lambda: (uuids, deletion(Case(location), {"sites": uuids})))

    def cancel_tool(self) -> None:
        """Give the map its tool back, if ours is at work."""
        if self._tool is not None:
            self._tool.give_back()

    def take_place(self, then: Callable[..., None], ended: Callable[[], None]) -> None:
        """Let the analyst click a place; ``ended`` is called also where none was clicked."""
        self._place(then)
        present(self._tool).deactivated.connect(ended)

    def _place(self, then: Callable[..., None]) -> None:
        from imam_ali_tracker.gui.map_tools.place_tool import PlaceTool

        self.cancel_tool()
        offered = settings.POSITION_ACCURACY_M.value() or None
        tool = PlaceTool(self._context.map_canvas, self._context.project, offered)
        tool.placed.connect(then)
        tool.deactivated.connect(partial(self._forget_tool, tool))
        self._tool = tool
        tool.start()
        self._context.messages.hint(
            tr("Click the place. Drag away from it to draw how well it is known. Esc cancels.")
        )

    def _forget_tool(self, tool: PlaceTool) -> None:
        self._context.messages.clear_hint()
        if self._tool is tool:
            self._tool = None
        tool.deleteLater()

    def _ask_new(
        self,
        longitude: float | None = None,
        latitude: float | None = None,
        accuracy_m: float | None = None,
    ) -> None:
        dialog = SiteDialog(self._mark, self._window)
        if longitude is not None and latitude is not None:
            dialog.position_form.set_position(longitude, latitude, accuracy_m)
        dialog.accepted.connect(lambda: self._add(dialog.values()))
        dialog.open()

    def _add(self, values: dict[str, Any]) -> None:
        row = {"uuid": new_uuid(), **values}
        text = tr("Add site “{}”").format(row["name"])
        if self._context.editor.apply_soon(text, ChangeSet(inserts={"sites": [row]})):
            self.added.emit(row["uuid"])

    def _ask_move(
        self,
        uuid: str,
        longitude: float | None = None,
        latitude: float | None = None,
        accuracy_m: float | None = None,
    ) -> None:
        row = self._context.editor.row("sites", uuid)
        if row is None:
            return
        title = tr("Position of “{}”").format(row["name"])
        dialog = PositionDialog(title, self._mark, self._window)
        dialog.show_old(row)
        if longitude is not None and latitude is not None:
            dialog.position_form.set_position(longitude, latitude, accuracy_m)
        else:
            dialog.position_form.show_values(row)
        step = tr("Move site “{}”").format(row["name"])
        dialog.accepted.connect(lambda: self.change(uuid, step, dialog.values()))
        dialog.open()

    def _ask_delete(self, planned: tuple[Sequence[str], Deletion]) -> None:
        uuids, plan = planned
        names = self._context.controller.sites.names_of(uuids)
        dialog = DeletionDialog(names, plan, self._window)
        text = plural("Delete {} site", "Delete {} sites", len(names)).format(len(names))
        if len(names) == 1:
            text = tr("Delete site “{}”").format(names[0])
        editor = self._context.editor
        dialog.accepted.connect(lambda: editor.apply_behind(text, plan.changes))
        dialog.open()

    def _import(self, chosen: Import) -> None:
        location = self._context.editor.case.location
        self._imports.start(lambda: chosen.outcomes(Case(location)))

    def _add_imported(self, outcomes: Any) -> None:
        from imam_ali_tracker.gui.panel.sites.adding import rows_to_add, told

        rows, (said, lines) = rows_to_add(outcomes), told(outcomes)
        text = plural("Add {} site from a layer", "Add {} sites from a layer", len(rows)).format(
            len(rows)
        )
        if rows:
            self._context.editor.apply_behind(
                text,
                ChangeSet(inserts={"sites": rows}),
                partial(self._context.messages.success, said, lines),
            )
        else:
            self._context.messages.warning(said, lines)

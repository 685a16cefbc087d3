"""The page of the panel with the buffers and corridors of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsApplication, QgsGeometry
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QHideEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QAction,
    QMessageBox,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.map_shapes import Preview, zoom_to
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.buffer_form import BufferForm
from imam_ali_tracker.gui.panel.distances.corridor_form import CorridorForm
from imam_ali_tracker.gui.panel.distances.form import Form
from imam_ali_tracker.gui.panel.distances.list_pane import ListPane
from imam_ali_tracker.gui.panel.distances.listing import (
    BUFFERS,
    CORRIDORS,
    TABLES,
    Entry,
    Listing,
    read_listing,
)
from imam_ali_tracker.gui.panel.distances.shapes import stored_shapes
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.panel.writing_pause import WritingPause

if TYPE_CHECKING:
    from imam_ali_tracker.gui.read_task import CaseSummary

_MOST_SHOWN = 300
_SETTLING_MS = 60


class DistancesPage(PanelPage):
    """Lists of buffers and corridors; a form takes their place while one is added or changed."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: CaseSummary | None = None
        self._wanted = ""
        self._reading = LatestReading(
            tr("Reading buffers and corridors"),
            read_listing,
            self._show_listing,
            context.messages.error,
            self,
        )
        self.buffers = ListPane(
            tr("Buffers"),
            tr(
                "No buffers yet. “Add buffers” puts distances around sites, in the unit that the "
                "report uses."
            ),
            self,
        )
        self.corridors = ListPane(
            tr("Corridors"),
            tr("No corridors yet. “Draw a corridor” takes sites clicked in order on the map."),
            self,
        )
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.buffers, "")
        self.tabs.addTab(self.corridors, "")
        self.buffer_form = BufferForm(context, self)
        self.corridor_form = CorridorForm(context, self)
        self._highlight = Preview(context.map_canvas, context.project)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLING_MS)
        self._settling.timeout.connect(self._highlight_choice)
        lists = QWidget(self)
        inner = QVBoxLayout(lists)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._make_tool_bar())
        inner.addWidget(self.tabs, 1)
        self._stack = QStackedWidget(self)
        for widget in (lists, self.buffer_form, self.corridor_form):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._show_listing(Listing())

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show another case, or none."""
        self._summary = summary
        for form in (self.buffer_form, self.corridor_form):
            form.close_form()
        self._show_listing(Listing())
        if summary is None:
            self._reading.forget()
        else:
            self._reading.start(summary.location)

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Read again where a table of the lists changed."""
        if self._summary is not None and (changed is None or TABLES & set(changed)):
            self._reading.start(self._summary.location)
        for form in (self.buffer_form, self.corridor_form):
            form.look()

    def choose(self, uuid: str) -> None:
        """Select a buffer or corridor, now or once it is read."""
        self._wanted = uuid
        for pane, entries in (
            (self.buffers, self._listing.buffers),
            (self.corridors, self._listing.corridors),
        ):
            if any(entry.uuid == uuid for entry in entries):
                self._wanted = ""
                self.tabs.setCurrentWidget(pane)
                pane.show_entry(uuid)

    def focus_filter(self) -> None:
        """Put the focus where typing filters, or into the form that is open."""
        if self._stack.currentIndex() == 0:
            self._pane().take_keyboard()

    def add_buffers(self, targets: Sequence[tuple[str, str]] = ()) -> None:
        """Open the form for new buffers around targets: table (sites, corridors) and uuid."""
        if self._can_write():
            self._open(self.buffer_form)
            self.buffer_form.begin(targets)

    def add_corridor(self, *, on_map: bool) -> None:
        """Open the form for a new corridor, to be clicked on the map or picked by name."""
        if self._can_write():
            self._open(self.corridor_form)
            self.corridor_form.begin()
            if on_map:
                self.corridor_form.draw_on_map()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Leave the map while the page is not shown."""
        super().hideEvent(event)
        self._highlight.clear()

    def _can_write(self) -> bool:
        if self._context.editor.is_writable:
            return True
        self._context.messages.warning(tr("This case can only be read; nothing can be added."))
        return False

    def _open(self, form: Form) -> None:
        self._highlight.clear()
        names = {entry.uuid: entry.title for entry in self._listing.corridors}
        self.buffer_form.targets.set_corridors(names)
        self._stack.setCurrentWidget(form)

    def _show_saved(self, pane: ListPane, uuid: str) -> None:
        """Turn to the list that has what was saved, and choose it."""
        self.tabs.setCurrentWidget(pane)
        self.choose(uuid)

    def _close(self) -> None:
        self._stack.setCurrentIndex(0)
        self._pane().view.setFocus()

    def _pane(self) -> ListPane:
        return self.corridors if self.tabs.currentWidget() is self.corridors else self.buffers

    def _show_listing(self, listing: Listing) -> None:
        self._listing = listing
        self.buffers.set_entries(listing.buffers)
        self.corridors.set_entries(listing.corridors)
        self.tabs.setTabText(0, tr("Buffers ({})").format(len(listing.buffers)))
        self.tabs.setTabText(1, tr("Corridors ({})").format(len(listing.corridors)))
        if self._wanted:
            self.choose(self._wanted)
        self._follow_choice()

    def _follow_choice(self) -> None:
        self._enable()
        self._settling.start()

    def _enable(self) -> None:
        chosen = self._pane().chosen()
        can_write = self._summary is not None and self._context.editor.is_writable
        for action in (self.add_action, self.draw_action, self.pick_action):
            action.setEnabled(can_write)
        self.change_action.setEnabled(can_write and len(chosen) == 1)
        self.delete_action.setEnabled(can_write and bool(chosen))
        self.zoom_action.setEnabled(bool(chosen))
        for form in (self.buffer_form, self.corridor_form):
            form.enable_saving()

    def _highlight_choice(self) -> None:
        """Draw what is chosen, once the choice has settled."""
        is_listed = self._stack.currentIndex() == 0 and self.isVisible()
        self._highlight.show(self._shapes(self._pane().chosen()) if is_listed else ())

    def _shapes(self, entries: Sequence[Entry]) -> list[QgsGeometry]:
        # The list may still show a case that has just been closed.
        if not entries or len(entries) > _MOST_SHOWN or self._context.controller.summary is None:
            return []
        uuids = [entry.uuid for entry in entries]
        return stored_shapes(self._context, entries[0].table, uuids)

    def _zoom(self) -> None:
        chosen = self._pane().chosen()
        if chosen:
            context, name = self._context, chosen[0].title
            shapes = self._shapes(chosen[:_MOST_SHOWN])
            zoom_to(context.map_canvas, context.project, context.messages, shapes, name)

    def _add_around_choice(self) -> None:
        """Add buffers: around the chosen corridors where that list is shown."""
        chosen = self.corridors.chosen() if self._pane() is self.corridors else []
        self.add_buffers([(CORRIDORS, entry.uuid) for entry in chosen])

    def _change(self) -> None:
        chosen = self._pane().chosen()
        if len(chosen) != 1 or not self._can_write():
            return
        entry = chosen[0]
        row = self._context.editor.row(entry.table, entry.uuid)
        if row is None:
            return
        form = self.buffer_form if entry.table == BUFFERS else self.corridor_form
        self._open(form)
        form.begin_change(row)

    def _delete(self) -> None:
        from imam_ali_tracker.case.dependents import deletion

        chosen = self._pane().chosen()
        if not chosen or not self._can_write():
            return
        uuids = [entry.uuid for entry in chosen]
        plan = deletion(self._context.editor.case, {chosen[0].table: uuids})
        name = chosen[0].title if len(chosen) == 1 else tr("{} entries").format(len(chosen))
        cited = [one for one in plan.dependents if one.table != "corridor_waypoints"]
        if cited:
            question = plural(
                "{} other row refers to “{}” and is deleted or changed with it. Undo brings "
                "everything back.",
                "{} other rows refer to “{}” and are deleted or changed with it. Undo brings "
                "everything back.",
                len(cited),
            ).format(len(cited), name)
            buttons = QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel
            answer = QMessageBox.question(self, tr("Delete"), question, buttons)
            if answer != QMessageBox.StandardButton.Ok:
                return
        self._context.editor.apply(tr("Delete {}").format(name), plan.changes)

    def _make_tool_bar(self) -> QToolBar:
        bar = PanelToolBar(self)

        def added(icon: str, text: str, tip: str, act: Callable[[], object]) -> QAction:
            action = present(bar.addAction(QgsApplication.getThemeIcon(icon), text))
            action.setToolTip(tip)
            action.triggered.connect(lambda _checked: act())
            return action

        self.add_action = added(
            "/mActionAddRing.svg",
            tr("Add buffers"),
            tr("Add buffers: distances around sites or corridors"),
            self._add_around_choice,
        )
        self.draw_action = added(
            "/mActionCaptureLine.svg",
            tr("Draw a corridor"),
            tr("Draw a corridor by clicking sites in order on the map"),
            lambda: self.add_corridor(on_map=True),
        )
        self.pick_action = added(
            "/mActionAddTable.svg",
            tr("Corridor from a list"),
            tr("Add a corridor through sites picked by name"),
            lambda: self.add_corridor(on_map=False),
        )
        bar.addSeparator()
        self.change_action = added(
            "/mActionToggleEditing.svg",
            tr("Change"),
            tr("Change the chosen one (F2)"),
            self._change,
        )
        self.change_action.setShortcut(QKeySequence("F2"))
        self.delete_action = added(
            "/mActionDeleteSelected.svg", tr("Delete"), tr("Delete the chosen ones"), self._delete
        )
        self.delete_action.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self.zoom_action = added(
            "/mActionZoomTo.svg", tr("Show on the map"), tr("Zoom to the chosen ones"), self._zoom
        )
        for action in (self.change_action, self.delete_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.tabs.addAction(action)
        return bar

    def _connect(self) -> None:
        actions = (self.add_action, self.draw_action, self.pick_action)
        writing = (*actions, self.change_action, self.delete_action)
        WritingPause(self._context.editor, writing, self._enable, self)
        for pane in (self.buffers, self.corridors):
            pane.activated.connect(lambda _entry: self._zoom())
            pane.chosenChanged.connect(self._follow_choice)
        for form, pane in ((self.buffer_form, self.buffers), (self.corridor_form, self.corridors)):
            form.saved.connect(partial(self._show_saved, pane))
            form.ended.connect(self._close)
        self.tabs.currentChanged.connect(lambda _tab: self._follow_choice())

"""The page of the panel that shows the sites of the open case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from qgis.PyQt.QtCore import QModelIndex, QPoint, Qt, QTimer
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.map_selection import select_rows
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.own_keys import ENTER
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.sites.actions import SiteActions
from imam_ali_tracker.gui.panel.sites.copying import fill_copy_menu
from imam_ali_tracker.gui.panel.sites.details import SiteDetails
from imam_ali_tracker.gui.panel.sites.drops import MapDrops
from imam_ali_tracker.gui.panel.sites.group_menu import group_menu
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.panel.sites.order_button import OrderButton, fold_button
from imam_ali_tracker.gui.panel.sites.related import TABLES
from imam_ali_tracker.gui.panel.sites.tool_bar import SitesToolBar
from imam_ali_tracker.gui.panel.sites.view import SitesView
from imam_ali_tracker.gui.panel.writing_pause import WritingPause
from imam_ali_tracker.gui.read_task import CaseSummary
from imam_ali_tracker.gui.site_list import SiteItem

_TYPING_PAUSE_MS = 60
_SETTLING_MS = 120
"""How long the selection rests before the details are read: arrow keys run through many sites."""


class SitesPage(PanelPage):
    """Filter, list and details of the sites."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sites = context.controller.sites
        self._awaited = ""
        self.commands = SiteActions(context, self)
        self._drops = MapDrops(context, self.commands, self)
        self.model = SiteModel(self)
        self.filter_edit = FilterEdit(tr("Filter by name, in any script"), self)
        self.filter_edit.setAccessibleName(tr("Filter sites"))
        self.filter_edit.setToolTip(
            tr("Shows the sites one of whose names contains this text (Ctrl+F)")
        )
        self.order_button = OrderButton(self._set_order, self)
        self.tool_bar = SitesToolBar(self)
        self.view = SitesView(self.model, self)
        self.fold_buttons = (
            fold_button("/mActionExpandTree.svg", tr("Expand all"), self.view.open_groups, self),
            fold_button(
                "/mActionCollapseTree.svg", tr("Collapse all"), self.view.collapseAll, self
            ),
        )
        self.count_label = QLabel(self)
        self.empty_label = QLabel(self)
        self.details = SiteDetails(context, self.commands, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._pause = _single_shot(_TYPING_PAUSE_MS, self._apply_filter, self)
        self._settling = _single_shot(_SETTLING_MS, self._show_chosen, self)
        self._connect()
        self._set_order()

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show the sites of another case."""
        self.commands.cancel_tool()
        self._context.canvas.mark_site(None)
        self._show_sites()
        if summary is not None and self.model.shown:
            self.view.scrollToTop()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Read the details again where they may have changed; the register tells of the list."""
        if self.details.uuid and (changed is None or not TABLES.isdisjoint(changed)):
            self._settling.start()

    def focus_filter(self) -> None:
        """Put the focus where typing filters."""
        self.filter_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go from the filter to the list with the arrow key, and from the name with Enter."""
        if event is not None and event.key() == Qt.Key.Key_Down and self.filter_edit.hasFocus():
            self._pause.stop()
            self._apply_filter()
            self.view.enter()
        elif event is not None and event.key() in ENTER and self.details.is_name_edited():
            self._enter_list()
        else:
            super().keyPressEvent(event)

    def _enter_list(self) -> None:
        if self.model.shown:
            self.view.enter()
        else:
            self.focus_filter()

    def choose(self, uuid: str) -> None:
        """Select a site, as :meth:`select_site` does, or once it is read."""
        self._await(uuid)

    def select_site(self, uuid: str) -> bool:
        """Select a site, if need be without the filter; return whether the case has it."""
        if self._sites.get(uuid) is None:
            return False
        if not self.view.select_site(uuid):
            self.filter_edit.clear()
            self._apply_filter()
            self.view.select_site(uuid)
        return True

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(2)
        filters.addWidget(self.filter_edit, 1)
        for button in (self.order_button, *self.fold_buttons):
            filters.addWidget(button)
        self.empty_label.setWordWrap(True)
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty_label)
        above = QWidget(self)
        upper = QVBoxLayout(above)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(2)
        upper.addWidget(self._stack, 1)
        upper.addWidget(self.count_label)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(above)
        splitter.addWidget(self.details)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([1, 1])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(filters)
        layout.addWidget(self.tool_bar)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        context, bar, view = self._context, self.tool_bar, self.view
        writing = (bar.add_button, bar.rename, bar.relocate, bar.delete)
        WritingPause(context.editor, writing, self._enable, self)
        self.filter_edit.textChanged.connect(lambda _: self._pause.start())
        self._sites.changed.connect(self._show_sites)
        view.hovered.connect(partial(context.canvas.mark_site, hovered=True))
        view.chosen.connect(self._choose)
        view.zoomRequested.connect(context.canvas.zoom_to_site)
        view.renameRequested.connect(lambda _item: self._rename())
        view.deleteRequested.connect(self._delete)
        view.typed.connect(self._type_filter)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        self.commands.added.connect(self._await)
        self.details.entryActivated.connect(
            lambda entry: self.rowRequested.emit(entry.table, entry.uuid)
        )
        bar.add_on_map.triggered.connect(lambda _: self.commands.add_on_map())
        bar.add_typed.triggered.connect(lambda _: self.commands.add_typed())
        bar.add_from_layer.triggered.connect(lambda _: self.commands.add_from_layer())
        bar.rename.triggered.connect(lambda _: self._rename())
        bar.delete.triggered.connect(lambda _: self._delete())
        bar.relocate.triggered.connect(lambda _: self._move())
        for action, show in (
            (bar.zoom, context.canvas.zoom_to_site),
            (bar.pan, context.canvas.pan_to_site),
            (bar.flash, context.canvas.flash_site),
        ):
            action.triggered.connect(lambda _checked, show=show: self._on_current(show))
        menu = present(bar.copy_button.menu())
        menu.aboutToShow.connect(lambda: self._fill_copy_menu(menu))

    def _show_sites(self) -> None:
        self.model.set_items(self._sites.sites)
        self._count()
        if self._awaited and self._sites.get(self._awaited) is not None:
            awaited, self._awaited = self._awaited, ""
            self.select_site(awaited)

    def _set_order(self) -> None:
        group, sort, descending = self.order_button.order()
        self.model.set_order(group, sort, descending=descending)
        for button in self.fold_buttons:
            button.setVisible(self.model.is_grouped)

    def _type_filter(self, text: str) -> None:
        """Filter by what is typed in the list."""
        edit = self.filter_edit
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.setText(edit.text() + text)

    def _apply_filter(self) -> None:
        self.model.set_filter(self.filter_edit.text())
        self._count()

    def _count(self) -> None:
        shown, total = self.model.shown, self.model.total
        if shown == total:
            self.count_label.setText(plural("{:,} site", "{:,} sites", total).format(total))
        else:
            self.count_label.setText(
                plural("{:,} of {:,} site", "{:,} of {:,} sites", total).format(shown, total)
            )
        self.count_label.setVisible(bool(total))
        had_focus = self.view.hasFocus()
        self._stack.setCurrentWidget(self.view if shown else self.empty_label)
        if had_focus:
            self._enter_list()
        self.empty_label.setText(
            tr("No site has a name with “{}”.").format(self.filter_edit.text())
            if total
            else tr(
                "This case has no sites yet.\n\nAdd one with the first button above: by a click "
                "on the map, by typing its position, or from the features of a layer."
            )
        )

    def _choose(self, site: SiteItem | None, count: int) -> None:
        self._enable()
        self._context.canvas.mark_site(site if count == 1 else None)
        self._settling.start()

    def _enable(self) -> None:
        site, count = self.view.current_site(), self.view.selected_count()
        self.tool_bar.enable(
            writable=self._context.editor.is_writable,
            current=site is not None and count == 1,
            selected=count > 0,
            placed=site is not None and site.position is not None,
        )

    def _show_chosen(self) -> None:
        site, count = self.view.current_site(), self.view.selected_count()
        if site is None or count != 1:
            focus = self.details.focusWidget()
            had_focus = focus is not None and focus.hasFocus()
            self.details.show_none(count)
            if had_focus:
                self._enter_list()
        else:
            self.details.show_site(site.uuid)

    def _await(self, uuid: str) -> None:
        """Select a new site as soon as the register has it."""
        if not self.select_site(uuid):
            self._awaited = uuid

    def _on_current(self, show: Callable[[SiteItem], None]) -> None:
        site = self.view.current_site()
        if site is not None:
            show(site)

    def _rename(self) -> None:
        if self.view.current_site() is not None:
            self._settling.stop()
            self._show_chosen()
            self.details.edit_name()

    def _move(self) -> None:
        site = self.view.current_site()
        if site is not None:
            self.commands.move_on_map(site.uuid)

    def _delete(self) -> None:
        uuids = self.view.selected_uuids()
        if uuids and self._context.editor.is_writable:
            self.commands.delete(uuids)

    def _put_buffers(self) -> None:
        """Turn to the page for distances with the selected sites."""
        from imam_ali_tracker.gui.panel.distances.page import DistancesPage
        from imam_ali_tracker.gui.panel.turning import turn_to

        targets = [("sites", uuid) for uuid in self.view.selected_uuids()]
        distances = turn_to(DistancesPage, self)
        if distances is not None:
            distances.add_buffers(targets)

    def _select_on_map(self) -> None:
        """Select the features of the selected sites: what is attached goes by that selection."""
        summary = self._context.controller.summary
        uuids = self.view.selected_uuids()
        if summary is not None and not select_rows(
            self._context.project, summary.location, "sites", uuids
        ):
            self._context.messages.warning(
                tr("The project has no layer of the sites. Add the layers of this case to it.")
            )

    def _fill_copy_menu(self, menu: QMenu) -> None:
        site = self.view.current_site()
        row = None if site is None else self._context.editor.row("sites", site.uuid)
        menu.clear()
        if row is not None and row["geometry"] is not None:
            fill_copy_menu(menu, row, self._settling.start)

    def _zoom_to_group(self, group: QModelIndex) -> None:
        branch = self.model.branch(group)
        if branch is not None:
            positions = self.model.positions(self.model.places(group))
            self._context.canvas.zoom_to_positions(positions, branch.title)

    def _show_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if self.model.branch(index) is None:
            menu = self._menu_of_sites()
        else:
            menu = group_menu(self.view, index, self._zoom_to_group)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        menu.addMenu(self.order_button.menu())
        menu.popup(present(self.view.viewport()).mapToGlobal(place))

    def _menu_of_sites(self) -> QMenu:
        bar, menu = self.tool_bar, QMenu(self)
        menu.addActions([bar.zoom, bar.pan, bar.flash])
        if bar.copy_button.isEnabled():
            copy = present(menu.addMenu(bar.copy_button.icon(), bar.copy_button.toolTip()))
            copy.aboutToShow.connect(lambda: self._fill_copy_menu(copy))
        menu.addSeparator()
        menu.addActions([bar.rename, bar.relocate])
        position = present(menu.addAction(tr("Change the position…")))
        site = self.view.current_site()
        position.setEnabled(bar.relocate.isEnabled())
        if site is not None:
            position.triggered.connect(lambda _: self.commands.ask_position(site.uuid))
        buffers = present(menu.addAction(tr("Put buffers around…")))
        buffers.setEnabled(bool(self.view.selected_count()) and self._context.editor.is_writable)
        buffers.triggered.connect(self._put_buffers)
        select = present(menu.addAction(tr("Select on the map")))
        select.setEnabled(bool(self.view.selected_count()))
        select.triggered.connect(self._select_on_map)
        menu.addSeparator()
        menu.addAction(bar.delete)
        return menu


def _single_shot(interval_ms: int, slot: Callable[[], None], parent: QWidget) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(slot)
    return timer

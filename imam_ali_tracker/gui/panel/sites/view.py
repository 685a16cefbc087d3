"""The tree of sites: hovering, keys, dragging, and what stays selected and open."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.PyQt.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QDrag, QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QTreeView, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.sites.delegate import SiteDelegate
from imam_ali_tracker.gui.panel.sites.grouping import Branch
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.site_list import SiteItem

_MOST_KEPT = 1_000
"""Selected sites beyond which a change of the list leaves only the current one selected."""
_INDENTATION = 16
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SitesView(QTreeView):
    """Sites under groups, or a plain list of them.

    ``hovered`` carries the :class:`SiteItem` below the mouse, or ``None``; ``chosen`` the current
    site where it is selected, else ``None``, and how many sites are selected; ``typed`` letters
    that were typed here.
    """

    hovered = pyqtSignal(object)
    chosen = pyqtSignal(object, int)
    zoomRequested = pyqtSignal(object)
    renameRequested = pyqtSignal(object)
    deleteRequested = pyqtSignal()
    typed = pyqtSignal(str)

    def __init__(self, model: SiteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._sites = model
        self._closed: set[tuple[str, ...]] = set()
        self._kept: list[str] = []
        self._kept_current = ""
        self._is_kept_in_view = False
        self.setModel(model)
        self._lay_out()
        self.entered.connect(lambda index: self.hovered.emit(self._sites.site(index)))
        self.doubleClicked.connect(self._zoom)
        self.collapsed.connect(lambda index: self._note(index, is_open=False))
        self.expanded.connect(lambda index: self._note(index, is_open=True))
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        present(self.selectionModel()).selectionChanged.connect(lambda *_: self._tell())

    def selected_uuids(self) -> list[str]:
        """Return the uuids of the selected sites, in the order of the list."""
        return self._sites.uuids(sorted(place for part in self._selected() for place in part))

    def current_site(self) -> SiteItem | None:
        """Return the site that has the focus and is selected, if one is."""
        index = self.currentIndex()
        if not present(self.selectionModel()).isSelected(index):
            return None
        return self._sites.site(index)

    def selected_count(self) -> int:
        """Return how many sites are selected; a group is none."""
        return sum(map(len, self._selected()))

    def select_site(self, uuid: str) -> bool:
        """Select a site and scroll to it; return whether it is shown."""
        index = self._sites.indexes_of([uuid]).get(uuid)
        if index is None:
            return False
        self._make_current(index)
        self.scrollTo(index)
        return True

    def select_group(self, group: QModelIndex) -> None:
        """Select the sites of a group, those that are shown."""
        if not group.isValid():
            return
        self.open_groups(group)
        selection = QItemSelection()
        for index, branch in self._sites.groups(group, itself=True):
            if not branch.branches:
                ends = (self._sites.index(row, 0, index) for row in (0, branch.shown - 1))
                selection.select(*ends)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        present(self.selectionModel()).select(selection, flag)

    def open_groups(self, group: QModelIndex | None = None) -> None:
        """Open a group and all below it, or all groups."""
        self.scheduleDelayedItemsLayout()  # once, and not after each
        for index, _ in self._sites.groups(group, itself=True):
            self.expand(index)

    def enter(self) -> None:
        """Take the focus, and select the first site where none is."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.selected_count() and self._sites.shown:
            (first,) = self._sites.indexes_at([0])
            self._make_current(first)

    def keyboardSearch(self, search: str | None) -> None:
        """Hand letters on: the view itself would ask for the name of every site."""
        if search and search.isprintable() and not search.isspace():
            self.typed.emit(search)

    def event(self, event: QEvent | None) -> bool:
        """Keep the keys of this list from QGIS, whose own are for layers."""
        return keeps(event, lambda key: key.key() in _OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Zoom or fold with Enter, rename with F2, delete with Del, open all below with ``*``."""
        key = None if event is None else event.key()
        index = self.currentIndex()
        site = self._sites.site(index)
        if key == Qt.Key.Key_Delete:
            self.deleteRequested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._zoom(index)
            if site is None:
                self.setExpanded(index, not self.isExpanded(index))
        elif key == Qt.Key.Key_F2 and site is not None:
            self.renameRequested.emit(site)
        elif key != Qt.Key.Key_Asterisk:
            super().keyPressEvent(event)
        elif site is None and index.isValid():
            # Qt's own would open every site too, as if something stood below it.
            self.open_groups(index)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Say that the mouse is nowhere any more."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: ARG002 - always copied
        """Drag the selected sites, of selected groups all that are shown."""
        places = {place for part in self._selected(whole_groups=True) for place in part}
        if not places:
            return
        drag = QDrag(self)
        drag.setMimeData(self._sites.dragged(places))
        drag.setPixmap(present(self.viewport()).grab(self.visualRect(self.currentIndex())))
        drag.exec(Qt.DropAction.CopyAction)

    def _lay_out(self) -> None:
        self.setItemDelegate(SiteDelegate(self))
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setIndentation(_INDENTATION)
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Sites"))

    def _make_current(self, index: QModelIndex) -> None:
        flag = QItemSelectionModel.SelectionFlag
        present(self.selectionModel()).setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def _selected(self, *, whole_groups: bool = False) -> Iterator[range]:
        """Give the places of the selected sites; of selected groups only where asked for."""
        ranges = present(self.selectionModel()).selection()
        for number in range(len(ranges)):
            part = ranges[number]
            rows = (part.top(), part.bottom())
            first, last = (self._sites.index(row, 0, part.parent()) for row in rows)
            if whole_groups or self._sites.branch(first) is None:
                yield range(self._sites.places(first).start, self._sites.places(last).stop)

    def _zoom(self, index: QModelIndex) -> None:
        site: SiteItem | None = self._sites.site(index)
        if site is not None:
            self.zoomRequested.emit(site)

    def _note(self, index: QModelIndex, *, is_open: bool) -> None:
        """Remember what the analyst opens and closes."""
        branch: Branch | None = self._sites.branch(index)
        if branch is not None:
            (self._closed.discard if is_open else self._closed.add)(branch.path)

    def _is_unfolded(self, index: QModelIndex) -> bool:
        parent = index.parent()
        return not parent.isValid() or (self.isExpanded(parent) and self._is_unfolded(parent))

    def _keep(self) -> None:
        self._kept = self.selected_uuids() if self.selected_count() <= _MOST_KEPT else []
        current = self.current_site()
        self._kept_current = "" if current is None else current.uuid
        self._is_kept_in_view = self._is_unfolded(self.currentIndex())

    def _restore(self) -> None:
        """Open the groups that were open, select what was selected, as far as it is shown."""
        self.setRootIsDecorated(self._sites.is_grouped)
        others = self.blockSignals(True)  # it is not the analyst who opens them
        for index, branch in self._sites.groups():
            if self._sites.is_filtered or branch.path not in self._closed:
                self.expand(index)
        self.blockSignals(others)
        found = self._sites.indexes_of({*self._kept, self._kept_current} - {""})
        current = found.get(self._kept_current)
        if current is not None:
            self.setAutoScroll(False)  # it would open a group that the analyst has closed
            self._make_current(current)
            self.setAutoScroll(True)
        if len(self._kept) > 1:
            selection = QItemSelection()
            for index in found.values():
                selection.select(index, index)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            present(self.selectionModel()).select(selection, flag)
        if current is not None and self._is_kept_in_view:
            self.scrollTo(current)
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.current_site(), self.selected_count())

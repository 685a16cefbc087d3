"""The list of sites: hovering, keys and dragging."""

from __future__ import annotations

from qgis.PyQt.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.sites.delegate import SiteDelegate
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.site_list import SiteItem

_MOST_KEPT = 1_000
"""Selected sites beyond which a change of the list leaves only the current one selected."""
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SitesView(QTableView):
    """Sites under headings. ``hovered`` carries the :class:`SiteItem` below the mouse, or ``None``.

    ``chosen`` carries the current site where it is selected, else ``None``, and how many rows are.
    """

    hovered = pyqtSignal(object)
    chosen = pyqtSignal(object, int)
    zoomRequested = pyqtSignal(object)
    renameRequested = pyqtSignal(object)
    deleteRequested = pyqtSignal()

    def __init__(self, model: SiteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._sites = model
        self._kept: list[str] = []
        self._kept_current = ""
        self.setModel(model)
        self._lay_out()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Sites"))
        self.entered.connect(self._enter)
        self.doubleClicked.connect(self._activate)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        present(self.selectionModel()).selectionChanged.connect(lambda *_: self._tell())

    def selected_uuids(self) -> list[str]:
        """Return the uuids of the selected sites, in the order of the list."""
        rows = sorted(index.row() for index in present(self.selectionModel()).selectedRows())
        items = (self._sites.item(self._sites.index(row, 0)) for row in rows)
        return [item.uuid for item in items if item is not None]

    def current_site(self) -> SiteItem | None:
        """Return the site that has the focus and is selected, if one is."""
        index = self.currentIndex()
        if not present(self.selectionModel()).isSelected(index):
            return None
        return self._sites.item(index)

    def selected_count(self) -> int:
        """Return how many rows are selected."""
        ranges = present(self.selectionModel()).selection()
        return sum(ranges[number].height() for number in range(len(ranges)))

    def select_site(self, uuid: str) -> bool:
        """Select a site and scroll to it; return whether it is shown."""
        row = self._sites.rows_of([uuid]).get(uuid)
        if row is None:
            return False
        self._select_row(row)
        self.scrollTo(self._sites.index(row, 0))
        return True

    def enter(self) -> None:
        """Take the focus, and select the first row where none is."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.selected_count() and self._sites.rowCount():
            self._select_row(0)

    def _select_row(self, row: int) -> None:
        # Not by selectRow, which from right to left finds no column, and selects nothing.
        index, flag = self._sites.index(row, 0), QItemSelectionModel.SelectionFlag
        present(self.selectionModel()).setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def event(self, event: QEvent | None) -> bool:
        """Keep the keys of this list from QGIS, whose own are for layers."""
        return keeps(event, lambda key: key.key() in _OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Zoom with Enter, rename with F2, delete with Del, fold headings with the arrow keys."""
        key = None if event is None else event.key()
        index = self.currentIndex()
        item = self._sites.item(index)
        if key == Qt.Key.Key_Delete:
            self.deleteRequested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(index)
        elif key == Qt.Key.Key_F2 and item is not None:
            self.renameRequested.emit(item)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and index.isValid() and item is None:
            away = key == Qt.Key.Key_Left
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                away = not away
            self._sites.fold(index.row(), folded=away)
            self.setCurrentIndex(self._sites.index(index.row(), 0))
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Say that the mouse is nowhere any more."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Give the rows another height where the font has changed."""
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_height()

    def _lay_out(self) -> None:
        self.setItemDelegate(SiteDelegate(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across = present(self.horizontalHeader())
        across.setVisible(False)
        across.setStretchLastSection(True)
        across.setMinimumSectionSize(0)
        down = present(self.verticalHeader())
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_height()

    def _set_height(self) -> None:
        option = QStyleOptionViewItem()
        option.font = self.font()
        height = present(self.itemDelegate()).sizeHint(option, QModelIndex()).height()
        header = present(self.verticalHeader())
        header.setMinimumSectionSize(height)
        header.setDefaultSectionSize(height)

    def _enter(self, index: QModelIndex) -> None:
        self.hovered.emit(self._sites.item(index))

    def _activate(self, index: QModelIndex) -> None:
        item: SiteItem | None = self._sites.item(index)
        if item is not None:
            self.zoomRequested.emit(item)
        elif index.isValid():
            unfolded = bool(index.data(SiteModel.HEADING_ROLE))
            self._sites.fold(index.row(), folded=unfolded)

    def _keep(self) -> None:
        count = self.selected_count()
        self._kept = self.selected_uuids() if count <= _MOST_KEPT else []
        current = self.current_site()
        self._kept_current = "" if current is None else current.uuid

    def _restore(self) -> None:
        """Select again what was selected, as far as it is still shown."""
        rows = self._sites.rows_of({*self._kept, self._kept_current} - {""})
        if self._kept_current in rows:
            self._select_row(rows[self._kept_current])
        if len(self._kept) > 1:
            selection = QItemSelection()
            for row in rows.values():
                index = self._sites.index(row, 0)
                selection.select(index, index)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            present(self.selectionModel()).select(selection, flag)
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.current_site(), self.selected_count())

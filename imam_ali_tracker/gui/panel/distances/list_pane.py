"""A list of buffers or of corridors, filtered while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qgis.PyQt.QtCore import QModelIndex, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.panel.distances.listing import Entry
from imam_ali_tracker.gui.panel.filtered_model import FilteredModel
from imam_ali_tracker.gui.panel.own_keys import DownIntoList
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, TwoLineDelegate
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.reports.mentions.folding import fold

_TYPING_PAUSE_MS = 120


class EntryModel(FilteredModel[Entry]):
    """Entries whose title or note contains the filter; constructs are set in italics."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._needle = ""

    def set_filter(self, text: str) -> None:
        """Show only entries that contain ``text``, in any script."""
        self._needle = fold(text)
        self.filter_anew()

    def test(self) -> Callable[[Entry], bool] | None:
        """Return the filter."""
        needle = self._needle
        return (lambda entry: needle in entry.folded) if needle else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows."""
        if not index.isValid():
            return None
        entry = self.item(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.title
        if role == NOTE_ROLE:
            return entry.note
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_plain(f"{entry.title}\n{entry.note}")
        if role == Qt.ItemDataRole.FontRole and entry.is_construct:
            font = QFont()
            font.setItalic(True)
            return font
        return None


class ListPane(QWidget):
    """The list with its filter. ``activated`` carries the entry, ``chosenChanged`` nothing."""

    activated = pyqtSignal(object)
    chosenChanged = pyqtSignal()

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self.model = EntryModel(self)
        self.filter_edit = FilterEdit(tr("Filter by label, place or source"), self)
        self.filter_edit.setAccessibleName(tr("Filter: {}").format(title))
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setAlternatingRowColors(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setAccessibleName(title)
        self.empty_label = QLabel(self)
        self.empty_label.setTextFormat(Qt.TextFormat.PlainText)
        self.empty_label.setWordWrap(True)
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_label.setMargin(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.addWidget(self.filter_edit)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty_label, 1)
        DownIntoList(self.filter_edit, self.view, self._apply_filter)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._apply_filter)
        self.filter_edit.textChanged.connect(lambda _text: self._pause.start())
        self.view.activated.connect(lambda index: self.activated.emit(self.model.item(index)))
        present(self.view.selectionModel()).selectionChanged.connect(
            lambda _on, _off: self.chosenChanged.emit()
        )
        self._say()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; those that were chosen stay so."""
        chosen = [entry.uuid for entry in self.chosen()]
        self.model.set_items(entries)
        self.choose(chosen)
        self._say()

    def take_keyboard(self) -> None:
        """Take the focus into the filter, where there is something to filter."""
        if self.model.total:
            self.filter_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def chosen(self) -> list[Entry]:
        """Return the selected entries, in the order of the list."""
        rows = sorted(present(self.view.selectionModel()).selectedRows(), key=lambda i: i.row())
        return [self.model.item(index) for index in rows]

    def choose(self, uuids: Sequence[str]) -> None:
        """Select these entries, as far as they are shown."""
        selection = present(self.view.selectionModel())
        selection.clearSelection()
        for uuid in uuids:
            index = self.model.index_of(uuid)
            if index.isValid():
                selection.select(index, selection.SelectionFlag.Select)
                self.view.scrollTo(index)
        self.chosenChanged.emit()

    def show_entry(self, uuid: str) -> None:
        """Select an entry, if need be without the filter."""
        if self._pause.isActive():  # what was typed last would hide it in a moment
            self._apply_filter()
        if not self.model.index_of(uuid).isValid():
            self.filter_edit.clear()
            self._apply_filter()
        self.choose([uuid])

    def _apply_filter(self) -> None:
        self._pause.stop()
        self.model.set_filter(self.filter_edit.text())
        self._say()
        self.chosenChanged.emit()

    def _say(self) -> None:
        shown = self.model.rowCount() > 0
        self.view.setVisible(shown)
        self.filter_edit.setVisible(self.model.total > 0)
        self.empty_label.setVisible(not shown)
        self.empty_label.setText(
            self._empty if not self.model.total else tr("Nothing contains this text.")
        )

"""What hangs on a site, as lists that fold; names and observations are changed from here."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence, QPainter
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.sites.entry_actions import EDITED, PLACED, EntryActions
from imam_ali_tracker.gui.panel.sites.related import (
    FOOTPRINTS,
    NAMES,
    OBSERVATIONS,
    Entry,
    SiteContent,
)
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, TwoLineDelegate
from imam_ali_tracker.gui.plain_text import as_plain

_ENTRY = NOTE_ROLE + 1
_TABLE = int(Qt.ItemDataRole.UserRole)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Insert, *_ENTER)
_ICONS = {
    OBSERVATIONS: "/mIconTemporalRaster.svg",
    FOOTPRINTS: "/mIconPolygonLayer.svg",
    "reports": "/mActionOpenTable.svg",
    "claims": "/mActionMeasure.svg",
    NAMES: "/mActionLabeling.svg",
}


class EntryTree(QTreeWidget):
    """Sections with their rows. ``activatedEntry`` carries an :class:`Entry` of another page."""

    activatedEntry = pyqtSignal(object)

    def __init__(self, commands: EntryActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._content: SiteContent | None = None
        self._folded: set[str] = set()
        self.setHeaderHidden(True)
        self.setItemDelegate(_Delegate(self))
        self.setUniformRowHeights(False)
        self.setIndentation(self.fontMetrics().height())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("What the case holds about the site"))
        self.add_name = self._action(
            "/mActionLabeling.svg", tr("Add a name…"), "", lambda: self._add(NAMES)
        )
        self.add_observation = self._action(
            "/mIconTemporalRaster.svg",
            tr("Add an observation…"),
            "",
            lambda: self._add(OBSERVATIONS),
        )
        self.change = self._action(
            "/mActionToggleEditing.svg", tr("Change…"), "F2", lambda: self._act(commands.change)
        )
        self.delete = self._action("/mActionDeleteSelected.svg", tr("Delete"), "Del", self._delete)
        self.zoom = self._action(
            "/mActionZoomTo.svg", tr("Show on the map"), "", lambda: self._act(commands.show_on_map)
        )
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemDoubleClicked.connect(lambda item, _column: self._activate(item))
        self.itemExpanded.connect(self._note_fold)
        self.itemCollapsed.connect(self._note_fold)
        self.currentItemChanged.connect(lambda _new, _old: self.enable())

    @property
    def current_entry(self) -> Entry | None:
        """The chosen row, ``None`` where a heading or nothing is chosen."""
        item = self.currentItem()
        return None if item is None else item.data(0, _ENTRY)

    def show_content(self, content: SiteContent) -> None:
        """List what hangs on a site; what was chosen stays so."""
        same = self._content is not None and self._content.row["uuid"] == content.row["uuid"]
        chosen = self.currentItem() if same else None
        kept = None if chosen is None else _identity(chosen)
        self._content = content
        self.blockSignals(True)
        self.clear()
        for section in content.sections:
            top = QTreeWidgetItem([tr("{} ({})").format(section.title, len(section.entries))])
            top.setIcon(0, QgsApplication.getThemeIcon(_ICONS[section.table]))
            top.setData(0, _TABLE, section.table)
            top.addChildren([_row(entry) for entry in section.entries])
            self.addTopLevelItem(top)
            top.setExpanded(section.table not in self._folded)
            for item in (top, *(present(top.child(n)) for n in range(top.childCount()))):
                if _identity(item) == kept:
                    self.setCurrentItem(item)
        self.blockSignals(False)
        self.enable()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all that is unfolded: the details scroll, not the list in them."""
        bottom = 0
        last = self.topLevelItem(self.topLevelItemCount() - 1)
        while last is not None and last.isExpanded() and last.childCount():
            last = last.child(last.childCount() - 1)
        if last is not None:
            bottom = self.visualItemRect(last).bottom() + self.verticalOffset()
        return QSize(super().sizeHint().width(), bottom + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: the list is never cut off."""
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent | None) -> bool:
        """Keep the keys of this list from QGIS, whose own are for layers."""
        return keeps(event, lambda key: key.key() in _OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Look with Enter, add with Ins, change with F2, delete with Del."""
        key = None if event is None else event.key()
        item = self.currentItem()
        if item is None or key not in _OWN_KEYS:
            super().keyPressEvent(event)
        elif key in _ENTER:
            self._activate(item)
        elif key == Qt.Key.Key_Insert:
            self._add(item.data(0, _TABLE))
        elif key == Qt.Key.Key_F2:
            self.change.trigger()
        else:
            self.delete.trigger()

    def _activate(self, item: QTreeWidgetItem) -> None:
        entry = item.data(0, _ENTRY)
        if entry is None:
            item.setExpanded(not item.isExpanded())
        elif entry.table in EDITED:
            self._act(self._commands.change)
        elif entry.table in PLACED:
            self._act(self._commands.show_on_map)
        else:
            self.activatedEntry.emit(entry)

    def _add(self, table: str) -> None:
        if self._content is not None:
            self._commands.add(table, self._content.row)

    def _act(self, do: Callable[[Entry, dict[str, object]], None]) -> None:
        if self._content is not None and self.current_entry is not None:
            do(self.current_entry, self._content.row)

    def _delete(self) -> None:
        if self.current_entry is not None:
            self._commands.delete(self.current_entry)

    def enable(self) -> None:
        """Enable what can be done with the chosen row now."""
        entry, writable = self.current_entry, self._commands.is_writable
        edited = writable and entry is not None and entry.table in EDITED
        for action in (self.change, self.delete):
            action.setEnabled(edited)
        for action in (self.add_name, self.add_observation):
            action.setEnabled(writable)
        self.zoom.setEnabled(entry is not None and entry.table in PLACED)

    def _note_fold(self, item: QTreeWidgetItem) -> None:
        table = item.data(0, _TABLE)
        (self._folded.discard if item.isExpanded() else self._folded.add)(table)
        self.updateGeometry()

    def _show_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        entry = None if item is None else item.data(0, _ENTRY)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if entry is not None and entry.table not in (*EDITED, *PLACED):
            look = present(menu.addAction(tr("Show")))
            look.triggered.connect(lambda _checked: self.activatedEntry.emit(entry))
            menu.addSeparator()
        menu.addActions([self.add_name, self.add_observation])
        menu.addSeparator()
        menu.addActions(
            [each for each in (self.change, self.delete, self.zoom) if each.isEnabled()]
        )
        menu.popup(present(self.viewport()).mapToGlobal(place))

    def _action(self, icon: str, title: str, key: str, slot: Callable[[], None]) -> QAction:
        """Return an action; the key is told, this list acts on it."""
        action = QAction(QgsApplication.getThemeIcon(icon), title, self)
        if key:
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(tr("{} ({})").format(title, shown))
        action.triggered.connect(lambda _checked: slot())
        return action


class EntryBar(PanelToolBar):
    """The tool bar of what is done with what hangs on a site."""

    def __init__(self, tree: EntryTree, parent: QWidget) -> None:
        super().__init__(parent)
        title = tr("Add a name or an observation (Ins)")
        self.add_button = QToolButton(self)
        self.add_button.setIcon(QgsApplication.getThemeIcon("/symbologyAdd.svg"))
        self.add_button.setToolTip(title)
        self.add_button.setAccessibleName(title)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add_button)
        menu.addActions([tree.add_name, tree.add_observation])
        self.add_button.setMenu(menu)
        self.addWidget(self.add_button)
        self.addActions([tree.change, tree.delete, tree.zoom])


def _row(entry: Entry) -> QTreeWidgetItem:
    row = QTreeWidgetItem([entry.text])
    row.setData(0, NOTE_ROLE, entry.note)
    row.setData(0, _ENTRY, entry)
    row.setData(0, _TABLE, entry.table)
    row.setToolTip(0, as_plain(f"{entry.text}\n{entry.note}"))
    return row


def _identity(item: QTreeWidgetItem) -> tuple[str, str]:
    """Return what an item is known by when the list is made anew."""
    entry = item.data(0, _ENTRY)
    return item.data(0, _TABLE), "" if entry is None else entry.uuid


class _Delegate(TwoLineDelegate):
    """Draws entries in two lines, titles of sections as usual."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of an entry, or of a title."""
        plain = QStyledItemDelegate.sizeHint(self, option, index)
        return super().sizeHint(option, index) if index.data(_ENTRY) is not None else plain

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw an entry, or a title."""
        if index.data(_ENTRY) is not None:
            super().paint(painter, option, index)
        else:
            QStyledItemDelegate.paint(self, painter, option, index)

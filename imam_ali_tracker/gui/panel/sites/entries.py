"""What hangs on a site, as lists that fold; its names are added, changed and deleted here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QPainter
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.sites.name_dialog import NameDialog
from imam_ali_tracker.gui.panel.sites.related import Entry, SiteContent
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, TwoLineDelegate

if TYPE_CHECKING:
    from qgis.PyQt.QtWidgets import QAction

_ENTRY = NOTE_ROLE + 1
_NAMES = "site_names"
_SHOWN_ELSEWHERE = ("reports", "claims")
_OWN_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ICONS = {
    "observations": "/mIconTemporalRaster.svg",
    "reports": "/mActionOpenTable.svg",
    "claims": "/mActionMeasure.svg",
    _NAMES: "/mActionLabeling.svg",
}


class EntryTree(QTreeWidget):
    """Sections with their rows. ``activatedEntry`` carries an :class:`Entry` to look at."""

    activatedEntry = pyqtSignal(object)

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
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
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemDoubleClicked.connect(lambda item, _column: self._activate(item))
        self.itemExpanded.connect(self._note_fold)
        self.itemCollapsed.connect(self._note_fold)

    def show_content(self, content: SiteContent) -> None:
        """List what hangs on a site."""
        self._content = content
        self.blockSignals(True)
        self.clear()
        for section in content.sections:
            top = QTreeWidgetItem([tr("{} ({})").format(section.title, len(section.entries))])
            top.setIcon(0, QgsApplication.getThemeIcon(_ICONS[section.table]))
            top.setData(0, Qt.ItemDataRole.UserRole, section.table)
            for entry in section.entries:
                row = QTreeWidgetItem([entry.text])
                row.setData(0, NOTE_ROLE, entry.note)
                row.setData(0, _ENTRY, entry)
                row.setToolTip(0, f"{entry.text}\n{entry.note}")
                top.addChild(row)
            self.addTopLevelItem(top)
            top.setExpanded(section.table not in self._folded)
        self.blockSignals(False)
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
        """Look with Enter, change a name with F2, delete it with Del."""
        key = None if event is None else event.key()
        item = self.currentItem()
        entry = None if item is None else item.data(0, _ENTRY)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._activate(item)
        elif key == Qt.Key.Key_F2 and entry is not None and entry.table == _NAMES:
            self._ask_name(entry)
        elif key == Qt.Key.Key_Delete and entry is not None and entry.table == _NAMES:
            self._delete_name(entry)
        else:
            super().keyPressEvent(event)

    def _activate(self, item: QTreeWidgetItem) -> None:
        entry = item.data(0, _ENTRY)
        if entry is None:
            item.setExpanded(not item.isExpanded())
        elif entry.table == _NAMES:
            self._ask_name(entry)
        else:
            self.activatedEntry.emit(entry)

    def _note_fold(self, item: QTreeWidgetItem) -> None:
        table = item.data(0, Qt.ItemDataRole.UserRole)
        (self._folded.discard if item.isExpanded() else self._folded.add)(table)
        self.updateGeometry()

    def _show_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        entry = None if item is None else item.data(0, _ENTRY)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        writable = self._context.editor.is_writable
        add = present(menu.addAction(tr("Add a name…")))
        add.triggered.connect(lambda _checked: self._ask_name(None))
        actions: list[QAction] = [add]
        if entry is not None and entry.table == _NAMES:
            change = present(menu.addAction(tr("Change the name…")))
            change.triggered.connect(lambda _checked: self._ask_name(entry))
            delete = present(menu.addAction(tr("Delete the name")))
            delete.triggered.connect(lambda _checked: self._delete_name(entry))
            actions += [change, delete]
        elif entry is not None and entry.table in _SHOWN_ELSEWHERE:
            look = present(menu.addAction(tr("Show")))
            look.triggered.connect(lambda _checked: self.activatedEntry.emit(entry))
        for action in actions:
            action.setEnabled(writable)
        menu.popup(present(self.viewport()).mapToGlobal(place))

    def _ask_name(self, entry: Entry | None) -> None:
        content, editor = self._content, self._context.editor
        if content is None or not editor.is_writable:
            return
        dialog = NameDialog(None if entry is None else editor.row(_NAMES, entry.uuid), self)

        def write() -> None:
            values = dialog.values()
            if entry is None:
                row = {"site": content.row["uuid"], **values}
                text = tr("Add name “{}”").format(values["name"])
                editor.apply(text, ChangeSet(inserts={_NAMES: [row]}))
            else:
                text = tr("Change name “{}”").format(entry.text)
                editor.apply(text, ChangeSet(updates={_NAMES: {entry.uuid: values}}))

        dialog.accepted.connect(write)
        dialog.open()

    def _delete_name(self, entry: Entry) -> None:
        text = tr("Delete name “{}”").format(entry.text)
        if self._context.editor.is_writable:
            self._context.editor.apply(text, ChangeSet(deletes={_NAMES: [entry.uuid]}))


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

"""The table of claims with its filters."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, ClaimItem
from imam_ali_tracker.gui.panel.claims.model import (
    CLAIM,
    MEASURED,
    REASON,
    REPORTED,
    ClaimFilter,
    ClaimModel,
    verdict_icon,
)
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.keep_in_view import KeepInView
from imam_ali_tracker.gui.panel.own_keys import DownIntoList
from imam_ali_tracker.gui.panel.two_lines import TwoLineDelegate

_TYPING_PAUSE_MS = 120
_WIDE = 560
_WIDEST = 860
"""Pixels from which figures, and then the reason too, have columns of their own."""
_REPORTED_CHARACTERS, _MEASURED_CHARACTERS = 18, 30


class ClaimTable(QWidget):
    """Shows claims; ``chosen`` is emitted when another one, or none, is the current claim."""

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.model = ClaimModel(self)
        self.filter_edit = FilterEdit(tr("Filter claims"), self)
        self.verdict = self._combo(tr("Verdict"), tr("All verdicts"))
        self.kind = self._combo(tr("Kind"), tr("All kinds"))
        self.site = self._combo(tr("Site"), tr("All sites"))
        for key, text in vocabulary("verdict").items():
            self.verdict.addItem(verdict_icon(key), text, key)
        for key, text in vocabulary("claim_kind").items():
            self.kind.addItem(text, key)
        self.view = self._make_view()
        KeepInView(self.view)
        DownIntoList(self.filter_edit, self.view, self.apply_filter)
        self.count_label = QLabel(self)
        choices = QHBoxLayout()
        for combo in (self.verdict, self.kind, self.site):
            choices.addWidget(combo, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.filter_edit)
        column.addLayout(choices)
        column.addWidget(self.view, 1)
        column.addWidget(self.count_label)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.apply_filter)
        self.filter_edit.textChanged.connect(lambda _text: self._pause.start())
        for combo in (self.verdict, self.kind, self.site):
            combo.activated.connect(lambda _index: self.apply_filter())
        selection = present(self.view.selectionModel())
        selection.currentRowChanged.connect(lambda *_: self.chosen.emit())

    def current(self) -> ClaimItem | None:
        """Return the chosen claim."""
        index = self.view.currentIndex()
        return self.model.item(index) if index.isValid() else None

    def choose(self, uuid: str) -> None:
        """Choose a claim, whatever the filter; one that is not there yet, once it is."""
        if not self.model.index_of(uuid).isValid():
            self.filter_edit.clear()
            for combo in (self.verdict, self.kind, self.site):
                combo.setCurrentIndex(0)
            self.apply_filter()
        self._wanted = uuid
        self._choose_wanted()

    def show_book(self, book: ClaimBook) -> None:
        """Show claims; the chosen one stays chosen."""
        item = self.current()
        wanted = self._wanted or ("" if item is None else item.uuid)
        self.model.set_items(book.items)
        self._offer_sites(book)
        self._wanted = wanted
        self._choose_wanted()
        self._count()

    def apply_filter(self) -> None:
        """Show what matches."""
        item = self.current()
        self._wanted = "" if item is None else item.uuid
        self.model.set_filter(
            ClaimFilter(
                self.filter_edit.text(),
                self.verdict.currentData() or "",
                self.kind.currentData() or "",
                self.site.currentData() or "",
            )
        )
        self._choose_wanted()
        self._count()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give figures columns of their own where there is room."""
        super().resizeEvent(event)
        self._fit_columns()

    def _choose_wanted(self) -> None:
        index = self.model.index_of(self._wanted) if self._wanted else None
        if index is not None and index.isValid():
            self._wanted = ""
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        self.chosen.emit()

    def _offer_sites(self, book: ClaimBook) -> None:
        used = {uuid for item in book.items for uuid in item.sites}
        places = book.register.places
        names = sorted((places[uuid].name, uuid) for uuid in used if uuid in places)
        chosen = self.site.currentData()
        self.site.clear()
        self.site.addItem(tr("All sites"), "")
        for name, uuid in names:
            self.site.addItem(name, uuid)
        self.site.setCurrentIndex(max(0, self.site.findData(chosen)))

    def _count(self) -> None:
        shown, total = self.model.rowCount(), len(self.model.items)
        text = plural("{} claim", "{} claims", total).format(total)
        if shown != total:
            text = plural("{} of {} claim", "{} of {} claims", total).format(shown, total)
        self.count_label.setText(text)

    def _fit_columns(self) -> None:
        width = self.width()
        self.model.set_narrow(width < _WIDE)
        for column in (REPORTED, MEASURED):
            self.view.setColumnHidden(column, width < _WIDE)
        self.view.setColumnHidden(REASON, width < _WIDEST)
        self.view.setHeaderHidden(width < _WIDE)
        header = present(self.view.header())
        for column in (CLAIM, REASON):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _combo(self, name: str, everything: str) -> QComboBox:
        combo = ElidingCombo(self)
        combo.addItem(everything, "")
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMinimumContentsLength(5)
        return combo

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setModel(self.model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setAllColumnsShowFocus(True)
        view.setSortingEnabled(True)
        present(view.header()).setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        present(view.header()).setStretchLastSection(False)
        letter = view.fontMetrics().averageCharWidth()
        view.setColumnWidth(REPORTED, letter * _REPORTED_CHARACTERS)
        view.setColumnWidth(MEASURED, letter * _MEASURED_CHARACTERS)
        view.setIconSize(QSize(16, 16))
        view.setItemDelegateForColumn(CLAIM, TwoLineDelegate(view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Claims"))
        return view

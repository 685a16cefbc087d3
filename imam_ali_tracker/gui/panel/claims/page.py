"""The page of claims: the table of verdicts, the chosen claim below, the form to record one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from qgis.core import QgsApplication, QgsExpression
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtGui import QKeySequence, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.map_shapes import geometries_of, zoom_to
from imam_ali_tracker.gui.panel.claims.details import ClaimDetails
from imam_ali_tracker.gui.panel.claims.form import ClaimForm
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, ClaimItem, read_book
from imam_ali_tracker.gui.panel.claims.model import (
    CLAIM,
    MEASURED,
    REASON,
    REPORTED,
    ClaimFilter,
    ClaimModel,
    verdict_icon,
)
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.keep_in_view import KeepInView
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.two_lines import TwoLineDelegate
from imam_ali_tracker.gui.read_task import CaseSummary
from imam_ali_tracker.provider.claim_check import TABLES

_TYPING_PAUSE_MS = 120
_WIDE = 560
"""Pixels from which figures have columns of their own."""


class ClaimsPage(PanelPage):
    """Claims of the open case; verdicts follow every edit of what they speak of."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: CaseSummary | None = None
        self._book = ClaimBook()
        self._wanted = ""
        self.model = ClaimModel(self)
        self.form = ClaimForm(context, self)
        self.details = ClaimDetails(self)
        self.filter_edit = QgsFilterLineEdit(self)
        self.filter_edit.setShowSearchIcon(True)
        self.filter_edit.setPlaceholderText(tr("Filter claims"))
        self.verdict = self._combo(tr("Verdict"), tr("All verdicts"))
        self.kind = self._combo(tr("Kind"), tr("All kinds"))
        self.site = self._combo(tr("Site"), tr("All sites"))
        for key, text in vocabulary("verdict").items():
            self.verdict.addItem(verdict_icon(key), text, key)
        for key, text in vocabulary("claim_kind").items():
            self.kind.addItem(text, key)
        self.view = self._make_view()
        KeepInView(self.view)
        self.count_label = QLabel(self)
        self.empty_label = self._make_empty_label()
        self._make_actions()
        self._lay_out()
        self._reading = LatestReading(
            tr("Checking the claims of a case"),
            read_book,
            self._show_book,
            context.messages.error,
            self,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.apply_filter)
        self._connect()

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show the claims of another case."""
        self._summary = summary
        self._wanted = ""
        self._close_form()
        self._show_book(ClaimBook())
        self.setEnabled(summary is not None)
        self._check()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Check again where what claims speak of has changed."""
        if changed is None or set(TABLES) & set(changed):
            self._check()

    def focus_filter(self) -> None:
        """Put the focus where typing filters."""
        self.filter_edit.setFocus()

    def choose(self, uuid: str) -> None:
        """Choose a claim, whatever the filter."""
        if not self.model.index_of(uuid).isValid():
            self.filter_edit.clear()
            for combo in (self.verdict, self.kind, self.site):
                combo.setCurrentIndex(0)
            self.apply_filter()
        self._wanted = uuid
        self._choose_wanted()

    def current(self) -> ClaimItem | None:
        """Return the chosen claim."""
        index = self.view.currentIndex()
        return self.model.item(index) if index.isValid() else None

    def show_on_map(self) -> None:
        """Show and flash the line of the chosen claim."""
        item = self.current()
        if item is None:
            return
        line = item.finding.line
        shapes = []
        if line is not None:
            ends = np.array([(line.lon1, line.lat1), (line.lon2, line.lat2)])
            shapes = geometries_of(corridor_lines(Paths.of([ends])))
        context = self._context
        name = item.claim.statement
        zoom_to(context.map_canvas, context.project, context.messages, shapes, name)

    def add(self) -> None:
        """Record a claim."""
        self._open_form(None)

    def edit(self) -> None:
        """Change the chosen claim."""
        item = self.current()
        if item is not None:
            self._open_form(item.uuid)

    def delete(self) -> None:
        """Delete the chosen claim, after a question."""
        item = self.current()
        if item is None:
            return
        editor = self._context.editor
        try:
            plan = deletion(editor.case, {"claims": [item.uuid]})
        except TrackerError as error:
            self._context.messages.error(error)
            return
        dialog = DeletionDialog([item.claim.statement], plan, self)
        dialog.accepted.connect(lambda: editor.apply(tr("Delete a claim"), plan.changes))
        dialog.open()

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

    def _check(self) -> None:
        if self._summary is None:
            self._reading.forget()
        else:
            self._reading.start(self._summary.location)

    def _show_book(self, book: ClaimBook) -> None:
        item = self.current()
        wanted = self._wanted or ("" if item is None else item.uuid)
        self._book = book
        self.model.set_items(book.items)
        self._offer_sites(book)
        self._wanted = wanted
        self._choose_wanted()
        self._count()
        self._show_details()

    def _choose_wanted(self) -> None:
        index = self.model.index_of(self._wanted) if self._wanted else None
        if index is not None and index.isValid():
            self._wanted = ""
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        self._show_details()

    def _show_details(self) -> None:
        item = self.current()
        self.details.show_claim(item, self._book)
        writable = self._context.editor.is_writable
        self.add_action.setEnabled(writable)
        for action in (self.edit_action, self.delete_action):
            action.setEnabled(item is not None and writable)
        self.map_action.setEnabled(item is not None and item.finding.line is not None)
        self._select_line(item)

    def _select_line(self, item: ClaimItem | None) -> None:
        """Select the line of a claim in the layer of claims, so that the map shows which it is."""
        if self._summary is None:
            return
        for name, layer in case_layers(self._context.project, self._summary.location):
            if name == "claim_lines" and layer.isValid():
                if item is None:
                    layer.removeSelection()
                    continue
                equals = QgsExpression.createFieldEqualityExpression("uuid", item.uuid)
                layer.selectByExpression(equals)

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

    def _open_form(self, uuid: str | None) -> None:
        row = self._context.editor.row("claims", uuid) if uuid else None
        self.form.begin(self._book, row)
        self.pages.setCurrentWidget(self.form)

    def _close_form(self) -> None:
        self.form.end_picking()
        self.pages.setCurrentWidget(self._table_page)

    def _saved(self, uuid: str) -> None:
        self._close_form()
        self.choose(uuid)

    def _show_source(self, uuid: str) -> None:
        """Show the report of a claim on its own page of the panel."""
        from imam_ali_tracker.gui.panel.reports.page import ReportsPage
        from imam_ali_tracker.gui.panel.tabs import PanelTabs

        parent = self.parent()
        while parent is not None and not isinstance(parent, PanelTabs):
            parent = parent.parent()
        if parent is not None:
            page = parent.page(ReportsPage)
            if isinstance(page, ReportsPage):
                page.choose(uuid)

    def _count(self) -> None:
        shown, total = self.model.rowCount(), len(self.model.items)
        self.empty_label.setVisible(not total)
        for widget in (self._splitter, self._filters, self.count_label):
            widget.setVisible(bool(total))
        text = tr("{} claims").format(total)
        if shown != total:
            text = tr("{} of {} claims").format(shown, total)
        self.count_label.setText(text)

    def _fit_columns(self) -> None:
        narrow = self.width() < _WIDE
        self.model.set_narrow(narrow)
        for column in (REPORTED, MEASURED, REASON):
            self.view.setColumnHidden(column, narrow)
        self.view.setHeaderHidden(narrow)
        present(self.view.header()).setSectionResizeMode(CLAIM, QHeaderView.ResizeMode.Stretch)

    def _combo(self, name: str, everything: str) -> QComboBox:
        combo = QComboBox(self)
        combo.addItem(everything, "")
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
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
        view.setIconSize(QSize(16, 16))
        view.setItemDelegateForColumn(CLAIM, TwoLineDelegate(view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Claims"))
        return view

    def _make_empty_label(self) -> QLabel:
        text = tr(
            "This case has no claims yet.\n\nRecord one with the button above, or tick what a "
            "report claims while you review it."
        )
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _make_actions(self) -> None:
        theme = QgsApplication.getThemeIcon
        self.add_action = QAction(theme("/mActionAdd.svg"), tr("Record a claim"), self)
        self.edit_action = QAction(theme("/mActionToggleEditing.svg"), tr("Change"), self)
        self.delete_action = QAction(theme("/mActionDeleteSelected.svg"), tr("Delete"), self)
        self.map_action = QAction(
            theme("/mActionZoomToSelected.svg"), tr("Show its line on the map"), self
        )
        for action, act in (
            (self.add_action, self.add),
            (self.edit_action, self.edit),
            (self.delete_action, self.delete),
            (self.map_action, self.show_on_map),
        ):
            action.triggered.connect(lambda _checked, do=act: do())
        self.delete_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.delete_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._actions = (self.add_action, self.edit_action, self.map_action, self.delete_action)
        self.view.addActions(self._actions)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _lay_out(self) -> None:
        bar = QToolBar(self)
        bar.setIconSize(QSize(16, 16))
        bar.addActions(self._actions)
        self._filters = QWidget(self)
        choices = QHBoxLayout()
        for combo in (self.verdict, self.kind, self.site):
            choices.addWidget(combo, 1)
        filters = QVBoxLayout(self._filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(2)
        filters.addWidget(self.filter_edit)
        filters.addLayout(choices)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(self.details)
        self._table_page = QWidget(self)
        column = QVBoxLayout(self._table_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(bar)
        column.addWidget(self._filters)
        column.addWidget(self.empty_label, 1)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.count_label)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._table_page)
        self.pages.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.pages)

    def _connect(self) -> None:
        self.filter_edit.textChanged.connect(lambda _text: self._pause.start())
        for combo in (self.verdict, self.kind, self.site):
            combo.activated.connect(lambda _index: self.apply_filter())
        selection = present(self.view.selectionModel())
        selection.currentRowChanged.connect(lambda *_: self._show_details())
        self.view.activated.connect(lambda _index: self.show_on_map())
        # Later, because choosing fills the list anew from which it was chosen.
        self.details.variantChosen.connect(  # type: ignore[call-arg]
            self.choose, Qt.ConnectionType.QueuedConnection
        )
        self.details.sourceWanted.connect(self._show_source)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._close_form)

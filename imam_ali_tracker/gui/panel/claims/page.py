"""The page of claims: the table of verdicts, the chosen claim below, the form to record one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from qgis.core import QgsApplication, QgsExpression
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAction,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.map_shapes import geometries_of, zoom_to
from imam_ali_tracker.gui.panel.claims.details import ClaimDetails
from imam_ali_tracker.gui.panel.claims.form import ClaimForm
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, ClaimItem, read_book
from imam_ali_tracker.gui.panel.claims.table import ClaimTable
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
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
        self.table = ClaimTable(self)
        self.form = ClaimForm(context, self)
        self.details = ClaimDetails(self)
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
        self._connect()

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show the claims of another case."""
        self._summary = summary
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
        self.table.filter_edit.setFocus()

    def choose(self, uuid: str) -> None:
        """Choose a claim, whatever the filter."""
        self.table.choose(uuid)

    def show_on_map(self) -> None:
        """Show and flash the line of the chosen claim."""
        item = self.table.current()
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
        item = self.table.current()
        if item is not None:
            self._open_form(item.uuid)

    def delete(self) -> None:
        """Delete the chosen claim, after a question."""
        item = self.table.current()
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

    def _check(self) -> None:
        if self._summary is None:
            self._reading.forget()
        else:
            self._reading.start(self._summary.location)

    def _show_book(self, book: ClaimBook) -> None:
        self._book = book
        self.table.show_book(book)
        self.empty_label.setVisible(not book.items)
        self._splitter.setVisible(bool(book.items))

    def _show_details(self) -> None:
        item = self.table.current()
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
        self.table.view.addActions(self._actions)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _lay_out(self) -> None:
        bar = PanelToolBar(self)
        bar.addActions(self._actions)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.details)
        self._table_page = QWidget(self)
        column = QVBoxLayout(self._table_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(bar)
        column.addWidget(self.empty_label, 1)
        column.addWidget(self._splitter, 1)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._table_page)
        self.pages.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.pages)

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_details)
        self.table.view.activated.connect(lambda _index: self.show_on_map())
        # Later, because choosing fills the list anew from which it was chosen.
        self.details.variantChosen.connect(  # type: ignore[call-arg]
            self.choose, Qt.ConnectionType.QueuedConnection
        )
        self.details.sourceWanted.connect(self._show_source)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._close_form)

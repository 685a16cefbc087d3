"""The page of claims: the table of verdicts, the chosen claim below, the form to record one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QHideEvent, QKeySequence, QShowEvent
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
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.panel.claims.details import ClaimDetails
from imam_ali_tracker.gui.panel.claims.form import ClaimForm
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, read_book
from imam_ali_tracker.gui.panel.claims.line_on_map import LineOnMap
from imam_ali_tracker.gui.panel.claims.table import ClaimTable
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.panel.writing_pause import WritingPause
from imam_ali_tracker.gui.read_task import CaseSummary


class ClaimsPage(PanelPage):
    """Claims of the open case; verdicts follow every edit of what they speak of."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: CaseSummary | None = None
        self._book = ClaimBook()
        self._is_current = False
        self._line = LineOnMap(context)
        self.table = ClaimTable(self)
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
        self._making = QTimer(self)
        self._making.setSingleShot(True)
        self._making.timeout.connect(lambda: self.form)
        self._connect()
        writing = (self.add_action, self.edit_action, self.delete_action)
        WritingPause(context.editor, writing, self._enable, self)

    @cached_property
    def form(self) -> ClaimForm:
        """Where a claim is recorded or changed, made a turn after the claims are shown."""
        form = ClaimForm(self._context, self)
        form.saved.connect(self._saved)
        form.closed.connect(self._close_form)
        self.pages.addWidget(form)
        self.grown.emit()
        return form

    @property
    def _is_recording(self) -> bool:
        return self.pages.currentWidget() is not self._table_page

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show the claims of another case."""
        self._summary = summary
        self._line.clear()
        self._close_form()
        self._show_book(ClaimBook())
        self.setEnabled(summary is not None)
        self._check()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Check again where what claims speak of has changed."""
        if changed is None or not self._is_current or self._book.scope.concerns(changed):
            self._check()

    def focus_filter(self) -> None:
        """Put the focus where typing filters."""
        if self._is_recording:
            self.form.fields.report.setFocus()
        elif self.table.model.items:
            self.table.filter_edit.setFocus()
            self.table.filter_edit.selectAll()

    def choose(self, uuid: str) -> None:
        """Choose a claim, whatever the filter."""
        self.table.choose(uuid)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Show the line of the chosen claim again."""
        super().showEvent(event)
        self._show_line()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Draw no line of a claim that is not in view."""
        self._line.clear()
        super().hideEvent(event)

    def show_on_map(self) -> None:
        """Show and flash the line of the chosen claim."""
        item = self.table.current()
        if item is None:
            return
        self._line.zoom_to(item)

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
        self._is_current = False
        if self._summary is None:
            self._reading.forget()
        else:
            self._reading.start(self._summary.location)

    def _show_book(self, book: ClaimBook) -> None:
        self._book, self._is_current = book, True
        self.table.show_book(book)
        self.empty_label.setVisible(not book.items)
        self._splitter.setVisible(bool(book.items))
        if book.items:
            self._making.start()

    def _show_details(self) -> None:
        item = self.table.current()
        self.details.show_claim(item, self._book)
        self._enable()
        self._show_line()

    def _enable(self) -> None:
        item, writable = self.table.current(), self._context.editor.is_writable
        self.add_action.setEnabled(writable)
        for action in (self.edit_action, self.delete_action):
            action.setEnabled(item is not None and writable)
        self.map_action.setEnabled(item is not None and item.finding.line is not None)

    def _show_line(self) -> None:
        """Show the line of the chosen claim on the map, while this page is shown."""
        if self._summary is not None and self.isVisible():
            self._line.show(self.table.current(), self._summary.location)

    def _open_form(self, uuid: str | None) -> None:
        row = self._context.editor.row("claims", uuid) if uuid else None
        self.form.begin(self._book, row)
        self.pages.setCurrentWidget(self.form)

    def _close_form(self) -> None:
        if self._is_recording:
            self.form.end_picking()
        self.pages.setCurrentWidget(self._table_page)

    def _saved(self, uuid: str) -> None:
        self._close_form()
        self.choose(uuid)
        self.table.view.setFocus()

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
        self.details.sourceWanted.connect(lambda uuid: self.rowRequested.emit("reports", uuid))

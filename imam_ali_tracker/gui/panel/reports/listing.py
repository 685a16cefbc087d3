"""The list of reports: filter, actions on the chosen ones, and the current one below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QLabel,
    QListView,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.keep_in_view import KeepInView
from imam_ali_tracker.gui.panel.own_keys import DownIntoList
from imam_ali_tracker.gui.panel.reports.actions import ReportActions
from imam_ali_tracker.gui.panel.reports.details import ReportDetails
from imam_ali_tracker.gui.panel.reports.filter_bar import FilterBar
from imam_ali_tracker.gui.panel.reports.items import ReportItem
from imam_ali_tracker.gui.panel.reports.model import ReportModel
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.panel.two_lines import TwoLineDelegate
from imam_ali_tracker.gui.panel.writing_pause import WritingPause


class ReportList(QWidget):
    """Shows the reports of a case and acts on those that are chosen.

    ``grown`` says that it has fields which it had not before.
    """

    grown = pyqtSignal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: list[str] = []
        self.model = ReportModel(self)
        self.on_reports = ReportActions(context, self)
        self.filter_bar = FilterBar(self)
        self.view = self._make_view()
        KeepInView(self.view)
        self.count_label = QLabel(self)
        self.empty_label = self._make_empty_label()
        self._make_actions()
        lookups = (self.recheck_action, self.recheck_all_action, self.archive_action)
        writing = (*lookups, self.attach_action, self.merge_action, self.delete_action)
        WritingPause(context.editor, writing, self._enable, self)
        self._lay_out()
        DownIntoList(self.filter_bar.text_edit, self.view, self._apply_filter)
        self.filter_bar.changed.connect(self._apply_filter)
        present(self.view.selectionModel()).selectionChanged.connect(
            lambda *_: self._show_details()
        )
        self.view.customContextMenuRequested.connect(self._show_menu)
        self._count()

    @cached_property
    def details(self) -> ReportDetails:
        """The report that is current, made when there is one."""
        details = ReportDetails(self._context, self)
        self._splitter.addWidget(details)
        self._splitter.setStretchFactor(1, 1)
        self.grown.emit()
        return details

    def chosen(self) -> list[str]:
        """Return the uuids of the chosen reports, the current one first."""
        rows = present(self.view.selectionModel()).selectedRows()
        current = self.view.currentIndex()
        ordered = sorted(rows, key=lambda index: (index != current, index.row()))
        return [self.model.item(index).uuid for index in ordered]

    def choose(self, uuids: Sequence[str]) -> None:
        """Choose reports now, or once they are in the list; the first one is shown."""
        self._wanted = list(uuids)
        self._choose_wanted()

    def clear(self) -> None:
        """Show no reports, and no filter."""
        self._wanted = []
        self.filter_bar.clear()
        self.show_items([])

    def show_items(self, items: list[ReportItem]) -> None:
        """Show reports; what is chosen stays chosen."""
        if not self._wanted:
            self._wanted = self.chosen()
        self.model.set_items(items)
        self.filter_bar.offer(items)
        self._choose_wanted()
        self._count()
        self._show_details()

    def _choose_wanted(self) -> None:
        """Choose the reports that were chosen before, or were just written."""
        indexes = [self.model.index_of(uuid) for uuid in self._wanted]
        valid = [index for index in indexes if index.isValid()]
        if not valid:
            return
        self._wanted = []
        selection = present(self.view.selectionModel())
        flags = selection.SelectionFlag
        selection.setCurrentIndex(valid[0], flags.ClearAndSelect)
        for index in valid[1:]:
            selection.select(index, flags.Select)
        self.view.scrollTo(valid[0])

    def _show_details(self) -> None:
        chosen = self.chosen()
        current = chosen[0] if chosen else ""
        is_made = self._splitter.count() > 1
        if self.model.items or is_made:
            self.details.show_report(current)
        self._enable()

    def _enable(self) -> None:
        chosen = self.chosen()
        item = self.model.item(self.view.currentIndex()) if chosen else None
        writable = self._context.editor.is_writable
        for action in (self.attach_action, self.recheck_action, self.archive_action):
            action.setEnabled(bool(chosen) and writable)
        self.delete_action.setEnabled(bool(chosen) and writable)
        self.recheck_all_action.setEnabled(bool(self.model.shown) and writable)
        for action in (self.copy_action, self.open_action):
            action.setEnabled(bool(chosen))
        double = len(chosen) > 1 or (item is not None and bool(item.same_as))
        self.merge_action.setEnabled(double and writable)

    def _merge(self) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        others = chosen[1:] or list(self.model.item(self.view.currentIndex()).same_as)
        self.on_reports.merge(chosen[0], others)

    def _apply_filter(self) -> None:
        self._wanted = self.chosen()
        self.model.set_filter(self.filter_bar.filter())
        self._choose_wanted()
        self._wanted = []
        self._count()
        self._show_details()

    def _count(self) -> None:
        shown, total = self.model.rowCount(), len(self.model.items)
        self.empty_label.setVisible(not total)
        for widget in (self._splitter, self.filter_bar, self._tool_bar, self.count_label):
            widget.setVisible(bool(total))
        text = plural("{} report", "{} reports", total).format(total)
        if shown != total:
            text = plural("{} of {} report", "{} of {} reports", total).format(shown, total)
        self.count_label.setText(text)

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(TwoLineDelegate(view))
        view.setUniformItemSizes(True)
        view.setAlternatingRowColors(True)
        view.setIconSize(QSize(16, 16))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Reports"))
        return view

    def _make_empty_label(self) -> QLabel:
        text = tr(
            "This case has no reports yet.\n\nPaste addresses above and choose Fetch, or drop "
            "saved pages, PDF documents, feeds or lists of addresses here."
        )
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _make_actions(self) -> None:
        actions, chosen = self.on_reports, self.chosen
        self.attach_action = self._action(
            "/mActionLink.svg",
            tr("Attach to selected features"),
            lambda: actions.attach(chosen()),
        )
        self.attach_action.setIconText(tr("Attach"))
        self.recheck_action = self._action(
            "/mActionRefresh.svg", tr("Re-check on the web"), lambda: actions.recheck(chosen())
        )
        self.recheck_all_action = self._action(
            "/mActionRefresh.svg",
            tr("Re-check all that are shown"),
            lambda: actions.recheck([item.uuid for item in self.model.shown]),
        )
        self.archive_action = self._action(
            "/mActionHistory.svg",
            tr("Look up a stored copy in the Internet Archive"),
            lambda: actions.look_up(chosen()),
        )
        self.open_action = self._action(
            "/mIconHtml.svg", tr("Open in the browser"), lambda: actions.open(chosen()[0])
        )
        self.copy_action = self._action(
            "/mActionEditCopy.svg", tr("Copy as citation"), lambda: actions.copy(chosen())
        )
        self.merge_action = self._action(
            "/mActionMergeFeatures.svg", tr("Merge with the same report"), self._merge
        )
        self.delete_action = self._action(
            "/mActionDeleteSelected.svg", tr("Delete"), lambda: actions.delete(chosen())
        )
        self.delete_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        for action in (self.delete_action, self.copy_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._all_actions = (
            self.attach_action,
            self.recheck_action,
            self.recheck_all_action,
            self.archive_action,
            self.open_action,
            self.copy_action,
            self.merge_action,
            self.delete_action,
        )
        self.recheck_menu = QMenu(self)
        self.recheck_menu.addActions((self.recheck_action, self.recheck_all_action))
        self.view.addActions(self._all_actions)

    def _action(self, icon: str, text: str, act: Callable[[], None]) -> QAction:
        action = QAction(QgsApplication.getThemeIcon(icon), text, self)
        action.triggered.connect(lambda _checked: act())
        return action

    def _lay_out(self) -> None:
        bar = PanelToolBar(self)
        bar.addActions([each for each in self._all_actions if each is not self.recheck_all_action])
        recheck = present(bar.widgetForAction(self.recheck_action))
        if isinstance(recheck, QToolButton):
            recheck.setMenu(self.recheck_menu)
            recheck.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._splitter.setStretchFactor(0, 1)
        self._tool_bar = bar
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filter_bar)
        column.addWidget(bar)
        column.addWidget(self.empty_label, 1)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.count_label)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._all_actions)
        menu.popup(present(self.view.viewport()).mapToGlobal(at))

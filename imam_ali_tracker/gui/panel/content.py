"""What the dock shows: the case at the top, below it what the case holds."""

from __future__ import annotations

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.empty_page import EmptyPage
from imam_ali_tracker.gui.panel.header import CaseHeader
from imam_ali_tracker.gui.panel.own_keys import keeps, presses_button
from imam_ali_tracker.gui.panel.questions import CaseQuestions
from imam_ali_tracker.gui.panel.tab_order import follow_layout
from imam_ali_tracker.gui.panel.tabs import PanelTabs
from imam_ali_tracker.gui.read_task import CaseSummary

_MARGIN = 4


class PanelContent(QWidget):
    """The case, and its pages in tabs; where no case is open, the ways to one."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._undo_stack = context.editor.undo_stack
        self.questions = CaseQuestions(context.controller, self)
        self.header = CaseHeader(context, self.questions, self)
        self.empty_page = EmptyPage(self.questions, self)
        self.tabs = PanelTabs(context, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty_page)
        self._pages.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.addWidget(self.header)
        layout.addWidget(self._pages, 1)
        self.header.briefingRequested.connect(self._open_briefing)
        follow_layout(self)
        context.controller.busyChanged.connect(self.empty_page.show_reading)
        context.controller.caseChanged.connect(self._show_case)
        self._show_case(context.controller.summary)

    def take_keyboard(self) -> None:
        """Take the focus to where it was in the panel, or to where work begins."""
        last = self.focusWidget()
        if last is not None and last.isVisibleTo(self) and last.isEnabled():
            last.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._begin()

    def _begin(self) -> None:
        if self._pages.currentWidget() is self.tabs:
            self.tabs.focus_filter()
        else:
            self.empty_page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent | None) -> bool:
        """Take Ctrl+Z, Ctrl+Shift+Z and Ctrl+F before QGIS does, whose own are for layers."""
        return keeps(event, lambda key: _own_key(key) is not None) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Undo, redo, filter, or press the button that has the focus."""
        key = None if event is None else _own_key(event)
        if key is None:
            if event is None or not presses_button(event):
                super().keyPressEvent(event)
        elif key == QKeySequence.StandardKey.Undo:
            self._undo_stack.undo()
        elif key == QKeySequence.StandardKey.Redo:
            self._undo_stack.redo()
        else:
            self.tabs.focus_filter()

    def show_row(self, table: str, uuid: str) -> None:
        """Bring the panel up with the page of a table, and a row of it chosen."""
        dock = self.parent()
        if isinstance(dock, QgsDockWidget):
            dock.setUserVisible(True)
        self.tabs.show_row(table, uuid)

    def _open_briefing(self) -> None:
        from imam_ali_tracker.gui.briefing.dialog import open_briefing_dialog

        open_briefing_dialog(self._context, self.show_row)

    def _show_case(self, summary: CaseSummary | None) -> None:
        shown = self.empty_page if summary is None else self.tabs
        if shown is self._pages.currentWidget():
            return
        focus = self.focusWidget()
        was_here = focus is not None and focus.hasFocus()
        self._pages.setCurrentWidget(shown)
        if was_here:
            self._begin()


def _own_key(event: QKeyEvent) -> QKeySequence.StandardKey | None:
    standard = QKeySequence.StandardKey
    for key in (standard.Undo, standard.Redo, standard.Find):
        if event.matches(key):
            return key
    return None

"""What the dock shows: the case at the top, below it what the case holds."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.empty_page import EmptyPage
from imam_ali_tracker.gui.panel.tabs import PanelTabs
from imam_ali_tracker.gui.read_task import CaseSummary

_SUFFIX = ".gpkg"


class PanelContent(QWidget):
    """The case and what it holds; a tool bar for the case as a whole."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._controller = context.controller
        self._undo_stack = context.editor.undo_stack
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.title_label = QLabel(self)
        self.title_label.setTextFormat(Qt.TextFormat.PlainText)
        self.title_label.setWordWrap(True)
        font = self.title_label.font()
        font.setBold(True)
        self.title_label.setFont(font)
        self.state_label = QLabel(self)
        self.state_label.setTextFormat(Qt.TextFormat.PlainText)
        self.state_label.setWordWrap(True)
        self.busy_bar = QProgressBar(self)
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setVisible(False)
        self.empty_page = EmptyPage(self)
        self.tabs = PanelTabs(context, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty_page)
        self._pages.addWidget(self.tabs)
        for widget in (
            self._make_tool_bar(self),
            self.title_label,
            self.state_label,
            self.busy_bar,
            self._pages,
        ):
            layout.addWidget(widget)
        self._connect()
        self._show_case(self._controller.summary)

    def _connect(self) -> None:
        self.empty_page.openRequested.connect(self._ask_open)
        self.empty_page.newRequested.connect(self._ask_new)
        self.empty_page.referenceRequested.connect(self._ask_reference)
        self._controller.caseChanged.connect(self._show_case)
        self._controller.caseReread.connect(self._show_case)
        self._controller.busyChanged.connect(self.busy_bar.setVisible)

    def _make_tool_bar(self, parent: QWidget) -> QToolBar:
        bar = QToolBar(parent)
        bar.setIconSize(QSize(16, 16))
        theme = QgsApplication.getThemeIcon
        new = present(bar.addAction(theme("/mActionFileNew.svg"), tr("New case…")))
        new.triggered.connect(self._ask_new)
        opening = present(bar.addAction(theme("/mActionFileOpen.svg"), tr("Open a case…")))
        opening.triggered.connect(self._ask_open)
        self._recent_menu = QMenu(bar)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        recent = QToolButton(bar)
        recent.setIcon(theme("/mIconHistory.svg"))
        recent.setToolTip(tr("Recent cases"))
        recent.setMenu(self._recent_menu)
        recent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        bar.addWidget(recent)
        bar.addSeparator()
        self.load_action = present(bar.addAction(theme("/mActionAddLayer.svg"), tr("Add to map")))
        self.load_action.setToolTip(tr("Add the layers of this case to the project"))
        self.load_action.triggered.connect(self._controller.load_layers)
        load_button = bar.widgetForAction(self.load_action)
        if isinstance(load_button, QToolButton):
            load_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.close_action = present(
            bar.addAction(theme("/mActionRemove.svg"), tr("Close this case"))
        )
        self.close_action.triggered.connect(self._controller.close_case)
        bar.addSeparator()
        self.undo_action = present(self._undo_stack.createUndoAction(bar))
        self.undo_action.setIcon(theme("/mActionUndo.svg"))
        self.redo_action = present(self._undo_stack.createRedoAction(bar))
        self.redo_action.setIcon(theme("/mActionRedo.svg"))
        bar.addActions([self.undo_action, self.redo_action])
        return bar

    def event(self, event: QEvent | None) -> bool:
        """Take Ctrl+Z and Ctrl+Shift+Z before QGIS does, whose own are for layers."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and _undo_key(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Undo or redo."""
        key = None if event is None else _undo_key(event)
        if key is None:
            super().keyPressEvent(event)
        elif key == QKeySequence.StandardKey.Undo:
            self._undo_stack.undo()
        else:
            self._undo_stack.redo()

    def _show_case(self, summary: CaseSummary | None) -> None:
        for action in (self.load_action, self.close_action):
            action.setEnabled(summary is not None)
        for label in (self.title_label, self.state_label):
            label.setVisible(summary is not None)
        if summary is None:
            self._pages.setCurrentWidget(self.empty_page)
            return
        self.title_label.setText(summary.title)
        self.title_label.setToolTip(str(summary.location))
        self.state_label.setText(
            tr("Read-only: {}").format(summary.read_only_reason)
            if summary.read_only_reason
            else _short(summary.location)
        )
        self._pages.setCurrentWidget(self.tabs)

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for location in settings.recent_cases():
            action = present(self._recent_menu.addAction(location.replace("&", "&&")))
            action.triggered.connect(
                lambda _checked, chosen=location: self._controller.open_case(chosen)
            )
        if self._recent_menu.isEmpty():
            none_yet = present(self._recent_menu.addAction(tr("No case was opened yet")))
            none_yet.setEnabled(False)

    def _ask_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Open a case"), settings.last_folder(), tr("Cases (*.gpkg)")
        )
        if path:
            settings.remember_folder(str(Path(path).parent))
            self._controller.open_case(path)

    def _ask_new(self) -> None:
        path = self._ask_new_path(tr("New case"))
        if not path:
            return
        title, accepted = QInputDialog.getText(
            self,
            tr("New case"),
            tr("Title of the case"),
            QLineEdit.EchoMode.Normal,
            Path(path).stem,
        )
        if accepted and title.strip():
            self._controller.create_case(path, title.strip())

    def _ask_reference(self) -> None:
        path = self._ask_new_path(tr("Copy of the reference case"))
        if path:
            self._controller.create_reference_case(path)

    def _ask_new_path(self, caption: str) -> str:
        path, _ = QFileDialog.getSaveFileName(
            self, caption, settings.last_folder(), tr("Cases (*.gpkg)")
        )
        if not path:
            return ""
        settings.remember_folder(str(Path(path).parent))
        return path if path.lower().endswith(_SUFFIX) else path + _SUFFIX


def _undo_key(event: QKeyEvent) -> QKeySequence.StandardKey | None:
    for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
        if event.matches(key):
            return key
    return None


def _short(location: CaseLocation) -> str:
    return str(location) if location.path is None else location.path.name

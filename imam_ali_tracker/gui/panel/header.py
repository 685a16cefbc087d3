"""The case at the top of the panel: which one it is, its state, and what is done with it whole."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication, QgsDataSourceUri
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QAction,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.editing import Changed
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.panel.busy_line import BusyLine
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.questions import CaseQuestions
from imam_ali_tracker.gui.panel.state_line import StateLine
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.read_task import CaseSummary


class CaseHeader(QWidget):
    """Tool bar, title, state, and whether something is being read."""

    briefingRequested = pyqtSignal()

    def __init__(self, context: PanelContext, questions: CaseQuestions, parent: QWidget) -> None:
        super().__init__(parent)
        self._controller = context.controller
        self._questions = questions
        self.title_label = _text_label(self)
        font = self.title_label.font()
        font.setBold(True)
        self.title_label.setFont(font)
        self.state = StateLine(context, self)
        self.load_button = QPushButton(
            _theme("/mActionAddLayer.svg"), tr("Add its layers to the project"), self
        )
        self.load_button.setToolTip(
            tr("None of them is there yet; nothing else in the project changes")
        )
        self.load_button.clicked.connect(lambda _checked: self._controller.load_layers())
        self.busy_line = BusyLine(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        top = QHBoxLayout()
        top.addWidget(self._make_tool_bar(context))
        top.addWidget(self.busy_line, 1)
        layout.addLayout(top)
        for widget in (self.title_label, self.state, self.load_button):
            layout.addWidget(widget)
        context.controller.caseChanged.connect(self._show_other_case)
        context.controller.caseReread.connect(self._show_case)
        self._connect_busy(context)
        context.editor.edited.connect(self._note_edit)
        self._project = context.project
        for signal in (self._project.layersAdded, self._project.layersRemoved):
            signal.connect(self._offer_layers)
        self._show_case(self._controller.summary)

    def _connect_busy(self, context: PanelContext) -> None:
        line, layers = self.busy_line, context.controller.layers
        context.controller.busyChanged.connect(line.note_reading)
        context.editor.busyChanged.connect(line.note_writing)
        layers.busyChanged.connect(line.note_loading)
        layers.busyChanged.connect(self._enable_loading)
        layers.progressed.connect(line.show_progress)
        for cancel in (layers.cancel, context.editor.cancel):
            line.cancelRequested.connect(cancel)

    def _enable_loading(self) -> None:
        loading = self._controller.layers.busy
        self.load_button.setDisabled(loading)
        self.load_action.setEnabled(self._controller.summary is not None and not loading)

    def _make_tool_bar(self, context: PanelContext) -> QToolBar:
        bar = PanelToolBar(self)
        new = _menu_button(bar, "/mActionFileNew.svg", tr("New case"))
        self.new_menu = present(new.menu())
        _add(self.new_menu, "/mActionFileNew.svg", tr("New case…"), self._questions.ask_new)
        reference = tr("Copy of the reference case…")
        _add(self.new_menu, "/mGeoPackage.svg", reference, self._questions.ask_reference)
        opening = _menu_button(bar, "/mActionFileOpen.svg", tr("Open a case"))
        self.open_menu = present(opening.menu())
        self.open_menu.aboutToShow.connect(self._fill_open_menu)
        bar.addSeparator()
        self.load_action = _add(
            bar,
            "/mActionAddLayer.svg",
            tr("Add the layers of this case to the project"),
            self._controller.load_layers,
        )
        self.briefing_action = _add(
            bar, "/mActionNewReport.svg", tr("Briefing…"), self.briefingRequested.emit
        )
        undo, redo = (
            context.editor.undo_stack.createUndoAction(bar, tr("Undo")),
            context.editor.undo_stack.createRedoAction(bar, tr("Redo")),
        )
        self.undo_action, self.redo_action = present(undo), present(redo)
        self.undo_action.setIcon(QgsApplication.getThemeIcon("/mActionUndo.svg"))
        self.redo_action.setIcon(QgsApplication.getThemeIcon("/mActionRedo.svg"))
        bar.addActions([self.undo_action, self.redo_action])
        bar.addSeparator()
        close = tr("Close this case; its layers stay in the project")
        self.close_action = _add(bar, "/mIconClose.svg", close, self._controller.close_case)
        return bar

    def _fill_open_menu(self) -> None:
        menu = self.open_menu
        menu.clear()
        _add(menu, "/mActionFileOpen.svg", tr("Open a file…"), self._questions.ask_open)
        _add(menu, "/mIconPostgis.svg", tr("Team connection…"), self._questions.ask_team)
        menu.addSection(tr("Recent cases"))
        for location in settings.recent_cases():
            action = present(menu.addAction(_shown(location).replace("&", "&&")))
            action.setToolTip(_shown(location))
            action.triggered.connect(
                lambda _checked, chosen=location: self._controller.open_case(chosen)
            )
        if not settings.recent_cases():
            none_yet = present(menu.addAction(tr("No case was opened yet")))
            none_yet.setEnabled(False)

    def _show_other_case(self, summary: CaseSummary | None) -> None:
        self.state.show_case(None)  # what was told of the one before is not of this one
        self._show_case(summary)

    def _show_case(self, summary: CaseSummary | None) -> None:
        for action in (self.briefing_action, self.close_action):
            action.setEnabled(summary is not None)
        self._enable_loading()
        self.title_label.setVisible(summary is not None)
        self.state.show_case(summary)
        self._offer_layers()
        if summary is None:
            return
        self.title_label.setText(summary.title)
        self.title_label.setToolTip(summary.location.label)

    def _offer_layers(self, *_layers: object) -> None:
        """Offer to add the layers while the project has none of this case."""
        summary = self._controller.summary
        self.load_button.setVisible(
            summary is not None and not any(case_layers(self._project, summary.location))
        )

    def _note_edit(self, changed: Changed | None) -> None:
        if self._controller.summary is not None and changed is not None and "case_info" in changed:
            self.title_label.setText(self._controller.current_title())


def _shown(location: str) -> str:
    """Return a remembered case as a menu shows it: a short text without a password."""
    uri = QgsDataSourceUri(location)
    if not uri.schema():
        return location
    return f"{uri.service() or uri.host()}/{uri.database()}: {uri.schema()}"


def _text_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _theme(icon: str) -> QIcon:
    return QgsApplication.getThemeIcon(icon)


def _menu_button(bar: QToolBar, icon: str, title: str) -> QToolButton:
    button = QToolButton(bar)
    button.setIcon(_theme(icon))
    button.setToolTip(title)
    button.setAccessibleName(title)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.setToolTipsVisible(True)
    button.setMenu(menu)
    bar.addWidget(button)
    return button


def _add(owner: QMenu | QToolBar, icon: str, text: str, slot: Callable[[], None]) -> QAction:
    action = QAction(_theme(icon), text, owner)
    action.triggered.connect(lambda _checked: slot())
    owner.addAction(action)
    return action

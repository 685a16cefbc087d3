"""Reviewing what was fetched: value by value, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeyEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.reports.found import Action, FoundReport
from imam_ali_tracker.gui.panel.reports.review_fields import ReviewFields
from imam_ali_tracker.gui.panel.reports.saving import review_changes
from imam_ali_tracker.gui.panel.reports.selection import SelectedFeature, selected_features
from imam_ali_tracker.gui.panel.writing_pause import WritingPause


class ReviewPage(QWidget):
    """Shows found reports one at a time; ``closed`` carries the uuids of those written."""

    closed = pyqtSignal(object)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: list[FoundReport] = []
        self.which = ElidingCombo(self)
        self.which.setAccessibleName(tr("Report under review"))
        self.action = ElidingCombo(self)
        self.action.setAccessibleName(tr("What to do with this report"))
        self.fields = ReviewFields(self)
        self.setFocusProxy(self.action)
        self.save_button = QPushButton(self)
        self.save_button.setDefault(True)
        self.discard_button = QPushButton(tr("Discard"), self)
        self.discard_button.setToolTip(tr("Write nothing of what is under review"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_head())
        layout.addWidget(self.fields, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.discard_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        layout.addLayout(buttons)
        self.which.currentIndexChanged.connect(self._show_current)
        self.action.activated.connect(self._choose_action)
        self.fields.suggestions.chosen.connect(self._show_state)
        self.fields.edited.connect(self._show_label)
        self.save_button.clicked.connect(self.save)
        self.discard_button.clicked.connect(self._ask_discard)
        WritingPause(context.editor, (self.save_button,), self._show_state, self)
        context.map_canvas.selectionChanged.connect(self._show_selection)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is under review."""
        return not self._found

    def add(self, found: Sequence[FoundReport]) -> None:
        """Put reports under review, beside those that are already."""
        first = len(self._found)
        self._found += found
        self.which.blockSignals(True)
        for report in found:
            self.which.addItem(_state_icon(report), report.label)
        self.which.setCurrentIndex(first)
        self.which.blockSignals(False)
        self._several.setVisible(len(self._found) > 1)
        self._show_selection()
        self._show_current()

    def clear(self) -> None:
        """Review nothing any more."""
        self._found = []
        self.which.blockSignals(True)
        self.which.clear()
        self.which.blockSignals(False)

    def save(self) -> None:
        """Write what was reviewed as one step; where that fails everything stays as it is."""
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()  # an editor takes over what was typed when it is left
        invalid = self.fields.invalid()
        if invalid is not None:
            invalid.setFocus()
            return
        editor = self._context.editor
        try:
            selected = [(each.table, each.uuid) for each in self._selected()]
            changes = review_changes(editor.case, self._found, selected)
        except TrackerError as error:
            self._context.messages.error(error)
            return
        written = [str(row["uuid"]) for row in changes.inserts.get("reports", ())]
        written += changes.updates.get("reports", {})
        if changes and not editor.apply(
            plural("Save {} report", "Save {} reports", len(written)).format(len(written)), changes
        ):
            return
        if changes:
            self._context.messages.success(_said(changes.inserts, len(written)))
        self.clear()
        self.closed.emit(written)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Discard with Escape, save with Ctrl+Enter."""
        key = present(event)
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key.key() == Qt.Key.Key_Escape:
            self._ask_discard()
        elif key.key() in enter and key.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save_button.click()
        else:
            super().keyPressEvent(event)

    def _ask_discard(self) -> None:
        wanted = sum(report.action is not Action.LEAVE for report in self._found)
        if wanted:
            answer = QMessageBox.question(
                self,
                tr("Discard"),
                plural(
                    "{} fetched report has not been saved. Discard it?",
                    "{} fetched reports have not been saved. Discard them?",
                    wanted,
                ).format(wanted),
                defaultButton=QMessageBox.StandardButton.No,
            )
            if answer != QMessageBox.StandardButton.Yes:
                return
        self.clear()
        self.closed.emit([])

    def _current(self) -> FoundReport | None:
        index = self.which.currentIndex()
        return self._found[index] if 0 <= index < len(self._found) else None

    def _show_current(self) -> None:
        found = self._current()
        if found is None:
            return
        self.fields.show_report(found)
        self._offer_actions(found)
        self._show_state()

    def _offer_actions(self, found: FoundReport) -> None:
        self.action.clear()
        if found.known is not None:
            self.action.addItem(tr("Leave the known report as it is"), Action.LEAVE)
            self.action.addItem(tr("Merge: fill in its blanks"), Action.FILL)
            self.action.addItem(tr("Add as another report"), Action.ADD)
        else:
            self.action.addItem(tr("Add to the case"), Action.ADD)
            self.action.addItem(tr("Leave out"), Action.LEAVE)
        self.action.setCurrentIndex(max(0, self.action.findData(found.action)))

    def _choose_action(self) -> None:
        found = self._current()
        if found is not None:
            found.action = Action(self.action.currentData())
            self.which.setItemIcon(self.which.currentIndex(), _state_icon(found))
            self._show_state()

    def _show_label(self) -> None:
        found = self._current()
        if found is not None:
            self.which.setItemText(self.which.currentIndex(), found.label)

    def _show_state(self) -> None:
        written = sum(report.action is not Action.LEAVE for report in self._found)
        attached = any(r.chosen_sites or r.chosen_claims or r.with_selection for r in self._found)
        text = plural("Save {} report", "Save {} reports", written).format(written)
        if not written:
            text = tr("Attach") if attached else tr("Save")
        self.save_button.setText(text)
        self.save_button.setEnabled(bool(written or attached) and self._context.editor.is_writable)

    def _show_selection(self) -> None:
        if self._found:
            self.fields.suggestions.show_selection(self._selected())

    def _selected(self) -> list[SelectedFeature]:
        summary = self._context.controller.summary
        if summary is None:
            return []
        return selected_features(self._context.project, summary.location)

    def _make_head(self) -> QVBoxLayout:
        previous, following = QToolButton(self), QToolButton(self)
        left, right = "/mActionArrowLeft.svg", "/mActionArrowRight.svg"
        back, ahead = (right, left) if self.isRightToLeft() else (left, right)
        for button, icon, text, step in (
            (previous, back, tr("Previous report"), -1),
            (following, ahead, tr("Next report"), 1),
        ):
            button.setIcon(QgsApplication.getThemeIcon(icon))
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(lambda _checked, by=step: self._step(by))
        self._several = QWidget(self)
        row = QHBoxLayout(self._several)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(previous)
        row.addWidget(self.which, 1)
        row.addWidget(following)
        head = QVBoxLayout()
        head.addWidget(self._several)
        head.addWidget(self.action)
        return head

    def _step(self, by: int) -> None:
        index = self.which.currentIndex() + by
        if 0 <= index < self.which.count():
            self.which.setCurrentIndex(index)


def _state_icon(found: FoundReport) -> QIcon:
    name = "/mIconWarning.svg" if found.failed else "/mIconSuccess.svg"
    return QgsApplication.getThemeIcon("/mIconInfo.svg" if found.known else name)


def _said(inserts: Mapping[str, Sequence[Row]], reports: int) -> str:
    """Return what was written, in a sentence."""
    citations, claims = len(inserts.get("citations", ())), len(inserts.get("claims", ()))
    return tr("Reports saved: {}; features attached: {}; claims recorded: {}.").format(
        reports, citations, claims
    )

"""Recording a claim: its entry fields, its ends on the map, and what a check says meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QPoint, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.findings import Finding, Words
from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.claims.rows import claim_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.map_tools.claim_things import Things
from imam_ali_tracker.gui.panel.claims.directory import Directory
from imam_ali_tracker.gui.panel.claims.fields import ClaimFields
from imam_ali_tracker.gui.panel.claims.items import ClaimBook
from imam_ali_tracker.gui.panel.claims.picking import ClaimPicker
from imam_ali_tracker.gui.panel.claims.proposing import proposals_in
from imam_ali_tracker.gui.panel.claims.subjects import Subjects, read_subjects
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.discarding import may_discard
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.own_keys import ENTER, presses_button
from imam_ali_tracker.gui.panel.reports.suggestions import claim_title
from imam_ali_tracker.gui.panel.writing_pause import WritingPause
from imam_ali_tracker.provider.claim_check import check_draft

if TYPE_CHECKING:
    from imam_ali_tracker.claims.proposals import Proposal

_PAUSE_MS = 300


class ClaimForm(QWidget):
    """Edits one claim. ``saved`` carries its uuid, ``closed`` follows when nothing was written."""

    saved = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: Row = {}
        self._touched = False
        self._directory = Directory(context.controller.sites)
        self._picker = ClaimPicker(context, self)
        self.fields = ClaimFields(self._directory, self)
        self.verdict = Notice("/mIconInfo.svg", self)
        self.save_button = QPushButton(tr("Save the claim"), self)
        self.save_button.setDefault(True)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self._lay_out()
        self._checks = self._reads(tr("Checking a claim"), self._show_finding)
        self._subjects = self._reads(tr("Reading what claims may be about"), self._offer)
        self._proposals = self._reads(tr("Reading a sentence"), self._propose)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.check_now)
        self._connect()

    def begin(self, book: ClaimBook, row: Mapping[str, Any] | None = None) -> None:
        """Show a row of ``claims``, or a new claim."""
        self._row = dict(row or {"kind": "distance"})
        self._proposals.forget()
        self._picker.set_things(Things())
        self._directory.set_register(book.register)
        self.fields.set_row(self._row, book.reports)
        self.verdict.say("")
        self._touched = False
        self._enable()
        self.check_now()
        case, coasts = self._context.editor.case, book.register.coastlines
        self._subjects.start(lambda: read_subjects(Case(case.location), coasts))

    def row(self) -> Row:
        """Return the claim as it stands here; raises :class:`TrackerError` for what is none."""
        return self.fields.row()

    def save(self) -> None:
        """Write the claim as one step; where that fails the form stays as it is."""
        try:
            row = self.row()
        except TrackerError as error:
            self._context.messages.error(error)
            return
        uuid = self._row.get("uuid")
        if uuid:
            changes, text = ChangeSet(updates={"claims": {uuid: row}}), tr("Change a claim")
        else:
            uuid = new_uuid()
            changes, text = (
                ChangeSet(inserts={"claims": [{**row, "uuid": uuid}]}),
                tr("Add a claim"),
            )
        if self._context.editor.apply(text, changes):
            self.end_picking()
            self.saved.emit(str(uuid))

    def check_now(self) -> None:
        """Check the claim as it stands here, in the background, and say what that comes to."""
        try:
            draft = claim_of({**self.row(), "uuid": self._row.get("uuid") or ""})
            location = self._context.editor.case.location
        except TrackerError:
            draft = None
        if draft is None or not draft.statement:
            self._checks.forget()
            self.verdict.say("")
            return
        self._checks.start(lambda: check_draft(Case(location), draft))

    def propose(self) -> None:
        """Look for what the sentence claims; what it finds is offered, and written nowhere."""
        sentence = self.fields.statement.toPlainText().strip()
        report = str(self.fields.report.currentData() or "")
        try:
            location = self._context.editor.case.location
        except TrackerError as error:
            self._context.messages.error(error)
            return
        self._proposals.start(lambda: proposals_in(Case(location), sentence, report))

    def pick(self) -> None:
        """Let the analyst click subject and object on the map."""
        self._picker.start(self.fields.unit.currentText().strip())

    def end_picking(self) -> None:
        """Give the tool before back to the map, and take ours off it."""
        self._picker.end()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Give up with Escape; save with Ctrl+Enter, or Enter in a line."""
        key = present(event)
        if key.key() == Qt.Key.Key_Escape:
            if not self._touched or may_discard(self, tr("Claim")):
                self._cancel()
        elif key.key() in ENTER:
            if not presses_button(key):
                self.save()
        else:
            super().keyPressEvent(event)

    def _cancel(self) -> None:
        self.end_picking()
        self.closed.emit()

    def _offer(self, subjects: Subjects) -> None:
        """Let everything be found that was read meanwhile."""
        self._directory.set_subjects(subjects)
        self._picker.set_things(subjects.things)
        self.fields.show_names()

    def _take_ends(self, subject: Reference, other: Reference) -> None:
        self.fields.subject.choose(subject)
        self.fields.object.choose(other)

    def _propose(self, found: Sequence[Proposal]) -> None:
        if not found:
            self._context.messages.warning(
                tr("This sentence states no figure, direction or date that can be proposed.")
            )
        elif len(found) == 1:
            self._take_proposal(found[0].claim)
        else:
            self._offer_proposals(found)

    def _offer_proposals(self, found: Sequence[Proposal]) -> None:
        menu, words = QMenu(self), Words()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for proposal in found:
            action = present(menu.addAction(claim_title(proposal.claim, words).replace("&", "&&")))
            action.triggered.connect(partial(self._take_proposal, proposal.claim))
        button = self.fields.propose_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _take_proposal(self, claim: Claim, _checked: bool = False) -> None:
        self.fields.fill(claim)

    def _show_finding(self, finding: Finding) -> None:
        said = finding.reason or finding.measured_text
        if finding.needed:
            said = tr("{} To decide it: {}").format(said, finding.needed)
        self.verdict.say(tr("{}: {}").format(label("verdict", finding.verdict.value), said))

    def _reads(self, title: str, show: Any) -> LatestRead:
        reads = LatestRead(title, self)
        reads.done.connect(show)
        reads.failed.connect(self._context.messages.error)
        return reads

    def _lay_out(self) -> None:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.fields)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addWidget(self.verdict)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self._cancel)
        self.fields.map_button.clicked.connect(self.pick)
        self.fields.propose_button.clicked.connect(self.propose)
        self.fields.edited.connect(self._note_edit)
        self._picker.chosen.connect(self._take_ends)
        WritingPause(self._context.editor, (self.save_button,), self._enable, self)

    def _enable(self) -> None:
        self.save_button.setEnabled(self._context.editor.is_writable)

    def _note_edit(self) -> None:
        self._touched = True
        self._pause.start()

"""Recording a claim: its words and figures, its two ends, and what a check says meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import SEPARATOR
from imam_ali_tracker.claims.checker import check
from imam_ali_tracker.claims.model import Reference
from imam_ali_tracker.claims.rows import claim_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import label, vocabulary
from imam_ali_tracker.gui.map_tools.claim_tool import ClaimTool
from imam_ali_tracker.gui.panel.claims.end_field import EndField
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, end_name
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit
from imam_ali_tracker.gui.panel.discarding import may_discard
from imam_ali_tracker.gui.panel.distances.fields import NumberField, choice, choose, form_layout
from imam_ali_tracker.gui.panel.long_edit import LongEdit
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.own_keys import presses_button
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.gui.site_list import SiteItem

_PAUSE_MS = 300
_MOST_PLACES = 20_000
"""In a larger case one check takes longer than a keystroke may; the table checks it after all."""
_TEXTS = ("value_text", "hedge_words", "speaker_chain")
_DATES = ("said", "event_from", "event_to")
_SEVERAL = frozenset(("hedge_words", "speaker_chain"))


class ClaimForm(QWidget):
    """Edits one claim. ``saved`` carries its uuid, ``closed`` follows when nothing was written."""

    saved = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._book = ClaimBook()
        self._row: Row = {}
        self._touched = False
        self._tool: ClaimTool | None = None
        sites = context.controller.sites
        self.report = _named_combo(field_label("report"), self)
        self.kind = choice(vocabulary("claim_kind"), field_label("kind"), self)
        self.statement = LongEdit(self)
        self.statement.setAccessibleName(field_label("statement"))
        self.subject = EndField(tr("Subject"), sites, self)
        self.object = EndField(tr("Object"), sites, self)
        self.map_button = QPushButton(tr("Choose both on the map"), self)
        self.map_button.setIcon(QgsApplication.getThemeIcon("/mActionMeasure.svg"))
        self.map_button.setToolTip(tr("Click the subject, then the object; Esc gives up"))
        self.comparator = choice(
            {"": tr("none"), **vocabulary("comparator")}, field_label("comparator"), self
        )
        self.value = self._number("value")
        self.unit = self._unit("unit")
        self.second_value = self._number("second_value")
        self.second_unit = self._unit("second_unit")
        self.texts = {name: self._line(name) for name in _TEXTS}
        self.dates = {name: ReportedDateEdit(self) for name in _DATES}
        self.variant_of = _named_combo(field_label("variant_of"), self)
        self.verdict = Notice("/mIconInfo.svg", self)
        self.save_button = QPushButton(tr("Save the claim"), self)
        self.save_button.setDefault(True)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.check_now)
        self._connect()

    def begin(self, book: ClaimBook, row: Mapping[str, Any] | None = None) -> None:
        """Show a row of ``claims``, or a new claim."""
        self._book = book
        self._row = dict(row or {"kind": "distance"})
        claim = claim_of(self._row)
        register = book.register
        reports = sorted(register.reports.values(), key=lambda r: (r.title or r.publisher).lower())
        _fill(self.report, {r.uuid: _report_name(r.title, r.publisher) for r in reports})
        _select(self.report, claim.report)
        others = {i.uuid: i.claim.statement for i in book.items if i.uuid != claim.uuid}
        _fill(self.variant_of, {"": "", **others})
        _select(self.variant_of, claim.variant_of)
        choose(self.kind, claim.kind)
        self.statement.setPlainText(claim.statement)
        self.subject.set_reference(claim.subject, end_name(claim.subject, register))
        self.object.set_reference(claim.object, end_name(claim.object, register))
        choose(self.comparator, claim.comparator)
        self.value.set_number(claim.value)
        self.second_value.set_number(claim.second_value)
        self.unit.setEditText(claim.unit)
        self.second_unit.setEditText(claim.second_unit)
        for name, line in self.texts.items():
            value = self._row.get(name)
            line.setText(SEPARATOR.join(value) if isinstance(value, tuple) else value or "")
        for name, date in self.dates.items():
            date.set_date(self._row.get(name))
        self.verdict.say("")
        self._touched = False
        self.check_now()

    def row(self) -> Row:
        """Return the claim as it stands here.

        Raises :class:`TrackerError` for what cannot be saved.
        """
        if not self.report.currentData():
            raise TrackerError(
                tr("The claim has no report."), tr("Choose the report that makes it.")
            )
        for name, date in self.dates.items():
            if not date.is_valid():
                raise TrackerError(
                    tr("{}: “{}” is not a date.").format(field_label(name), date.line.text()),
                    tr("Write such as 2019-09 or 2019-09-24."),
                )
        row: Row = {
            "report": self.report.currentData(),
            "kind": self.kind.currentData(),
            "statement": " ".join(self.statement.toPlainText().split()) or None,
            **_end("subject", self.subject.reference()),
            **_end("object", self.object.reference()),
            "comparator": self.comparator.currentData() or None,
            "value": self.value.number(),
            "unit": self.unit.currentText().strip() or None,
            "second_value": self.second_value.number(),
            "second_unit": self.second_unit.currentText().strip() or None,
            "variant_of": self.variant_of.currentData() or None,
            **{name: date.date() for name, date in self.dates.items()},
        }
        for name, line in self.texts.items():
            text = line.text().strip()
            parts = tuple(part.strip() for part in text.split(";") if part.strip())
            row[name] = parts if name in _SEVERAL else text or None
        return row

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
        """Say what a check of the claim comes to, as it stands here."""
        if len(self._book.register.places) > _MOST_PLACES:
            return
        try:
            claim = claim_of({**self.row(), "uuid": self._row.get("uuid") or ""})
        except TrackerError:
            self.verdict.say("")
            return
        (finding,) = check([claim], self._book.register)
        said = finding.reason or finding.measured_text
        if finding.needed:
            said = tr("{} To decide it: {}").format(said, finding.needed)
        self.verdict.say(tr("{}: {}").format(label("verdict", finding.verdict.value), said))

    def pick(self) -> None:
        """Let the analyst click subject and object on the map."""
        if self._tool is None:
            context = self._context
            self._tool = ClaimTool(context.map_canvas, context.project, context.controller.sites)
            self._tool.chosen.connect(self._picked)
        self._tool.unit = self.unit.currentText().strip() or "km"
        if self._tool.unit not in vocabulary("length_unit"):
            self._tool.unit = "km"
        self._tool.start()

    def end_picking(self) -> None:
        """Give the tool before back to the map, and take ours off it."""
        if self._tool is not None:
            self._tool.give_back()
            self._tool.discard()
            self._tool = None

    def _picked(self, subject: SiteItem, other: SiteItem) -> None:
        self.subject.set_row("sites", subject.uuid, subject.name)
        self.object.set_row("sites", other.uuid, other.name)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Give up with Escape; save with Ctrl+Enter, or Enter in a line."""
        key = present(event)
        if key.key() == Qt.Key.Key_Escape:
            if not self._touched or may_discard(self, tr("Claim")):
                self._cancel()
        elif key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not presses_button(key):
            self.save()
        else:
            super().keyPressEvent(event)

    def _cancel(self) -> None:
        self.end_picking()
        self.closed.emit()

    def _number(self, name: str) -> NumberField:
        return NumberField(field_label(name), tr("As printed; leave it empty for none"), self)

    def _unit(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setEditable(True)
        combo.addItems(["", *vocabulary("length_unit")])
        combo.setAccessibleName(field_label(name))
        combo.setToolTip(tr("A unit of length, or what is counted"))
        return combo

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(field_label(name))
        if name in _SEVERAL:
            line.setPlaceholderText(tr("separated by semicolons"))
        return line

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 2, 2)
        form = form_layout()
        column.addLayout(form)
        column.addStretch(1)
        for name in ("report", "kind", "statement"):
            form.addRow(field_label(name), getattr(self, name))
        form.addRow(tr("Subject"), self.subject)
        form.addRow(tr("Object"), self.object)
        form.addRow(self.map_button)
        form.addRow(field_label("comparator"), self.comparator)
        form.addRow(field_label("value"), _beside(self.value, self.unit))
        form.addRow(field_label("second_value"), _beside(self.second_value, self.second_unit))
        for name, line in self.texts.items():
            form.addRow(field_label(name), line)
        for name, date in self.dates.items():
            form.addRow(field_label(name), date)
        form.addRow(field_label("variant_of"), self.variant_of)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
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
        self.map_button.clicked.connect(self.pick)
        for signal in (
            self.statement.textChanged,
            self.subject.edited,
            self.object.edited,
            *(combo.currentIndexChanged for combo in (self.report, self.kind, self.comparator)),
            *(line.textChanged for line in (self.value, self.second_value)),
            *(unit.currentTextChanged for unit in (self.unit, self.second_unit)),
            *(line.textChanged for line in self.texts.values()),
            *(date.edited for date in self.dates.values()),
        ):
            signal.connect(lambda *_: self._note_edit())

    def _note_edit(self) -> None:
        self._touched = True
        self._pause.start()


def _named_combo(name: str, parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo


def _fill(combo: QComboBox, entries: Mapping[str, str]) -> None:
    combo.clear()
    for uuid, name in entries.items():
        combo.addItem(name, uuid)


def _select(combo: QComboBox, uuid: str) -> None:
    combo.setCurrentIndex(combo.findData(uuid))


def _report_name(title: str, publisher: str) -> str:
    return joined((title, publisher)) or tr("(no title recorded)")


def _end(prefix: str, reference: Reference) -> Row:
    return {
        f"{prefix}_table": reference.table or None,
        f"{prefix}_uuid": reference.uuid or None,
        f"{prefix}_text": reference.text or None,
    }


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row

"""The entry fields of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import SEPARATOR
from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.claims.rows import claim_of
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.claims.directory import Directory
from imam_ali_tracker.gui.panel.claims.end_field import EndField
from imam_ali_tracker.gui.panel.claims.pick_field import RowField
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit
from imam_ali_tracker.gui.panel.distances.fields import NumberField, choice, choose, form_layout
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.long_edit import LongEdit

_TEXTS = ("value_text", "hedge_words", "speaker_chain")
_DATES = ("said", "event_from", "event_to")
_SEVERAL = frozenset(("hedge_words", "speaker_chain"))
_NARROW = 50
"""Letters that must fit beside each other."""
_OTHERS = ("variant_of", "superseded_by")
_PROPOSED = ("value_text", "hedge_words", *_DATES)


class ClaimFields(QWidget):
    """Edits a row of ``claims``; ``edited`` when anything in it is another."""

    edited = pyqtSignal()

    def __init__(self, directory: Directory, parent: QWidget) -> None:
        super().__init__(parent)
        self._directory = directory
        self._reports: Mapping[str, str] = {}
        self.report = _named_combo(field_label("report"), self)
        self.kind = choice(vocabulary("claim_kind"), field_label("kind"), self)
        self.statement = self._long("statement")
        self.propose_button = QPushButton(tr("Propose from this sentence"), self)
        self.propose_button.setIcon(QgsApplication.getThemeIcon("/mActionStart.svg"))
        self.propose_button.setToolTip(
            tr("Fills in figures, units, places and dates that the sentence states")
        )
        self.subject = EndField(tr("Subject"), directory, self)
        self.object = EndField(tr("Object"), directory, self)
        self.map_button = QPushButton(tr("Choose both on the map"), self)
        self.map_button.setIcon(QgsApplication.getThemeIcon("/mActionMeasure.svg"))
        self.map_button.setToolTip(
            tr(
                "Click the subject, then the object: sites, observations, footprints, corridors or "
                "a coast; Esc gives up"
            )
        )
        comparators = {"": tr("none"), **vocabulary("comparator")}
        self.comparator = choice(comparators, field_label("comparator"), self)
        self.value, self.second_value = self._number("value"), self._number("second_value")
        self.unit, self.second_unit = self._unit("unit"), self._unit("second_unit")
        self.texts = {name: self._line(name) for name in _TEXTS}
        self.dates = {name: ReportedDateEdit(self) for name in _DATES}
        self.others = {
            name: RowField(field_label(name), tr("Find a claim"), directory.find_claims, self)
            for name in _OTHERS
        }
        self.remarks = self._long("remarks")
        self._lay_out()
        self._connect()

    def set_row(self, row: Mapping[str, Any], reports: Mapping[str, str]) -> None:
        """Show a row of ``claims``; ``reports`` are the names of reports by uuid."""
        claim = claim_of(row)
        if reports is not self._reports:  # there may be thousands
            self._reports = reports
            self.report.clear()
            for uuid, name in reports.items():
                self.report.addItem(name, uuid)
        self.report.setCurrentIndex(self.report.findData(claim.report))
        self.statement.setPlainText(claim.statement)
        self.remarks.setPlainText(row.get("remarks") or "")
        for name, line in self.texts.items():
            line.setText(_line_text(row.get(name)))
        for name, date in self.dates.items():
            date.set_date(row.get(name))
        self._show_ends_and_figures(claim)
        for name, field in self.others.items():
            uuid = str(row.get(name) or "")
            field.set_row(uuid, self._directory.claim_name(uuid))
        self.propose_button.setEnabled(bool(claim.statement))

    def fill(self, claim: Claim) -> None:
        """Take over what was proposed; the report and the sentence stay."""
        self._show_ends_and_figures(claim)
        for name in _PROPOSED:
            value = getattr(claim, name)
            if value and name in self.dates:
                self.dates[name].set_date(value)
            elif value:
                self.texts[name].setText(_line_text(value))
        self.edited.emit()

    def show_names(self) -> None:
        """Show what rows are called, now that it is known."""
        for end in (self.subject, self.object):
            end.set_reference(end.reference())
        for field in self.others.values():
            field.set_row(field.uuid(), self._directory.claim_name(field.uuid()))

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
            **{name: date.date() for name, date in self.dates.items()},
            **{name: field.uuid() or None for name, field in self.others.items()},
            "remarks": self.remarks.toPlainText().strip() or None,
        }
        for name, line in self.texts.items():
            text = line.text().strip()
            parts = tuple(part.strip() for part in text.split(";") if part.strip())
            row[name] = parts if name in _SEVERAL else text or None
        return row

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Set names above their fields where there is no room for both."""
        super().resizeEvent(event)
        policy = QFormLayout.RowWrapPolicy
        is_narrow = self.width() < self.fontMetrics().averageCharWidth() * _NARROW
        self._form.setRowWrapPolicy(policy.WrapAllRows if is_narrow else policy.WrapLongRows)

    def _show_ends_and_figures(self, claim: Claim) -> None:
        choose(self.kind, claim.kind)
        self.subject.set_reference(claim.subject)
        self.object.set_reference(claim.object)
        choose(self.comparator, claim.comparator)
        self.value.set_number(claim.value)
        self.second_value.set_number(claim.second_value)
        self.unit.setEditText(claim.unit)
        self.second_unit.setEditText(claim.second_unit)

    def _number(self, name: str) -> NumberField:
        return NumberField(field_label(name), tr("As printed; leave it empty for none"), self)

    def _unit(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setEditable(True)
        combo.addItems(["", *vocabulary("length_unit")])
        combo.setAccessibleName(field_label(name))
        combo.setToolTip(tr("A unit of length, or what is counted"))
        CalmWheel(combo)
        return combo

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(field_label(name))
        if name in _SEVERAL:
            line.setPlaceholderText(tr("separated by semicolons"))
        return line

    def _long(self, name: str) -> LongEdit:
        edit = LongEdit(self)
        edit.setAccessibleName(field_label(name))
        return edit

    def _lay_out(self) -> None:
        form = self._form = form_layout()
        for name in ("report", "kind", "statement"):
            form.addRow(field_label(name), getattr(self, name))
        form.addRow(self.propose_button)
        form.addRow(tr("Subject"), self.subject)
        form.addRow(tr("Object"), self.object)
        form.addRow(self.map_button)
        form.addRow(field_label("comparator"), self.comparator)
        form.addRow(field_label("value"), _beside(self.value, self.unit))
        form.addRow(field_label("second_value"), _beside(self.second_value, self.second_unit))
        for fields in (self.texts, self.dates, self.others):
            for name, field in fields.items():
                form.addRow(field_label(name), field)
        form.addRow(field_label("remarks"), self.remarks)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        self.statement.textChanged.connect(
            lambda: self.propose_button.setEnabled(bool(self.statement.toPlainText().strip()))
        )
        for signal in (
            self.statement.textChanged,
            self.remarks.textChanged,
            self.subject.edited,
            self.object.edited,
            *(combo.currentIndexChanged for combo in (self.report, self.kind, self.comparator)),
            *(line.textChanged for line in (self.value, self.second_value)),
            *(unit.currentTextChanged for unit in (self.unit, self.second_unit)),
            *(line.textChanged for line in self.texts.values()),
            *(date.edited for date in self.dates.values()),
            *(field.edited for field in self.others.values()),
        ):
            signal.connect(lambda *_: self.edited.emit())


def _line_text(value: Any) -> str:
    return SEPARATOR.join(value) if isinstance(value, (tuple, list)) else str(value or "")


def _named_combo(name: str, parent: QWidget) -> QComboBox:
    combo = ElidingCombo(parent)
    combo.setAccessibleName(name)
    combo.setMinimumContentsLength(8)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    CalmWheel(combo)
    return combo


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

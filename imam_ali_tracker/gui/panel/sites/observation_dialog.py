"""The dialog that asks for what was reported to be, or to happen, at a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit, period_fault
from imam_ali_tracker.gui.panel.fitting import fit
from imam_ali_tracker.gui.panel.long_edit import LongEdit
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.sites.position_form import PositionForm
from imam_ali_tracker.gui.panel.sites.report_field import KnownReport, ReportField
from imam_ali_tracker.gui.panel.tab_order import follow_layout
from imam_ali_tracker.gui.position_mark import PositionMark

_WIDTH = 460
_POSITION = ("geometry", "position_accuracy_m", "position_basis", "position_source")


class ObservationDialog(QDialog):
    """Asks for kind, dates, summary, hedging, reports, and a position where it has its own.

    ``mapRequested`` asks for that position to be clicked; the dialog is hidden until
    :meth:`come_back`.
    """

    mapRequested = pyqtSignal()

    def __init__(self, title: str, mark: PositionMark, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._mark = mark
        self._is_away = False
        self.kind_combo = QComboBox(self)
        for key, label in vocabulary("observation_kind").items():
            self.kind_combo.addItem(label, key)
        self.kind_combo.setCurrentIndex(self.kind_combo.findData("unknown"))
        CalmWheel(self.kind_combo)
        self.from_edit, self.to_edit = ReportedDateEdit(self), ReportedDateEdit(self)
        self.summary_edit, self.remarks_edit = LongEdit(self), LongEdit(self)
        for edit in (self.summary_edit, self.remarks_edit):
            edit.let_grow()
        self.summary_edit.setPlaceholderText(tr("What the reports say, in your words"))
        self.hedging_edit = QLineEdit(self)
        self.hedging_edit.setPlaceholderText(tr("reportedly; appears to …"))
        self.hedging_edit.setToolTip(
            tr("The words by which the reports say that they are not sure, separated by semicolons")
        )
        self.report_field = ReportField(self)
        self.position_form = PositionForm(self, tr("None of its own: it is where the site is."))
        self.map_button = QPushButton(tr("&Click It on the Map"), self)
        self.map_button.setIcon(QgsApplication.getThemeIcon("/mActionCapturePoint.svg"))
        self.position_box = QgsCollapsibleGroupBox(tr("Position of its own"), self)
        self.fault_notice = Notice("/mIconWarning.svg", self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self._connect()
        self.resize(_WIDTH, self.sizeHint().height())
        self.summary_edit.setFocus()
        self._before = self._entered()
        self.check()

    def show_row(self, row: Mapping[str, Any], reports: Sequence[KnownReport]) -> None:
        """Fill in an observation and the reports that it is attached to."""
        self.kind_combo.setCurrentIndex(self.kind_combo.findData(row["kind"]))
        self.from_edit.set_date(row["date_from"])
        self.to_edit.set_date(row["date_to"])
        self.summary_edit.setPlainText(row["summary"] or "")
        self.hedging_edit.setText("; ".join(row["hedging"]))
        self.remarks_edit.setPlainText(row["remarks"] or "")
        self.position_form.show_values(row)
        self.position_box.setCollapsed(row["geometry"] is None)
        self.report_field.show_reports(reports)
        self._before = self._entered()
        self.check()

    def set_position(self, longitude: float, latitude: float, accuracy_m: float | None) -> None:
        """Fill in what was clicked on the map."""
        self.position_form.set_position(longitude, latitude, accuracy_m)
        self.position_box.setCollapsed(False)

    def values(self) -> dict[str, Any]:
        """Return the columns of the observation; for after the dialog was accepted."""
        position = self.position_form.values()
        if position["geometry"] is None:
            position = dict.fromkeys(_POSITION)
        words = (word.strip() for word in self.hedging_edit.text().split(";"))
        return {
            "kind": self.kind_combo.currentData(),
            "date_from": self.from_edit.typed(),
            "date_to": self.to_edit.typed(),
            "summary": self.summary_edit.toPlainText().strip(),
            "hedging": tuple(word for word in words if word),
            "remarks": self.remarks_edit.toPlainText().strip() or None,
            **position,
        }

    def fault(self) -> str:
        """Return what keeps the dialog from being accepted, empty where nothing does."""
        if not self.summary_edit.toPlainText().strip():
            return tr("Say in a sentence what the reports say.")
        if not (self.from_edit.is_valid() and self.to_edit.is_valid()):
            return tr("A date cannot be read. Write such as 2019-09 or 2019-09-24.")
        return period_fault(self.from_edit.typed(), self.to_edit.typed()) or (
            self.position_form.fault()
        )

    def check(self) -> None:
        """Say what is missing."""
        fault = self.fault()
        self.fault_notice.say(fault)
        present(self.buttons.button(QDialogButtonBox.StandardButton.Ok)).setEnabled(not fault)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Be as high as what is in it."""
        super().showEvent(event)
        self._fit()

    def come_back(self) -> None:
        """Show the dialog again after a place was clicked, or was not."""
        if self._is_away:
            self._is_away = False
            self.open()

    def reject(self) -> None:
        """Give up; what was entered is not lost by a slip of the hand."""
        if self._entered() == self._before:
            self.give_up()
            return
        buttons = QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.windowTitle(),
            tr("Discard what you have entered?"),
            buttons,
            self,
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        present(question.button(QMessageBox.StandardButton.Discard)).clicked.connect(self.give_up)
        question.open()

    def give_up(self) -> None:
        """Close without a question."""
        self.done(int(QDialog.DialogCode.Rejected))

    def done(self, result: int) -> None:
        """Leave nothing on the map."""
        self._is_away = False
        self._mark.clear()
        super().done(result)

    def _entered(self) -> tuple[Any, ...]:
        """Return what stands in the fields, whether it can be read or not."""
        form = self.position_form
        lines = (self.from_edit.line, self.to_edit.line, self.hedging_edit)
        places = (form.position_edit, form.accuracy_edit, form.source_edit)
        return (
            self.kind_combo.currentData(),
            form.basis_combo.currentData(),
            self.summary_edit.toPlainText(),
            self.remarks_edit.toPlainText(),
            *(line.text() for line in (*lines, *places)),
            *self.report_field.uuids(),
        )

    def _ask_map(self) -> None:
        self._is_away = True
        self.hide()
        self.mapRequested.emit()

    def _preview(self, position: tuple[float, float] | None, accuracy_m: float | None) -> None:
        self._mark.show(position, accuracy_m)
        self.check()

    def _fit(self) -> None:
        if self.isVisible():
            fit(self, self._area)

    def _connect(self) -> None:
        self.position_box.collapsedStateChanged.connect(lambda _collapsed: self._fit())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.map_button.clicked.connect(self._ask_map)
        self.position_form.changed.connect(self._preview)
        self.summary_edit.textChanged.connect(self.check)
        for date in (self.from_edit, self.to_edit):
            date.line.textChanged.connect(lambda _text: self.check())

    def _lay_out(self) -> None:
        place = QVBoxLayout(self.position_box)
        place.addWidget(self.position_form)
        place.addWidget(self.map_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.position_box.setCollapsed(True)
        self.position_box.setSaveCollapsedState(False)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (
            (tr("&Kind"), self.kind_combo),
            (tr("&From"), self.from_edit),
            (tr("&To"), self.to_edit),
            (tr("&Summary"), self.summary_edit),
            (tr("&Hedging"), self.hedging_edit),
            (tr("&Reports"), self.report_field),
            (tr("Re&marks"), self.remarks_edit),
        ):
            label = QLabel(title, inner)
            label.setBuddy(self.report_field.search.edit if field is self.report_field else field)
            form.addRow(label, field)
        for name, field in (
            ("kind", self.kind_combo),
            ("summary", self.summary_edit),
            ("hedging", self.hedging_edit),
            ("remarks", self.remarks_edit),
            ("date_from", self.from_edit.line),
            ("date_to", self.to_edit.line),
        ):
            field.setAccessibleName(field_label(name))
        column.addLayout(form, 1)  # what is left over is room for words
        column.addWidget(self.position_box)
        scrolling = self._area = QScrollArea(self)
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolling.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolling, 1)
        layout.addWidget(self.fault_notice)
        layout.addWidget(self.buttons)
        follow_layout(self)

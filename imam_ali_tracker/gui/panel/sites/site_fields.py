"""The columns of a site as fields, each written when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit, period_fault
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.long_edit import LongEdit
from imam_ali_tracker.gui.panel.sites.position_form import accuracy_edit_text, read_accuracy
from imam_ali_tracker.gui.panel.writing_pause import set_writable

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row

_LISTED = {"kind": "site_kind", "status": "site_status", "position_basis": "position_basis"}
_DATES = ("first_reported", "last_reported")
_LONG = ("remarks",)
_ACCURACY = "position_accuracy_m"
_ORDER = (
    *("name", "kind", "status", *_DATES, _ACCURACY, "position_basis", "position_source"),
    *("admin_place", "country", *_LONG),
)


class SiteFields(QWidget):
    """``edited`` carries a column and its new value, ``failed`` what is wrong with an entry."""

    edited = pyqtSignal(str, object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row: Row = {}
        self._filling = False
        self.fields = {name: self._field(name) for name in _ORDER}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self.fields.items():
            title = tr("Accuracy") if name == _ACCURACY else field_label(name)
            field.setAccessibleName(title)
            label = QLabel(title, self)
            label.setBuddy(field)
            form.addRow(label, field)

    def show_row(self, row: Row) -> None:
        """Show a site; what is being typed stays as long as it is the same site."""
        same = row["uuid"] == self._row.get("uuid")
        self._row, self._filling = row, True
        for name, field in self.fields.items():
            if not (same and _is_typed_in(field)):
                self._fill(name, row[name])
        self._filling = False

    def inputs(self) -> list[QWidget]:
        """Return what takes the focus in each field."""
        return [field.focusProxy() or field for field in self.fields.values()]

    def set_writable(self, *, writable: bool) -> None:
        """Let the fields be changed, or only be read."""
        for field in self.fields.values():
            set_writable(field, writable)

    def enter(self, name: str) -> None:
        """Put the focus into a field, all of it selected."""
        field = self.fields[name]
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()

    def _field(self, name: str) -> QWidget:
        if name in _LISTED:
            return self._choice(name)
        if name in _DATES:
            date = ReportedDateEdit(self)
            date.edited.connect(lambda: self._write_date(name, date))
            return date
        if name in _LONG:
            text = LongEdit(self)
            text.editingFinished.connect(
                lambda: self._write(name, text.toPlainText().strip() or None)
            )
            return text
        edit = QLineEdit(self)
        if name == _ACCURACY:
            edit.setPlaceholderText(tr("unknown"))
        edit.editingFinished.connect(lambda: self._write_line(name, edit))
        return edit

    def _choice(self, name: str) -> QComboBox:
        combo = ElidingCombo(self)
        combo.setMinimumContentsLength(1)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if name == "status":
            combo.addItem(tr("Not stated"), None)
        for key, label in vocabulary(_LISTED[name]).items():
            combo.addItem(label, key)
        CalmWheel(combo)
        combo.activated.connect(lambda _: self._write(name, combo.currentData()))
        return combo

    def _fill(self, name: str, value: Any) -> None:
        field = self.fields[name]
        if isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(value)))
        elif isinstance(field, ReportedDateEdit):
            field.set_date(value)
        elif isinstance(field, LongEdit):
            field.setPlainText(value or "")
        elif isinstance(field, QLineEdit):
            text = accuracy_edit_text(value) if name == _ACCURACY else value or ""
            if field.text() != text:  # else what is selected in it stays so
                field.setText(text)
                field.setCursorPosition(0)

    def _write_line(self, name: str, edit: QLineEdit) -> None:
        if name == _ACCURACY:
            try:
                self._write(name, read_accuracy(edit.text()))
            except TrackerError as error:
                self._restore(name)
                self.failed.emit(error)
        elif name == "name" and not edit.text().strip():
            self._restore(name)
        else:
            self._write(name, edit.text().strip() or None)

    def _write_date(self, name: str, edit: ReportedDateEdit) -> None:
        first, last = ({**self._row, name: edit.date()}.get(each) for each in _DATES)
        fault = period_fault(first, last)
        if fault:
            self._restore(name)
            self.failed.emit(TrackerError(fault, tr("Correct one of the two dates.")))
        else:
            self._write(name, edit.date())

    def _write(self, name: str, value: Any) -> None:
        if self._filling or not self._row:
            return
        stored, self._row = self._row[name], {**self._row, name: value}
        self._restore(name)  # as it will be shown: not what is being typed any more
        if value != stored:
            self.edited.emit(name, value)

    def _restore(self, name: str) -> None:
        self._filling = True
        self._fill(name, self._row[name])
        self._filling = False


def _is_typed_in(field: QWidget) -> bool:
    """Whether the analyst is typing something that is not written yet."""
    if isinstance(field, ReportedDateEdit):
        field = field.line
    if isinstance(field, QLineEdit):
        return bool(field.hasFocus() and field.isModified())
    return isinstance(field, LongEdit) and field.is_typed_in()

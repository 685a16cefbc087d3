"""What a report is attached to: its citations, detached and edited in place."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.row_rules import row_label
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import label, vocabulary
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.gui.panel.writing_pause import WritingPause, set_writable

_SHOWN = 6
_TEXTS = ("locator", "quote")


class CitationsBox(QWidget):
    """Lists the citations of one report; a chosen one can be edited, chosen ones detached."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[str, Row] = {}
        self._edited = ""
        self._wanted = ""
        self.unattached = QLabel(
            tr("Not attached to any feature. Select features on the map, then choose Attach."), self
        )
        self.unattached.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Features that the report is attached to"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        self.list.setFixedHeight(self.fontMetrics().lineSpacing() * _SHOWN)
        self.list.itemSelectionChanged.connect(self._show_chosen)
        self.credibility = ElidingCombo(self)
        self.credibility.addItem(tr("not stated"), None)
        for key, text in vocabulary("credibility").items():
            self.credibility.addItem(text, key)
        CalmWheel(self.credibility)
        self.credibility.setAccessibleName(field_label("credibility"))
        self.credibility.activated.connect(
            lambda _index: self._write("credibility", self.credibility.currentData())
        )
        self.lines = {name: self._line(name) for name in _TEXTS}
        self.detach_button = QPushButton(tr("Detach"), self)
        self.detach_button.setToolTip(tr("Take the report off the chosen features"))
        self.detach_button.clicked.connect(self.detach)
        self._form = self._make_form()
        fields = (self.credibility, *self.lines.values())
        WritingPause(context.editor, (*fields, self.detach_button), self._enable, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.unattached)
        layout.addWidget(self.list)
        layout.addWidget(self._form)
        layout.addWidget(self.detach_button, 0, Qt.AlignmentFlag.AlignLeading)

    def show_report(self, uuid: str) -> None:
        """Show the citations of a report as they are in the case now; what is chosen stays so."""
        rows = list(self._context.editor.rows("citations", where={"report": uuid}))
        self._show(rows, self._names(rows))

    def clear(self) -> None:
        """Show nothing yet."""
        self._show([], {})
        self.unattached.hide()

    def _show(self, rows: list[Row], names: dict[tuple[str, str], str]) -> None:
        chosen = set(self._chosen())
        self._rows = {str(row["uuid"]): row for row in rows}
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(_text(row, names))
            item.setData(Qt.ItemDataRole.UserRole, row["uuid"])
            self.list.addItem(item)
            item.setSelected(row["uuid"] in chosen)
        self.list.blockSignals(False)
        for widget in (self.list, self.detach_button):
            widget.setVisible(bool(rows))
        self.unattached.setVisible(not rows)
        self._choose_wanted()
        self._show_chosen()

    def choose(self, uuid: str) -> None:
        """Select a citation, now or once its report is shown."""
        self._wanted = uuid
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted in self._rows:
            number = [*self._rows].index(self._wanted)
            self._wanted = ""
            self.list.setCurrentRow(number)

    def detach(self) -> None:
        """Take the report off the chosen features."""
        uuids = self._chosen()
        editor = self._context.editor
        try:
            changes = deletion(editor.case, {"citations": uuids}).changes
        except TrackerError as error:
            self._context.messages.error(error)
            return
        if changes:
            editor.apply(
                plural(
                    "Detach a report from {} feature",
                    "Detach a report from {} features",
                    len(uuids),
                ).format(len(uuids)),
                changes,
            )

    def _chosen(self) -> list[str]:
        return [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        self._enable()
        self._form.setVisible(len(chosen) == 1)
        if len(chosen) != 1:
            return
        row = self._rows[chosen[0]]
        again, self._edited = chosen[0] == self._edited, chosen[0]
        self.credibility.setCurrentIndex(max(0, self.credibility.findData(row["credibility"])))
        for name, line in self.lines.items():
            if not (again and line.hasFocus()):  # what is typed is not lost
                line.setText(row[name] or "")
                line.setCursorPosition(0)

    def _enable(self) -> None:
        writable = self._context.editor.is_writable
        self.detach_button.setEnabled(bool(self._chosen()) and writable)
        for field in (self.credibility, *self.lines.values()):
            set_writable(field, writable)

    def _write(self, column: str, value: str | None) -> None:
        chosen = self._chosen()
        if len(chosen) != 1 or (self._rows[chosen[0]][column] or None) == (value or None):
            return
        changes = ChangeSet(updates={"citations": {chosen[0]: {column: value}}})
        text = tr("Change “{}” of a citation").format(field_label(column))
        if not self._context.editor.apply_soon(text, changes):
            self._show_chosen()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(field_label(name))
        line.editingFinished.connect(lambda: self._write(name, line.text().strip() or None))
        return line

    def _make_form(self) -> QWidget:
        form = QWidget(self)
        layout = QFormLayout(form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        layout.addRow(field_label("credibility"), self.credibility)
        for name, line in self.lines.items():
            layout.addRow(field_label(name), line)
        return form

    def _names(self, citations: Sequence[Row]) -> dict[tuple[str, str], str]:
        wanted: dict[str, set[str]] = {}
        for row in citations:
            wanted.setdefault(row["feature_table"], set()).add(row["feature_uuid"])
        return {
            (table, row["uuid"]): row_label(row) or row["uuid"]
            for table, uuids in wanted.items()
            for row in self._context.editor.rows(table, uuids=uuids, geometry=False)
        }


def _text(row: Row, names: dict[tuple[str, str], str]) -> str:
    key = row["feature_table"], row["feature_uuid"]
    parts = [f"{label('feature_table', key[0])}: {names.get(key, key[1])}"]
    if row["credibility"]:
        parts.append(row["credibility"])
    if row["quote"]:
        parts.append(tr("“{}”").format(row["quote"]))
    if row["locator"]:
        parts.append(row["locator"])
    return joined(parts, " — ")

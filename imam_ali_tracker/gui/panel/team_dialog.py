"""The dialog that opens a team's case, or makes one, in a PostGIS schema."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui import team
from imam_ali_tracker.gui.background import BackgroundWork
from imam_ali_tracker.gui.panel.case_form import CaseForm
from imam_ali_tracker.gui.panel.fitting import grow

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation

_WIDTH = 420


class TeamDialog(QDialog):
    """Picks a stored PostgreSQL connection and a schema; lists those that hold a case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Team Case"))
        self.resize(_WIDTH, self.sizeHint().height())
        self._known: dict[str, bool] = {}
        self._work: BackgroundWork | None = None
        self.connection_combo = QComboBox(self)
        self.connection_combo.addItems(team.connection_names())
        self.open_radio = QRadioButton(tr("&Open a case"), self)
        self.create_radio = QRadioButton(tr("&Make a new case"), self)
        self.open_radio.setChecked(True)
        self.schema_combo = QComboBox(self)
        self.schema_edit = QLineEdit(self)
        self.schema_edit.setPlaceholderText(tr("Name of a new schema"))
        self.form = CaseForm(self)
        self.note_label = QLabel(self)
        self.note_label.setTextFormat(Qt.TextFormat.PlainText)
        self.note_label.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.connection_combo.currentTextChanged.connect(self._list_schemas)
        self.open_radio.toggled.connect(self._check)
        self.schema_combo.currentTextChanged.connect(self._check)
        for edit in (self.schema_edit, self.form.title_edit):
            edit.textChanged.connect(self._check)
        self._list_schemas(self.connection_combo.currentText())

    @property
    def creates(self) -> bool:
        """Whether a new case is to be made."""
        return bool(self.create_radio.isChecked())

    @property
    def location(self) -> CaseLocation:
        """The case that was chosen; for after the dialog was accepted."""
        schema = self.schema_edit.text() if self.creates else self.schema_combo.currentText()
        return team.team_location(self.connection_combo.currentText(), schema.strip())

    def _lay_out(self) -> None:
        connection = QFormLayout()
        connection.addRow(tr("&Connection"), self.connection_combo)
        opening = QFormLayout()
        opening.addRow(tr("Schema"), self.schema_combo)
        making = QFormLayout()
        making.addRow(tr("Schema"), self.schema_edit)
        layout = QVBoxLayout(self)
        layout.addLayout(connection)
        layout.addWidget(self.open_radio)
        layout.addLayout(opening)
        layout.addWidget(self.create_radio)
        layout.addLayout(making)
        layout.addWidget(self.form)
        layout.addWidget(self.note_label)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Give what is said its room."""
        super().showEvent(event)
        grow(self)

    def _list_schemas(self, name: str) -> None:
        self._known = {}
        self.schema_combo.clear()
        if not name:
            self._say(
                tr(
                    "QGIS has no PostgreSQL connection yet. Make one in the Data Source Manager "
                    "(Ctrl+L), under PostgreSQL, and come back."
                )
            )
            return
        self._say(tr("Asking the server…"))
        found: dict[str, bool] = {}
        self._work = BackgroundWork(
            tr("Listing the cases of {}").format(name),
            lambda: found.update(team.schemas(name)),
            partial(self._show_schemas, name, found),
        )
        run_task(self._work)

    def _show_schemas(self, name: str, found: dict[str, bool], error: TrackerError | None) -> None:
        if name != self.connection_combo.currentText():
            return
        self._known = found
        self.schema_combo.addItems(schema for schema, has_case in found.items() if has_case)
        if error is not None:
            self._say(str(error), error.details)
        elif not self.schema_combo.count():
            self.create_radio.setChecked(True)
            self._say(tr("No schema of this database holds a case that you may read."))
        else:
            self._say("")

    def _say(self, text: str, details: str = "") -> None:
        self.note_label.setText(text)
        self.note_label.setToolTip(details)
        if self.isVisible():
            grow(self)
        self._check()

    def _check(self) -> None:
        for widget in (self.schema_edit, self.form):
            widget.setEnabled(self.creates)
        self.schema_combo.setEnabled(not self.creates)
        named = bool(self.schema_edit.text().strip() and self.form.title)
        ready = named if self.creates else bool(self.schema_combo.currentText())
        ok = present(self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        ok.setEnabled(ready and bool(self.connection_combo.currentText()))

"""The dialog that asks for a new case in a file."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.case_form import CaseForm

_SUFFIX = ".gpkg"
_WIDTH = 420


class NewCaseDialog(QDialog):
    """Asks for file, title, marking and contact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New Case"))
        self.resize(_WIDTH, self.sizeHint().height())
        self.form = CaseForm(self)
        self.file_widget = QgsFileWidget(self)
        self.file_widget.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.file_widget.setFilter(tr("Cases (*.gpkg)"))
        self.file_widget.setDefaultRoot(settings.last_folder())
        self.file_widget.setConfirmOverwrite(False)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.form.add_row(tr("&File"), self.file_widget)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.form.title_edit.textChanged.connect(self._check)
        self.file_widget.fileChanged.connect(self._check)
        self._check()

    @property
    def path(self) -> str:
        """The file, with the suffix of a case; empty where none was given yet."""
        path = str(self.file_widget.filePath()).strip()
        return path if not path or path.lower().endswith(_SUFFIX) else path + _SUFFIX

    def accept(self) -> None:
        """Remember the folder."""
        settings.remember_folder(str(Path(self.path).parent))
        super().accept()

    def _check(self) -> None:
        taken = bool(self.path) and Path(self.path).exists()
        ok = present(self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        ok.setEnabled(bool(self.form.title and self.path) and not taken)
        ok.setToolTip(tr("The file exists already; choose another name.") if taken else "")

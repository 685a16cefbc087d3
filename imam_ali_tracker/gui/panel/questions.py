"""The questions about a case as a whole: which one to open, where to make one."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QWidget

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.controller import CaseController

_SUFFIX = ".gpkg"


class CaseQuestions:
    """Asks in windows above ``parent`` and has the controller do what was answered."""

    def __init__(self, controller: CaseController, parent: QWidget) -> None:
        self._controller = controller
        self._parent = parent

    def ask_open(self) -> None:
        """Ask for the file of a case and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self._parent, tr("Open a Case"), settings.last_folder(), tr("Cases (*.gpkg)")
        )
        if path:
            settings.remember_folder(str(Path(path).parent))
            self._controller.open_case(path)

    def ask_new(self) -> None:
        """Ask for a new case in a file, make and open it."""
        from imam_ali_tracker.gui.panel.new_case_dialog import NewCaseDialog

        dialog = NewCaseDialog(self._parent)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            form = dialog.form
            self._controller.create_case(dialog.path, form.title, form.marking, form.contact)
        dialog.deleteLater()

    def ask_team(self) -> None:
        """Ask for a case in a team's database, and open or make it."""
        from imam_ali_tracker.gui.panel.team_dialog import TeamDialog

        dialog = TeamDialog(self._parent)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            location, form = str(dialog.location), dialog.form
            if dialog.creates:
                self._controller.create_case(location, form.title, form.marking, form.contact)
            else:
                self._controller.open_case(location)
        dialog.deleteLater()

    def ask_reference(self) -> None:
        """Ask where to put a copy of the reference case, make and open it."""
        path, _ = QFileDialog.getSaveFileName(
            self._parent,
            tr("Copy of the Reference Case"),
            settings.last_folder(),
            tr("Cases (*.gpkg)"),
        )
        if path:
            settings.remember_folder(str(Path(path).parent))
            path = path if path.lower().endswith(_SUFFIX) else path + _SUFFIX
            self._controller.create_reference_case(path)

"""Journey 1: a case is opened, and its layers join the project."""

from __future__ import annotations

from imam_ali_tracker.gui.panel.new_case_dialog import NewCaseDialog
from pictures.desk import Desk


def walk(desk: Desk) -> None:
    """Show the panel without a case, the form of a new one, and the window with the case."""
    desk.keep("desktop", desk.window)
    controller = desk.plugin.controller
    controller.close_case()
    desk.keep("panel-empty", desk.dock)
    dialog = NewCaseDialog(desk.window)
    dialog.form.title_edit.setText("Reported construction on the border")
    dialog.file_widget.setFilePath("border.gpkg")
    dialog.show()
    desk.settle()
    desk.keep("case-new", dialog)
    dialog.close()
    dialog.deleteLater()
    desk.open_case()

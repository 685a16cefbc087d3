"""Asking before something that was entered is lost."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QMessageBox, QWidget

from imam_ali_tracker.core.i18n import tr


def may_discard(form: QWidget, title: str) -> bool:
    """Ask whether what was entered in a form may be lost: Escape is pressed by mistake too."""
    buttons = QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
    answer = QMessageBox.question(
        form,
        title,
        tr("Discard what you have entered?"),
        buttons,
        QMessageBox.StandardButton.Cancel,
    )
    return bool(answer == QMessageBox.StandardButton.Discard)

"""The line in which a list is filtered."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QLineEdit, QWidget


class FilterEdit(QLineEdit):
    """A line with a search icon, ``prompt`` where it is empty, and a button that clears it.

    QGIS's own (``QgsFilterLineEdit``) deletes its button while that is being clicked, and Qt then
    writes into the freed memory, which is another object's by the time.
    """

    def __init__(self, prompt: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        icon = QgsApplication.getThemeIcon("/search.svg")
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)

"""A heading within a page of the panel."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QLabel, QWidget


def heading(text: str, parent: QWidget) -> QLabel:
    """Return a label in bold."""
    made = QLabel(text, parent)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made

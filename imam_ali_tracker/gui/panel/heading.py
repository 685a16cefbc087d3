"""Headings and small print within a page of the panel."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QLabel, QWidget

_SMALL = 0.88


def heading(text: str, parent: QWidget) -> QLabel:
    """Return a label in bold."""
    made = QLabel(text, parent)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made


def set_small(label: QLabel) -> None:
    """Set what is beside the point in small print, in the colour that the theme gives to text."""
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * _SMALL)
    label.setFont(font)

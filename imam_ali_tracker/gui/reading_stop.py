"""Labels that the keyboard reaches, to read, scroll to and copy what they say."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel


def make_reading_stop(label: QLabel) -> None:
    """Let mouse and keyboard select the text of a label, and Tab stop at it."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the flags alone make no stop for Tab

"""Keys that a widget of the panel keeps for itself."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtGui import QKeyEvent


def keeps(event: QEvent | None, own: Callable[[QKeyEvent], bool]) -> bool:
    """Take a key of the widget's own before QGIS does, whose shortcuts are for layers.

    Returns whether it did; the key then comes as an ordinary one.
    """
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and own(event):
        event.accept()
        return True
    return False

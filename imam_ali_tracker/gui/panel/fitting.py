"""Dialogs as high as what is in them.

A dialog of Qt does not grow with texts that wrap: it squeezes the fields beside them.
"""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QDialog, QScrollArea, QWidget

from imam_ali_tracker.core.present import present

_MOST_OF_SCREEN = 0.9


def grow(dialog: QDialog) -> None:
    """Make a dialog higher where what is in it needs more, as far as the screen has it."""
    needed = _height(dialog, dialog.width())
    if needed > dialog.height():
        _set_height(dialog, needed)


def fit(dialog: QDialog, area: QScrollArea) -> None:
    """Make a dialog as high as what it scrolls needs, as far as the screen has it."""
    present(dialog.layout()).activate()
    seen = present(area.viewport()).size()
    needed = _height(present(area.widget()), seen.width())
    _set_height(dialog, dialog.height() + needed - seen.height())


def _height(widget: QWidget, width: int) -> int:
    layout = present(widget.layout())
    layout.activate()
    if layout.hasHeightForWidth():
        return int(layout.totalHeightForWidth(width))
    return int(layout.totalSizeHint().height())


def _set_height(dialog: QDialog, height: int) -> None:
    most = present(dialog.screen()).availableGeometry().height() * _MOST_OF_SCREEN
    dialog.resize(dialog.width(), min(height, int(most)))

"""What cannot be used while a large change is being written is grey and says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QAction, QLineEdit, QPlainTextEdit, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.editing import CaseEditor


def set_writable(field: QWidget, writable: bool) -> None:
    """Let a field be changed, or only be read: a text keeps the focus and what is typed in it."""
    field = field.focusProxy() or field
    if not isinstance(field, (QLineEdit, QPlainTextEdit)):
        field.setEnabled(writable)
        return
    field.setReadOnly(not writable)
    colours, base = QPalette(), QPalette.ColorRole.Base
    if not writable:
        colours.setColor(base, colours.color(QPalette.ColorRole.Window))
    field.setPalette(colours)


class WritingPause(QObject):
    """Has a page look anew what can be used when a large write begins, and when it has ended.

    ``enable`` is called then; it enables what writes by :attr:`CaseEditor.is_writable`. The tool
    tips of ``items`` tell meanwhile why they are grey.
    """

    def __init__(
        self,
        editor: CaseEditor,
        items: Sequence[QAction | QWidget],
        enable: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._items = items
        self._enable = enable
        self._tips: list[str] = []
        editor.busyChanged.connect(self._turn)
        if editor.is_writing:
            self._turn(writing=True)

    def _turn(self, writing: bool) -> None:
        self._enable()
        if writing and not self._tips:
            self._tips = [item.toolTip() for item in self._items]
            for item, tip in zip(self._items, self._tips):
                reason = tr("A large change is being written; this can be used when it has ended.")
                item.setToolTip(f"{tip}\n{reason}" if tip else reason)
        elif not writing:
            for item, tip in zip(self._items, self._tips):
                item.setToolTip(tip)
            self._tips = []

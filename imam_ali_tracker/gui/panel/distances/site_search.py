"""Finding a site, or something else with a name, by typing a part of it in any script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.plain_text import as_plain

Target = tuple[str, str, str]
"""Table, uuid and name of something that can be picked."""
_MOST = 30
_ROWS = 5
_TYPING_PAUSE_MS = 120


class SiteSearch(QWidget):
    """A line to type in, and below it what has that name. ``picked`` carries the target.

    Arrow down goes into the list; Enter picks what is chosen there, or the first.
    """

    picked = pyqtSignal(object)

    def __init__(
        self, find: Callable[[str, int], Sequence[Target]], prompt: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._find = find
        self.edit = FilterEdit(prompt, self)
        self.edit.setToolTip(tr("A part of any of its names, in any script; Enter adds it"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.edit)
        layout.addWidget(self.list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.edit.textChanged.connect(lambda _text: self._pause.start())
        self.edit.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._pick)

    def look(self) -> None:
        """Show what has the typed name."""
        self._pause.stop()
        text = self.edit.text().strip()
        self.list.clear()
        for target in self._find(text, _MOST) if text else ():
            row = QListWidgetItem(target[2])
            row.setToolTip(as_plain(target[2]))
            row.setData(Qt.ItemDataRole.UserRole, target)
            self.list.addItem(row)
        count = self.list.count()
        self.list.setVisible(count > 0)
        if count:
            self.list.setCurrentRow(0)
            height = self.list.sizeHintForRow(0) * min(count, _ROWS) + 2 * self.list.frameWidth()
            self.list.setFixedHeight(height)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Go from the line into the list and pick there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                # A name that is not found yet is no wish to save what the line stands in.
                return self._pick_current() or bool(self.edit.text())
            if watched is self.edit and event.key() == Qt.Key.Key_Down and self.list.isVisible():
                self.list.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.edit.text():
                self.edit.clear()
                self.edit.setFocus()
                return True
        return bool(super().eventFilter(watched, event))

    def _pick_current(self) -> bool:
        if self._pause.isActive():
            self.look()
        row = self.list.currentItem()
        if row is not None:
            self._pick(row)
        return row is not None

    def _pick(self, row: QListWidgetItem) -> None:
        target: Target = row.data(Qt.ItemDataRole.UserRole)
        self.edit.clear()
        self.look()
        self.edit.setFocus()
        self.picked.emit(tuple(target))

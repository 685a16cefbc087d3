"""What the forms of this page have in common: title, fields that scroll, preview, Save, Cancel."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QKeyEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.map_shapes import Preview
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.discarding import may_discard
from imam_ali_tracker.gui.panel.own_keys import presses_button

_PAUSE_MS = 150


class Form(QWidget):
    """A form within the panel. ``ended`` says that it was saved or given up.

    Subclasses draw and describe in ``preview``, and write in ``store``; both raise
    :class:`TrackerError` where something is missing, which the form shows. ``saved`` carries the
    uuid of what was written, of several the first.
    """

    saved = pyqtSignal(str)
    ended = pyqtSignal()

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._canvas_preview = Preview(context.map_canvas, context.project)
        self._touched = False
        self._is_open = False
        self._title = self._label()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.state = self._label()
        self.state.setAccessibleName(tr("What will be saved"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        inner = QWidget(self)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 4, 0)
        scrolling = QScrollArea(self)
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolling.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(scrolling, 1)
        layout.addWidget(self.state)
        layout.addWidget(self.buttons)
        self._good = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.give_up)
        context.map_canvas.destinationCrsChanged.connect(self.touch_map)

    def preview(self) -> str:
        """Draw what would be saved and return it in words."""
        raise NotImplementedError

    def store(self) -> str:
        """Write what was entered and return its uuid, empty where that was not done."""
        raise NotImplementedError

    @property
    def is_open(self) -> bool:
        """Whether something is being entered."""
        return self._is_open

    def set_title(self, text: str) -> None:
        """Say what the form is for."""
        self._title.setText(text)

    def start(self) -> None:
        """Begin with what the fields hold now."""
        self._is_open, self._touched = True, False
        self.look()

    def touch(self) -> None:
        """Take note that a field has changed; it is drawn a moment later."""
        self._touched = True
        if self._is_open:
            self._pause.start()

    def look(self) -> None:
        """Draw what would be saved, and say it or what is missing."""
        self._pause.stop()
        if not self._is_open:
            return
        try:
            said, good = self.preview(), True
        except TrackerError as error:
            self._canvas_preview.clear()
            said, good = str(error), False
        self.state.setText(said)
        self._good = good
        self.enable_saving()

    def enable_saving(self) -> None:
        """Offer to save what is right, while the case can be written."""
        save = present(self.buttons.button(QDialogButtonBox.StandardButton.Save))
        save.setEnabled(self._good and self._context.editor.is_writable)

    def give_up(self) -> None:
        """Leave the form without saving."""
        self.close_form()

    def close_form(self) -> None:
        """Take the preview away and say that the form has ended."""
        was_open, self._is_open = self._is_open, False
        self._pause.stop()
        self._canvas_preview.clear()
        if was_open:
            self.ended.emit()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Draw on the map again."""
        super().showEvent(event)
        self.touch_map()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Leave the map while the form is not seen; what was entered stays."""
        super().hideEvent(event)
        self._pause.stop()
        self._canvas_preview.clear()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Give up with Escape; save with Ctrl+Enter, or Enter in a line."""
        key = present(event)
        if key.key() == Qt.Key.Key_Escape:
            if not self._touched or may_discard(self, self._title.text()):
                self.give_up()
        elif presses_button(key):
            return
        elif key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
        else:
            super().keyPressEvent(event)

    def _save(self) -> None:
        try:
            stored = self.store()
        except TrackerError as error:
            self.state.setText(str(error))
            return
        if stored:
            self.saved.emit(stored)
            self.close_form()

    def touch_map(self) -> None:
        """Draw on the map anew a moment later."""
        if self._is_open:
            self._pause.start()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

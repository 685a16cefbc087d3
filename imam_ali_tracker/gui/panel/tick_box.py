"""A check box whose text wraps, so that it fits a narrow panel."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from imam_ali_tracker.gui.panel.heading import set_small


class TickBox(QWidget):
    """A box with a title and a note below it, both plain text; ``toggled`` carries its state."""

    toggled = pyqtSignal(bool)

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.box.toggled.connect(self.toggled)
        self._title = self._label()
        self._note = self._label()
        set_small(self._note)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._note)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setFocusProxy(self.box)
        self.set_texts(title, note)

    def set_texts(self, title: str, note: str = "") -> None:
        """Show other texts."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.box.setAccessibleName(title)
        self.box.setAccessibleDescription(note)

    def text(self) -> str:
        """Return the title."""
        return self._title.text()

    def is_ticked(self) -> bool:
        """Whether the box is ticked."""
        return self.box.isChecked()

    def tick(self, on: bool) -> None:
        """Tick the box, or not."""
        self.box.setChecked(on)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Toggle the box also where its text is pressed."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.box.toggle()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

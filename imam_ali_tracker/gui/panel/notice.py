"""A sentence that the analyst should see, with an icon and set apart from what is around it."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

_ICON_SIZE = 16


class Notice(QFrame):
    """Shows plain text beside an icon of the theme; hidden while it has nothing to say."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        picture = QLabel(self)
        picture.setPixmap(QgsApplication.getThemeIcon(icon).pixmap(_ICON_SIZE, _ICON_SIZE))
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.label, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show a text, or nothing where it is empty."""
        self.label.setText(text)
        self.setVisible(bool(text))

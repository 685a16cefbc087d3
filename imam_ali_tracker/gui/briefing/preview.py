"""The first page of a briefing as it will be, as large as there is room."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QLabel, QWidget

from imam_ali_tracker.core.i18n import tr

_LEAST, _MOST = 600, 2400


class Preview(QLabel):
    """Shows a picture, sharp on any screen, or says why there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("The preview is being made…"), parent)
        self._image: QImage | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(tr("Preview of the first page"))

    def wanted_size(self) -> QSize:
        """Return how large a picture should be, in pixels of the screen."""
        size = self.size() * self.devicePixelRatioF()
        return size.expandedTo(QSize(_LEAST, _LEAST)).boundedTo(QSize(_MOST, _MOST))

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self._fit()

    def say(self, text: str) -> None:
        """Show a text instead of a picture."""
        self._image = None
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the picture."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image is None:
            return
        ratio = self.devicePixelRatioF()
        scaled = self._image.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(scaled))

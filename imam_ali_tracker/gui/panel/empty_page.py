"""The page of the panel that is shown while no case is open."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr


class EmptyPage(QWidget):
    """Says what a case is and offers the ways to one."""

    openRequested = pyqtSignal()
    newRequested = pyqtSignal()
    referenceRequested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        text = QLabel(
            tr(
                "No case is open.\n\nA case keeps tracked sites, the reports that speak of them "
                "and what they claim, in one GeoPackage. Open one, drop its file here, or start "
                "a new one."
            ),
            self,
        )
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(text)
        layout.addSpacing(12)
        buttons = QVBoxLayout()
        for label, icon, signal in (
            (tr("Open a case…"), "/mActionFileOpen.svg", self.openRequested),
            (tr("New case…"), "/mActionFileNew.svg", self.newRequested),
            (tr("Copy of the reference case…"), "/mGeoPackage.svg", self.referenceRequested),
        ):
            button = QPushButton(QgsApplication.getThemeIcon(icon), label, self)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addLayout(buttons)
        centred.addStretch(1)
        layout.addLayout(centred)
        layout.addStretch(2)

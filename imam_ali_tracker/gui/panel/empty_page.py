"""The page of the panel that is shown while no case is open."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.questions import CaseQuestions


class EmptyPage(QWidget):
    """Says what a case is and offers the ways to one."""

    def __init__(self, questions: CaseQuestions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        self.state_label = QLabel(self)
        self.show_reading(False)
        text = QLabel(
            tr(
                "A case keeps tracked sites, the reports that speak of them and what they claim, "
                "in one GeoPackage or one team database. Open one, drop its file here, or start a "
                "new one."
            ),
            self,
        )
        text.setWordWrap(True)
        for shown in (self.state_label, text):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(shown)
        layout.addSpacing(12)
        buttons = QVBoxLayout()
        for label, icon, ask in (
            (tr("Open a case…"), "/mActionFileOpen.svg", questions.ask_open),
            (tr("New case…"), "/mActionFileNew.svg", questions.ask_new),
            (tr("Team connection…"), "/mIconPostgis.svg", questions.ask_team),
            (tr("Copy of the reference case…"), "/mGeoPackage.svg", questions.ask_reference),
        ):
            button = QPushButton(QgsApplication.getThemeIcon(icon), label, self)
            button.clicked.connect(lambda _checked, ask=ask: ask())
            buttons.addWidget(button)
            if self.focusProxy() is None:
                self.setFocusProxy(button)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addLayout(buttons)
        centred.addStretch(1)
        layout.addLayout(centred)
        layout.addStretch(2)

    def show_reading(self, reading: bool) -> None:
        """Say whether a case is being read, or none is open."""
        self.state_label.setText(tr("A case is being read…") if reading else tr("No case is open."))

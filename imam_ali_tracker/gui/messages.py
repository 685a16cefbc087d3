"""Messages to the analyst in QGIS's message bar."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog, QgsMessageOutput
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QPushButton

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

TITLE = "Imam Ali Tracker"
_SECONDS = 6


class Messages:
    """Shows errors and results in one message bar, and keeps them in the log panel."""

    def __init__(self, bar: QgsMessageBar) -> None:
        self._bar = bar

    def success(self, text: str) -> None:
        """Say what was done; the bar goes away by itself."""
        QgsMessageLog.logMessage(text, TITLE, Qgis.MessageLevel.Success, False)
        self._bar.pushMessage(TITLE, text, Qgis.MessageLevel.Success, _SECONDS)

    def warning(self, text: str) -> None:
        """Say what is missing or off; the bar stays until it is closed."""
        QgsMessageLog.logMessage(text, TITLE, Qgis.MessageLevel.Warning, False)
        self._bar.pushMessage(TITLE, text, Qgis.MessageLevel.Warning, 0)

    def error(self, error: TrackerError) -> None:
        """Say what went wrong and what to do, with a button for the details."""
        QgsMessageLog.logMessage(
            "\n".join(filter(None, (str(error), error.details))),
            TITLE,
            Qgis.MessageLevel.Critical,
            False,
        )
        item = present(QgsMessageBar.createMessage(TITLE, str(error)))
        if error.details:
            button = QPushButton(tr("Details"))
            button.clicked.connect(lambda: _show_details(error))
            present(item.layout()).addWidget(button)
        self._bar.pushWidget(item, Qgis.MessageLevel.Critical, 0)


def _show_details(error: TrackerError) -> None:
    output = present(QgsMessageOutput.createMessageOutput())
    output.setTitle(TITLE)
    output.setMessage(f"{error}\n\n{error.details}", Qgis.StringFormat.PlainText)
    output.showMessage()

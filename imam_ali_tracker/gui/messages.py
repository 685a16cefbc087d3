"""Messages to the analyst in QGIS's message bar."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog, QgsMessageOutput
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip
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
        self._hint: QgsMessageBarItem | None = None

    def success(self, text: str, details: str = "") -> None:
        """Say what was done; the bar goes away by itself, unless there is more to read."""
        seconds = 0 if details else _SECONDS
        self._say(text, details, Qgis.MessageLevel.Success, seconds)

    def warning(self, text: str, details: str = "") -> None:
        """Say what is missing or off; the bar stays until it is closed."""
        self._say(text, details, Qgis.MessageLevel.Warning, 0)

    def error(self, error: TrackerError) -> None:
        """Say what went wrong and what to do, with a button for the details."""
        self._say(str(error), error.details, Qgis.MessageLevel.Critical, 0)

    def hint(self, text: str) -> None:
        """Say what to do next, until :meth:`clear_hint`."""
        self.clear_hint()
        self._hint = present(QgsMessageBar.createMessage(TITLE, text))
        self._bar.pushWidget(self._hint, Qgis.MessageLevel.Info, 0)

    def clear_hint(self) -> None:
        """Take the hint away."""
        hint, self._hint = self._hint, None
        if hint is not None and not sip.isdeleted(hint):
            self._bar.popWidget(hint)

    def _say(self, text: str, details: str, level: Qgis.MessageLevel, seconds: int) -> None:
        logged = "\n".join(filter(None, (text, details)))
        QgsMessageLog.logMessage(logged, TITLE, level, False)
        item = present(QgsMessageBar.createMessage(TITLE, text))
        if details:
            button = QPushButton(tr("Details"))
            button.clicked.connect(lambda: _show_details(text, details))
            present(item.layout()).addWidget(button)
        self._bar.pushWidget(item, level, seconds)


def _show_details(text: str, details: str) -> None:
    output = present(QgsMessageOutput.createMessageOutput())
    output.setTitle(TITLE)
    output.setMessage(f"{text}\n\n{details}", Qgis.StringFormat.PlainText)
    output.showMessage()

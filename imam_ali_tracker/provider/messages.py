"""What the provider tells the analyst where nobody called it directly: QGIS's log."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr


def log(error: TrackerError) -> None:
    """Write an error to the log panel; the desktop shows that there is something to read."""
    text = "\n".join(part for part in (str(error), error.details) if part)
    QgsMessageLog.logMessage(text, tr("Imam Ali Tracker"), Qgis.MessageLevel.Warning)

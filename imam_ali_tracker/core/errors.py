"""The errors that the plugin shows to an analyst."""

from __future__ import annotations

import traceback

from imam_ali_tracker.core.i18n import tr


class TrackerError(Exception):
    """Something an analyst can understand and act on.

    Parameters
    ----------
    message:
        One sentence: what is wrong, and where (file, table, row, field).
    hint:
        One sentence: what to do about it.
    details:
        Further lines for the Details button, such as the text of a lower layer.
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BusyError(TrackerError):
    """What a database refused now and may do later, such as while another program writes to it."""


def cancelled() -> TrackerError:
    """Return the error of work that the analyst has stopped before it wrote anything."""
    return TrackerError(tr("Cancelled: nothing was written."))


def unexpected(message: str) -> TrackerError:
    """Return the error for an exception that is being handled and that nobody foresaw.

    A background task ends with it: QGIS would show a traceback, or take the task for done.
    """
    return TrackerError(message, tr("Please report it with the details."), traceback.format_exc())

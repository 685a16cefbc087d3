"""The plugin's settings with their defaults, kept in the user's QGIS profile."""

from __future__ import annotations

from qgis.core import QgsSettings

_PREFIX = "imam_ali_tracker"
_RECENT = f"{_PREFIX}/recent_cases"
_LAST_FOLDER = f"{_PREFIX}/last_folder"
RECENT_LIMIT = 10


def recent_cases() -> list[str]:
    """Return the locations of the cases opened last, the latest first."""
    value = QgsSettings().value(_RECENT, [])
    if isinstance(value, str):  # QSettings stores a list of one as a plain string
        value = [value]
    return [str(location) for location in value or []]


def remember_case(location: str) -> None:
    """Put ``location`` at the head of the recent cases."""
    others = [known for known in recent_cases() if known != location]
    QgsSettings().setValue(_RECENT, [location, *others][:RECENT_LIMIT])


def forget_case(location: str) -> None:
    """Take ``location`` off the recent cases, because it cannot be opened any more."""
    QgsSettings().setValue(_RECENT, [known for known in recent_cases() if known != location])


def last_folder() -> str:
    """Return the folder in which a case was opened or made last, empty at first."""
    return str(QgsSettings().value(_LAST_FOLDER, ""))


def remember_folder(folder: str) -> None:
    """Offer ``folder`` first in the next file dialog."""
    QgsSettings().setValue(_LAST_FOLDER, folder)

"""The plugin's settings with their defaults, kept in the user's QGIS profile.

What the analyst chooses on the options page is a :class:`Setting` below; what windows remember by
themselves are the functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from qgis.core import QgsSettings

Value = TypeVar("Value", bool, float, str, "tuple[str, ...]")

_PREFIX = "imam_ali_tracker"
_RECENT = f"{_PREFIX}/recent_cases"
_LAST_FOLDER = f"{_PREFIX}/last_folder"
RECENT_LIMIT = 10


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """One choice of the analyst: its key, and its value as long as none was chosen.

    What another program or version stored under the key, and cannot be read, counts as not chosen.
    """

    key: str
    default: Value

    def value(self) -> Value:
        """Return what was chosen, else the default."""
        stored = QgsSettings().value(self._path)
        if stored is None:
            return self.default
        if isinstance(self.default, tuple):
            return cast(Value, tuple(_texts(stored)))
        if isinstance(self.default, bool):
            return str(stored).lower() in ("true", "1")
        if isinstance(self.default, float):
            try:
                return float(stored)
            except (TypeError, ValueError):
                return self.default
        return str(stored)

    def choose(self, value: Value) -> None:
        """Keep ``value``; the default is not stored, so that it can change with the plugin."""
        if value == self.default:
            QgsSettings().remove(self._path)
            return
        plain: object = value
        QgsSettings().setValue(self._path, list(plain) if isinstance(plain, tuple) else plain)

    @property
    def _path(self) -> str:
        return f"{_PREFIX}/{self.key}"


PRIVATE_NETWORKS: Setting[tuple[str, ...]] = Setting("network/private_networks", ())
"""Address ranges that may be contacted although they are not public (``10.1.2.0/24``)."""
ARCHIVE_LOOKUPS = Setting("network/archive_lookups", default=False)
"""Whether the Internet Archive may be asked for stored copies; it learns what is of interest."""
LENGTH_UNIT = Setting("units/length", "km")
"""The unit that distances and widths are offered in first."""
POSITION_ACCURACY_M = Setting("positions/accuracy_m", 0.0)
"""The accuracy offered for a new position, in metres; 0: none, the analyst has to state it."""
POSITION_BASIS = Setting("positions/basis", "unknown")
"""The basis offered for a new position, a key of the vocabulary ``position_basis``."""
POSITION_NOTATION = Setting("positions/notation", "decimal")
"""The notation in which positions are shown and copied first."""
SITES_GROUP = Setting("sites/group", "")
"""The column by which the list of sites is grouped; empty: by none."""
SITES_SORT = Setting("sites/sort", "name")
"""The column by which the list of sites is sorted."""
SITES_DESCENDING = Setting("sites/descending", default=False)
"""Whether the list of sites is sorted the other way round."""
MARKING = Setting("cases/marking", "")
"""The marking that a new case begins with."""
CONTRIBUTOR = Setting("cases/contributor", "")
"""Who the analyst is: the contact that a new case begins with."""
TEMPLATES_FOLDER = Setting("briefing/templates_folder", "")
"""Where the analyst keeps templates of briefings; empty: in the profile."""
BRIEFING_TEMPLATE = Setting("briefing/template", "a4_landscape")
"""The template that was used last, by its name."""
BRIEFING_GRATICULE = Setting("briefing/graticule", default=False)
"""Whether the last briefing had meridians and parallels."""
BRIEFING_LAYERS = Setting("briefing/layers", default=False)
"""Whether the last briefing was a PDF with layers."""
BRIEFING_DPI = Setting("briefing/dpi", 300.0)
"""The resolution of the last briefing."""
TIMELINE_ROWS = Setting("timeline/rows", "site")
"""What the rows of the timeline are: ``site`` or ``kind``."""
TIMELINE_UNDATED = Setting("timeline/undated", default=False)
"""Whether the timeline lists what has no date."""
TIMELINE_REPORTS_FOLDED = Setting("timeline/reports_folded", default=True)
"""Whether the reports take one row of the timeline, so that observations are in view."""
DISTANCES_UNIT = Setting("distances/unit", "")
"""The unit that buffers were added in last; empty: that of :data:`LENGTH_UNIT`."""
DISTANCES_COMPARATOR = Setting("distances/comparator", "none")
"""The comparator that buffers were added with last, a key of the vocabulary ``comparator``."""
CORRIDOR_UNIT = Setting("distances/corridor_unit", "")
"""The unit that a corridor was drawn in last; empty: that of :data:`LENGTH_UNIT`."""


def recent_cases() -> list[str]:
    """Return the locations of the cases opened last, the latest first."""
    return _texts(QgsSettings().value(_RECENT, []))


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


def _texts(stored: object) -> list[str]:
    """Return a stored list; QSettings stores a list of one as a plain text, and none as nothing."""
    if isinstance(stored, str):
        return [stored] if stored else []
    return [str(text) for text in stored] if isinstance(stored, (list, tuple)) else []

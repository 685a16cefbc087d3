"""Layer URIs: ``<case>|layer=<name>[|rows=stored][|subset=<where clause>]``.

``<case>`` is the path of a ``.gpkg`` file, first so that QGIS stores it relative to the project,
or a QGIS postgres URI with a ``schema``. ``rows=stored`` asks for a table's own rows where a
derived layer has the same name (``buffers``). ``subset`` is last and taken as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Callable
from urllib.parse import unquote

from qgis.core import QgsDataSourceUri

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_SHAPE = re.compile(
    r"(?P<case>.*?)\|layer=(?P<layer>[^|]+)(?P<stored>\|rows=stored)?(?:\|subset=(?P<subset>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class LayerUri:
    """The parts of a layer's URI; ``stored`` asks for rows where a derived layer has the name."""

    location: CaseLocation
    layer: str
    stored: bool = False
    subset: str = ""

    @classmethod
    def parse(cls, text: str) -> LayerUri:
        """Read a URI; raises :class:`TrackerError` where it has another shape."""
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise TrackerError(
                tr("“{}” does not name a layer of a case.").format(without_password(text)),
                tr("A layer is given as <file>.gpkg|layer=<name>, or <connection>|layer=<name>."),
            )
        return cls(
            CaseLocation.parse(match["case"]),
            unquote(match["layer"]),
            match["stored"] is not None,
            match["subset"] or "",
        )

    def with_subset(self, subset: str) -> LayerUri:
        """Return the URI of the same layer with another filter."""
        return replace(self, subset=subset)

    def __str__(self) -> str:
        path = self.location.path
        case = str(self.location) if path is None else path.as_posix()
        # A table that an analyst keeps in the file may have any name; "|" ends ours.
        layer = self.layer.replace("%", "%25").replace("|", "%7C")
        stored = "|rows=stored" if self.stored else ""
        subset = f"|subset={self.subset}" if self.subset else ""
        return f"{case}|layer={layer}{stored}{subset}"


def without_password(text: str) -> str:
    """Return a URI, or what should be one, with any password left out."""
    return QgsDataSourceUri.removePassword(text)


def layer_uri(location: CaseLocation, layer: str, stored: bool = False) -> str:
    """Return the URI of ``layer`` of the case at ``location``."""
    return str(LayerUri(location, layer, stored))


def relocated(text: str, change: Callable[[str], str]) -> str:
    """Return a URI with another path of its file; one of a database, or a bad one, as it is."""
    case, separator, rest = text.partition("|layer=")
    try:
        location = CaseLocation.parse(case)
    except TrackerError:
        return text
    return text if location.path is None else f"{change(case)}{separator}{rest}"


def same_layer(one: str, other: str) -> bool:
    """Tell whether two URIs mean the same layer, whatever their filters; bad ones never do.

    A file may be spelled in any way: relative, with ``..``, through a symbolic link.
    """
    try:
        first, second = LayerUri.parse(one), LayerUri.parse(other)
    except TrackerError:
        return False
    if (first.layer, first.stored) != (second.layer, second.stored):
        return False
    return first.location.is_same(second.location)

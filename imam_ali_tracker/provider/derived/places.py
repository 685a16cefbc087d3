"""Where features are: their own point, that of their site, or a point on their shape or line."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from qgis.core import QgsGeometry

from imam_ali_tracker.geodesy.arrays import Lines
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.provider.columns import Wanted
from imam_ali_tracker.provider.derived.family import Data
from imam_ali_tracker.provider.derived.features import rows_by_uuid, sound
from imam_ali_tracker.provider.derived.routes import CORRIDORS, WAYPOINTS, Routes

_HOW_SURE = ("position_basis", "position_accuracy_m")
PLACED = (
    Wanted("sites", ("uuid", "name", *_HOW_SURE), geometry=True),
    Wanted("site_names", ("uuid", "site", "name")),
    Wanted("observations", ("uuid", "site", "summary", *_HOW_SURE), geometry=True),
    Wanted("footprints", ("uuid", "site", "part", "label", "position_basis"), geometry=True),
    CORRIDORS,
    WAYPOINTS,
    Wanted("buffers", ("uuid", "site", "corridor", "label")),
    Wanted(
        "claims",
        ("uuid", "statement", "subject_table", "subject_uuid", "object_table", "object_uuid"),
    ),
)
"""What has to be read of the tables whose rows a report can be attached to."""


class Place(NamedTuple):
    """A feature on the map; ``name`` is the feature's, basis and accuracy those of the point."""

    lon: float
    lat: float
    name: str | None
    site: str | None
    site_name: str | None
    basis: str | None
    accuracy_m: float


class Places:
    """Finds where features are."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._rows = {name: rows_by_uuid(data[name]) for name in (w.table for w in PLACED)}
        self._points = {name: sound(data[name].points) for name in self._rows}
        self._known: dict[tuple[str, str], Place | None] = {}

    def place(self, table: str | None, uuid: str | None) -> Place | None:
        """Return where the feature is, ``None`` where nobody says or there is no such feature."""
        key = (table or "", uuid or "")
        if key not in self._known:
            # A claim may speak of a claim, and that one of the first.
            self._known[key] = None
            row = self._rows.get(key[0], {}).get(key[1])
            self._known[key] = None if row is None else self._find(key[0], row)
        return self._known[key]

    def _find(self, table: str, row: int) -> Place | None:
        if table == "corridors":
            return self._on_route(row)
        if table == "claims":
            return self._spoken_of(row)
        texts = self._data[table].texts
        name = next((texts[key][row] for key in _NAMES[table] if texts[key][row]), None)
        own = self._own_point(table, row)
        site = None if table == "sites" else self.place("sites", texts["site"][row])
        if own is None:
            if site is None and table == "buffers":
                site = self.place("corridors", texts["corridor"][row])
            return None if site is None else site._replace(name=name or site.name)
        lon, lat = own
        basis = texts["position_basis"][row] if "position_basis" in texts else None
        accuracy = self._data[table].numbers.get("position_accuracy_m")
        of_site = (texts["uuid"][row], name) if table == "sites" else _site_of(site)
        return Place(lon, lat, name, *of_site, basis, np.nan if accuracy is None else accuracy[row])

    def _own_point(self, table: str, row: int) -> tuple[float, float] | None:
        columns = self._data[table]
        shape = columns.shapes[row] if columns.shapes else None
        if shape is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(shape)
            point = geometry.pointOnSurface().asPoint()
            return point.x(), point.y()
        if not len(self._points[table]) or np.isnan(self._points[table][row, 0]):
            return None
        lon, lat = self._points[table][row].tolist()
        return lon, lat

    def _spoken_of(self, row: int) -> Place | None:
        """Return the place of a claim: its subject's, else its object's."""
        texts = self._data["claims"].texts
        for end in ("subject", "object"):
            found = self.place(texts[f"{end}_table"][row], texts[f"{end}_uuid"][row])
            if found is not None:
                return found._replace(name=texts["statement"][row])
        return None

    def _on_route(self, row: int) -> Place | None:
        """Return the middle point of a corridor's line."""
        start, end = self._lines.ends[row : row + 2].tolist()
        if start == end:
            return None
        lon, lat = self._lines.coords[(start + end) // 2].tolist()
        return Place(lon, lat, self._data["corridors"].texts["name"][row], *_NO_SITE, None, np.nan)

    @cached_property
    def _lines(self) -> Lines:
        data = self._data
        routes = Routes.of(data[CORRIDORS.table], data[WAYPOINTS.table], data["sites"])
        return corridor_lines(routes.paths)


_NAMES = {
    "sites": ("name",),
    "site_names": ("name",),
    "observations": ("summary",),
    "footprints": ("label", "part"),
    "corridor_waypoints": ("name",),
    "buffers": ("label",),
}
"""The columns that say what a feature is called, the better one first."""
_NO_SITE = (None, None)


def _site_of(site: Place | None) -> tuple[str | None, str | None]:
    return _NO_SITE if site is None else (site.site, site.site_name)

"""The tracked site under the mouse, whether or not its layer is in the project."""

from __future__ import annotations

import math

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint

from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.map_shapes import OnMap
from imam_ali_tracker.gui.site_list import SiteItem, SiteList
from imam_ali_tracker.gui.site_register import SiteRegister

_REACH = 12
_MOST_LOOKED_AT = 200


class SiteSnapping:
    """Finds sites by pixels of the map, in any CRS and across ±180."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, sites: SiteRegister) -> None:
        self._canvas = canvas
        self._project = project
        self._sites = sites
        self._items: list[SiteItem] = []
        self._positions = np.empty((0, 2))
        self._read_from: SiteList | None = None

    def nearest(self, pixel: QPoint) -> SiteItem | None:
        """Return the site nearest to a pixel, ``None`` where none is within reach."""
        self._read()
        to_map = present(self._canvas.getCoordinateTransform())
        on_map = OnMap(self._canvas, self._project)
        best: tuple[float, SiteItem] | None = None
        for number in self._around(pixel, on_map):
            item = self._items[number]
            shown = on_map.shape(QgsGeometry.fromPointXY(QgsPointXY(*present(item.position))))
            if shown.isEmpty():
                continue
            place = to_map.transform(shown.asPoint())
            away = math.hypot(place.x() - pixel.x(), place.y() - pixel.y())
            if away <= _REACH and (best is None or away < best[0]):
                best = away, item
        return None if best is None else best[1]

    def _around(self, pixel: QPoint, on_map: OnMap) -> list[int]:
        """Return the sites in the box of degrees that the reach covers."""
        to_map = present(self._canvas.getCoordinateTransform())
        offsets = [(dx, dy) for dx in (-_REACH, 0, _REACH) for dy in (-_REACH, 0, _REACH)]
        corners = [
            on_map.position(to_map.toMapCoordinates(pixel.x() + dx, pixel.y() + dy))
            for dx, dy in offsets
        ]
        here = corners[len(corners) // 2]
        if here is None or not len(self._positions):
            return []
        known = np.array([corner for corner in corners if corner is not None])
        east = np.abs((known[:, 0] - here[0] + 180.0) % 360.0 - 180.0).max()
        north = np.abs(known[:, 1] - here[1]).max()
        away = np.abs((self._positions[:, 0] - here[0] + 180.0) % 360.0 - 180.0)
        inside = (away <= east) & (np.abs(self._positions[:, 1] - here[1]) <= north)
        return [int(number) for number in np.flatnonzero(inside)[:_MOST_LOOKED_AT]]

    def _read(self) -> None:
        sites = self._sites.sites
        if sites is not self._read_from:
            self._items = [item for item in sites.items if item.position is not None]
            positions = [item.position for item in self._items]
            self._positions = np.array(positions, dtype=np.float64).reshape(-1, 2)
            self._read_from = sites

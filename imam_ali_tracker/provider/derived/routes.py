"""The ways of corridors: their waypoints in order, each where its site is or at its own point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from imam_ali_tracker.core.requirements import require
from imam_ali_tracker.geodesy.arrays import Paths, Polygons, offsets_of
from imam_ali_tracker.provider.columns import Columns, Numbers, Wanted
from imam_ali_tracker.provider.derived.features import (
    Indices,
    metres,
    rows_by_uuid,
    rows_of,
    sound,
)

CORRIDORS = Wanted("corridors", ("uuid", "name", "kind", "status", "width", "width_unit", "source"))
WAYPOINTS = Wanted(
    "corridor_waypoints",
    ("uuid", "corridor", "sequence", "site", "name", "width"),
    geometry=True,
)
WAYPOINT_SITES = Wanted("sites", ("uuid", "name"), geometry=True)

_SHARE_OF_RADIUS = 1 / 1_250
"""How exact the edge of an area around a corridor is where nothing is stated."""
WIDEST_M = 10_000_000.0
"""The greatest full width of an area around a corridor."""


@dataclass(frozen=True)
class Routes:
    """The routes of corridors, a row for each: its waypoints are those of path ``row``.

    ``names`` are what the waypoints are called, ``widths`` the full widths there in metres, NaN
    where none is stated. A waypoint without a position is NaN in ``paths``.
    """

    rows: Mapping[str, int]
    names: list[str | None]
    paths: Paths
    widths: Numbers

    @staticmethod
    def of(corridors: Columns, waypoints: Columns, sites: Columns) -> Routes:
        """Put the waypoints of corridors in order."""
        known = rows_by_uuid(corridors)
        owner = rows_of(waypoints.texts["corridor"], known)
        order = np.lexsort((waypoints.fids, waypoints.numbers["sequence"], owner))
        order = order[owner[order] >= 0]
        owner, waypoints = owner[order], waypoints.take(order)
        site = rows_of(waypoints.texts["site"], rows_by_uuid(sites))
        at_site = np.append(sound(sites.points), [[np.nan, np.nan]], axis=0)[site]
        own = sound(waypoints.points)
        lon, lat = np.where(np.isnan(own), at_site, own).T
        names = [
            sites.texts["name"][row] if row >= 0 else name
            for row, name in zip(site.tolist(), waypoints.texts["name"])
        ]
        own_width = waypoints.numbers["width"]
        width = np.where(np.isnan(own_width), corridors.numbers["width"][owner], own_width)
        units = [corridors.texts["width_unit"][row] for row in owner.tolist()]
        offsets = offsets_of(np.bincount(owner, minlength=len(corridors)))
        return Routes(known, names, Paths(lon, lat, offsets), metres(width, units))

    def take(self, rows: Indices) -> Routes:
        """Return the routes in these rows, in that order; they are no longer found by uuid."""
        counts = np.diff(self.paths.offsets)[rows]
        starts = self.paths.offsets[:-1][rows]
        members = np.concatenate(
            [np.empty(0, np.int64), *(np.arange(s, s + n) for s, n in zip(starts, counts))]
        )
        paths = Paths(self.paths.lon[members], self.paths.lat[members], offsets_of(counts))
        names = [self.names[member] for member in members.tolist()]
        return Routes({}, names, paths, self.widths[members])

    def unplaced(self) -> Indices:
        """Return how many waypoints of each route have no position."""
        missing = np.isnan(self.paths.lon)
        return np.diff(np.append(0, np.cumsum(missing))[self.paths.offsets])

    def extreme_widths(self) -> tuple[Numbers, Numbers]:
        """Return the smallest and the greatest width of each route, NaN where one is unknown."""
        ends = self.paths.offsets
        smallest, greatest = np.full((2, len(ends) - 1), np.nan)
        used = np.diff(ends) > 0
        if used.any():
            smallest[used] = np.minimum.reduceat(self.widths, ends[:-1][used])
            greatest[used] = np.maximum.reduceat(self.widths, ends[:-1][used])
        return smallest, greatest

    def titles(self) -> list[str]:
        """Return the names of the waypoints of each route, in order."""
        ends = self.paths.offsets.tolist()
        return [
            " → ".join(name or "?" for name in self.names[start:end])
            for start, end in zip(ends[:-1], ends[1:])
        ]

    def areas_within(self, radius: Numbers, inner: Numbers, tolerance: Numbers) -> Polygons:
        """Return what lies within ``radius`` of each route, and not within ``inner``.

        All are metres, a value for each route: ``radius`` more than 0, ``inner`` 0 where nothing is
        left out, ``tolerance`` NaN for the usual one.
        """
        areas = _zones(self, radius, tolerance)
        hollow = np.flatnonzero((inner > 0) & (inner < radius))
        if not len(hollow):
            return areas
        import shapely

        cores = _zones(self.take(hollow), inner[hollow], tolerance[hollow])
        shapes = areas.to_shapely()
        shapes[hollow] = shapely.difference(shapes[hollow], cores.to_shapely())
        return Polygons.from_shapely(shapes)


def _zones(routes: Routes, radius: Numbers, tolerance: Numbers) -> Polygons:
    require("shapely")
    from imam_ali_tracker.geodesy.zones import corridor_zones

    exactness = np.where(np.isnan(tolerance), radius * _SHARE_OF_RADIUS, tolerance)
    return corridor_zones(routes.paths, 2 * radius, tolerance_m=exactness)

"""The layers ``corridor_lines`` and ``corridor_zones``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.requirements import require
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.measure import line_lengths
from imam_ali_tracker.provider.columns import Columns, Numbers, Wanted
from imam_ali_tracker.provider.derived.family import (
    Attribute,
    Data,
    Deriver,
    Edit,
    Family,
    Following,
)
from imam_ali_tracker.provider.derived.features import Column, batch_of
from imam_ali_tracker.provider.derived.routes import (
    CORRIDORS,
    WAYPOINT_SITES,
    WAYPOINTS,
    WIDEST_M,
    Routes,
)
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

LINE_TOLERANCE_M = 10.0
"""How far a drawn line may be from the geodesic."""

_COMMON = (
    *(Attribute(name) for name in ("uuid", "name", "kind", "status", "waypoint_names")),
    *(Attribute(name, "INTEGER") for name in ("waypoints", "unplaced_waypoints")),
)
_LINES = (*_COMMON, Attribute("length_m", "REAL"), Attribute("source"))
_ZONES = (
    *_COMMON,
    Attribute("width", "REAL"),
    Attribute("width_unit"),
    *(Attribute(name, "REAL") for name in ("widest_m", "narrowest_m")),
    Attribute("source"),
)


def routes_in(corridors: Columns, data: Data) -> Routes:
    """Return the routes of corridors, a row for each."""
    return Routes.of(corridors, data[WAYPOINTS.table], data[WAYPOINT_SITES.table])


def _common(corridors: Columns, routes: Routes) -> list[Column]:
    texts = corridors.texts
    counts = np.diff(routes.paths.offsets)
    return [
        *(texts["uuid"], texts["name"], texts["kind"], texts["status"]),
        *(routes.titles(), counts, routes.unplaced()),
    ]


def _line_deriver(_location: CaseLocation, data: Data) -> Deriver:
    def derive(corridors: Columns) -> Iterator[Batch]:
        routes = routes_in(corridors, data)
        lines = corridor_lines(routes.paths, tolerance_m=LINE_TOLERANCE_M)
        columns = [*_common(corridors, routes), line_lengths(lines), corridors.texts["source"]]
        yield batch_of(corridors.fids, lines, columns)

    return derive


def _zone_deriver(_location: CaseLocation, data: Data) -> Deriver:
    def derive(corridors: Columns) -> Iterator[Batch]:
        routes = routes_in(corridors, data)
        narrowest, widest = routes.extreme_widths()
        rows = np.flatnonzero((narrowest > 0) & (widest <= WIDEST_M))
        if len(rows):
            yield _zones(corridors.take(rows), routes.take(rows), narrowest[rows], widest[rows])

    return derive


def _zones(corridors: Columns, routes: Routes, narrowest: Numbers, widest: Numbers) -> Batch:
    require("shapely")
    from imam_ali_tracker.geodesy.zones import corridor_zones

    zones = corridor_zones(routes.paths, routes.widths)
    columns = [
        *_common(corridors, routes),
        *(corridors.numbers["width"], corridors.texts["width_unit"]),
        *(widest, narrowest, corridors.texts["source"]),
    ]
    return batch_of(corridors.fids, zones, columns)


def _affected(reader: Reader, edit: Edit) -> Collection[int] | None:
    if edit.table == CORRIDORS.table:
        return edit.fids
    if edit.table == WAYPOINT_SITES.table:
        stops = reader.by_value(Wanted(WAYPOINTS.table, ("corridor",)), "site", edit.uuids)
        through = {uuid for uuid in stops.texts["corridor"] if uuid}
        affected: list[int] = reader.by_value(
            Wanted(CORRIDORS.table, ()), "uuid", through
        ).fids.tolist()
        return affected
    # A waypoint does not tell on which corridor it was before.
    return None


def _around(reader: Reader, corridors: Columns) -> Data:
    known = {uuid for uuid in corridors.texts["uuid"] if uuid}
    waypoints = reader.by_value(WAYPOINTS, "corridor", known)
    sites = {uuid for uuid in waypoints.texts["site"] if uuid}
    return {
        WAYPOINTS.table: waypoints,
        WAYPOINT_SITES.table: reader.by_value(WAYPOINT_SITES, "uuid", sites),
    }


_OTHERS = (WAYPOINTS, WAYPOINT_SITES)
_FOLLOWING = Following(_affected, _around)
CORRIDOR_LINES = Family(
    "corridor_lines", "MULTILINESTRING", CORRIDORS, _OTHERS, _LINES, _line_deriver, _FOLLOWING
)
CORRIDOR_ZONES = Family(
    "corridor_zones", "MULTIPOLYGON", CORRIDORS, _OTHERS, _ZONES, _zone_deriver, _FOLLOWING
)

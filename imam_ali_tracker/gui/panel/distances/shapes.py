"""The rows that shapes of buffers and corridors are made from, as far as they are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.new_buffers import COLUMN_OF
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.listing import BUFFERS, CORRIDORS, SITES, WAYPOINTS
from imam_ali_tracker.provider.derived.buffers import BUFFERS as BUFFER_SHAPES
from imam_ali_tracker.provider.derived.corridors import CORRIDOR_LINES, CORRIDOR_ZONES
from imam_ali_tracker.provider.drawn import Drawn, drawn


def site_rows(context: PanelContext, uuids: Iterable[str | None]) -> list[Row]:
    """Return what shapes need of sites: uuid, name, position."""
    rows: list[Row] = []
    for uuid in dict.fromkeys(uuids):
        site = context.controller.sites.get(uuid or "")
        if site is not None:
            point = site.position
            shape = None if point is None else QgsGeometry.fromPointXY(QgsPointXY(*point))
            rows.append({UUID.name: site.uuid, "name": site.name, "geometry": shape})
    return rows


def surroundings(context: PanelContext, buffers: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows that buffers are around, by table."""
    corridors = {row["corridor"] for row in buffers if row.get("corridor")}
    rows = _courses(context, corridors)
    sites = [row.get("site") for row in (*buffers, *rows[WAYPOINTS])]
    return {**rows, SITES: site_rows(context, sites)}


def _courses(context: PanelContext, corridors: Collection[str]) -> dict[str, list[Row]]:
    if not corridors:
        return {CORRIDORS: [], WAYPOINTS: []}
    return {
        CORRIDORS: list(context.editor.rows(CORRIDORS, uuids=corridors)),
        WAYPOINTS: list(context.editor.rows(WAYPOINTS, where={"corridor": corridors})),
    }


def buffer_shapes(context: PanelContext, buffers: Sequence[Row]) -> list[Drawn]:
    """Return the shapes of rows of ``buffers``, stored or not."""
    rows = {BUFFERS: list(buffers), **surroundings(context, buffers)}
    return list(drawn(BUFFER_SHAPES, context.editor.case.location, rows))


def corridor_shapes(
    context: PanelContext, corridors: Sequence[Row], waypoints: Sequence[Row]
) -> tuple[list[Drawn], list[Drawn]]:
    """Return the lines and the zones of corridors with these waypoints, stored or not."""
    rows: Mapping[str, Sequence[Row]] = {
        CORRIDORS: corridors,
        WAYPOINTS: waypoints,
        SITES: site_rows(context, (row.get("site") for row in waypoints)),
    }
    location = context.editor.case.location
    return list(drawn(CORRIDOR_LINES, location, rows)), list(drawn(CORRIDOR_ZONES, location, rows))


def stored_shapes(context: PanelContext, table: str, uuids: Collection[str]) -> list[QgsGeometry]:
    """Return the shapes of stored buffers or corridors."""
    editor = context.editor
    if table == BUFFERS:
        return [one.shape for one in buffer_shapes(context, list(editor.rows(table, uuids=uuids)))]
    rows = _courses(context, uuids)
    lines, zones = corridor_shapes(context, rows[CORRIDORS], rows[WAYPOINTS])
    return [one.shape for one in (*lines, *zones)]


def target_of(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return table and uuid of what a buffer is around."""
    for table, column in COLUMN_OF.items():
        if row.get(column):
            return table, str(row[column])
    return None

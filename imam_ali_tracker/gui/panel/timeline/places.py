"""Where an item of the time axis is on the map."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsGeometry, QgsPointXY

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.gui.editing import CaseEditor
from imam_ali_tracker.gui.map_shapes import zoom_to
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.timeline.items import REPORTS, TimelineItem

_BY_SITE = ("observations", "footprints", "site_names", "buffers", "corridor_waypoints")
"""Tables whose rows are where their site is, if they have no place of their own."""


def show_item(context: PanelContext, item: TimelineItem) -> None:
    """Show an observation, or all that a report is attached to, on the map."""
    if item.table == REPORTS:
        shapes = places_of_report(context.editor, item.uuid)
    else:
        shapes = [] if item.position is None else [_point(item.position)]
    zoom_to(context.map_canvas, context.project, context.messages, shapes, item.title)


def places_of_report(editor: CaseEditor, report: str) -> list[QgsGeometry]:
    """Return the places of the features that a report is attached to, each once."""
    cited: dict[str, set[str]] = {}
    for row in editor.rows("citations", where={"report": report}):
        cited.setdefault(row["feature_table"], set()).add(row["feature_uuid"])
    sites = cited.pop("sites", set())
    shapes: list[QgsGeometry] = []
    for table in _BY_SITE:
        if table in cited:
            rows = list(editor.rows(table, uuids=cited[table]))
            shapes += _geometries(rows)
            sites.update(row["site"] for row in rows if row.get("geometry") is None and row["site"])
    if sites:
        shapes += _geometries(editor.rows("sites", uuids=sites))
    return shapes


def _geometries(rows: Iterable[Row]) -> list[QgsGeometry]:
    found = (row.get("geometry") for row in rows)
    return [shape for shape in found if shape is not None and not shape.isEmpty()]


def _point(position: tuple[float, float]) -> QgsGeometry:
    return QgsGeometry.fromPointXY(QgsPointXY(*position))

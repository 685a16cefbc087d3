"""Where the sites of a case are on the map: selected, in view, and how to get to a feature."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsRectangle,
)

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.row_rules import Problem
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.map_selection import selected_on_map
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.site_list import SiteItem

_MOST = 100_000


class Places:
    """The sites of the open case, on the map."""

    def __init__(self, context: PanelContext, location: CaseLocation) -> None:
        self._context = context
        self._location = location
        self._rows = {row["uuid"]: row for row in context.editor.rows("sites")}

    def names(self) -> list[tuple[str, str]]:
        """Return uuid and name of each site, by name."""
        names = ((uuid, str(row["name"])) for uuid, row in self._rows.items())
        return sorted(names, key=lambda pair: (pair[1].casefold(), pair[0]))

    def selected(self) -> list[str]:
        """Return the sites that are selected on the map, by themselves or by a part of them."""
        found = selected_on_map(self._context.project, self._location, _MOST)
        return [uuid for table, uuid in found if table == "sites"]

    def in_view(self) -> list[str]:
        """Return the sites within the extent of the map."""
        seen = self._extent()
        return [
            uuid
            for uuid, row in self._rows.items()
            if row["geometry"] is not None and seen.contains(QgsPointXY(row["geometry"].asPoint()))
        ]

    def jump(self, problem: Problem) -> None:
        """Show the feature of a problem on the map, or the site that it belongs to."""
        uuid = problem.uuid
        if problem.table != "sites":
            row = self._context.editor.row(problem.table, uuid) if uuid else None
            uuid = str((row or {}).get("site") or "")
        row = self._rows.get(uuid)
        if row is None:
            said = tr("This is not on the map; look it up in the list or table it belongs to.")
            self._context.messages.warning(said)
            return
        point = None if row["geometry"] is None else row["geometry"].asPoint()
        self._context.canvas.zoom_to_site(
            SiteItem(
                uuid,
                str(row["name"]),
                str(row["kind"]),
                str(row["status"] or ""),
                str(row["position_basis"] or ""),
                row["position_accuracy_m"],
                None if point is None else (point.x(), point.y()),
            )
        )

    def _extent(self) -> QgsRectangle:
        canvas = self._context.map_canvas
        crs = canvas.mapSettings().destinationCrs()
        earth = QgsCoordinateReferenceSystem("EPSG:4326")
        to_earth = QgsCoordinateTransform(crs, earth, self._context.project)
        try:
            return to_earth.transformBoundingBox(canvas.extent())
        except QgsCsException:  # the map shows more than the Earth
            return QgsRectangle(-180, -90, 180, 90)

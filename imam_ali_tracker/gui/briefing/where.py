"""Where the rows of a case are: sites on the map, and every row in the panel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Callable, NamedTuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.row_rules import Problem
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.map_selection import selected_on_map
from imam_ali_tracker.gui.map_shapes import zoom_to
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.places.finding import places_of

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row

RowAt = tuple[str, str]
"""Table and uuid."""
ShowRow = Callable[[str, str], None]
"""Brings a row of the panel's tables to the front; an empty uuid just the page of the table."""

_MOST = 100_000
_OWNERS = {
    "site_names": (("site", "sites"),),
    "footprints": (("site", "sites"),),
    "observations": (("site", "sites"),),
    "buffers": (("site", "sites"), ("corridor", "corridors")),
    "corridor_waypoints": (("site", "sites"), ("corridor", "corridors")),
    "report_checks": (("report", "reports"),),
    "citations": (("report", "reports"),),
}
"""Table → what its rows are parts of: column and table."""
_ABOUT = {"citations": ("feature",), "claims": ("subject", "object")}
"""Table → what its rows name other rows by: the beginning of two columns."""
_LISTED = ("sites", "reports", "citations", "claims", "observations", "buffers", "corridors")
"""The tables whose rows pages of the panel list; of others the owner of a row is shown."""
_PAGES = {
    "site_names": "sites",
    "footprints": "sites",
    "corridor_waypoints": "corridors",
    "report_checks": "reports",
}


class Found(NamedTuple):
    """A row as the panel lists it, and where it is on the map, in longitude and latitude."""

    row: RowAt
    shapes: list[QgsGeometry]


def find(location: CaseLocation, table: str, uuid: str) -> Found:
    """Look up which row of the panel shows a row, and where it is; for a background thread.

    A row that is no more, or has no place, has no shapes. Raises :class:`TrackerError` where the
    case cannot be read.
    """
    with Case.open(location, read_only=True) as case, case.reading():
        chain = [*_chain(case, table, uuid)]
    page = _PAGES.get(table, table)
    listed = next((each for each in chain if each[0] == page), (page, ""))
    shapes: Iterator[list[QgsGeometry]] = (places_of(location, *each) for each in chain)
    return Found(listed, next(filter(None, shapes), []))


def _chain(case: Case, table: str, uuid: str) -> Iterator[RowAt]:
    """Yield a row, and what it is about, goes through, or is a part of; each row once.

    Claims may be about each other in a circle.
    """
    ahead, met = [(table, uuid)], set[RowAt]()
    while ahead:
        each = ahead.pop()
        row = None if each in met else case.row(*each)
        if row is not None:
            yield each
            met.add(each)
            ahead += reversed([*_next(case, each[0], row)])


def _next(case: Case, table: str, row: Row) -> Iterator[RowAt]:
    for end in _ABOUT.get(table, ()):
        if row[f"{end}_table"] and row[f"{end}_uuid"]:
            yield str(row[f"{end}_table"]), str(row[f"{end}_uuid"])
    if table == "corridors":  # one whose line is interrupted is where its sites are
        for waypoint in case.rows("corridor_waypoints", where={"corridor": [row["uuid"]]}):
            yield "corridor_waypoints", str(waypoint["uuid"])
    for column, owner in _OWNERS.get(table, ()):
        if row[column]:
            yield owner, str(row[column])


class Places(QObject):
    """The rows of the open case, on the map and in the panel."""

    def __init__(
        self, context: PanelContext, location: CaseLocation, show_row: ShowRow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._location = location
        self._show_row = show_row
        self._name = ""
        self._read = LatestRead(tr("Looking for a row of the case"), self)
        self._read.done.connect(self._show)
        self._read.failed.connect(context.messages.error)

    def names(self) -> list[tuple[str, str]]:
        """Return uuid and name of each site, by name."""
        columns = self._context.controller.sites.sites.columns
        return list(zip(columns["uuid"], columns["name"]))

    def selected(self) -> list[str]:
        """Return the sites that are selected on the map, by themselves or by a part of them."""
        found = selected_on_map(self._context.project, self._location, _MOST)
        return [uuid for table, uuid in found if table == "sites"]

    def in_view(self) -> list[str]:
        """Return the sites within the extent of the map."""
        seen = self._extent()
        columns = self._context.controller.sites.sites.columns
        return [
            uuid
            for uuid, x, y in zip(columns["uuid"], columns["x"], columns["y"])
            if x is not None and seen.contains(x, y)
        ]

    def jump(self, problem: Problem) -> None:
        """Show the row of a problem in the panel, and on the map where it has a place."""
        site = self._context.controller.sites.get(problem.uuid)
        if problem.table not in _PAGES and problem.table not in _LISTED:
            self._context.messages.warning(
                tr("This is about the case as a whole: correct it in the table “Case”.")
            )
        elif site is not None:
            self._show_row("sites", site.uuid)
            if site.position is not None:
                self._context.canvas.zoom_to_site(site)
        elif not problem.uuid:
            self._show_row(_PAGES.get(problem.table, problem.table), "")
        else:
            self._name = problem.label
            self._read.start(partial(find, self._location, problem.table, problem.uuid))

    def _show(self, found: Found) -> None:
        if not found.row[1]:
            self._context.messages.warning(tr("This row is not in the case any more."))
        self._show_row(*found.row)
        if found.shapes:
            context = self._context
            shown = (context.map_canvas, context.project, context.messages)
            zoom_to(*shown, found.shapes, self._name)

    def _extent(self) -> QgsRectangle:
        canvas = self._context.map_canvas
        crs = canvas.mapSettings().destinationCrs()
        earth = QgsCoordinateReferenceSystem("EPSG:4326")
        to_earth = QgsCoordinateTransform(crs, earth, self._context.project)
        try:
            return to_earth.transformBoundingBox(canvas.extent())
        except QgsCsException:  # the map shows more than the Earth
            return QgsRectangle(-180, -90, 180, 90)

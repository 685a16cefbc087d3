"""Showing places on the map canvas."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.gui.map_shapes import OnMap, Preview, geometries_of, zoom_to
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.gui.site_list import SiteItem

LEAST_RADIUS_M = 2_000.0
"""A site is shown with at least so much around it."""


class CanvasView:
    """Zooms to, flashes and marks what the analyst chose elsewhere."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, messages: Messages) -> None:
        self._canvas = canvas
        self._project = project
        self._messages = messages
        self._selected = PositionMark(canvas, project)
        self._hovered = PositionMark(canvas, project, dashed=True)

    def zoom_to_site(self, site: SiteItem) -> None:
        """Show the site so that its position accuracy fits the view, and flash it."""
        zoom_to(self._canvas, self._project, self._messages, _around(site), site.name)
        self.flash_site(site)

    def pan_to_site(self, site: SiteItem) -> None:
        """Bring the site to the middle of the map at the scale that it has, and flash it."""
        shown = self._shown(site)
        if shown is not None:
            self._canvas.setCenter(shown.asPoint())
            self._canvas.refresh()
            self.flash_site(site)

    def flash_site(self, site: SiteItem) -> None:
        """Flash the site where it is."""
        shown = self._shown(site)
        if shown is not None:
            crs = self._canvas.mapSettings().destinationCrs()
            self._canvas.flashGeometries([shown], crs)

    def mark_site(self, site: SiteItem | None, *, hovered: bool = False) -> None:
        """Draw position and accuracy of a site instead of the one before; of none, nothing."""
        mark = self._hovered if hovered else self._selected
        if site is None or site.position is None:
            mark.clear()
        else:
            mark.show(site.position, site.position_accuracy_m)

    def _shown(self, site: SiteItem) -> QgsGeometry | None:
        """Return the site in the CRS of the map, or say why there is nothing to show."""
        if site.position is None:
            self._messages.warning(
                tr("“{}” has no place on the map: no source states one.").format(site.name)
            )
            return None
        point = QgsGeometry.fromPointXY(QgsPointXY(*site.position))
        shown = OnMap(self._canvas, self._project).shape(point)
        if shown.isEmpty():
            self._messages.warning(
                tr("“{}” cannot be shown in the CRS of the map.").format(site.name)
            )
            return None
        return shown


class PositionMark:
    """A point and the geodesic circle within which it is known to be, over the map."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, *, dashed: bool = False) -> None:
        self._preview = Preview(canvas, project)
        self._dashed = dashed
        self._position: tuple[float, float] | None = None
        self._accuracy_m: float | None = None
        canvas.destinationCrsChanged.connect(self._redraw)

    def show(self, position: tuple[float, float], accuracy_m: float | None) -> None:
        """Draw a position in longitude and latitude; no circle where its accuracy is unknown."""
        if (position, accuracy_m) != (self._position, self._accuracy_m):
            self._position, self._accuracy_m = position, accuracy_m
            self._redraw()

    def clear(self) -> None:
        """Draw nothing."""
        self._position = self._accuracy_m = None
        self._preview.clear()

    def _redraw(self) -> None:
        if self._position is not None:
            self._preview.show(shapes_of(self._position, self._accuracy_m), dashed=self._dashed)


def shapes_of(position: tuple[float, float], accuracy_m: float | None) -> list[QgsGeometry]:
    """Return a position, and the circle of its accuracy where that is known."""
    shapes = [QgsGeometry.fromPointXY(QgsPointXY(*position))]
    if accuracy_m:
        shapes += geometries_of(circles(*position, accuracy_m))
    return shapes


def _around(site: SiteItem) -> list[QgsGeometry]:
    if site.position is None:
        return []
    radius = max(LEAST_RADIUS_M, site.position_accuracy_m or 0.0)
    return geometries_of(circles(*site.position, radius))

"""Showing places on the map canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.messages import Messages

if TYPE_CHECKING:
    from imam_ali_tracker.gui.site_register import SiteItem

_CASE_CRS = "EPSG:4326"
_LEAST_RADIUS_M = 2_000.0
_METRES_A_DEGREE = 111_320.0


class CanvasView:
    """Zooms to and flashes what the analyst chose elsewhere."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, messages: Messages) -> None:
        self._canvas = canvas
        self._project = project
        self._messages = messages

    def zoom_to_site(self, site: SiteItem) -> None:
        """Show the site so that its position accuracy fits the view, and flash it."""
        if site.position is None:
            self._messages.warning(
                tr("“{}” has no position: no source states one.").format(site.name)
            )
            return
        point = QgsPointXY(*site.position)
        radius = max(_LEAST_RADIUS_M, site.position_accuracy_m or 0.0) / _METRES_A_DEGREE
        around = QgsRectangle.fromCenterAndSize(point, 4 * radius, 4 * radius)
        crs = QgsCoordinateReferenceSystem(_CASE_CRS)
        to_map = QgsCoordinateTransform(
            crs, self._canvas.mapSettings().destinationCrs(), self._project
        )
        try:
            extent = to_map.transformBoundingBox(around)
        except QgsCsException as error:
            self._messages.error(
                TrackerError(
                    tr("“{}” cannot be shown in the CRS of the map.").format(site.name),
                    tr("Choose another project CRS."),
                    str(error),
                )
            )
            return
        self._canvas.setExtent(extent)
        self._canvas.refresh()
        self._canvas.flashGeometries([QgsGeometry.fromPointXY(point)], crs)

"""Showing places on the map canvas.

What draws is imported when it draws: QGIS starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.messages import Messages

if TYPE_CHECKING:
    from imam_ali_tracker.gui.position_mark import PositionMark
    from imam_ali_tracker.gui.site_list import Positions, SiteItem

LEAST_RADIUS_M = 2_000.0
"""A site is shown with at least so much around it."""
MOST_FLASHED = 1_000
"""QGIS draws each point that flashes many times: 33,000 stop the window for half a second."""
_GRID = 24


class CanvasView:
    """Zooms to, flashes and marks what the analyst chose elsewhere."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, messages: Messages) -> None:
        self._canvas = canvas
        self._project = project
        self._messages = messages
        self._marks: dict[bool, PositionMark] = {}

    def zoom_to_site(self, site: SiteItem) -> None:
        """Show the site so that its position accuracy fits the view, and flash it."""
        from imam_ali_tracker.gui.map_shapes import bring_into_view, flash

        shown = (self._canvas, self._project)
        if bring_into_view(*shown, self._messages, _around(site), site.name):
            flash(*shown, _flashing(site))

    def zoom_to_positions(self, positions: Positions, name: str) -> None:
        """Show positions, (n, 2) longitude and latitude, and flash them; ``name`` says of what."""
        from imam_ali_tracker.gui.map_shapes import zoom_to

        shown = _spread(positions) if len(positions) > MOST_FLASHED else positions
        points = QgsGeometry.fromMultiPointXY([QgsPointXY(x, y) for x, y in shown.tolist()])
        shapes = [points] if len(shown) else []
        zoom_to(self._canvas, self._project, self._messages, shapes, name)

    def pan_to_site(self, site: SiteItem) -> None:
        """Bring the site to the middle of the map at the scale that it has, and flash it."""
        shown = self._shown(site)
        if shown is not None:
            self._canvas.setCenter(shown.asPoint())
            self._canvas.refresh()
            self.flash_site(site)

    def flash_site(self, site: SiteItem) -> None:
        """Flash the site where it is, and the outline of its accuracy."""
        from imam_ali_tracker.gui.map_shapes import flash

        if self._shown(site) is not None:
            flash(self._canvas, self._project, _flashing(site))

    def mark_site(self, site: SiteItem | None, *, hovered: bool = False) -> None:
        """Draw position and accuracy of a site instead of the one before; of none, nothing."""
        from imam_ali_tracker.gui.position_mark import PositionMark

        if hovered not in self._marks:
            self._marks[hovered] = PositionMark(self._canvas, self._project, dashed=hovered)
        mark = self._marks[hovered]
        if site is None or site.position is None:
            mark.clear()
        else:
            mark.show(site.position, site.position_accuracy_m)

    def _shown(self, site: SiteItem) -> QgsGeometry | None:
        """Return the site in the CRS of the map, or say why there is nothing to show."""
        from imam_ali_tracker.gui.map_shapes import OnMap

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


def _around(site: SiteItem) -> list[QgsGeometry]:
    from imam_ali_tracker.gui.position_mark import accuracy_circle

    if site.position is None:
        return []
    return accuracy_circle(site.position, max(LEAST_RADIUS_M, site.position_accuracy_m or 0.0))


def _flashing(site: SiteItem) -> list[QgsGeometry]:
    from imam_ali_tracker.gui.position_mark import shapes_of

    return [] if site.position is None else shapes_of(site.position, site.position_accuracy_m)


def _spread(positions: Positions) -> Positions:
    """Return the outermost positions and one in each cell of a grid over all."""
    import numpy as np

    low, high = positions.min(axis=0), positions.max(axis=0)
    cells = ((positions - low) / np.maximum(high - low, 1e-9) * _GRID).astype(np.int64)
    _, firsts = np.unique(cells[:, 0] * (_GRID + 1) + cells[:, 1], return_index=True)
    ends = (positions.argmin(axis=0), positions.argmax(axis=0))
    spread: Positions = positions[np.unique(np.concatenate((firsts, *ends)))]
    return spread

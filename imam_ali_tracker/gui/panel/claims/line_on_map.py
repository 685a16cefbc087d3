"""The line that a claim was measured along, on the map."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsExpression, QgsGeometry

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.map_shapes import Preview, geometries_of, zoom_to
from imam_ali_tracker.gui.panel.claims.items import ClaimItem
from imam_ali_tracker.gui.panel.context import PanelContext

_LAYER = "claim_lines"


class LineOnMap:
    """Shows one line at a time: selected in the layer of claims, drawn where that is not shown."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._drawn = Preview(context.map_canvas, context.project)

    def show(self, item: ClaimItem | None, location: CaseLocation) -> None:
        """Show the line of a claim, or none, instead of the one before."""
        is_shown = self._select("" if item is None else item.uuid, location)
        self._drawn.show([] if item is None or is_shown else _shapes(item))

    def clear(self) -> None:
        """Draw nothing; what is selected stays so."""
        self._drawn.clear()

    def zoom_to(self, item: ClaimItem) -> None:
        """Bring the line of a claim into view and flash it."""
        context = self._context
        statement = item.claim.statement
        zoom_to(context.map_canvas, context.project, context.messages, _shapes(item), statement)

    def _select(self, uuid: str, location: CaseLocation) -> bool:
        """Select the line in the layers of claims; return whether the map shows one of these."""
        equals = QgsExpression.createFieldEqualityExpression("uuid", uuid)
        drawn = self._context.map_canvas.layers()
        is_shown = False
        for name, layer in case_layers(self._context.project, location):
            if name == _LAYER and layer.isValid():
                layer.selectByExpression(equals)
                is_shown = is_shown or layer in drawn
        return is_shown


def _shapes(item: ClaimItem) -> list[QgsGeometry]:
    line = item.finding.line
    if line is None:
        return []
    ends = np.array([(line.lon1, line.lat1), (line.lon2, line.lat2)])
    return geometries_of(corridor_lines(Paths.of([ends])))

"""What the pages of the panel, and what else has a window, work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.core import QgsProject
    from qgis.gui import QgsMapCanvas

    from imam_ali_tracker.gui.canvas import CanvasView
    from imam_ali_tracker.gui.controller import CaseController
    from imam_ali_tracker.gui.editing import CaseEditor
    from imam_ali_tracker.gui.messages import Messages


@dataclass(frozen=True)
class PanelContext:
    """The project and its map, the open case, and the message bar."""

    project: QgsProject
    map_canvas: QgsMapCanvas
    canvas: CanvasView
    controller: CaseController
    editor: CaseEditor
    messages: Messages

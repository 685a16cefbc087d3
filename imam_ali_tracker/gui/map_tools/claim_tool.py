"""Choosing what a claim is about: two clicks on the map, with the distance live."""

from __future__ import annotations

import numpy as np
from qgis.core import Qgis, QgsProject
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from imam_ali_tracker.claims.distances import FALLBACK_UNIT, Distance, measure
from imam_ali_tracker.claims.endpoints import Endpoint
from imam_ali_tracker.claims.findings import metres_text
from imam_ali_tracker.claims.model import Position
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.gui.map_shapes import OnMap, Preview, geometries_of
from imam_ali_tracker.gui.map_tools.claim_things import Thing, ThingsOnMap
from imam_ali_tracker.gui.map_tools.mouse_note import MouseNote
from imam_ali_tracker.gui.map_tools.place_marker import PlaceMarker


class ClaimTool(QgsMapTool):
    """The first click chooses the subject, the second the object.

    ``chosen`` carries the two of them as :class:`Thing`. Meanwhile the geodesic from the subject to
    the mouse is drawn, and its length stands beside the mouse. Escape, a right click or Enter give
    the tool before it back; Backspace takes the first click back. A click beside everything
    chooses nothing.
    """

    chosen = pyqtSignal(object, object)

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, things: ThingsOnMap) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._project = project
        self._things = things
        self._subject: Thing | None = None
        self._before: QgsMapTool | None = None
        self._line = Preview(canvas, project)
        self._under_mouse = Preview(canvas, project)
        self._marker = PlaceMarker(canvas, project)
        self.note = MouseNote(canvas)
        self.unit = FALLBACK_UNIT
        self.setCursor(Qt.CursorShape.CrossCursor)

    def start(self) -> None:
        """Become the tool of the map."""
        if self._canvas.mapTool() is not self:
            self._before = self._canvas.mapTool()
        self._forget()
        self._canvas.setMapTool(self)

    def give_back(self) -> None:
        """Give the tool before this one back."""
        self._forget()
        if self._canvas.mapTool() is not self:
            return
        if self._before is not None and not sip.isdeleted(self._before):
            self._canvas.setMapTool(self._before)
        else:
            self._canvas.unsetMapTool(self)

    def discard(self) -> None:
        """Remove what the tool keeps in the map; it is not used afterwards."""
        self._clear()
        self._marker.discard()
        self.note.discard()
        self.deleteLater()

    def activate(self) -> None:
        """Begin, with the keyboard in the map."""
        super().activate()
        self._canvas.setFocus()

    def deactivate(self) -> None:
        """Take everything off the map that is not stored."""
        self._clear()
        super().deactivate()

    def canvasMoveEvent(self, e: QgsMapMouseEvent | None) -> None:
        """Show what is under the mouse, and how far it is from the subject."""
        event = present(e)
        target = self._things.at(event.pos())
        self._show_target(target)
        legs = self._legs(target, event)
        ends = [[leg.line[:2], leg.line[2:]] for leg in legs]
        self._line.show(geometries_of(corridor_lines(Paths.of(map(np.array, ends)))))
        self.note.say("\n".join(self._words(target, legs)), event.pos())

    def canvasReleaseEvent(self, e: QgsMapMouseEvent | None) -> None:
        """Take what is under the mouse, or give up."""
        event = present(e)
        if event.button() == Qt.MouseButton.RightButton:
            self.give_back()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._take(self._things.at(event.pos()))

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Take back, or give up."""
        event = present(e)
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._forget()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.give_back()
        else:
            return
        event.ignore()  # so the canvas does not take the key for one of its own

    def _take(self, thing: Thing | None) -> None:
        if thing is None:
            return
        subject = self._subject
        if subject is None:
            self._subject = thing
        elif thing.reference != subject.reference:
            self.give_back()
            self.chosen.emit(subject, thing)

    def _forget(self) -> None:
        self._subject = None
        self._line.clear()

    def _legs(self, target: Thing | None, event: QgsMapMouseEvent) -> list[Distance]:
        """Return what is measured: through a corridor from end to end, then on to the target."""
        subject = self._subject
        if subject is None:
            return []
        stops = list(subject.stops)
        end = self._end(target, event)
        if end is not None and (not stops or end.coast is None or stops[-1].coast is not end.coast):
            stops.append(end)
        if subject.is_construct:
            stops = [*stops[:1], *stops[1:][-1:]]
        found = measure(list(zip(stops, stops[1:])))
        return [distance for distance in found if distance is not None]

    def _end(self, target: Thing | None, event: QgsMapMouseEvent) -> Endpoint | None:
        if target is not None and len(target.stops) == 1 and target.stops[0].is_placed:
            return target.stops[0]
        place = OnMap(self._canvas, self._project).position(self.toMapCoordinates(event.pos()))
        return None if place is None else Endpoint("", Position(*place, 0.0))

    def _words(self, target: Thing | None, legs: list[Distance]) -> list[str]:
        words = [] if target is None else [target.name]
        if len(legs) == 1:
            measured = legs[0].measured(self.unit)
            exact = metres_text(legs[0].metres, self.unit)
            words.append(exact if target is None else str(measured))
        elif legs:
            words.append(metres_text(sum(leg.metres for leg in legs), self.unit))
        if target is None:
            words.append(
                tr("Click what the claim is about")
                if self._subject is None
                else tr("Click what it is measured to")
            )
        return words

    def _show_target(self, target: Thing | None) -> None:
        is_point = target is not None and target.shape.type() == Qgis.GeometryType.Point
        shapes = [] if target is None or is_point else [target.shape]
        self._under_mouse.show(shapes)
        at = present(target).shape.asPoint() if is_point else None
        self._marker.show(None if at is None else (at.x(), at.y()))

    def _clear(self) -> None:
        self._line.clear()
        self._under_mouse.clear()
        self._marker.show(None)
        self.note.hide()

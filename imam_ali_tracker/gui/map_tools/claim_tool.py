"""Choosing the two sites that a claim is about: two clicks on the map, with the distance live."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtSignal

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.map_tools.corridor_tool import Clicked, CorridorTool
from imam_ali_tracker.gui.site_list import SiteItem
from imam_ali_tracker.gui.site_register import SiteRegister


class ClaimTool(CorridorTool):
    """The first click chooses the subject, the second the object; both are tracked sites.

    ``chosen`` carries the two :class:`SiteItem`. The line to the mouse is the geodesic, its length
    is written beside the mouse. Escape, a right click or Enter give the tool before it back;
    Backspace takes the first click back. A click beside all sites chooses nothing.
    """

    chosen = pyqtSignal(object, object)

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, sites: SiteRegister) -> None:
        super().__init__(canvas, project, sites)
        self._map = canvas
        self._subject: SiteItem | None = None
        self._before: QgsMapTool | None = None
        self.clicked.connect(self._take)
        self.takenBack.connect(self._forget)
        self.cancelled.connect(self.give_back)
        self.ended.connect(self.give_back)

    def start(self) -> None:
        """Become the tool of the map."""
        if self._map.mapTool() is not self:
            self._before = self._map.mapTool()
        self._forget()
        self._map.setMapTool(self)

    def give_back(self) -> None:
        """Give the tool before this one back."""
        self._forget()
        if self._map.mapTool() is not self:
            return
        if self._before is not None and not sip.isdeleted(self._before):
            self._map.setMapTool(self._before)
        else:
            self._map.unsetMapTool(self)

    def _forget(self) -> None:
        self._subject = None
        self.set_course([])

    def _take(self, clicked: Clicked) -> None:
        site = clicked.site
        if site is None or site == self._subject:
            return
        if self._subject is None:
            self._subject = site
            self.set_course([present(site.position)])
            return
        subject = self._subject
        self.give_back()
        self.chosen.emit(subject, site)

    def _text(self, found: Clicked) -> str:
        if found.site is None and self._subject is None:
            return tr("Click the site that the claim is about")
        lines = super()._text(found)
        if found.site is None:
            lines += "\n" + tr("Click the other site")
        return lines

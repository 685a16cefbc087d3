"""Sites, reports and claims of the open case in QGIS's locator (Ctrl+K), with the prefix iat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from qgis.core import (
    QgsApplication,
    QgsFeedback,
    QgsLocatorContext,
    QgsLocatorFilter,
    QgsLocatorResult,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.gui.latest import LatestRead
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.places.finding import Found
    from imam_ali_tracker.gui.site_list import SiteList

PREFIX = "iat"
_LEAST_LETTERS = 2
_ICONS = {
    "sites": "/mIconPointLayer.svg",
    "reports": "/mIconInfo.svg",
    "claims": "/mActionMeasure.svg",
}


class Asked(NamedTuple):
    """The open case at the moment in which something is looked for; immutable, for any thread."""

    location: CaseLocation
    sites: SiteList


class CaseLocator(QgsLocatorFilter):
    """Finds by name in any script; each search runs on a clone in a thread of its own."""

    def __init__(self, context: PanelContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: Asked | None = None
        self._icons: dict[str, QIcon] = {}
        self._read: LatestRead | None = None
        # QGIS owns clones but does not keep Python's half of them.
        self._clones: list[CaseLocator] = []

    def clone(self) -> QgsLocatorFilter:
        """Return a copy for one search."""
        self._clones = [each for each in self._clones if not sip.isdeleted(each)]
        self._clones.append(CaseLocator(self._context))
        return self._clones[-1]

    def name(self) -> str:
        """Return the id."""
        return "imam_ali_tracker"

    def displayName(self) -> str:
        """Return the title in the list of filters."""
        return tr("Sites, reports and claims")

    def description(self) -> str:
        """Return what is found."""
        return tr("Sites, reports and claims of the open case, by name in any script")

    def prefix(self) -> str:
        """Return what restricts a search to this filter."""
        return PREFIX

    def priority(self) -> QgsLocatorFilter.Priority:
        """Return that results come after QGIS's quick ones."""
        return QgsLocatorFilter.Priority.Medium

    def prepare(self, string: str | None, context: QgsLocatorContext) -> list[str]:  # noqa: ARG002
        """Take note of the open case, on the main thread."""
        # QGIS's store of icons is for the main thread only.
        self._icons = {table: QgsApplication.getThemeIcon(icon) for table, icon in _ICONS.items()}
        controller = self._context.controller
        if controller.summary is not None:
            self._asked = Asked(controller.summary.location, controller.sites.sites)
        return []

    def fetchResults(
        self,
        string: str | None,
        context: QgsLocatorContext,  # noqa: ARG002
        feedback: QgsFeedback | None,
    ) -> None:
        """Find in a background thread."""
        text = (string or "").strip()
        if self._asked is None or len(text) < _LEAST_LETTERS:
            return
        for found in _search(self._asked, text):
            if present(feedback).isCanceled():
                return
            self.resultFetched.emit(self._result(found))

    def _result(self, found: Found) -> QgsLocatorResult:
        result = QgsLocatorResult()
        result.filter = self
        result.displayString = found.text
        result.description = found.note
        result.group = found.group
        result.groupScore = found.group_score
        result.score = found.score
        result.icon = self._icons[found.table]
        result.setUserData({"table": found.table, "uuid": found.uuid, "text": found.text})
        return result

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """Zoom to what was chosen, and flash it; what is drawn is looked up in the background."""
        chosen: dict[str, str] = result.userData  # type: ignore[attr-defined]
        controller, uuid = self._context.controller, chosen["uuid"]
        site = controller.sites.get(uuid) if chosen["table"] == "sites" else None
        if site is not None:
            self._context.canvas.zoom_to_site(site)
        elif controller.summary is not None:
            read = partial(_places, controller.summary.location, chosen["table"], uuid)
            self._reading(chosen["text"]).start(read)

    def _reading(self, text: str) -> LatestRead:
        """Return what shows places when they are read; an earlier answer no longer counts."""
        from imam_ali_tracker.gui.latest import LatestRead
        from imam_ali_tracker.gui.map_shapes import zoom_to

        context = self._context
        if self._read is not None:
            self._read.forget()
        self._read = LatestRead(tr("Looking for “{}” on the map").format(text), self)
        self._read.failed.connect(context.messages.error)
        self._read.done.connect(
            lambda shapes: zoom_to(
                context.map_canvas, context.project, context.messages, shapes, text
            )
        )
        return self._read


def _places(location: CaseLocation, table: str, uuid: str) -> list[QgsGeometry]:
    from imam_ali_tracker.gui.places.finding import places_of

    return places_of(location, table, uuid)


def _search(asked: Asked, text: str) -> Iterator[Found]:
    from imam_ali_tracker.gui.places.finding import search

    yield from search(asked.location, asked.sites, text)

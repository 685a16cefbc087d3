"""Sites that are dragged from the list onto the map or into a layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qgis.core import QgsLayoutItemLabel, QgsLayoutPoint
from qgis.PyQt.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF
from qgis.PyQt.QtGui import QDropEvent
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.notations import attribution
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites.copying import shown_notation
from imam_ali_tracker.gui.panel.sites.model import MIME_TYPE

if TYPE_CHECKING:
    from qgis.gui import QgsLayoutView

    from imam_ali_tracker.gui.panel.sites.actions import SiteActions

_MOST_IN_LABEL = 100
_ARRIVING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


def dropped_sites(data: QMimeData | None) -> list[str]:
    """Return the uuids of the sites that are dragged; none where it is something else."""
    if data is None or not data.hasFormat(MIME_TYPE):
        return []
    return [str(uuid) for uuid in json.loads(data.data(MIME_TYPE).data())]


def _place(event: QDropEvent) -> QPoint:
    # Qt 5 calls it posF, Qt 6 position.
    name = "position" if hasattr(event, "position") else "posF"
    place: QPointF = getattr(event, name)()
    return place.toPoint()


class _Drops(QObject):
    """Takes dragged sites on a widget before the widget sees them."""

    def __init__(self, target: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        """Accept sites, and only these."""
        # A QDragEnterEvent and a QDragMoveEvent are QDropEvents too.
        if not isinstance(event, QDropEvent):
            return False
        uuids = dropped_sites(event.mimeData())
        if not uuids:
            return False
        event.acceptProposedAction()
        if event.type() not in _ARRIVING:
            self.drop(uuids, event)
        return True

    def drop(self, uuids: list[str], event: QDropEvent) -> None:
        """Do what a drop means here."""
        raise NotImplementedError


class MapDrops(_Drops):
    """On the map: sites are shown where they are; of one without a position, it is asked for."""

    def __init__(self, context: PanelContext, actions: SiteActions, parent: QObject) -> None:
        super().__init__(present(context.map_canvas.viewport()), parent)
        self._context = context
        self._actions = actions

    def drop(self, uuids: list[str], event: QDropEvent) -> None:
        """Zoom to the sites; of a single one without a position, ask where it was dropped."""
        sites = self._context.controller.sites.sites
        numbers = sorted(sites.numbers(uuids).values())
        if len(numbers) > 1:
            name = plural("{:,} site", "{:,} sites", len(numbers)).format(len(numbers))
            self._context.canvas.zoom_to_positions(sites.positions(numbers), name)
            return
        for site in map(sites.item, numbers):
            if site.position is not None:
                self._context.canvas.zoom_to_site(site)
            else:
                transform = present(self._context.map_canvas.getCoordinateTransform())
                self._actions.place_at(site.uuid, transform.toMapCoordinates(_place(event)))


class LayoutDrops(_Drops):
    """In a layout: a site becomes a label with its position and where that comes from."""

    def __init__(self, view: QgsLayoutView, context: PanelContext, parent: QObject) -> None:
        super().__init__(present(view.viewport()), parent)
        self._view = view
        self._context = context

    def drop(self, uuids: list[str], event: QDropEvent) -> None:
        """Add a label where the sites were dropped."""
        rows = self._context.editor.rows("sites", uuids=uuids[:_MOST_IN_LABEL])
        if len(uuids) > _MOST_IN_LABEL:
            said = tr("The label ends after line {:,}: more sites would fill the page.")
            self._context.messages.warning(said.format(_MOST_IN_LABEL))
        text = "\n".join(attribution(row, shown_notation()) for row in rows)
        layout = self._view.currentLayout()
        if not text or layout is None:
            return
        label = QgsLayoutItemLabel(layout)
        label.setText(text)
        label.setId(tr("Sites"))
        layout.addLayoutItem(label)
        label.adjustSizeToText()
        at = self._view.mapToScene(_place(event))
        label.attemptMove(QgsLayoutPoint(at.x(), at.y()))

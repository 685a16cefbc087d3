"""What flashes on the map hides nothing of it."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.gui import QgsRubberBand

from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.site_list import SiteItem
from tests.support.waiting import wait_until


def flashing(context: PanelContext) -> list[QgsRubberBand]:
    items = context.map_canvas.scene().items()
    return [item for item in items if isinstance(item, QgsRubberBand)]


def kinds(context: PanelContext) -> set[Qgis.GeometryType]:
    return {band.asGeometry().type() for band in flashing(context)}


def test_a_site_flashes_with_the_outline_of_its_accuracy(context: PanelContext) -> None:
    wait_until(lambda: context.controller.sites.sites.items)
    items = context.controller.sites.sites.items
    site: SiteItem = next(each for each in items if each.position and each.position_accuracy_m)
    context.canvas.zoom_to_site(site)
    assert kinds(context) == {Qgis.GeometryType.Point, Qgis.GeometryType.Line}
    wait_until(lambda: not flashing(context))
    # Where no source states an accuracy none is shown, though the map shows what is around.
    context.canvas.zoom_to_site(site._replace(position_accuracy_m=None))
    assert kinds(context) == {Qgis.GeometryType.Point}

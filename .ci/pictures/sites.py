"""Journey 3: sites are found, added, moved; what is known of one is read."""

from __future__ import annotations

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, QRect

from imam_ali_tracker.gui.panel.sites.page import SitesPage
from pictures.desk import BORDER, Desk

BASE = "Imam Ali base"
OBSERVED = "At least eight storehouses"
EXAMPLE = (40.45, 34.5)
"""A place for the pictures only; nothing is there."""


def walk(desk: Desk) -> None:
    """Choose a site, look at it on the map, then add one by a click and by typing."""
    page = desk.page(SitesPage)
    page.select_site(desk.site(BASE).uuid)
    desk.settle()
    desk.keep("sites", desk.dock)
    _observe(desk, page)
    _group(desk, page)
    desk.look_at(BORDER)
    desk.keep_map("sites-map")
    _add_on_map(desk, page)
    _add_typed(desk, page)
    _import(desk, page)


def _observe(desk: Desk, page: SitesPage) -> None:
    entries = page.details.entries
    tops = (entries.topLevelItem(number) for number in range(entries.topLevelItemCount()))
    observations = next(top for top in tops if top.text(0).startswith("Observations"))
    rows = [observations.child(number) for number in range(observations.childCount())]
    entries.setCurrentItem(next(row for row in rows if row.text(0).startswith(OBSERVED)))
    entries.change.trigger()
    dialog = desk.dialog("ObservationDialog")
    desk.keep("observation", dialog)
    dialog.reject()
    desk.settle()


def _group(desk: Desk, page: SitesPage) -> None:
    groups = {action.data(): action for action in page.order_button.menu().actions()}
    groups["kind"].trigger()
    page.filter_edit.setText("al")
    desk.settle()
    page.view.scrollToTop()
    below = page.view.mapTo(desk.dock, QPoint(0, page.view.height() + 20))
    desk.keep("sites-groups", desk.dock, QRect(QPoint(0, 0), QPoint(desk.dock.width(), below.y())))
    page.filter_edit.clear()
    groups[""].trigger()
    desk.settle()


def _add_on_map(desk: Desk, page: SitesPage) -> None:
    page.tool_bar.add_on_map.trigger()
    centre = desk.at(*EXAMPLE)
    edge = desk.at(EXAMPLE[0] + 0.12, EXAMPLE[1])
    desk.drag(centre, edge)
    desk.keep_map("site-click")
    desk.release(edge)
    dialog = desk.dialog("SiteDialog")
    dialog.name_edit.setText("Example site")
    form = dialog.position_form
    form.basis_combo.setCurrentIndex(form.basis_combo.findData("reported"))
    form.source_edit.setText("Example for this guide")
    desk.settle()
    desk.keep("site-dialog", dialog)
    dialog.reject()


def _add_typed(desk: Desk, page: SitesPage) -> None:
    page.tool_bar.add_typed.trigger()
    dialog = desk.dialog("SiteDialog")
    dialog.name_edit.setText("Example site")
    dialog.position_form.position_edit.setText("37S EU 88500 17500")
    desk.settle()
    desk.keep("site-typed", dialog)
    dialog.reject()


def _import(desk: Desk, page: SitesPage) -> None:
    places = QgsVectorLayer(
        "Point?crs=EPSG:4326&field=name:string", "Places of a gazetteer", "memory"
    )
    desk.project.addMapLayer(places)
    desk.iface.setActiveLayer(places)
    page.tool_bar.add_from_layer.trigger()
    dialog = desk.dialog("ImportDialog")
    dialog.basis_combo.setCurrentIndex(dialog.basis_combo.findData("gazetteer"))
    dialog.accuracy_edit.setText("3 km")
    dialog.source_edit.setText("The gazetteer, and its date")
    desk.settle()
    desk.keep("site-import", dialog)
    dialog.reject()
    desk.project.removeMapLayer(places)
    desk.settle()

"""Dragging sites onto the map and into layouts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsRectangle
from qgis.gui import QgsLayoutView, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QMimeData, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QApplication, QWidget

from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites import drops
from imam_ali_tracker.gui.panel.sites.dialogs import PositionDialog
from imam_ali_tracker.gui.panel.sites.drops import LayoutDrops, dropped_sites
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from tests.support.waiting import wait_until

AT = QPoint(120, 90)


@pytest.fixture
def page(context: PanelContext) -> Iterator[SitesPage]:
    page = SitesPage(context)
    page.show_case(context.controller.summary)
    page.show()
    yield page
    sip.delete(page)


def dragged(page: SitesPage, name: str) -> QMimeData:
    rows = (page.model.index(row, 0) for row in range(page.model.rowCount()))
    return page.model.mimeData([next(index for index in rows if index.data() == name)])


def drop(target: QWidget, data: QMimeData) -> bool:
    """Drag data onto a widget and let go; return whether it was accepted."""
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(AT, copy, data, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    return QApplication.sendEvent(target, QDropEvent(QPointF(AT), copy, data, left, none))


def test_a_placed_site_is_shown_where_it_is(page: SitesPage, context: PanelContext) -> None:
    context.map_canvas.setExtent(QgsRectangle(0, 0, 1, 1))
    assert drop(context.map_canvas.viewport(), dragged(page, "Beirut"))
    beirut = next(i for i in context.controller.sites.sites.items if i.name == "Beirut")
    x, y = beirut.position or (0.0, 0.0)
    assert context.map_canvas.extent().contains(x, y)


def test_a_dragged_group_is_shown_whole(
    page: SitesPage, context: PanelContext, bar: QgsMessageBar
) -> None:
    page.model.set_order("place", "name", descending=False)
    group = next(index for index, branch in page.model.groups() if branch.title == "Lebanon")
    context.map_canvas.setExtent(QgsRectangle(0, 0, 1, 1))
    assert drop(context.map_canvas.viewport(), page.model.mimeData([group]))
    cities = [i for i in context.controller.sites.sites.items if i.country == "Lebanon"]
    assert {city.name for city in cities} == {"Beirut", "Tripoli (Lebanon)"}
    extent = context.map_canvas.extent()
    assert all(extent.contains(*city.position) for city in cities)
    assert extent.width() < 3


def test_many_sites_are_shown_to_the_outermost(context: PanelContext) -> None:
    inner = np.random.default_rng(1).uniform((35, 30), (45, 35), (20_000, 2))
    outer = np.array([[30.0, 33.0], [50.0, 33.0], [40.0, 25.0], [40.0, 40.0]])
    context.canvas.zoom_to_positions(np.concatenate((inner, outer)), "Many")
    extent = context.map_canvas.extent()
    assert all(extent.contains(x, y) for x, y in outer.tolist())


def test_a_group_without_positions_is_nowhere_on_the_map(
    page: SitesPage, context: PanelContext, bar: QgsMessageBar
) -> None:
    page.model.set_order("position_basis", "name", descending=False)
    group = next(index for index, branch in page.model.groups() if branch.title == "Unknown")
    before = context.map_canvas.extent()
    page._zoom_to_group(group)
    assert "no place on the map" in bar.currentItem().text()
    assert context.map_canvas.extent() == before


def test_of_a_site_without_a_position_it_is_asked_for(
    page: SitesPage, context: PanelContext
) -> None:
    context.map_canvas.setExtent(QgsRectangle(30, 30, 50, 40))
    assert drop(context.map_canvas.viewport(), dragged(page, "Imam Ali Training Facility"))
    wait_until(lambda: page.findChild(PositionDialog) is not None)
    asked = page.findChild(PositionDialog)
    assert asked.position_form.position_edit.text() != ""
    assert asked.fault() != ""
    asked.reject()


def test_other_things_are_left_to_the_map(page: SitesPage, context: PanelContext) -> None:
    data = QMimeData()
    data.setText("something else")
    assert dropped_sites(data) == []
    drop(context.map_canvas.viewport(), data)
    assert page.findChild(PositionDialog) is None


def test_in_a_layout_not_more_sites_are_named_than_fit(
    page: SitesPage, context: PanelContext, bar: QgsMessageBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drops, "_MOST_IN_LABEL", 2)
    layout = QgsPrintLayout(context.project)
    layout.initializeDefaults()
    view = QgsLayoutView()
    view.setCurrentLayout(layout)
    LayoutDrops(view, context, view)
    rows = [page.model.index(row, 0) for row in range(3)]
    assert drop(view.viewport(), page.model.mimeData(rows))
    (label,) = (item for item in layout.items() if isinstance(item, QgsLayoutItemLabel))
    assert len(label.text().splitlines()) == 2
    assert "line 2" in bar.currentItem().text()


def test_in_a_layout_a_site_is_a_label_with_its_source(
    page: SitesPage, context: PanelContext
) -> None:
    layout = QgsPrintLayout(context.project)
    layout.initializeDefaults()
    view = QgsLayoutView()
    view.setCurrentLayout(layout)
    LayoutDrops(view, context, view)
    assert drop(view.viewport(), dragged(page, "Beirut"))
    labels = [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
    assert [label.text().partition(":")[0] for label in labels] == ["Beirut"]
    assert "Gazetteer" in labels[0].text()
    layout.undoStack().stack().undo()
    assert not [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]

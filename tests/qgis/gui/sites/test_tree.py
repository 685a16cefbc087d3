"""The page of the sites with groups: chosen, remembered, opened and dragged."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtGui import QDrag
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMenu

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites.model import MIME_TYPE
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from tests.qgis.gui.sites.choosing import uuid_of
from tests.support.waiting import wait_until


@pytest.fixture(autouse=True)
def no_groups() -> Iterator[None]:
    yield
    settings.SITES_GROUP.choose("")


def choose_group(page: SitesPage, name: str) -> None:
    actions = page.order_button.menu().actions()
    next(action for action in actions if action.data() == name).trigger()


def group(page: SitesPage, *titles: str) -> QModelIndex:
    """Return where the group stands that has these titles, from the outermost."""
    found = QModelIndex()
    for title in titles:
        below = (page.model.index(row, 0, found) for row in range(page.model.rowCount(found)))
        found = next(index for index in below if page.model.branch(index).title == title)
    return found


def menu_at(page: SitesPage, index: QModelIndex) -> QMenu:
    page.view.scrollTo(index)
    page.view.customContextMenuRequested.emit(page.view.visualRect(index).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def press(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_how_sites_are_grouped_is_remembered(page: SitesPage, context: PanelContext) -> None:
    assert not any(button.isVisible() for button in page.fold_buttons)
    choose_group(page, "place")
    assert group(page, "Lebanon").data() == "Lebanon (2)"
    other = SitesPage(context, page)
    other.show_case(context.controller.summary)
    assert group(other, "Lebanon").isValid()
    expand, collapse = page.fold_buttons
    collapse.click()
    assert not page.view.isExpanded(group(page, "Lebanon"))
    expand.click()
    assert page.view.isExpanded(group(page, "Lebanon"))


def test_a_group_is_selected_from_its_menu(page: SitesPage) -> None:
    choose_group(page, "place")
    press(menu_at(page, group(page, "Lebanon")), "Select its sites")
    assert page.view.selected_count() == 2
    wait_until(lambda: page.details.hint_label.text().startswith("2 "))
    press(menu_at(page, group(page, "Lebanon")), "Collapse")
    assert not page.view.isExpanded(group(page, "Lebanon"))


def test_a_menu_of_a_group_that_is_gone_does_nothing(
    page: SitesPage, context: PanelContext
) -> None:
    tripoli = uuid_of(context, "Tripoli (Lebanon)")
    there = ChangeSet(updates={"sites": {tripoli: {"admin_place": "North"}}})
    assert context.editor.apply("Say where", there)
    wait_until(lambda: context.controller.sites.get(tripoli).admin_place == "North")
    choose_group(page, "place")
    menu = menu_at(page, group(page, "Lebanon", "North"))
    context.editor.undo_stack.undo()
    wait_until(lambda: not context.controller.sites.get(tripoli).admin_place)
    for text in ("Select its sites", "Zoom to the group", "Collapse"):
        press(menu, text)
    assert page.view.selected_count() == 0
    assert page.view.isExpanded(group(page, "Lebanon"))


def test_a_site_that_an_edit_moves_to_another_group_stays_in_view(
    page: SitesPage, context: PanelContext
) -> None:
    choose_group(page, "status")
    uuid = uuid_of(context, "Beirut")
    assert page.select_site(uuid)
    closed = ChangeSet(updates={"sites": {uuid: {"status": "unknown"}}})
    assert context.editor.apply("Not known", closed)

    def is_in(title: str) -> bool:
        index = page.view.currentIndex()
        seen = page.view.viewport().rect().contains(page.view.visualRect(index).center())
        return seen and index.parent() == group(page, title) and index.data() == "Beirut"

    wait_until(lambda: is_in("Unknown"))
    context.editor.undo_stack.undo()
    wait_until(lambda: is_in("Reference place"))


def test_letters_typed_in_the_list_filter_it(page: SitesPage) -> None:
    page.view.setFocus()
    QTest.keyClicks(page.view, "tartus")
    assert page.filter_edit.text() == "tartus"
    wait_until(lambda: page.model.shown == 1)


def test_selected_groups_are_dragged_whole(
    page: SitesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[list[str]] = []

    def let_go(drag: QDrag, *_actions: Qt.DropAction) -> Qt.DropAction:
        dragged.append(json.loads(bytes(drag.mimeData().data(MIME_TYPE))))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", let_go)
    choose_group(page, "place")
    names = {item.uuid: item.name for item in page._sites.sites.items}
    page.view.setCurrentIndex(group(page, "Lebanon"))
    page.view.startDrag(Qt.DropAction.CopyAction)
    assert [names[uuid] for uuid in dragged[0]] == ["Beirut", "Tripoli (Lebanon)"]
    assert page.select_site(dragged[0][1])
    page.view.startDrag(Qt.DropAction.CopyAction)
    assert dragged[1] == dragged[0][1:]

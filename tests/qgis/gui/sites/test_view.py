"""The tree of sites by mouse and keyboard: what is selected, open and in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QModelIndex, QPoint, QRect, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QStyleOptionViewItem, QWidget

from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.panel.sites.view import SitesView
from imam_ali_tracker.gui.site_list import SiteItem, SiteList

KINDS = ("storage", "city", "airfield")


def site(number: int) -> SiteItem:
    name = f"Site {number}"
    region = f"Region {number % 5}"
    kind = KINDS[number % 3]
    return SiteItem(name, name, kind, "", "reported", 100.0, (40.0, 34.0), (), "Iraq", region)


@pytest.fixture
def model() -> SiteModel:
    model = SiteModel()
    model.set_items(SiteList.of(site(number) for number in range(90)))
    model.set_order("kind", "name", descending=False)
    return model


@pytest.fixture
def view(model: SiteModel) -> Iterator[SitesView]:
    window = QWidget()
    view = SitesView(model, window)
    view.resize(320, 400)
    window.resize(320, 400)
    model.set_order("kind", "name", descending=False)
    window.show()
    yield view
    sip.delete(window)


def group(model: SiteModel, number: int) -> QModelIndex:
    return model.index(number, 0)


def titles(view: SitesView) -> list[str]:
    """Return the rows as they stand below each other."""
    found, index = [], view.model().index(0, 0)
    while index.isValid():
        found.append(index.data())
        index = view.indexBelow(index)
    return found


def is_in_view(view: SitesView, index: QModelIndex) -> bool:
    return view.viewport().rect().contains(view.visualRect(index).center())


def press(view: SitesView, *keys: Any) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def test_groups_are_open_and_close_by_keys(view: SitesView, model: SiteModel) -> None:
    assert len(titles(view)) == 93
    view.setCurrentIndex(model.index(4, 0, group(model, 0)))
    press(view, Qt.Key.Key_Left)
    assert view.currentIndex() == group(model, 0)
    press(view, Qt.Key.Key_Left)
    assert len(titles(view)) == 63
    press(view, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert view.currentIndex() == model.index(0, 0, group(model, 0))
    press(view, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert len(titles(view)) == 63
    press(view, Qt.Key.Key_Return)
    assert len(titles(view)) == 93


def test_from_right_to_left_the_arrow_keys_change_places(view: SitesView, model: SiteModel) -> None:
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.setCurrentIndex(group(model, 0))
    press(view, Qt.Key.Key_Right)
    assert not view.isExpanded(group(model, 0))
    press(view, Qt.Key.Key_Left)
    assert view.isExpanded(group(model, 0))


def test_all_groups_are_closed_and_opened(view: SitesView, model: SiteModel) -> None:
    view.collapseAll()
    assert titles(view) == ["Airfield (30)", "City or town (30)", "Storage site (30)"]
    view.setCurrentIndex(group(model, 1))
    press(view, Qt.Key.Key_Asterisk)
    assert len(titles(view)) == 33
    view.open_groups()
    assert len(titles(view)) == 93


def test_what_is_closed_stays_closed_except_while_filtering(
    view: SitesView, model: SiteModel
) -> None:
    view.collapse(group(model, 1))
    model.set_items(SiteList.of(site(number) for number in range(91)))
    assert len(titles(view)) == 64
    model.set_filter("Site 1")
    assert titles(view)[:2] == ["Airfield (3/30)", "Site 11"]
    assert view.isExpanded(group(model, 1))
    model.set_filter("")
    assert [view.isExpanded(group(model, number)) for number in range(3)] == [True, False, True]


def test_a_group_is_no_selected_site(view: SitesView, model: SiteModel) -> None:
    told: list[tuple[Any, int]] = []
    view.chosen.connect(lambda item, count: told.append((item, count)))
    view.setCurrentIndex(group(model, 1))
    assert told[-1] == (None, 0)
    assert view.selected_uuids() == []
    view.select_group(group(model, 1))
    assert view.selected_count() == 30
    assert view.selected_uuids() == [f"Site {number}" for number in range(1, 90, 3)]


def test_sites_of_several_groups_are_selected_together(view: SitesView, model: SiteModel) -> None:
    view.select_site("Site 2")
    last = model.indexes_of(["Site 4"])["Site 4"]
    view.scrollTo(last)
    place = view.visualRect(last).center()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place
    )
    assert view.selected_uuids()[:2] == ["Site 2", "Site 5"]
    assert view.selected_uuids()[-2:] == ["Site 1", "Site 4"]
    assert view.selected_count() == len(view.selected_uuids()) == 32
    view.selectAll()
    assert view.selected_count() == 90


def test_groups_in_groups_are_open_and_selected_as_one(view: SitesView, model: SiteModel) -> None:
    model.set_order("place", "name", descending=False)
    assert titles(view)[:3] == ["Iraq (90)", "Region 0 (18)", "Site 0"]
    assert len(titles(view)) == 96
    view.select_group(group(model, 0))
    assert view.selected_count() == 90
    country = group(model, 0)
    view.collapse(model.index(1, 0, country))
    model.set_items(SiteList.of(site(number) for number in range(91)))
    assert [view.isExpanded(index) for index, _ in model.groups()] == [
        True,
        True,
        False,
        *[True] * 3,
    ]


@pytest.mark.parametrize(
    "order", [("", "name"), ("position_basis", "position_accuracy_m"), ("place", "name")]
)
def test_the_chosen_site_stays_chosen_and_in_view(
    view: SitesView, model: SiteModel, order: tuple[str, str]
) -> None:
    view.select_site("Site 82")
    model.set_order(*order, descending=False)
    assert view.current_site().uuid == "Site 82"
    assert is_in_view(view, view.currentIndex())
    model.set_items(SiteList.of(site(number) for number in range(300)))
    assert view.selected_uuids() == ["Site 82"]
    assert is_in_view(view, view.currentIndex())


def test_a_site_that_is_closed_away_does_not_open_its_group(
    view: SitesView, model: SiteModel
) -> None:
    view.select_site("Site 5")
    view.collapse(group(model, 0))
    model.set_items(SiteList.of(site(number) for number in range(60)))
    assert not view.isExpanded(group(model, 0))
    assert view.current_site().uuid == "Site 5"
    assert view.select_site("Site 8")
    assert view.isExpanded(group(model, 0))


def test_letters_are_handed_on_and_keys_are_not(view: SitesView) -> None:
    typed: list[str] = []
    view.typed.connect(typed.append)
    QTest.keyClicks(view, "Te")
    press(view, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Down)
    assert typed == ["T", "e"]


def test_a_long_title_leaves_room_for_the_count(view: SitesView, model: SiteModel) -> None:
    option = QStyleOptionViewItem()
    option.widget, option.font = view, view.font()
    for width in (600, 90):
        option.rect = QRect(0, 0, width, 40)
        view.itemDelegate().initStyleOption(option, group(model, 1))
        whole = option.text == "City or town (30)"
        assert whole == (width == 600)
        assert option.text.endswith("\u2026 (30)") != whole
        assert option.fontMetrics.horizontalAdvance(option.text) <= width


def test_the_branches_need_no_room_where_there_are_no_groups(
    view: SitesView, model: SiteModel
) -> None:
    model.set_order("", "name", descending=False)
    assert view.visualRect(model.index(0, 0)).left() == 0
    model.set_order("kind", "name", descending=False)
    assert view.visualRect(group(model, 0)).left() > 0
    assert view.indexAt(QPoint(100, 5)) == group(model, 0)

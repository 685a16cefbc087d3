"""The tabs of the panel: pages are made and told when they are shown, rows are shown on theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from imam_ali_tracker.gui.panel.tabs import PanelTabs


@pytest.fixture
def tabs(context: PanelContext) -> Iterator[PanelTabs]:
    window = QWidget()
    tabs = PanelTabs(context, window)
    tabs.resize(320, 600)
    window.show()
    yield tabs
    sip.delete(window)


def test_only_the_page_in_front_is_made(tabs: PanelTabs) -> None:
    assert tabs.findChild(SitesPage) is not None
    assert tabs.findChild(ReportsPage) is None
    tabs.setCurrentIndex(1)
    assert tabs.findChild(ReportsPage) is not None


def test_a_page_is_found_without_making_those_before_it(tabs: PanelTabs) -> None:
    assert isinstance(tabs.page(ClaimsPage), ClaimsPage)
    assert tabs.currentIndex() == 2
    assert tabs.findChild(ReportsPage) is None


def test_only_the_tab_in_front_shows_its_title(tabs: PanelTabs) -> None:
    assert [bool(tabs.tabText(number)) for number in range(tabs.count())] == [
        True,
        *[False] * (tabs.count() - 1),
    ]
    assert all(tabs.tabToolTip(number) for number in range(tabs.count()))


def test_a_row_is_shown_on_the_page_of_its_table(tabs: PanelTabs, context: PanelContext) -> None:
    tabs.setCurrentIndex(1)
    site = context.controller.sites.sites.items[3]
    tabs.show_row("sites", site.uuid)
    page = tabs.page(SitesPage)
    assert isinstance(page, SitesPage)
    assert tabs.currentIndex() == 0
    assert page.view.current_site() == site


def test_the_title_gives_way_where_tabs_would_not_fit(tabs: PanelTabs) -> None:
    tabs.resize(180, 600)
    assert not any(tabs.tabText(number) for number in range(tabs.count()))
    tabs.setCurrentIndex(1)
    assert not tabs.tabText(1)
    tabs.resize(600, 600)
    assert tabs.tabText(1)

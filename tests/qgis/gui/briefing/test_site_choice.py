"""The choice of sites: by ticks, by the map, by the filter, and their order."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from imam_ali_tracker.gui.briefing.site_choice import SiteChoice

SITES = [("1", "Alpha"), ("2", "Beta"), ("3", "Gamma")]


@pytest.fixture
def choice() -> SiteChoice:
    holder = QWidget()
    made = SiteChoice(SITES, lambda: ["3"], lambda: ["1", "2"], holder)
    made.holder = holder
    return made


def press(choice: SiteChoice, text: str) -> None:
    next(button for button in choice.findChildren(QPushButton) if button.text() == text).click()


def test_everything_is_chosen_at_first(choice: SiteChoice) -> None:
    assert choice.chosen() is None
    assert choice.count.text() == "3 of 3 sites"


@pytest.mark.parametrize(
    ("button", "chosen"),
    [("None", ()), ("Selected", ("3",)), ("In view", ("1", "2")), ("All", None)],
)
def test_the_map_chooses(choice: SiteChoice, button: str, chosen: tuple[str, ...] | None) -> None:
    told: list[int] = []
    choice.changed.connect(lambda: told.append(1))
    press(choice, button)
    assert choice.chosen() == chosen
    assert told == [1]


def test_all_are_those_that_the_filter_shows(choice: SiteChoice) -> None:
    choice.filter.setText("bet")
    press(choice, "All")
    assert choice.chosen() == ("2",)


def test_ticks_and_order_count(choice: SiteChoice) -> None:
    choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert choice.chosen() == ("2", "3")
    choice.list.item(0).setCheckState(Qt.CheckState.Checked)
    moved = choice.list.takeItem(2)
    choice.list.insertItem(0, moved)
    assert choice.chosen() == ("3", "1", "2")


def test_sites_move_by_key_and_come_back_in_order(choice: SiteChoice) -> None:
    choice.list.setCurrentRow(2)
    choice.shift(-1)
    assert choice.chosen() == ("1", "3", "2")
    choice.shift(-1)
    choice.shift(-1)
    assert choice.chosen() == ("3", "1", "2")
    choice.filter.setText("mm")  # only Gamma, which has nothing to go past
    choice.shift(1)
    choice.filter.clear()
    assert choice.chosen() == ("3", "1", "2")
    choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    choice.sort()
    assert choice.chosen() == ("1", "2")
    choice.list.item(2).setCheckState(Qt.CheckState.Checked)
    assert choice.chosen() is None


def test_sites_that_come_and_go_leave_the_choice(choice: SiteChoice) -> None:
    choice.set_sites([("4", "Aleph"), *SITES])
    assert choice.chosen() is None
    choice.tick(["3", "1"])
    choice.list.setCurrentRow(3)
    choice.shift(-1)
    assert choice.chosen() == ("1", "3")
    choice.set_sites([("5", "Bet"), *SITES[1:]])
    assert choice.chosen() == ("3",)
    assert choice.count.text() == "1 of 3 sites"

"""The list of sites in the panel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from qgis.PyQt.QtCore import QLocale, QModelIndex, Qt
from qgis.PyQt.QtTest import QAbstractItemModelTester

from imam_ali_tracker.gui.panel.sites import grouping
from imam_ali_tracker.gui.panel.sites.grouping import GROUPS
from imam_ali_tracker.gui.panel.sites.model import MIME_TYPE, SiteModel
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE
from imam_ali_tracker.gui.site_list import SiteItem, SiteList

ARABIC = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644"


def site(
    name: str, *names: str, basis: str = "gazetteer", accuracy: float | None = 2000, place: str = ""
) -> SiteItem:
    position = None if basis == "unknown" else (40.9, 34.4)
    country, _, admin_place = place.partition("/")
    return SiteItem(name, name, "city", "", basis, accuracy, position, names, country, admin_place)


@pytest.fixture
def model() -> SiteModel:
    model = SiteModel()
    failing = QAbstractItemModelTester.FailureReportingMode.Fatal
    model.tester = QAbstractItemModelTester(model, failing)
    model.set_items(
        SiteList.of(
            [
                site("Tehran", place="Iran/Tehran"),
                site("Al-Bukamal", "Abu Kamal", ARABIC, place="Syria"),
                site("<b>Base</b>", basis="proxy", accuracy=15000),
                site("Unplaced", basis="unknown", accuracy=None, place="Syria/Homs"),
            ]
        )
    )
    return model


def shown(model: SiteModel, parent: QModelIndex | None = None) -> list[Any]:
    """Return the titles of the rows: of groups with a list of the rows in them."""
    found: list[Any] = []
    for row in range(model.rowCount(parent or QModelIndex())):
        index = model.index(row, 0, parent or QModelIndex())
        found.append(index.data())
        if model.branch(index) is not None:
            found.append(shown(model, index))
    return found


def test_sites_stand_by_name(model: SiteModel) -> None:
    assert shown(model) == ["<b>Base</b>", "Al-Bukamal", "Tehran", "Unplaced"]
    assert model.total == 4


@pytest.mark.parametrize("text", ["kamal", "ABU k", ARABIC[2:5], " Bukamal "])
def test_the_filter_looks_at_every_name_in_any_script(model: SiteModel, text: str) -> None:
    model.set_filter(text)
    assert shown(model) == ["Al-Bukamal"]


def test_clearing_the_filter_shows_all(model: SiteModel) -> None:
    model.set_filter("nothing like this")
    assert shown(model) == []
    model.set_filter("")
    assert model.rowCount() == model.total


def test_the_note_says_how_well_a_position_is_known(model: SiteModel) -> None:
    notes = [model.data(model.index(row, 0), NOTE_ROLE) for row in range(4)]
    assert notes[0] == "City or town · ± 15 km · Proxy (another place's position)"
    assert notes[3] == "City or town · no source states a position"


def test_uncertain_positions_are_set_in_italics(model: SiteModel) -> None:
    fonts = [model.data(model.index(row, 0), Qt.ItemDataRole.FontRole) for row in range(4)]
    assert [font is not None and font.italic() for font in fonts] == [True, False, False, True]


def test_many_sites_are_filtered(model: SiteModel) -> None:
    model.set_items(SiteList.of([site(f"Site {number:06d}") for number in range(2_000)]))
    model.set_filter("001999")
    assert shown(model) == ["Site 001999"]


def test_sites_stand_under_groups_of_a_scale(model: SiteModel) -> None:
    model.set_order("position_basis", "name", descending=False)
    assert shown(model) == [
        *("Gazetteer (2)", ["Al-Bukamal", "Tehran"]),
        *("Proxy (another place's position) (1)", ["<b>Base</b>"]),
        *("Unknown (1)", ["Unplaced"]),
    ]
    group = model.index(0, 0)
    assert model.site(group) is None
    assert model.site(model.index(1, 0, group)).name == "Tehran"
    assert group.data(Qt.ItemDataRole.AccessibleTextRole) == "Gazetteer: 2 sites"


def test_filtered_groups_count_what_they_show_of_all(model: SiteModel) -> None:
    model.set_order("position_basis", "name", descending=False)
    model.set_filter("tehran")
    assert shown(model) == ["Gazetteer (1/2)", ["Tehran"]]
    group = model.index(0, 0)
    assert group.data(Qt.ItemDataRole.AccessibleTextRole) == "Gazetteer: 1 of 2 sites"
    model.set_filter("nothing like this")
    assert (shown(model), model.shown) == ([], 0)


def test_what_is_unknown_stands_last_in_one_group(model: SiteModel) -> None:
    items = [site("None")._replace(status=""), site("Said")._replace(status="unknown")]
    rest = [site("Old")._replace(status="closed"), site("New")._replace(status="a new word")]
    model.set_order("status", "name", descending=True)
    model.set_items(SiteList.of([*items, *rest]))
    assert shown(model) == [
        *("a new word (1)", ["New"]),
        *("Closed (1)", ["Old"]),
        *("Unknown (2)", ["Said", "None"]),
    ]


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def test_places_stand_within_countries(model: SiteModel, german: None) -> None:
    places = ("Iraq/Anbar", "Iraq", "syria", "Ägypten/Zone 10", "Ägypten/Zone 9", "/Somewhere", "")
    model.set_items(SiteList.of([site(f"In {place}", place=place) for place in places]))
    model.set_order("place", "name", descending=False)
    assert shown(model) == [
        *(
            "Ägypten (2)",
            ["Zone 9 (1)", ["In Ägypten/Zone 9"], "Zone 10 (1)", ["In Ägypten/Zone 10"]],
        ),
        *("Iraq (2)", ["Anbar (1)", ["In Iraq/Anbar"], "Unknown (1)", ["In Iraq"]]),
        *("syria (1)", ["In syria"]),
        *("Unknown (2)", ["Somewhere (1)", ["In /Somewhere"], "Unknown (1)", ["In "]]),
    ]
    model.set_filter("anbar")
    assert shown(model) == ["Iraq (1/2)", ["Anbar (1/1)", ["In Iraq/Anbar"]]]


@pytest.mark.parametrize("most", [2, 3])
def test_too_many_places_are_no_groups(
    model: SiteModel, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_GROUPS", most)
    places = ("Iraq/A", "Iraq/B", "Syria/A", "Syria/B")
    model.set_items(SiteList.of([site(place, place=place) for place in places]))
    model.set_order("place", "name", descending=False)
    assert shown(model) == [
        *("Iraq (2)", ["Iraq/A", "Iraq/B"]),
        *("Syria (2)", ["Syria/A", "Syria/B"]),
    ]


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_every_site_is_found_where_it_stands(model: SiteModel, group: str) -> None:
    model.set_order(group, "position_accuracy_m", descending=True)
    uuids = ["Tehran", "Al-Bukamal", "Unplaced", "elsewhere"]
    found = model.indexes_of(uuids)
    assert [model.site(found[uuid]).uuid for uuid in uuids[:3]] == uuids[:3]
    assert "elsewhere" not in found
    model.set_filter("Tehran")
    assert list(model.indexes_of(uuids)) == ["Tehran"]


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_a_case_without_sites_has_no_groups(model: SiteModel, group: str) -> None:
    model.set_order(group, "name", descending=False)
    model.set_items(SiteList())
    assert (shown(model), model.total, model.shown) == ([], 0, 0)


def test_a_dragged_group_is_all_of_its_sites(model: SiteModel) -> None:
    model.set_order("position_basis", "name", descending=False)
    group = model.index(0, 0)
    data = model.mimeData([model.index(1, 0, group), group, model.index(0, 0, model.index(1, 0))])
    assert json.loads(bytes(data.data(MIME_TYPE))) == ["Al-Bukamal", "Tehran", "<b>Base</b>"]


def test_the_unknown_accuracy_is_the_worst(model: SiteModel) -> None:
    model.set_order("", "position_accuracy_m", descending=False)
    assert shown(model) == ["Al-Bukamal", "Tehran", "<b>Base</b>", "Unplaced"]
    model.set_order("", "position_accuracy_m", descending=True)
    assert shown(model)[0] == "Unplaced"


def test_numbers_in_names_stand_in_their_order(model: SiteModel) -> None:
    model.set_items(SiteList.of([site("Site 10"), site("Site 9"), site("site 2")]))
    assert shown(model) == ["site 2", "Site 9", "Site 10"]


def test_letters_with_marks_stand_beside_those_without(model: SiteModel) -> None:
    model.set_items(SiteList.of(map(site, ("Zulu", "\u00d6sel", "Oslo", "abu", "\u0100bad"))))
    assert shown(model) == ["\u0100bad", "abu", "\u00d6sel", "Oslo", "Zulu"]


def test_dragged_sites_are_uuids_for_us_and_names_for_others(model: SiteModel) -> None:
    data = model.mimeData([model.index(1, 0), model.index(2, 0)])
    assert json.loads(bytes(data.data(MIME_TYPE))) == ["Al-Bukamal", "Tehran"]
    assert data.text() == "Al-Bukamal\nTehran"


@pytest.mark.parametrize("text", ["albukamal", "al bukamal", "\u0622\u0644\u0628\u0648\u0643"])
def test_spellings_of_one_name_are_found(model: SiteModel, text: str) -> None:
    model.set_filter(text)
    assert shown(model) == ["Al-Bukamal"]


def test_signs_are_looked_for_as_they_stand(model: SiteModel) -> None:
    model.set_filter("<")
    assert shown(model) == ["<b>Base</b>"]

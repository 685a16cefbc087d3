"""The list of sites in the panel."""

from __future__ import annotations

import json

import pytest
from qgis.PyQt.QtCore import Qt

from imam_ali_tracker.gui.panel.sites.model import MIME_TYPE, SiteModel
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE
from imam_ali_tracker.gui.site_list import SiteItem, SiteList

ARABIC = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644"


def site(
    name: str, *names: str, basis: str = "gazetteer", accuracy: float | None = 2000
) -> SiteItem:
    position = None if basis == "unknown" else (40.9, 34.4)
    return SiteItem(name, name, "city", "", basis, accuracy, position, names)


@pytest.fixture
def model() -> SiteModel:
    model = SiteModel()
    model.set_items(
        SiteList.of(
            [
                site("Tehran"),
                site("Al-Bukamal", "Abu Kamal", ARABIC),
                site("<b>Base</b>", basis="proxy", accuracy=15000),
                site("Unplaced", basis="unknown", accuracy=None),
            ]
        )
    )
    return model


def shown(model: SiteModel) -> list[str]:
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


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


def test_sites_stand_under_headings_that_fold(model: SiteModel) -> None:
    model.set_order("position_basis", "name", descending=False)
    assert shown(model) == [
        "Gazetteer (2)",
        "Al-Bukamal",
        "Tehran",
        "Proxy (another place's position) (1)",
        "<b>Base</b>",
        "Unknown (1)",
        "Unplaced",
    ]
    model.fold(0, folded=True)
    assert shown(model)[:2] == ["Gazetteer (2)", "Proxy (another place's position) (1)"]
    assert model.index(0, 0).data(SiteModel.HEADING_ROLE) is False
    assert model.item(model.index(0, 0)) is None
    model.set_filter("unplaced")
    assert shown(model) == ["Unknown (1)", "Unplaced"]


def test_sites_without_a_status_have_a_heading_too(model: SiteModel) -> None:
    model.set_order("status", "name", descending=True)
    assert shown(model)[:2] == ["None stated (4)", "Unplaced"]


def test_the_unknown_accuracy_is_the_worst(model: SiteModel) -> None:
    model.set_order("", "position_accuracy_m", descending=False)
    assert shown(model) == ["Al-Bukamal", "Tehran", "<b>Base</b>", "Unplaced"]
    model.set_order("", "position_accuracy_m", descending=True)
    assert shown(model)[0] == "Unplaced"


def test_numbers_in_names_stand_in_their_order(model: SiteModel) -> None:
    model.set_items(SiteList.of([site("Site 10"), site("Site 9"), site("site 2")]))
    assert shown(model) == ["site 2", "Site 9", "Site 10"]


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

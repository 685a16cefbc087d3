"""Cases in the Browser, through QGIS's own model of it."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsBrowserModel,
    QgsDataItem,
    QgsMimeDataUtils,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsDataItemGuiContext
from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtWidgets import QMenu

from imam_ali_tracker.case.inspection import title_of
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui import team
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.places import browser
from imam_ali_tracker.gui.places.browser import CaseItem, CaseItems
from imam_ali_tracker.gui.places.browser_menu import CaseItemMenu
from imam_ali_tracker.gui.places.case_actions import CaseActions
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from tests.qgis.gui.places.conftest import CONNECTION, Panel
from tests.support.qgis_session import flush_events
from tests.support.waiting import wait_until

ROOT = "Imam Ali Tracker"
TITLE = "Public reporting on “Imam Ali”, near Al-Bukamal, 2019"


@pytest.fixture
def provider(qgis_app: QgsApplication) -> Iterator[CaseItems]:
    register()
    provider = CaseItems()
    registry = QgsApplication.dataItemProviderRegistry()
    registry.addProvider(provider)
    yield provider
    if provider in registry.providers():
        registry.removeProvider(provider)
    browser.remove_from_folders()


@pytest.fixture
def model(provider: CaseItems, case: Case, new_project: QgsProject) -> Iterator[QgsBrowserModel]:
    """Return the browser; the folder of the case is the project's home."""
    new_project.setPresetHomePath(str(case.location.path.parent))
    model = QgsBrowserModel()
    model.initialize()
    yield model
    model.deleteLater()
    new_project.setPresetHomePath("")
    flush_events()


def expanded(model: QgsBrowserModel, *names: str) -> dict[str, QModelIndex]:
    """Expand items from the top of the browser on, and return the children of the last."""
    index = QModelIndex()
    for name in names:
        index = listed(model, index)[name]
        if model.canFetchMore(index):
            model.fetchMore(index)
        item = model.dataItem(index)
        wait_until(lambda item=item: item.state() == Qgis.BrowserItemState.Populated)
    gc.collect()  # Python must not take its half of the items away
    return listed(model, index)


def listed(model: QgsBrowserModel, parent: QModelIndex) -> dict[str, QModelIndex]:
    rows = (model.index(row, 0, parent) for row in range(model.rowCount(parent)))
    return {str(model.data(index)): index for index in rows}


def offered(item: QgsDataItem, actions: CaseActions) -> dict[str, Any]:
    """Return the actions of an item's context menu by their text."""
    menu = QMenu()
    CaseItemMenu(actions).populateContextMenu(item, menu, [item], QgsDataItemGuiContext())
    found = {action.text(): action for action in menu.actions()}
    found[""] = menu  # which owns them
    return found


def test_a_file_that_is_a_case_stands_beside_the_item_of_qgis(model: QgsBrowserModel) -> None:
    folder = expanded(model, "Project Home")
    assert {"case.gpkg", TITLE} <= set(folder)
    layers = expanded(model, "Project Home", TITLE)
    assert {"Sites", "Claims on the map", "Buffers", "Buffer definitions", "Case"} <= set(layers)


def test_layers_are_dragged_as_layers_of_the_provider(model: QgsBrowserModel) -> None:
    layers = expanded(model, "Project Home", TITLE)
    for name, rows in (("Sites", 14), ("Buffers", 8), ("Buffer definitions", 8)):
        (uri,) = QgsMimeDataUtils.decodeUriList(model.mimeData([layers[name]]))
        assert (uri.layerType, uri.providerKey) == ("vector", PROVIDER_KEY)
        layer = QgsVectorLayer(uri.uri, uri.name, uri.providerKey)
        assert layer.isValid()
        assert layer.featureCount() in (rows, rows - 1)
    assert layer.wkbType() == Qgis.WkbType.NoGeometry


def test_a_case_is_dragged_as_a_whole(model: QgsBrowserModel, case: Case) -> None:
    index = expanded(model, "Project Home")[TITLE]
    (uri,) = QgsMimeDataUtils.decodeUriList(model.mimeData([index]))
    assert (uri.layerType, uri.providerKey) == ("custom", PROVIDER_KEY)
    assert uri.uri == str(case.location)


def test_recent_cases_follow(model: QgsBrowserModel, case: Case, actions: CaseActions) -> None:
    settings.remember_case("/gone/old.gpkg")
    assert set(expanded(model, ROOT, "Recent cases")) == {TITLE, "old.gpkg (not there)"}
    lost = expanded(model, ROOT, "Recent cases", "old.gpkg (not there)")
    assert list(lost) == ["This case cannot be read now."]
    item = model.dataItem(expanded(model, ROOT, "Recent cases")["old.gpkg (not there)"])
    menu = offered(item, actions)
    menu["Remove from Recent Cases"].trigger()
    assert settings.recent_cases() == [str(case.location)]
    wait_until(lambda: list(expanded(model, ROOT, "Recent cases")) == [TITLE])


def test_the_menu_opens_in_the_panel_and_adds_layers(
    model: QgsBrowserModel, context: PanelContext, actions: CaseActions, panel: Panel
) -> None:
    item = model.dataItem(expanded(model, "Project Home")[TITLE])
    menu = offered(item, actions)
    context.controller.close_case()
    menu["Open in Panel"].trigger()
    wait_until(lambda: context.controller.summary is not None)
    assert panel.shown == 1
    assert not context.project.mapLayers()
    menu["Add Layers to Project"].trigger()
    wait_until(lambda: not context.controller.layers.busy)
    assert len(context.project.mapLayers()) > 15


def test_properties_say_what_a_case_is(case: Case) -> None:
    from imam_ali_tracker.gui.places.case_properties import CaseProperties

    dialog = CaseProperties(str(case.location), "A case")
    wait_until(lambda: bool(dialog.facts))
    facts = dict(dialog.facts)
    assert facts["Title"] == TITLE
    assert facts["Sites"] == "14"
    assert facts["Kept in"] == str(case.location)


def test_a_team_is_asked_only_when_its_item_is_expanded(
    model: QgsBrowserModel, team_case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = team.schemas
    monkeypatch.setattr(team, "schemas", lambda name: asked.append(name) or real(name))
    assert CONNECTION in expanded(model, ROOT, "Team databases")
    assert asked == []
    assert team_case in expanded(model, ROOT, "Team databases", CONNECTION)
    assert asked == [CONNECTION]
    layers = expanded(model, ROOT, "Team databases", CONNECTION, team_case)
    (uri,) = QgsMimeDataUtils.decodeUriList(model.mimeData([layers["Sites"]]))
    assert QgsVectorLayer(uri.uri, uri.name, uri.providerKey).isValid()


def test_qgis_does_not_remember_that_a_connection_was_expanded(
    model: QgsBrowserModel, team_case: str
) -> None:
    item = model.dataItem(expanded(model, ROOT, "Team databases")[CONNECTION])
    assert item.capabilities2() & Qgis.BrowserItemCapability.Collapse


def test_a_server_that_does_not_answer_is_said(
    model: QgsBrowserModel, monkeypatch: pytest.MonkeyPatch, team_case: str
) -> None:
    monkeypatch.setattr(
        team, "stored_connections", lambda: {"down": "host=127.0.0.1 port=1 dbname='x'"}
    )
    (said,) = expanded(model, ROOT, "Team databases", "down")
    assert "“down” cannot be used" in said


def test_the_browser_is_as_before_when_the_plugin_goes(
    model: QgsBrowserModel, provider: CaseItems
) -> None:
    expanded(model, "Project Home", TITLE)
    expanded(model, ROOT, "Recent cases")
    QgsApplication.dataItemProviderRegistry().removeProvider(provider)
    browser.remove_from_folders()
    flush_events()
    assert ROOT not in listed(model, QModelIndex())
    folder = expanded(model, "Project Home")
    assert "case.gpkg" in folder
    assert TITLE not in folder


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_case_has_no_item(provider: CaseItems, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.gpkg"
    path.write_bytes(content)
    assert provider.createDataItem(str(path), None) is None
    assert provider.createDataItem(str(tmp_path / "missing.gpkg"), None) is None
    assert provider.createDataItem(str(tmp_path / "other.csv"), None) is None


def test_looking_for_a_title_leaves_no_trace(tmp_path: Path, reference_file: Path) -> None:
    """Also in a folder where a journal would be made for a file in WAL format."""
    path = Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = path.read_bytes()
    assert title_of(path) == TITLE
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["case.gpkg"]


def test_a_title_that_is_being_changed_is_read(tmp_path: Path, reference_file: Path) -> None:
    path = Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE case_info SET title = 'New'")
    writer.commit()
    assert title_of(path) == "New"
    writer.close()


def test_items_survive_the_garbage_collector(model: QgsBrowserModel) -> None:
    for _ in range(3):
        index = expanded(model, "Project Home")[TITLE]
        assert type(model.dataItem(index)) is CaseItem

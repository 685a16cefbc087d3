"""Edits of the case's layers that are not saved are named, and saved at a click."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from qgis.core import QgsVectorLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.briefing.unsaved import UnsavedEdits
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.project.loader import load_case


@pytest.fixture
def unsaved(case: Case, context: PanelContext) -> Iterator[UnsavedEdits]:
    load_case(case.location, context.project)
    window = QWidget()
    yield UnsavedEdits(context, case.location, window)
    sip.delete(window)


def layer(context: PanelContext, name: str) -> QgsVectorLayer:
    (found,) = context.project.mapLayersByName(name)
    assert isinstance(found, QgsVectorLayer)
    return found


def rename(sites: QgsVectorLayer, name: str | None) -> str:
    """Change the name of a site in the edit buffer; return its uuid."""
    feature = next(sites.getFeatures())
    assert sites.startEditing()
    assert sites.changeAttributeValue(feature.id(), sites.fields().indexOf("name"), name)
    return str(feature["uuid"])


def test_nothing_is_said_without_edits(unsaved: UnsavedEdits, context: PanelContext) -> None:
    assert unsaved.isHidden()
    layer(context, "Sites").startEditing()
    assert unsaved.isHidden()
    layer(context, "Sites").rollBack()


def test_the_layers_are_named_until_saved(
    unsaved: UnsavedEdits, context: PanelContext, case: Case
) -> None:
    sites = layer(context, "Sites")
    uuid = rename(sites, "Renamed")
    assert not unsaved.isHidden()
    assert "Sites" in unsaved.notice.label.text()
    unsaved.save_button.click()
    assert unsaved.isHidden()
    assert case.row("sites", uuid)["name"] == "Renamed"
    assert sites.isEditable()
    sites.rollBack()


def test_discarded_edits_are_forgotten(unsaved: UnsavedEdits, context: PanelContext) -> None:
    sites = layer(context, "Sites")
    rename(sites, "Renamed")
    sites.rollBack()
    assert unsaved.isHidden()


def test_layers_that_come_later_count_too(
    case: Case, context: PanelContext, unsaved: UnsavedEdits
) -> None:
    context.project.removeMapLayer(layer(context, "Sites").id())
    load_case(case.location, context.project)
    rename(layer(context, "Sites"), "Renamed")
    assert not unsaved.isHidden()
    layer(context, "Sites").rollBack()


def test_what_cannot_be_saved_is_said_and_kept(
    unsaved: UnsavedEdits, context: PanelContext, case: Case, bar: QgsMessageBar
) -> None:
    with closing(sqlite3.connect(str(case.location))) as connection, connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON sites BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    sites = layer(context, "Sites")
    uuid = rename(sites, "Renamed")
    unsaved.save_button.click()
    assert case.row("sites", uuid)["name"] != "Renamed"
    assert not unsaved.isHidden()
    assert "cannot be saved" in bar.currentItem().text()
    sites.rollBack()

"""What the head of the panel says of the open case: saved, not saved in a layer, changed, none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from osgeo import gdal
from qgis.core import QgsTransaction, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.session import WriteSession
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.map_selection import case_layers
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.state_line import StateLine
from imam_ali_tracker.project.loader import load_case
from imam_ali_tracker.provider.registration import register
from tests.support.waiting import wait_until


@pytest.fixture
def line(context: PanelContext) -> Iterator[StateLine]:
    register()
    window = QWidget()
    line = StateLine(context, window)
    line.show_case(context.controller.summary)
    yield line
    sip.delete(window)


def sites(context: PanelContext) -> QgsVectorLayer:
    location = context.editor.case.location
    return next(each for name, each in case_layers(context.project, location) if name == "sites")


def rename_in_layer(layer: QgsVectorLayer, name: str) -> None:
    feature = next(iter(layer.getFeatures()))
    assert layer.isEditable() or layer.startEditing()
    index = layer.fields().lookupField("name")
    assert layer.changeAttributeValue(feature.id(), index, name)


def test_edits_of_a_layer_are_not_saved_until_they_are(
    line: StateLine, context: PanelContext, case: Case
) -> None:
    load_case(case.location, context.project)  # also where the layers come later than the case
    assert line.label.text() == "case.gpkg · Every change is saved."
    assert line.sign.isHidden()
    layer = sites(context)
    told: list[object] = []
    context.editor.edited.connect(told.append)
    assert layer.startEditing()
    wait_until(lambda: told)  # QGIS begins a journal
    assert line.label.text() == "case.gpkg · Every change is saved."
    rename_in_layer(layer, "In the layer")
    assert line.label.text() == "case.gpkg · Not saved: edits in QGIS of Sites."
    assert not line.sign.isHidden()
    assert layer.rollBack()
    assert "Every change is saved" in line.label.text()
    rename_in_layer(layer, "In the layer")
    told.clear()
    assert layer.commitChanges()
    assert "Every change is saved" in line.label.text()
    wait_until(lambda: told)
    assert "Every change is saved" in line.label.text()  # that was the analyst, nobody else


def test_thousands_of_edits_are_told_once(
    line: StateLine, context: PanelContext, case: Case
) -> None:
    load_case(case.location, context.project)
    layer, told = sites(context), []
    line._edits.changed.connect(lambda: told.append(True))
    for number in range(50):
        rename_in_layer(layer, f"Name {number}")
    assert len(told) == 1
    context.project.removeMapLayer(layer.id())
    assert "Every change is saved" in line.label.text()


def test_what_someone_else_wrote_is_told(
    line: StateLine, context: PanelContext, case: Case
) -> None:
    uuid = next(iter(case.rows("sites")))["uuid"]
    case.apply(ChangeSet(updates={"sites": {uuid: {"country": "Theirs"}}}))
    wait_until(lambda: "Changed by someone else at" in line.label.text())
    assert not line.sign.isHidden()
    context.editor.apply("Ours", ChangeSet(updates={"sites": {uuid: {"country": "Ours"}}}))
    wait_until(lambda: "Every change is saved" in line.label.text())
    line.show_case(None)
    assert line.isHidden()


def test_folding_the_log_after_our_own_write_is_nobody_elses_change(
    line: StateLine, context: PanelContext, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that opens while we write closes the file last, and folds the log into it."""
    load_case(case.location, context.project)
    readers: list[Any] = []
    told: list[object] = []
    context.editor.edited.connect(told.append)
    commit = WriteSession._commit

    def commit_beside_a_reader(session: WriteSession, transaction: QgsTransaction) -> None:
        commit(session, transaction)
        reader = gdal.OpenEx(str(case.location.path), gdal.OF_VECTOR)
        reader.GetLayerByName("sites").GetNextFeature()
        readers.append(reader)

    uuid = next(iter(case.rows("sites")))["uuid"]
    ours = ChangeSet(updates={"sites": {uuid: {"country": "Ours"}}})
    monkeypatch.setattr(WriteSession, "_commit", commit_beside_a_reader)
    assert context.editor.apply("Ours", ours)
    monkeypatch.undo()
    left = case.data_version
    readers.clear()
    assert case.data_version != left
    wait_until(lambda: None in told)  # what is derived is looked through all the same
    assert line.label.text() == "case.gpkg · Every change is saved."
    theirs = ChangeSet(updates={"sites": {uuid: {"country": "Theirs"}}})
    case.apply(theirs)
    wait_until(lambda: "Changed by someone else at" in line.label.text())

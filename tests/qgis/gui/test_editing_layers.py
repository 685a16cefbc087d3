"""Layers of the case follow what is changed through our windows, without reading all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QThread

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.editing import CaseEditor
from imam_ali_tracker.provider import live
from imam_ali_tracker.provider.hub import live_case
from imam_ali_tracker.provider.registration import register
from imam_ali_tracker.provider.uri import layer_uri
from tests.support.waiting import wait_until


@pytest.fixture
def layers(case: Case) -> Iterator[dict[str, QgsVectorLayer]]:
    """Return derived layers of the case, each read once."""
    register()
    found = {}
    for name in ("position_accuracy", "claim_lines"):
        found[name] = QgsVectorLayer(layer_uri(case.location, name), name, "imam_ali_tracker")
        assert shapes(found[name])
    yield found
    for layer in found.values():
        sip.delete(layer)


def shapes(layer: QgsVectorLayer) -> dict[str, Any]:
    return {feature["uuid"]: feature.geometry().asWkt(3) for feature in layer.getFeatures()}


def test_an_edit_is_followed_by_its_rows(
    case: Case,
    editor: CaseEditor,
    layers: dict[str, QgsVectorLayer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    whole = live.LiveLayer._catch_up

    def catch_up(self: live.LiveLayer, progress: live.Progress) -> bool:
        looked.append(self.family.name)
        return whole(self, progress)

    monkeypatch.setattr(live.LiveLayer, "_catch_up", catch_up)
    layer = layers["position_accuracy"]
    before = shapes(layer)
    uuid = min(before)
    wider = ChangeSet(updates={"sites": {uuid: {"position_accuracy_m": 54_321.0}}})
    assert editor.apply("Widen", wider)
    wait_until(lambda: shapes(layer)[uuid] != before[uuid])
    editor.undo_stack.undo()
    wait_until(lambda: shapes(layer) == before)
    assert editor.apply("Delete", deletion(case, {"sites": [uuid]}).changes)
    wait_until(lambda: uuid not in shapes(layer))
    editor.undo_stack.undo()
    wait_until(lambda: shapes(layer) == before)
    assert "position_accuracy" not in looked


def test_the_window_does_not_wait_for_layers_of_a_large_case(
    case: Case,
    editor: CaseEditor,
    layers: dict[str, QgsVectorLayer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What counts are the rows of all tables that are read, and not the few claims."""
    monkeypatch.setattr(live, "LARGE", len(list(case.rows("claims"))))
    families = {layer.family.name: layer for layer in live_case(case.location)._layers.values()}
    on_main: dict[str, bool] = {}
    whole = live.LiveLayer._step

    def step(self: live.LiveLayer, progress: live.Progress) -> bool:
        thread = QgsApplication.instance().thread()
        on_main[self.family.name] = QThread.currentThread() == thread
        return whole(self, progress)

    monkeypatch.setattr(live.LiveLayer, "_step", step)
    uuid = min(shapes(layers["position_accuracy"]))
    wider = ChangeSet(updates={"sites": {uuid: {"position_accuracy_m": 54_321.0}}})
    assert editor.apply("Widen", wider)
    wait_until(lambda: all(families[name].is_current for name in layers))
    assert on_main == {"position_accuracy": True, "claim_lines": False}

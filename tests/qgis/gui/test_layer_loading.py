"""Adding the layers of a case while the window works: whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.project.catalogue import LAYERS, MAP
from imam_ali_tracker.project.loader import CaseLoading, load_case, read_info
from tests.support.waiting import wait_until


def said(bar: QgsMessageBar) -> str:
    item = bar.currentItem()
    return "" if item is None else str(item.text())


def state(context: PanelContext) -> tuple[object, ...]:
    """Return what of the project adding layers would change."""
    project = context.project
    manager = project.relationManager()
    return (
        set(project.mapLayers()),
        [group.name() for group in project.layerTreeRoot().findGroups(recursive=True)],
        set(manager.relations()),
        set(manager.polymorphicRelations()),
        project.isDirty(),
    )


def wait_until_added(context: PanelContext) -> None:
    wait_until(lambda: not context.controller.layers.busy)


def test_the_event_loop_turns_between_the_layers(context: PanelContext) -> None:
    turns: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(len(context.project.mapLayers())))
    told: list[float] = []
    context.controller.layers.progressed.connect(told.append)
    context.controller.load_layers()
    timer.start(0)
    wait_until_added(context)
    assert len(set(turns)) > len(LAYERS) / 2
    assert told == sorted(told)
    assert told[-1] < 100
    assert len(context.project.mapLayers()) == len(LAYERS)


def test_the_map_gets_all_layers_at_once(context: PanelContext) -> None:
    root = context.project.layerTreeRoot()
    bridge = QgsLayerTreeMapCanvasBridge(root, context.map_canvas)
    drawn: set[int] = set()
    context.map_canvas.layersChanged.connect(lambda: drawn.add(context.map_canvas.layerCount()))
    context.controller.load_layers()
    wait_until_added(context)
    wait_until(lambda: drawn)
    shown = [spec for spec in LAYERS if spec.group == MAP and spec.visible]
    assert drawn == {len(shown)}
    assert len(root.findLayers()) == len(LAYERS)
    sip.delete(bridge)


def test_cancel_leaves_the_project_as_it_was(context: PanelContext, bar: QgsMessageBar) -> None:
    layers = context.controller.layers
    before, told = state(context), []
    layers.progressed.connect(told.append)
    context.controller.load_layers()
    wait_until(lambda: len(told) > 3)
    assert layers.busy
    layers.cancel()
    assert not layers.busy
    assert "cancelled" in said(bar)
    QCoreApplication.processEvents()
    assert state(context) == before
    context.controller.load_layers()
    wait_until_added(context)
    assert len(context.project.mapLayers()) == len(LAYERS)


def test_cancel_comes_too_late_for_layers_on_their_way_in(context: PanelContext) -> None:
    context.controller.load_layers()
    wait_until(lambda: len(context.project.mapLayers()) > 1)
    assert context.controller.layers.busy
    context.controller.layers.cancel()
    wait_until_added(context)
    assert len(context.project.layerTreeRoot().findLayers()) == len(LAYERS)


@pytest.mark.parametrize("begun", [False, True])
def test_closing_the_case_leaves_all_layers_or_none(context: PanelContext, begun: bool) -> None:
    before, told = state(context), []
    context.controller.layers.progressed.connect(told.append)
    context.controller.load_layers()
    wait_until(lambda: context.project.mapLayers() if begun else len(told) > 3)
    context.controller.close_case()
    assert not context.controller.layers.busy
    if begun:
        assert len(context.project.layerTreeRoot().findLayers()) == len(LAYERS)
    else:
        assert state(context) == before


@pytest.mark.parametrize("begun", [False, True])
def test_closing_the_project_ends_it(context: PanelContext, begun: bool) -> None:
    told: list[float] = []
    context.controller.layers.progressed.connect(told.append)
    context.controller.load_layers()
    wait_until(lambda: context.project.mapLayers() if begun else len(told) > 3)
    context.project.clear()
    assert not context.controller.layers.busy
    for _ in range(50):
        QCoreApplication.processEvents()
    assert context.project.mapLayers() == {}
    assert not context.project.isDirty()


def test_a_layer_that_cannot_be_opened_leaves_the_project_as_it_was(
    context: PanelContext, case: Case, tmp_path: Path, bar: QgsMessageBar
) -> None:
    """It is found out half-way where the case was damaged since it was opened."""
    copy = Path(shutil.copy(str(case.location.path), tmp_path / "copy.gpkg"))
    with contextlib.closing(sqlite3.connect(copy)) as file:
        file.execute("DROP TABLE claims")
        file.commit()
    before, told = state(context), []
    context.controller.layers.progressed.connect(told.append)
    context.controller.layers.add(CaseLocation(path=copy), info=read_info(case.location))
    wait_until_added(context)
    assert len(told) > 1
    assert "cannot be opened" in said(bar)
    assert state(context) == before


def test_a_bad_case_is_found_out_in_the_background(
    context: PanelContext, tmp_path: Path, bar: QgsMessageBar
) -> None:
    before = state(context)
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"not a database")
    context.controller.layers.add(CaseLocation(path=bad))
    wait_until_added(context)
    assert "bad.gpkg" in said(bar)
    assert state(context) == before


def test_two_cases_come_one_after_the_other(
    context: PanelContext, case: Case, tmp_path: Path
) -> None:
    copy = CaseLocation(path=Path(shutil.copy(str(case.location.path), tmp_path / "copy.gpkg")))
    busy: list[bool] = []
    context.controller.layers.busyChanged.connect(busy.append)
    context.controller.layers.add(copy, ["sites"])
    context.controller.load_layers()
    wait_until_added(context)
    assert len(context.project.mapLayers()) == len(LAYERS) + 1
    assert busy == [True, False]


def test_layers_that_came_meanwhile_are_not_doubled(context: PanelContext, case: Case) -> None:
    loading = CaseLoading(case.location, read_info(case.location), context.project)
    while not loading.progress > 20:
        loading.step()
    load_case(case.location, context.project)
    while loading.loaded is None:
        loading.step()
    assert loading.loaded.added == ()
    assert len(context.project.mapLayers()) == len(LAYERS)

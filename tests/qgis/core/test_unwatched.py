"""What ends in a background thread takes nothing along that was made at its place of memory."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataProvider,
    QgsLayoutItemLabel,
    QgsPrintLayout,
    QgsProject,
    QgsVectorDataProvider,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QMetaMethod

from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.unwatched import silence_legend, unwatch_all
from imam_ali_tracker.provider.native import open_native

ROUNDS = 60


def test_a_provider_outlives_those_before_it(
    qgis_app: QgsApplication, reference_file: Path
) -> None:
    kept: list[QgsVectorDataProvider] = []

    def open_sites() -> QgsVectorDataProvider:
        options, flags = QgsDataProvider.ProviderOptions(), Qgis.DataProviderReadFlag.ForceReadOnly
        return open_native("ogr", f"{reference_file}|layername=sites", options, flags)

    def work() -> None:
        for _ in range(ROUNDS):
            gone = open_sites()
            place = sip.unwrapinstance(gone)
            sip.delete(gone)
            made = open_sites()
            if sip.unwrapinstance(made) == place:
                kept.append(made)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    # Only now does the main thread hear of those that ended.
    QgsApplication.processEvents()
    assert kept
    ended = sum(map(sip.isdeleted, kept))
    for provider in kept:
        sip.delete(provider)
    assert ended == 0


def test_qt_tells_nothing_that_python_made_of_an_end(qgis_app: QgsApplication) -> None:
    """Else the end holds Qt's lock while it waits for Python's: a deadlock with the window."""
    listeners: list[int] = []

    def work() -> None:
        project = QgsProject()
        layout = QgsPrintLayout(project)
        label = QgsLayoutItemLabel(layout)
        layout.addLayoutItem(label)
        for _ in range(2):
            listeners.append(label.receivers(label.sizePositionChanged))
            listeners.append(layout.receivers(layout.refreshed))
            unwatch_all(label)
            unwatch_all(layout)
        sip.delete(layout)
        sip.delete(project)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert min(listeners[:2]) > 0
    assert listeners[2:] == [0, 0]


class _Telling(QgsVectorLayer):
    """A layer that keeps of what it is told that nobody listens to it any more."""

    told: list[str]

    def disconnectNotify(self, signal: QMetaMethod) -> None:  # Qt's own name
        """Keep the name of the signal."""
        self.told.append(bytes(signal.name()).decode())


@pytest.mark.parametrize("silenced", [False, True])
def test_a_legend_that_is_replaced_tells_its_layer_nothing(
    qgis_app: QgsApplication, silenced: bool
) -> None:
    told: list[list[str]] = []

    def work() -> None:
        for source in ("LineString?crs=EPSG:4326", ""):
            layer = _Telling("Point?crs=EPSG:4326", "layer", "memory")
            layer.told = []
            if silenced:
                silence_legend(layer)
            layer.told.clear()
            if source:
                options = QgsDataProvider.ProviderOptions()
                layer.setDataSource(source, "layer", "memory", options, False)
            else:
                layer.loadNamedStyle(str(resource("styles", "sites.qml")), False)
            told.append(list(layer.told))
            sip.delete(layer)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    heard = [set(each) & {"nameChanged", "rendererChanged"} for each in told]
    assert list(map(bool, heard)) == [not silenced] * 2, told

"""Many threads read while the main thread edits."""

from __future__ import annotations

import gc
import random
import threading
import time
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSize

from tests.qgis.provider.conftest import BACKENDS, DERIVED, KEY, STORED, Locations, open_layer
from tests.qgis.provider.sample import point, uid

READERS = 8


def _read(sources: list[Any], stop: threading.Event, read: list[int], wrong: list[str]) -> None:
    """Read from sources that the main thread made, as renderers and tasks do."""
    where = random.Random(threading.get_ident())
    try:
        while not stop.is_set():
            source = where.choice(sources)
            request = QgsFeatureRequest()
            if where.random() < 0.5:
                request.setFilterRect(QgsRectangle(30, 25, 50, 40))
            if where.random() < 0.3:
                request.setFilterExpression('"fid" > 1')
            if where.random() < 0.3:
                request.setLimit(2)
            for feature in source.getFeatures(request):
                if not feature.isValid():
                    wrong.append("an invalid feature")
            read.append(1)
            time.sleep(0.002)  # renderers do not hold Python's lock as this does
    except Exception as error:  # noqa: BLE001 - any failure is what this looks for
        wrong.append(repr(error))


def _sources(layers: list[Any]) -> list[Any]:
    sources: list[Any] = [QgsVectorLayerFeatureSource(layer) for layer in layers]
    return sources + [layer.dataProvider().featureSource() for layer in layers]


def _soak(locations: Locations, backend: str, seconds: float) -> None:
    location = locations.own(backend)
    layers = [open_layer(location, kind) for kind in (*STORED, *DERIVED)]
    sites = layers[0]
    for layer in layers:
        assert layer.featureCount() > 0
    stop, read, wrong = threading.Event(), list[int](), list[str]()
    # A source belongs to one thread: it counts its iterators without a lock.
    threads = [
        threading.Thread(target=_read, args=(_sources(layers), stop, read, wrong))
        for _ in range(READERS)
    ]
    for thread in threads:
        thread.start()
    edits, end = 0, time.monotonic() + seconds
    site = next(f for f in sites.getFeatures() if f["uuid"] == uid("site 0"))
    while time.monotonic() < end or edits < 5 or len(read) < 5 * READERS:
        assert sites.startEditing()
        assert sites.changeGeometry(site.id(), point(40 + edits % 50 / 10, 34))
        assert sites.commitChanges(), sites.commitErrors()
        edits += 1
        if edits % 5 == 0:
            _draw(layers)
        QgsApplication.processEvents()
    stop.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a reader is blocked"
    assert not wrong
    last = point(40 + (edits - 1) % 50 / 10, 34).asPoint()
    buffers = next(layer for layer in layers if layer.name() == "buffers-derived")
    moved = next(f for f in buffers.getFeatures() if f["uuid"] == uid("buffer 0"))
    assert moved.geometry().boundingBox().center().x() == pytest.approx(last.x(), abs=1e-6)
    for layer in layers:
        sip.delete(layer)


def _draw(layers: list[Any]) -> None:
    settings = QgsMapSettings()
    settings.setLayers([layer for layer in layers if layer.isSpatial()])
    settings.setOutputSize(QSize(200, 150))
    settings.setExtent(QgsRectangle(30, 25, 50, 40))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.errors() == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_reading_while_editing(locations: Locations, backend: str) -> None:
    """Eight threads read all layers while sites move and maps are drawn."""
    _soak(locations, backend, 5)


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_reading_while_editing_for_a_minute(locations: Locations, backend: str) -> None:
    """The same for sixty seconds."""
    _soak(locations, backend, float(__import__("os").environ.get("IAT_SOAK", "60")))


def test_first_read_in_many_threads(locations: Locations) -> None:
    """A derived layer that nobody has read yet is made once, and whole for every reader."""
    location = locations.own("gpkg")
    providers = [open_layer(location, DERIVED[0]) for _ in range(READERS)]
    expected = open_layer(locations.shared("gpkg"), DERIVED[0])
    count = expected.featureCount()
    found: list[int] = []

    def read(layer: Any) -> None:
        source = layer.dataProvider().featureSource()
        found.append(sum(1 for _ in source.getFeatures(QgsFeatureRequest())))

    threads = [threading.Thread(target=read, args=(layer,)) for layer in providers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [count] * READERS
    assert providers[0].providerType() == KEY
    for layer in (*providers, expected):
        sip.delete(layer)


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_many_requests_leave_nothing_behind(locations: Locations, backend: str) -> None:
    """After 60,000 requests, most of them dropped half-way, memory and open files are as before."""
    location = locations.own(backend)
    layers = [open_layer(location, kind) for kind in (*STORED, *DERIVED)]
    where, feature = random.Random(1), QgsFeature()
    requests: tuple[Callable[[Any, Any], object], ...] = (
        lambda layer, _: next(layer.getFeatures()),
        lambda _, provider: provider.getFeatures().nextFeature(feature),
        lambda _, provider: (provider.hasFeatures(), provider.empty()),
        lambda _, provider: provider.uniqueValues(1, 1),
        lambda _, provider: (provider.minimumValue(0), provider.maximumValue(0)),
        lambda layer, _: layer.getFeature(1),
        lambda layer, _: list(layer.getFeatures(QgsRectangle(30, 30, 45, 45))),
        lambda layer, _: QgsVectorLayerFeatureSource(layer).getFeatures().nextFeature(feature),
        lambda _, provider: (provider.extent(), provider.featureCount()),
    )

    def ask(times: int) -> tuple[int, int]:
        for _ in range(times):
            layer = where.choice(layers)
            where.choice(requests)(layer, layer.dataProvider())
        gc.collect()
        QgsApplication.processEvents()
        status = Path("/proc/self/status").read_text().splitlines()
        memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        return memory // 1024, len(list(Path("/proc/self/fd").iterdir()))

    before = ask(5_000)
    after = ask(60_000)
    assert after[0] < before[0] + 20
    assert after[1] <= before[1] + 4
    for layer in layers:
        sip.delete(layer)

"""What ``benchmarks.buffers`` runs in processes of its own.

Usage: ``python -m benchmarks._buffers_child <what> <folder>``; prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable

import numpy as np
from qgis.core import (
    QgsApplication,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QSize, QTimer
from qgis.PyQt.QtGui import QImage

SITES, MILLION = 100_000, 1_000_000
EXTENT = QgsRectangle(29.5, 24.5, 50.5, 40.5)
SIZE = QSize(1200, 900)
PATIENCE_S = 180
MOVES = 25
_SITES, _BUFFERS = "sites", "buffers"


@contextmanager
def _desktop() -> Iterator[None]:
    """Run QGIS as the desktop is: maps may be drawn before a large layer is complete."""
    application = QgsApplication([], True, "", "desktop")
    application.initQgis()
    from imam_ali_tracker.provider.registration import register

    register()
    try:
        yield
    finally:
        QgsProject.instance().clear()
        QgsApplication.processEvents()
        application.exitQgis()


def _draw_plainly(layer: QgsVectorLayer) -> None:
    """Draw buffers red and sites grey, so that a pixel tells whether there are buffers."""
    if layer.name() == _BUFFERS:
        look = {"color": "255,0,0,40", "outline_color": "200,0,0,255"}
        symbol: Any = QgsFillSymbol.createSimple(look)
    else:
        symbol = QgsMarkerSymbol.createSimple({"color": "90,90,90,255", "size": "1"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def prepare(folder: Path) -> dict[str, Any]:
    """Make the case, the same polygons in a GeoPackage, and a project of each."""
    from benchmarks._large_cases import DISTANCES_KM, large_case
    from imam_ali_tracker.provider.registration import PROVIDER_KEY
    from imam_ali_tracker.provider.uri import layer_uri

    location = large_case(folder / "case.gpkg", SITES, len(DISTANCES_KM))
    derived = QgsVectorLayer(layer_uri(location, _BUFFERS), _BUFFERS, PROVIDER_KEY)
    derived.dataProvider().complete()
    stored = folder / "stored.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = _BUFFERS
    context = QgsProject.instance().transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(derived, str(stored), context, options)
    own = {name: (layer_uri(location, name), PROVIDER_KEY) for name in (_SITES, _BUFFERS)}
    plain = {
        _SITES: (location.layer_uri(_SITES), "ogr"),
        _BUFFERS: (f"{stored}|layername={_BUFFERS}", "ogr"),
    }
    for name, layers in (("ours", own), ("stored", plain)):
        project = QgsProject()
        for title, (uri, key) in layers.items():
            layer = QgsVectorLayer(uri, title, key)
            _draw_plainly(layer)
            project.addMapLayer(layer)
        project.write(str(folder / f"{name}.qgz"))
    return {"features": derived.featureCount()}


class _Opening:
    """A map canvas that opens a project, and what is seen on it when."""

    def __init__(self, path: Path) -> None:
        self._canvas = QgsMapCanvas()
        self._canvas.resize(SIZE)
        self._canvas.enableAntiAliasing(True)
        self._canvas.setParallelRenderingEnabled(True)
        self._canvas.show()
        self.first: float | None = None
        self.drawn = 0.0
        self.pause = 0.0
        self._beat = QTimer()
        self._beat.timeout.connect(self._on_beat)
        self._canvas.mapCanvasRefreshed.connect(self._on_refreshed)
        self._start = time.perf_counter()
        self._last = self._start
        project = QgsProject.instance()
        if not project.read(str(path)):
            raise RuntimeError(project.error())
        self.buffers, sites = (project.mapLayersByName(name)[0] for name in (_BUFFERS, _SITES))
        self._canvas.setDestinationCrs(sites.crs())
        self._canvas.setExtent(EXTENT)
        self._canvas.setLayers([self.buffers, sites])
        self._beat.start(2)

    def seconds(self) -> float:
        """Return how long ago the opening began."""
        return time.perf_counter() - self._start

    def wait(self, until: Callable[[], bool]) -> float:
        """Let QGIS work until something holds, and return when that was."""
        looked = 0.0
        while not until():
            if self.seconds() > PATIENCE_S:
                raise TimeoutError
            QgsApplication.processEvents()
            if self.first is None and self.seconds() > looked + 0.1:
                # A canvas shows what is drawn so far, several times a second.
                looked = self.seconds()
                self.first = looked if _reddish(self._canvas.grab().toImage()) else None
            time.sleep(0.001)
        return self.seconds()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.pause = max(self.pause, now - self._last)
        self._last = now

    def _on_refreshed(self) -> None:
        self.drawn = self.seconds()

    def close(self) -> None:
        """End drawing."""
        self._beat.stop()
        self._canvas.stopRendering()
        self._canvas.setLayers([])


def _reddish(image: QImage) -> bool:
    """Tell whether buffers are on the picture."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, dtype=np.uint8).reshape(-1, 4).astype(np.int16)
    blue, green, red, _ = pixels.T
    return bool(np.any((red > green + 60) & (red > blue + 60)))


def open_project(folder: Path, name: str) -> dict[str, Any]:
    """Open a project on a canvas until its map is whole; say when what was seen, and the memory."""
    opening = _Opening(folder / f"{name}.qgz")
    provider = opening.buffers.dataProvider()
    complete = opening.wait(lambda: getattr(provider, "is_complete", True))
    whole = opening.wait(lambda: opening.drawn > complete and opening.first is not None)
    result = {
        "first": opening.first,
        "complete": complete,
        "whole": whole,
        "pause": opening.pause,
        "features": opening.buffers.featureCount(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    opening.close()
    return result


def redraw(folder: Path) -> dict[str, Any]:
    """Draw all polygons, by turns from the derived layer and from the stored one."""
    layers = {}
    for name in ("ours", "stored"):
        project = QgsProject()
        project.read(str(folder / f"{name}.qgz"))
        layers[name] = (project, project.mapLayersByName(_BUFFERS)[0])
    layers["ours"][1].dataProvider().complete()
    times: dict[str, list[float]] = {"ours": [], "stored": []}
    for number in range(6):
        for name in sorted(layers, reverse=bool(number % 2)):
            start = time.perf_counter()
            _draw(layers[name][1])
            times[name].append(time.perf_counter() - start)
    return {name: min(taken) for name, taken in times.items()}


def _draw(layer: QgsVectorLayer) -> None:
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(SIZE)
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(EXTENT)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()


def move(folder: Path) -> dict[str, Any]:
    """Move one site and read its buffers, again and again: from saving to the new features."""
    project = QgsProject.instance()
    project.read(str(folder / "ours.qgz"))
    sites, buffers = (project.mapLayersByName(name)[0] for name in (_SITES, _BUFFERS))
    buffers.dataProvider().complete()
    told: list[float] = []
    buffers.dataChanged.connect(lambda: told.append(time.perf_counter()))
    times = []
    for number in range(MOVES):
        site = sites.getFeature(1 + 1_000 * number)
        place = QgsPointXY(20 + number / 10, 30)
        sites.startEditing()
        sites.changeGeometry(site.id(), QgsGeometry.fromPointXY(place))
        told.clear()
        start = time.perf_counter()
        if not sites.commitChanges():
            raise RuntimeError("; ".join(sites.commitErrors()))
        while not told:
            QgsApplication.processEvents()
        there = buffers.getFeatures(QgsRectangle(place, place))
        moved = [buffer for buffer in there if buffer["site"] == site["uuid"]]
        times.append(time.perf_counter() - start)
        if len(moved) != 3:
            raise RuntimeError(f"{len(moved)} buffers followed the site")
    return {"median_ms": 1000 * statistics.median(times), "worst_ms": 1000 * max(times)}


def million(folder: Path) -> dict[str, Any]:
    """Draw a million buffers that are yet to be made; cancel, then let them be made."""
    from benchmarks._large_cases import large_case
    from imam_ali_tracker.provider.registration import PROVIDER_KEY
    from imam_ali_tracker.provider.uri import layer_uri

    location = large_case(folder / "million.gpkg", MILLION, 1)
    project = QgsProject()
    for name in (_SITES, _BUFFERS):
        layer = QgsVectorLayer(layer_uri(location, name), name, PROVIDER_KEY)
        _draw_plainly(layer)
        project.addMapLayer(layer)
    project.write(str(folder / "million.qgz"))
    project.clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    opening = _Opening(folder / "million.qgz")
    provider = opening.buffers.dataProvider()
    manager = QgsApplication.taskManager()
    opening.wait(lambda: any(task.progress() > 20 for task in manager.activeTasks()))
    cancelled = opening.seconds()
    manager.cancelAll()
    cancel_s = opening.wait(lambda: not manager.activeTasks()) - cancelled
    some = opening.buffers.featureCount()
    provider.reloadData()
    started = opening.seconds()
    complete_s = opening.wait(lambda: provider.is_complete) - started
    result = {
        "first": opening.first,
        "cancel": cancel_s,
        "some": some,
        "complete": complete_s,
        "pause": opening.pause,
        "features": opening.buffers.featureCount(),
        "before_mb": before / 1024,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    opening.close()
    return result


def main() -> None:
    """Run what the command line says."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    with _desktop():
        work: dict[str, Callable[[], dict[str, Any]]] = {
            "prepare": lambda: prepare(folder),
            "ours": lambda: open_project(folder, "ours"),
            "stored": lambda: open_project(folder, "stored"),
            "redraw": lambda: redraw(folder),
            "move": lambda: move(folder),
            "million": lambda: million(folder),
        }
        print(json.dumps(work[what]()), flush=True)


if __name__ == "__main__":
    main()

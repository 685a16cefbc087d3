"""Run a Processing algorithm in this process, where a test looks closer than ``qgis_process``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)

from imam_ali_tracker.core.present import present


@dataclass
class Run:
    """What became of a run; ``text`` is all that it said, the error included."""

    ok: bool
    results: dict[str, Any]
    text: str
    context: QgsProcessingContext

    def layer(self, name: str = "OUTPUT") -> QgsVectorLayer:
        """Return an output."""
        layer = QgsProcessingUtils.mapLayerFromString(self.results[name], self.context)
        if not isinstance(layer, QgsVectorLayer):
            raise TypeError(self.results[name])
        return layer

    def rows(self, name: str = "OUTPUT") -> list[dict[str, Any]]:
        """Return the features of an output with their geometry under ``geometry``."""
        return [
            {**feature.attributeMap(), "geometry": feature.geometry()}
            for feature in self.layer(name).getFeatures()
        ]


class Stopping(QgsProcessingFeedback):
    """The feedback of an analyst who cancels when he is asked for the ``after``-th time."""

    def __init__(self, after: int) -> None:
        super().__init__(False)
        self.after = after
        self.asked = 0

    def isCanceled(self) -> bool:
        """Tell whether to stop."""
        self.asked += 1
        return self.asked >= self.after


def run_behind(
    algorithm: QgsProcessingAlgorithm,
    inputs: dict[str, Any],
    feedback: QgsProcessingFeedback,
    meanwhile: Callable[[], object] = lambda: None,
    seconds: float = 120.0,
) -> Run:
    """Run an algorithm in a background thread, as its window does.

    ``meanwhile`` is called on the main thread again and again. Raises ``TimeoutError`` where the
    run does not end.
    """
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    given: dict[str | None, Any] = dict(inputs.items())
    task = QgsProcessingAlgRunnerTask(present(algorithm.create()), given, context, feedback)
    ended: list[tuple[bool, dict[str, Any]]] = []
    task.executed.connect(lambda ok, results: ended.append((ok, results)))
    present(QgsApplication.taskManager()).addTask(task)
    end = time.monotonic() + seconds
    while not ended:
        if time.monotonic() > end:
            raise TimeoutError(algorithm.name())
        meanwhile()
        QgsApplication.processEvents()
        time.sleep(0.005)
    (ok, results) = ended[0]
    return Run(ok, results, feedback.textLog(), context)


def run_here(
    algorithm: QgsProcessingAlgorithm,
    inputs: dict[str, Any],
    feedback: QgsProcessingFeedback | None = None,
) -> Run:
    """Run an algorithm; what goes to ``TEMPORARY_OUTPUT`` is kept in memory."""
    told = feedback or QgsProcessingFeedback(False)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    given: dict[str | None, Any] = dict(inputs.items())
    fresh = present(algorithm.create())
    fits, why = fresh.checkParameterValues(given, context)
    if not fits:
        return Run(False, {}, str(why), context)
    try:
        results, ok = fresh.run(given, context, told, {}, False)
    except QgsProcessingException as error:
        return Run(False, {}, f"{told.textLog()}\n{error}", context)
    return Run(bool(ok), results, told.textLog(), context)


def memory_layer(kind: str, wkts: list[str], fields: str = "", rows: Any = ()) -> QgsVectorLayer:
    """Return a layer in memory; ``kind`` such as ``Point?crs=EPSG:4326``."""
    layer = QgsVectorLayer(f"{kind}{fields}", "made", "memory")
    features = []
    for number, wkt in enumerate(wkts):
        feature = QgsFeature(layer.fields())
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        if rows:
            feature.setAttributes(list(rows[number]))
        features.append(feature)
    present(layer.dataProvider()).addFeatures(features)
    layer.updateExtents()
    return layer

"""What ``test_lagging`` runs in processes that QGIS takes for the desktop, a scenario in each.

Usage: ``python lagging.py <scenario> <folder>``; prints ``held`` at the end.
"""

from __future__ import annotations

import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer

ROWS = 20_000
KEY = "imam_ali_tracker"


def make_case(path: Path) -> None:
    """Make a case with many sites and a buffer around each."""
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

    location = CaseLocation.parse(path)
    Case.create(location, "Many").close()
    uuids = [str(uuid.UUID(int=number, version=4)) for number in range(2 * ROWS)]
    sites, buffers = [], []
    for number in range(ROWS):
        place = QgsPointXY(30 + number % 200 / 10, 25 + number // 200 / 10)
        sites.append(({"uuid": uuids[number], "name": f"Site {number}", "kind": "other"}, place))
        row = {"uuid": uuids[ROWS + number], "site": uuids[number], "distance": 5.0, "unit": "km"}
        buffers.append((row, None))
    for table, rows in (("sites", sites), ("buffers", buffers)):
        layer = QgsVectorLayer(location.layer_uri(table), table, "ogr")
        features = []
        for values, place in rows:
            feature = QgsFeature(layer.fields())
            for name, value in values.items():
                feature[name] = value
            if place is not None:
                feature.setGeometry(QgsGeometry.fromPointXY(place))
            features.append(feature)
        done, _ = layer.dataProvider().addFeatures(features, QgsFeatureSink.Flag.FastInsert)
        assert done


def wait(until: Callable[[], bool]) -> None:
    """Let QGIS work until something holds."""
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end, "it never happened"
        QgsApplication.processEvents()
        time.sleep(0.002)


def open_layers(folder: Path) -> tuple[QgsVectorLayer, QgsVectorLayer]:
    """Return the sites and the derived buffers of the case."""
    sites, buffers = (
        QgsVectorLayer(f"{folder}/case.gpkg|layer={name}", name, KEY)
        for name in ("sites", "buffers")
    )
    assert sites.isValid()
    assert buffers.isValid()
    return sites, buffers


def count(layer: QgsVectorLayer) -> int:
    """Read a layer as a map does, and count what comes."""
    return sum(1 for _ in layer.getFeatures(QgsFeatureRequest().setNoAttributes()))


def map_is_drawn_early(folder: Path) -> None:
    """A map draws what there is, and is told to draw again until all is there."""
    _, buffers = open_layers(folder)
    told: list[int] = []
    buffers.dataChanged.connect(lambda: told.append(count(buffers)))
    assert count(buffers) < ROWS
    assert not buffers.dataProvider().is_complete
    assert QgsApplication.taskManager().activeTasks()
    wait(lambda: "%" in buffers.dataProvider().dataComment())
    wait(lambda: buffers.dataProvider().is_complete and told[-1:] == [ROWS])
    buffers.dataChanged.disconnect()
    assert told == sorted(told)
    assert count(buffers) == buffers.featureCount() == ROWS
    assert "%" not in buffers.dataProvider().dataComment()


def export_waits(folder: Path) -> None:
    """What has to be whole waits, also in the main thread and also when a task is at work."""
    _, buffers = open_layers(folder)
    assert count(buffers) < ROWS
    assert buffers.dataProvider().complete()
    options = QgsVectorFileWriter.SaveVectorOptions()
    context = QgsProject.instance().transformContext()
    target = folder / "export.gpkg"
    QgsVectorFileWriter.writeAsVectorFormatV3(buffers, str(target), context, options)
    exported = QgsVectorLayer(str(target), "export", "ogr")
    assert exported.featureCount() == ROWS
    wait(lambda: not QgsApplication.taskManager().activeTasks())


def layers_take_turns(folder: Path) -> None:
    """Tasks derive one layer after the other; one that waits for its turn can be cancelled."""
    from imam_ali_tracker.provider.live import LiveLayer

    at_work: list[str] = []
    most: list[int] = []
    complete = LiveLayer.complete

    def noted(layer: LiveLayer, *given: Any) -> bool:
        at_work.append(layer.family.name)
        most.append(len(at_work))
        try:
            return complete(layer, *given)
        finally:
            at_work.remove(layer.family.name)

    LiveLayer.complete = noted
    sites, buffers = open_layers(folder)
    names = ("position_accuracy", "corridor_lines")
    others = [QgsVectorLayer(f"{folder}/case.gpkg|layer={name}", name, KEY) for name in names]
    for layer in (buffers, *others):
        count(layer)
    tasks = QgsApplication.taskManager().activeTasks()
    assert len(tasks) == 3
    wait(lambda: at_work)
    assert at_work == ["buffers"]
    next(task for task in tasks if names[1] in task.description()).cancel()
    wait(lambda: QgsApplication.taskManager().countActiveTasks() == 2)
    assert at_work == ["buffers"]
    wait(lambda: all(layer.dataProvider().is_complete for layer in (buffers, others[0])))
    assert not others[1].dataProvider().is_complete
    assert most == [1, 1]
    wait(lambda: not QgsApplication.taskManager().activeTasks())
    del sites


def background_waits(folder: Path) -> None:
    """A thread that reads the layer, as an algorithm does, gets all of it."""
    _, buffers = open_layers(folder)
    assert count(buffers) < ROWS
    found: list[int] = []

    def read() -> None:
        source = buffers.dataProvider().featureSource()
        found.append(sum(1 for _ in source.getFeatures(QgsFeatureRequest())))

    thread = threading.Thread(target=read)
    thread.start()
    wait(lambda: not thread.is_alive())
    assert found == [ROWS]


def analyst_cancels(folder: Path) -> None:
    """After Cancel the map keeps what there is, until the layer is reloaded or needed whole."""
    _, buffers = open_layers(folder)
    assert count(buffers) < ROWS
    wait(lambda: count(buffers) > 0)
    for task in QgsApplication.taskManager().activeTasks():
        task.cancel()
    wait(lambda: not QgsApplication.taskManager().activeTasks())
    left = count(buffers)
    assert 0 < left < ROWS
    for _ in range(20):
        QgsApplication.processEvents()
        assert count(buffers) == left
    assert not QgsApplication.taskManager().activeTasks()
    buffers.reload()
    count(buffers)
    wait(lambda: buffers.dataProvider().is_complete)
    assert count(buffers) == ROWS


def edited_while_made(folder: Path) -> None:
    """An edit while the layer is being made is in it when it is complete; a later one at once."""
    sites, buffers = open_layers(folder)
    assert count(buffers) < ROWS
    key = next(sites.getFeatures()).id()
    uuid_of_site = sites.getFeature(key)["uuid"]
    for x in (10.0, 11.0):
        assert sites.startEditing()
        assert sites.changeGeometry(key, QgsGeometry.fromPointXY(QgsPointXY(x, 10)))
        assert sites.commitChanges()
        wait(lambda: buffers.dataProvider().is_complete)
        wanted = QgsFeatureRequest().setFilterExpression(f"\"site\" = '{uuid_of_site}'")
        (moved,) = buffers.getFeatures(wanted)
        assert abs(moved.geometry().boundingBox().center().x() - x) < 1e-6
    assert count(buffers) == ROWS


def layer_goes_while_made(folder: Path) -> None:
    """A layer that is removed while it is being made ends its task; another one can be opened."""
    _, buffers = open_layers(folder)
    assert count(buffers) < ROWS
    sip.delete(buffers)
    wait(lambda: not QgsApplication.taskManager().activeTasks())
    _, again = open_layers(folder)
    again.dataProvider().complete()
    assert count(again) == ROWS


def qgis_ends_while_made(folder: Path) -> None:
    """QGIS can be closed while a layer is being made."""
    _, buffers = open_layers(folder)
    QgsProject.instance().addMapLayer(buffers)
    assert count(buffers) < ROWS


def main() -> None:
    """Run the scenario that the command line names."""
    scenario: Any = globals()[sys.argv[1]]
    application = QgsApplication([], True, "", "desktop")
    application.initQgis()
    from imam_ali_tracker.provider.registration import register

    register()
    scenario(Path(sys.argv[2]))
    QTimer.singleShot(0, application.quit)  # as the desktop ends: with a signal before it
    application.exec()
    QgsProject.instance().clear()
    QgsApplication.processEvents()
    application.exitQgis()
    sys.stdout.write("held\n")


if __name__ == "__main__":
    main()

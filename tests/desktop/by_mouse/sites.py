"""Journey 3 by mouse: sites are placed on the map with and without snapping, moved, imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.gui import QgsFileWidget, QgsVertexMarker
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import QApplication, QLineEdit, QListWidget, QToolBar, QWidget
from qgis.utils import iface

from tests.desktop.by_mouse.map import at, canvas, click_action
from tests.desktop.journeys import (
    PLACES,
    TEHRAN,
    controller,
    coordinates,
    row_of,
    rows,
    until_rows,
)
from tests.desktop.mouse import RIGHT, Mouse

_LAYER = Path(PLACES).stem
_BESIDE, _OTHER_SIDE = QPoint(5, -4), QPoint(-5, 4)
"""Pixels from a vertex; the reach of QGIS's snapping is 12, and what is nearer is snapped to."""
_AWAY, _FAR = QPoint(40, 15), QPoint(60, -70)
_CLOSER = 2
_MOST_STEPS = 40
_DRAWN, _SNAPPED, _FREE, _TYPED = "By mouse", "Snapped", "Not snapped", "Typed by mouse"


def track(mouse: Mouse) -> Any:
    """Journey 3: add sites on the map, by coordinates and from a file; rename, move, delete."""
    before = len(rows(mouse, "sites"))
    _open_file(mouse)
    mouse.turn_to("Sites")
    _zoom_to_vertex(mouse)
    _click_beside_vertex(mouse, _FREE, _BESIDE, snapped=False)
    until_rows(mouse, "sites", before + 1)
    _switch_snapping_on(mouse)
    _click_beside_vertex(mouse, _SNAPPED, _OTHER_SIDE, snapped=True)
    until_rows(mouse, "sites", before + 2)
    mouse.picture("snapped")
    click_action(mouse, "mActionZoomFullExtent")
    _draw_site(mouse)
    until_rows(mouse, "sites", before + 3)
    drawn = row_of(mouse, "sites", "name", _DRAWN)
    _rename(mouse, "Renamed")
    _move(mouse, drawn)
    _delete_and_undo(mouse, before + 3)
    _type_site(mouse)
    until_rows(mouse, "sites", before + 4)
    _import(mouse)
    until_rows(mouse, "sites", before + 6)
    mouse.picture("imported")
    placed = {row["name"]: coordinates(row) for row in rows(mouse, "sites") if row["geometry"]}
    return {"before": coordinates(drawn), "accuracy": drawn["position_accuracy_m"], "now": placed}


def _open_file(mouse: Mouse) -> None:
    """Open a file as a layer, in QGIS's own window for that."""
    click_action(mouse, "mActionDataSourceManager")
    mouse.click(*mouse.wait(_vector_files, "the entry for vector files"))
    mouse.click(mouse.wait(_file_line, "the line for a file"))
    mouse.type(PLACES)
    mouse.picture("data-source-manager")
    mouse.push("Add")
    mouse.wait(lambda: QgsProject.instance().mapLayersByName(_LAYER), "the layer")
    mouse.push("Close")
    mouse.settle()
    mouse.picture("file-opened")


def _vector_files() -> tuple[QWidget, QPoint] | None:
    lists = (each for each in QApplication.allWidgets() if isinstance(each, QListWidget))
    for entries in lists:
        if entries.objectName() == "mOptionsListWidget" and entries.isVisible():
            found = entries.findItems("Vector", Qt.MatchFlag.MatchExactly)
            return entries.viewport(), entries.visualItemRect(found[0]).center()
    return None


def _file_line() -> QLineEdit | None:
    files = (each for each in QApplication.allWidgets() if isinstance(each, QgsFileWidget))
    return next((each.lineEdit() for each in files if each.isVisible()), None)


def _vertex() -> tuple[float, float]:
    layer = QgsProject.instance().mapLayersByName(_LAYER)[0]
    point = next(layer.getFeatures()).geometry().asPoint()
    return point.x(), point.y()


def _zoom_to_vertex(mouse: Mouse) -> None:
    """Turn the wheel over a feature of the file's layer."""
    vertex = mouse.ask(_vertex)
    for _ in range(_CLOSER):
        mouse.wheel(canvas(), 1, mouse.point(*vertex))
        mouse.settle()


def _switch_snapping_on(mouse: Mouse) -> None:
    """Fetch QGIS's tool-bar for snapping from the menu of tool-bars, and press its magnet."""
    bar = iface.mainWindow().findChild(QToolBar, "mFileToolBar")
    mouse.click(bar, mouse.ask(lambda: QPoint(3, bar.height() // 2)), RIGHT)
    mouse.picture("tool-bars")
    mouse.take("Snapping Toolbar")
    click_action(mouse, "EnableSnappingAction")
    mouse.wait(lambda: QgsProject.instance().snappingConfig().enabled(), "snapping")
    mouse.picture("snapping")


def _add_on_map(mouse: Mouse) -> None:
    mouse.push("Add a site")
    mouse.picture("ways-to-add")
    mouse.take("By clicking on the map")


def _click_beside_vertex(mouse: Mouse, name: str, beside: QPoint, *, snapped: bool) -> None:
    """Move beside the vertex until it is marked as what snaps, if anything does, and click."""
    _add_on_map(mouse)
    place = mouse.point(*mouse.ask(_vertex)) + beside
    for step in range(_MOST_STEPS):
        mouse.move(canvas(), place + QPoint(step % 2, 0))
        if mouse.ask(_is_vertex_marked) or not snapped:
            break
    else:
        raise LookupError("nothing marks that the vertex is snapped to")
    mouse.picture("beside-vertex")
    mouse.on_map(place)
    _fill_in(mouse, name)


def _is_vertex_marked() -> bool:
    marks = (each for each in iface.mapCanvas().scene().items() if each.isVisible())
    places = (each.center() for each in marks if isinstance(each, QgsVertexMarker))
    return any((place.x(), place.y()) == _vertex() for place in places)


def _draw_site(mouse: Mouse) -> None:
    """Press at the place, and drag away from it to draw its accuracy."""
    _add_on_map(mouse)
    start = at(mouse, TEHRAN) + _FAR
    mouse.drag(canvas(), start, start + _AWAY, lambda: mouse.picture("accuracy"))
    _fill_in(mouse, _DRAWN)


def _fill_in(mouse: Mouse, name: str) -> None:
    mouse.write("Name", name)
    _state_basis(mouse)
    mouse.picture("site")
    mouse.push("OK")


def _state_basis(mouse: Mouse) -> None:
    mouse.choose_from("Basis", "Stated")
    mouse.write("Source", "Example News")


def _rename(mouse: Mouse, name: str) -> None:
    mouse.push("Change the name")
    mouse.type(name)
    mouse.click(mouse.seen("Filter sites"))
    mouse.wait(lambda: _named(name), "the new name")
    mouse.picture("renamed")


def _named(name: str) -> bool:
    return any(row["name"] == name for row in controller().editor.rows("sites"))


def _move(mouse: Mouse, before: Any) -> None:
    mouse.row("Sites", "Renamed")
    mouse.push("Move on the map")
    mouse.on_map(at(mouse, "Renamed") + _AWAY)
    mouse.picture("moving")
    _state_basis(mouse)
    mouse.push("OK")
    mouse.wait(lambda: _has_moved(before), "the site at its new place")
    mouse.settle()


def _has_moved(before: Any) -> bool:
    row = controller().editor.row("sites", before["uuid"])
    return coordinates(row) != coordinates(before)


def _delete_and_undo(mouse: Mouse, count: int) -> None:
    mouse.push("Delete …")
    mouse.picture("deleting")
    mouse.push("Delete")
    until_rows(mouse, "sites", count - 1)
    mouse.push("Undo Delete site “Renamed”")
    until_rows(mouse, "sites", count)
    mouse.picture("undone")


def _type_site(mouse: Mouse) -> None:
    mouse.push("Add a site")
    mouse.take("By typing its position…")
    mouse.write("Position", "34 27 00 N 40 55 07 E")
    _fill_in(mouse, _TYPED)


def _import(mouse: Mouse) -> None:
    mouse.push("Add a site")
    mouse.take("From the features of a layer…")
    mouse.choose_from("Layer", _LAYER)
    mouse.picture("import")
    mouse.push("OK")

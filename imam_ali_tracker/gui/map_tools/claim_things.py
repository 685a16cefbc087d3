"""What on the map a claim may be about: sites, observations, footprints, corridors, coasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRectangle, QgsSpatialIndex
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint

from imam_ali_tracker.claims.endpoints import Endpoint, Gazetteer
from imam_ali_tracker.claims.model import Position, Reference, Register
from imam_ali_tracker.core.present import present
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.gui.map_shapes import OnMap, geometries_of
from imam_ali_tracker.gui.map_tools.corridor_snapping import SiteSnapping
from imam_ali_tracker.gui.panel.claims.naming import end_name

if TYPE_CHECKING:
    from imam_ali_tracker.gui.site_list import SiteItem
    from imam_ali_tracker.gui.site_register import SiteRegister

_REACH = 8
"""Pixels from the mouse within which a line or a shore is meant."""
_DRAWN = "construct"
"""The status of a corridor that an analyst drew for comparison."""


@dataclass(frozen=True)
class Thing:
    """Something with a place.

    ``stops`` is what is measured from and to: several of a corridor, of which only the ends count
    where an analyst drew it for comparison (``is_construct``). ``shape`` is what is shown, in
    longitude and latitude.
    """

    reference: Reference
    name: str
    stops: tuple[Endpoint, ...]
    shape: QgsGeometry
    is_construct: bool = False


class Things:
    """Things by where they are; those that come first are meant where several are."""

    def __init__(self, things: Iterable[Thing] = ()) -> None:
        self._things = tuple(things)
        self._index = QgsSpatialIndex()
        for number, thing in enumerate(self._things):
            if not self._index.addFeature(number, thing.shape.boundingBox()):
                raise ValueError(f"{thing.name} has no place that can be found")

    def within(self, box: QgsRectangle) -> Iterator[Thing]:
        """Give the things that touch a box, in longitude and latitude."""
        area = QgsGeometry.fromRect(box)
        for number in sorted(self._index.intersects(box)):
            if self._things[number].shape.intersects(area):
                yield self._things[number]


def things_of(register: Register, drawn: Mapping[str, QgsGeometry | None]) -> Things:
    """Return what has a place of its own, but for sites; ``drawn`` are footprints by uuid."""
    return Things((*_observations(register), *_footprints(register, drawn), *_lines(register)))


def _observations(register: Register) -> Iterator[Thing]:
    for uuid, observation in register.observations.items():
        if observation.position is not None:
            at = QgsPointXY(observation.position.lon, observation.position.lat)
            yield _thing("observations", uuid, QgsGeometry.fromPointXY(at), register)


def _footprints(register: Register, drawn: Mapping[str, QgsGeometry | None]) -> Iterator[Thing]:
    for uuid in register.footprints:
        shape = drawn[uuid]
        if shape is not None and not shape.isEmpty():
            yield _thing("footprints", uuid, shape, register)


def _lines(register: Register) -> Iterator[Thing]:
    gazetteer = Gazetteer(register)
    # Several may lie upon each other: those that reports speak of are meant first.
    reported_first = sorted(register.corridors.items(), key=lambda each: each[1].status == _DRAWN)
    for uuid, corridor in reported_first:
        stops = [gazetteer.waypoint(waypoint) for waypoint in corridor.waypoints]
        placed = [stop for stop in stops if stop.is_placed]
        ends = [(at.lon, at.lat) for at in (stop.position for stop in placed) if at is not None]
        path = np.array(ends, dtype=np.float64).reshape(-1, 2)
        for shape in geometries_of(corridor_lines(Paths.of([path]))):
            reference, is_construct = Reference("corridors", uuid), corridor.status == _DRAWN
            yield Thing(reference, corridor.name, tuple(placed), shape, is_construct)
    for coast in register.coastlines:
        stop = Endpoint(coast.title, coast=coast)
        for shape in geometries_of(coast.lines):
            yield Thing(Reference(text=coast.names[0]), coast.title, (stop,), shape)


def _thing(table: str, uuid: str, shape: QgsGeometry, register: Register) -> Thing:
    reference = Reference(table, uuid)
    stop = Gazetteer(register).endpoint(reference)
    return Thing(reference, end_name(reference, register), (stop,), shape)


class ThingsOnMap:
    """Finds what is under the mouse, whether or not its layer is in the project."""

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, sites: SiteRegister) -> None:
        self._canvas = canvas
        self._project = project
        self._sites = SiteSnapping(canvas, project, sites)
        self._things = Things()

    def set_things(self, things: Things) -> None:
        """Find these too, beside the sites."""
        self._things = things

    def at(self, pixel: QPoint) -> Thing | None:
        """Return what is under the mouse: a site before anything else."""
        site = self._sites.nearest(pixel)
        if site is not None:
            return _of_site(site)
        boxes = self._boxes(pixel)
        return next((thing for box in boxes for thing in self._things.within(box)), None)

    def _boxes(self, pixel: QPoint) -> list[QgsRectangle]:
        """Return the reach of the mouse in longitude and latitude: two boxes across ±180."""
        to_map = present(self._canvas.getCoordinateTransform())
        on_map = OnMap(self._canvas, self._project)
        steps = (-_REACH, 0, _REACH)
        places = [
            on_map.position(to_map.toMapCoordinates(pixel.x() + dx, pixel.y() + dy))
            for dx in steps
            for dy in steps
        ]
        known = [place for place in places if place is not None]
        if not known:
            return []
        lons, lats = zip(*known)
        if max(lons) - min(lons) <= 180.0:
            return [QgsRectangle(min(lons), min(lats), max(lons), max(lats))]
        east, west = min(x for x in lons if x > 0), max(x for x in lons if x <= 0)
        return [
            QgsRectangle(east, min(lats), 180.0, max(lats)),
            QgsRectangle(-180.0, min(lats), west, max(lats)),
        ]


def _of_site(site: SiteItem) -> Thing:
    lon, lat = present(site.position)
    at = Position(lon, lat, site.position_accuracy_m)
    stop = Endpoint(site.name, at, None, site.position_basis == "proxy", site.uuid)
    shape = QgsGeometry.fromPointXY(QgsPointXY(lon, lat))
    return Thing(Reference("sites", site.uuid), site.name, (stop,), shape)

"""The ends of what a claim measures: where each is, how surely, or why it cannot be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.coastlines import Coastline, coastline_called, coastline_named
from imam_ali_tracker.claims.findings import quoted
from imam_ali_tracker.claims.model import Position
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.claims.model import Observation, Place, Reference, Register, Waypoint


@dataclass(frozen=True)
class Endpoint:
    """One end: a position, a coast, or neither; then ``gap`` says why and ``needed`` what for.

    ``uuid`` is that of the place, empty for a point or a coast without a row.
    """

    name: str
    position: Position | None = None
    coast: Coastline | None = None
    is_proxy: bool = False
    uuid: str = ""
    gap: str = ""
    needed: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether something can be measured from or to here."""
        return self.position is not None or self.coast is not None


class Gazetteer:
    """Finds the ends that references point to; remembers them, since many claims share a place."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._known: dict[Reference, Endpoint] = {}

    def endpoint(self, reference: Reference) -> Endpoint:
        """Return the end that a reference means."""
        found = self._known.get(reference)
        if found is None:
            found = self._known[reference] = self._resolve(reference)
        return found

    def waypoint(self, waypoint: Waypoint) -> Endpoint:
        """Return the end that a waypoint of a corridor is."""
        if waypoint.site in self._register.places:
            return self._place(self._register.places[waypoint.site])
        if waypoint.position is None:
            return _unplaced(waypoint.name)
        return Endpoint(waypoint.name, waypoint.position)

    def _resolve(self, reference: Reference) -> Endpoint:
        register = self._register
        if reference.uuid in register.places:
            return self._place(register.places[reference.uuid])
        if reference.uuid in register.observations:
            return self._observation(register.observations[reference.uuid], reference.text)
        if reference.uuid in register.footprints:
            site = register.footprints[reference.uuid].site
            if site in register.places:
                return self._place(register.places[site])
        coast = coastline_named(reference.text, register.coastlines)
        if coast is not None and not reference.uuid:
            return Endpoint(coast.title, coast=coast)
        return _unidentified(reference)

    def _place(self, place: Place) -> Endpoint:
        if place.position is not None:
            return Endpoint(place.name, place.position, None, place.is_proxy, place.uuid)
        if place.kind == "coast":
            names = "; ".join((place.name, *place.names))
            coast = coastline_called(names, self._register.coastlines)
            if coast is not None:
                return Endpoint(coast.title, coast=coast, uuid=place.uuid)
        return _unplaced(place.name, place.uuid)

    def _observation(self, observation: Observation, text: str) -> Endpoint:
        place = self._register.places.get(observation.site)
        name = text or (place.name if place else observation.summary)
        if observation.position is not None:
            return Endpoint(name, observation.position, None, observation.basis == "proxy")
        return self._place(place) if place else _unplaced(name)


def _unplaced(name: str, uuid: str = "") -> Endpoint:
    gap = tr("No source states a position of {}").format(name)
    return Endpoint(name, uuid=uuid, gap=gap, needed=tr("A position of {}.").format(name))


def _unidentified(reference: Reference) -> Endpoint:
    if not reference.text:
        gap = tr("The claim does not name both ends")
        return Endpoint("", gap=gap, needed=tr("Both ends of what is measured, or its course."))
    gap = tr("{} is not identified with a place of the case").format(quoted(reference.text))
    needed = tr("Which place {} is, and its position.").format(quoted(reference.text))
    return Endpoint(reference.text, gap=gap, needed=needed)

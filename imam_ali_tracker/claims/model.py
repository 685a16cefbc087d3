"""What a claim, and the features that it speaks of, are to the checker: plain values.

The fields are those of a case; :mod:`imam_ali_tracker.claims.rows` makes these objects from rows.
Positions are longitude and latitude in degrees on WGS 84, accuracies metres.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.periods import Period

if TYPE_CHECKING:
    from imam_ali_tracker.claims.coastlines import Coastline
    from imam_ali_tracker.core.dates import ReportedDate


@dataclass(frozen=True)
class Reference:
    """What a claim speaks of: a row of the case, or only the words of the report."""

    table: str = ""
    uuid: str = ""
    text: str = ""


@dataclass(frozen=True)
class Claim:
    """One measurable, or not measurable, statement of a report.

    ``kind``, ``comparator`` and ``unit`` are keys of the vocabularies; the unit of a count is what
    is counted. ``second_value`` is the conversion that the report prints, or the upper end of
    ``between``. ``speaker_chain`` goes from the report to the origin. A value that is not a finite
    number raises ``ValueError``.
    """

    uuid: str
    report: str
    kind: str
    statement: str
    subject: Reference = Reference()
    object: Reference = Reference()
    comparator: str = ""
    value: float | None = None
    unit: str = ""
    second_value: float | None = None
    second_unit: str = ""
    value_text: str = ""
    hedge_words: tuple[str, ...] = ()
    speaker_chain: tuple[str, ...] = ()
    said: ReportedDate | None = None
    event_from: ReportedDate | None = None
    event_to: ReportedDate | None = None
    variant_of: str = ""
    superseded_by: str = ""

    def __post_init__(self) -> None:
        for value in (self.value, self.second_value):
            if value is not None and not math.isfinite(value):
                raise ValueError(value)

    @property
    def event(self) -> Period | None:
        """When what the claim speaks of took place, as far as the case records it."""
        return Period.between(self.event_from, self.event_to)


@dataclass(frozen=True)
class Position:
    """A point, known to ``accuracy_m`` (``None``: how well is not known).

    Raises ``ValueError`` for what is no position on Earth, or a negative accuracy.
    """

    lon: float
    lat: float
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        on_earth = math.isfinite(self.lon) and abs(self.lat) <= 90.0
        if not on_earth or (self.accuracy_m is not None and not self.accuracy_m >= 0.0):
            raise ValueError(self)


@dataclass(frozen=True)
class Place:
    """A tracked site; ``position`` is ``None`` where no source states one."""

    uuid: str
    name: str
    position: Position | None = None
    kind: str = ""
    basis: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_proxy(self) -> bool:
        """Whether the position is that of another place."""
        return self.basis == "proxy"


@dataclass(frozen=True)
class Waypoint:
    """A point of a corridor: a site, or a position of its own."""

    site: str = ""
    name: str = ""
    position: Position | None = None


@dataclass(frozen=True)
class Corridor:
    """A line through waypoints, in order; ``status`` is a key of ``corridor_status``."""

    uuid: str
    name: str
    waypoints: tuple[Waypoint, ...] = ()
    status: str = ""


@dataclass(frozen=True)
class Observation:
    """Something seen or reported at a site, at a time."""

    uuid: str
    site: str
    kind: str = ""
    date_from: ReportedDate | None = None
    date_to: ReportedDate | None = None
    summary: str = ""
    position: Position | None = None
    basis: str = ""

    @property
    def period(self) -> Period | None:
        """When it took place."""
        return Period.between(self.date_from, self.date_to)


@dataclass(frozen=True)
class Footprint:
    """A drawn part of a site, such as one storehouse."""

    uuid: str
    site: str
    part: str
    valid_from: ReportedDate | None = None
    valid_to: ReportedDate | None = None


@dataclass(frozen=True)
class Report:
    """A source: what the order in time of claims and their relative dates need to know of it."""

    uuid: str
    title: str = ""
    publisher: str = ""
    published: ReportedDate | None = None
    published_basis: str = ""


@dataclass(frozen=True)
class Register:
    """Everything that claims may speak of, by uuid."""

    places: Mapping[str, Place] = field(default_factory=dict)
    corridors: Mapping[str, Corridor] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    footprints: Mapping[str, Footprint] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    coastlines: tuple[Coastline, ...] = ()

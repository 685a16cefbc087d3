"""Make the checker's plain values from the rows of a case.

A row is a mapping keyed by the schema's field names, as the case store and the text form read it:
texts (``None`` for NULL), numbers, :class:`ReportedDate`, tuples of texts. The geometry is not
touched here: ``position_of`` returns longitude and latitude of a row, or ``None``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Callable, Optional

from imam_ali_tracker.claims.coastlines import Coastline
from imam_ali_tracker.claims.model import (
    Claim,
    Corridor,
    Footprint,
    Observation,
    Place,
    Position,
    Reference,
    Register,
    Report,
    Waypoint,
)
from imam_ali_tracker.claims.quantities import unit_symbol
from imam_ali_tracker.core.dates import ReportedDate

Row = Mapping[str, Any]
PositionOf = Callable[[Row], Optional[tuple[float, float]]]


def claim_of(row: Row) -> Claim:
    """Return the claim of a row of ``claims``; numbers that are not finite count as none."""
    return Claim(
        uuid=_text(row, "uuid"),
        report=_text(row, "report"),
        kind=_text(row, "kind"),
        statement=_text(row, "statement"),
        subject=_reference(row, "subject"),
        object=_reference(row, "object"),
        comparator=_text(row, "comparator"),
        value=_number(row, "value"),
        unit=_unit(row, "unit"),
        second_value=_number(row, "second_value"),
        second_unit=_unit(row, "second_unit"),
        value_text=_text(row, "value_text"),
        hedge_words=_texts(row, "hedge_words"),
        speaker_chain=_texts(row, "speaker_chain"),
        said=_date(row, "said"),
        event_from=_date(row, "event_from"),
        event_to=_date(row, "event_to"),
        variant_of=_text(row, "variant_of"),
        superseded_by=_text(row, "superseded_by"),
    )


def register_of(
    tables: Mapping[str, Iterable[Row]],
    position_of: PositionOf,
    coastlines: Iterable[Coastline] = (),
) -> Register:
    """Return everything that claims may speak of, from the tables of a case by their names.

    A table that is not there is empty.
    """
    observations = (_observation(row, position_of) for row in tables.get("observations", ()))
    return Register(
        places=places_of(tables.get("sites", ()), tables.get("site_names", ()), position_of),
        corridors=_corridors(tables, position_of),
        observations={observation.uuid: observation for observation in observations},
        footprints={each.uuid: each for each in map(_footprint, tables.get("footprints", ()))},
        reports={report.uuid: report for report in map(_report, tables.get("reports", ()))},
        claims={claim.uuid: claim for claim in map(claim_of, tables.get("claims", ()))},
        coastlines=tuple(coastlines),
    )


def places_of(
    sites: Iterable[Row], site_names: Iterable[Row], position_of: PositionOf
) -> dict[str, Place]:
    """Return the places that sites are, by uuid, with their further names."""
    names: dict[str, list[str]] = {}
    for row in site_names:
        names.setdefault(_text(row, "site"), []).append(_text(row, "name"))
    places = (_place(row, position_of, names) for row in sites)
    return {place.uuid: place for place in places}


def _place(row: Row, position_of: PositionOf, names: Mapping[str, list[str]]) -> Place:
    uuid = _text(row, "uuid")
    return Place(
        uuid=uuid,
        name=_text(row, "name"),
        position=_position(row, position_of),
        kind=_text(row, "kind"),
        basis=_text(row, "position_basis"),
        names=tuple(names.get(uuid, ())),
    )


def _observation(row: Row, position_of: PositionOf) -> Observation:
    return Observation(
        uuid=_text(row, "uuid"),
        site=_text(row, "site"),
        kind=_text(row, "kind"),
        date_from=_date(row, "date_from"),
        date_to=_date(row, "date_to"),
        summary=_text(row, "summary"),
        position=_position(row, position_of),
        basis=_text(row, "position_basis"),
    )


def _corridors(tables: Mapping[str, Iterable[Row]], position_of: PositionOf) -> dict[str, Corridor]:
    stops: dict[str, list[tuple[float, Waypoint]]] = {}
    for row in tables.get("corridor_waypoints", ()):
        waypoint = Waypoint(_text(row, "site"), _text(row, "name"), _position(row, position_of))
        stops.setdefault(_text(row, "corridor"), []).append(
            (_number(row, "sequence") or 0, waypoint)
        )
    corridors = {}
    for row in tables.get("corridors", ()):
        uuid = _text(row, "uuid")
        ordered = sorted(stops.get(uuid, []), key=lambda stop: stop[0])
        waypoints = tuple(waypoint for _, waypoint in ordered)
        corridors[uuid] = Corridor(uuid, _text(row, "name"), waypoints, _text(row, "status"))
    return corridors


def _footprint(row: Row) -> Footprint:
    return Footprint(
        _text(row, "uuid"),
        _text(row, "site"),
        _text(row, "part"),
        _date(row, "valid_from"),
        _date(row, "valid_to"),
    )


def _report(row: Row) -> Report:
    return Report(
        uuid=_text(row, "uuid"),
        title=_text(row, "title"),
        publisher=_text(row, "publisher"),
        published=_date(row, "published"),
        published_basis=_text(row, "published_basis"),
    )


def _reference(row: Row, prefix: str) -> Reference:
    parts = (_text(row, f"{prefix}_{part}") for part in ("table", "uuid", "text"))
    return Reference(*parts)


def _position(row: Row, position_of: PositionOf) -> Position | None:
    """Return the position of a row; one that is not on Earth counts as none."""
    point = position_of(row)
    accuracy = _number(row, "position_accuracy_m")
    if accuracy is not None and accuracy < 0:
        accuracy = None
    try:
        return None if point is None else Position(*point, accuracy)
    except ValueError:
        return None


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _unit(row: Row, key: str) -> str:
    """Return the symbol of a unit that is known, else what is counted, as it stands."""
    text = _text(row, key)
    return unit_symbol(text) or text


def _texts(row: Row, key: str) -> tuple[str, ...]:
    return tuple(row.get(key) or ())


def _number(row: Row, key: str) -> float | None:
    value = row.get(key)
    return float(value) if value is not None and math.isfinite(value) else None


def _date(row: Row, key: str) -> ReportedDate | None:
    value = row.get(key)
    return value if isinstance(value, ReportedDate) else None

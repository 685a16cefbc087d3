"""The layer ``buffers``: the areas at stated distances around sites and corridors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.provider.columns import Columns, Numbers, Texts, Wanted
from imam_ali_tracker.provider.derived.family import (
    Attribute,
    Data,
    Deriver,
    Edit,
    Family,
    Following,
)
from imam_ali_tracker.provider.derived.features import (
    Column,
    batch_of,
    metres,
    rows_by_uuid,
    rows_of,
    sound,
)
from imam_ali_tracker.provider.derived.routes import CORRIDORS, WAYPOINTS, WIDEST_M, Routes
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

SEGMENTS = 64
"""Edges of a full circle, where a buffer does not state its tolerance."""
_BARE = ("equal", "none", "near", None)
"""Comparators that a label does not spell out."""

_BUFFERS = Wanted(
    "buffers",
    (
        *("uuid", "site", "corridor", "distance", "inner_distance", "unit", "comparator", "label"),
        *("azimuth_from", "azimuth_to", "tolerance_m", "source"),
    ),
)
_SITES = Wanted("sites", ("uuid", "name", "position_basis", "position_accuracy_m"), geometry=True)
_ATTRIBUTES = (
    *(Attribute(name) for name in ("uuid", "label", "comparator")),
    *(Attribute(name, "REAL") for name in ("distance", "inner_distance")),
    Attribute("unit"),
    *(Attribute(name, "REAL") for name in ("distance_m", "inner_distance_m")),
    *(Attribute(name, "REAL") for name in ("azimuth_from", "azimuth_to", "tolerance_m")),
    *(Attribute(name) for name in ("site", "site_name", "position_basis")),
    Attribute("position_accuracy_m", "REAL"),
    *(Attribute(name) for name in ("corridor", "corridor_name", "source")),
)


def _deriver(_location: CaseLocation, data: Data) -> Deriver:
    sites, corridors = data[_SITES.table], data[CORRIDORS.table]
    known_sites, known_corridors = rows_by_uuid(sites), rows_by_uuid(corridors)
    routes = Routes.of(corridors, data[WAYPOINTS.table], sites)

    def derive(buffers: Columns) -> Iterator[Batch]:
        site = rows_of(buffers.texts["site"], known_sites)
        corridor = rows_of(buffers.texts["corridor"], known_corridors)
        rows = np.flatnonzero(site >= 0)
        yield _around_sites(buffers.take(rows), sites.take(site[rows]))
        radius = metres(buffers.numbers["distance"], buffers.texts["unit"])
        drawable = (radius > 0) & (2 * radius <= WIDEST_M)
        rows = np.flatnonzero((site < 0) & (corridor >= 0) & drawable)
        if len(rows):
            around = corridor[rows]
            yield _around_corridors(buffers.take(rows), corridors.take(around), routes.take(around))

    return derive


def _around_sites(buffers: Columns, sites: Columns) -> Batch:
    """Return the buffers of rows around sites, row by row the site of each."""
    numbers, texts = buffers.numbers, buffers.texts
    tolerance, units = numbers["tolerance_m"], texts["unit"]
    radius, inner = metres(numbers["distance"], units), metres(numbers["inner_distance"], units)
    lon, lat = sound(sites.points).T
    areas = circles(
        lon,
        lat,
        radius,
        segments=SEGMENTS,
        threads=1,
        tolerance_m=np.where(tolerance > 0, np.maximum(tolerance, 0.001), np.nan),
        inner_radius_m=np.nan_to_num(inner),
        azimuth_from=np.nan_to_num(numbers["azimuth_from"]),
        azimuth_to=np.nan_to_num(numbers["azimuth_to"]),
    )
    nothing: Texts = [None] * len(buffers)
    columns: list[Column] = [
        *_stated(buffers, radius, inner),
        *(sites.texts[name] for name in ("uuid", "name", "position_basis")),
        *(sites.numbers["position_accuracy_m"], nothing, nothing, texts["source"]),
    ]
    return batch_of(buffers.fids, areas, columns)


def _around_corridors(buffers: Columns, corridors: Columns, routes: Routes) -> Batch:
    """Return the buffers of rows around corridors, row by row the corridor and route of each."""
    numbers, units = buffers.numbers, buffers.texts["unit"]
    radius, inner = metres(numbers["distance"], units), metres(numbers["inner_distance"], units)
    tolerance = np.where(numbers["tolerance_m"] > 0, numbers["tolerance_m"], np.nan)
    areas = routes.areas_within(radius, np.nan_to_num(inner), tolerance)
    nothing: Texts = [None] * len(buffers)
    columns: list[Column] = [
        *_stated(buffers, radius, inner),
        *(nothing, nothing, nothing, np.full(len(buffers), np.nan)),
        *(corridors.texts["uuid"], corridors.texts["name"], buffers.texts["source"]),
    ]
    return batch_of(buffers.fids, areas, columns)


def _stated(buffers: Columns, radius: Numbers, inner: Numbers) -> list[Column]:
    """Return what the rows themselves state, with their distances in metres."""
    numbers, texts = buffers.numbers, buffers.texts
    return [
        *(texts["uuid"], _labels(buffers), texts["comparator"]),
        *(numbers["distance"], numbers["inner_distance"], texts["unit"], radius, inner),
        *(numbers["azimuth_from"], numbers["azimuth_to"], numbers["tolerance_m"]),
    ]


def _labels(buffers: Columns) -> list[str | None]:
    """Return what the rows are labelled with: their own label, else the report's words."""
    spelled = vocabularies.vocabulary("comparator")

    @cache
    def words(comparator: str | None, distance: float, unit: str | None) -> str:
        how = "" if comparator in _BARE else spelled.get(comparator or "", comparator or "")
        return f"{how} {distance:,.10g} {unit}".strip()

    texts = buffers.texts
    distances = buffers.numbers["distance"].tolist()
    rows = zip(texts["label"], texts["comparator"], distances, texts["unit"])
    return [label or words(*stated) for label, *stated in rows]


def _affected(reader: Reader, edit: Edit) -> Collection[int] | None:
    if edit.table == _BUFFERS.table:
        return edit.fids
    if edit.table == _SITES.table:
        keys = Wanted(_BUFFERS.table, ())
        around = reader.by_value(keys, "site", edit.uuids).fids.tolist()
        on_routes = reader.by_value(Wanted(WAYPOINTS.table, ()), "site", edit.uuids)
        return None if len(on_routes) else around
    return None


def _around(reader: Reader, buffers: Columns) -> Data:
    corridors = {uuid for uuid in buffers.texts["corridor"] if uuid}
    waypoints = reader.by_value(WAYPOINTS, "corridor", corridors)
    sites = {uuid for uuid in (*buffers.texts["site"], *waypoints.texts["site"]) if uuid}
    return {
        _SITES.table: reader.by_value(_SITES, "uuid", sites),
        CORRIDORS.table: reader.by_value(CORRIDORS, "uuid", corridors),
        WAYPOINTS.table: waypoints,
    }


BUFFERS = Family(
    "buffers",
    "MULTIPOLYGON",
    _BUFFERS,
    (_SITES, CORRIDORS, WAYPOINTS),
    _ATTRIBUTES,
    _deriver,
    Following(_affected, _around),
)

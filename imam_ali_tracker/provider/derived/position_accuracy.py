"""The layer ``position_accuracy``: how far from its point a site or an observation may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.family import (
    Attribute,
    Data,
    Deriver,
    Edit,
    Family,
    Following,
)
from imam_ali_tracker.provider.derived.features import Column, batch_of, sound
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

SEGMENTS = 64
_SITES = Wanted(
    "sites",
    ("uuid", "name", "kind", "position_accuracy_m", "position_basis", "position_source"),
    geometry=True,
)
_ATTRIBUTES = (
    *(Attribute(name) for name in ("uuid", "name", "site_kind")),
    Attribute("position_accuracy_m", "REAL"),
    *(Attribute(name) for name in ("position_basis", "position_source")),
)


def _deriver(_location: CaseLocation, _data: Data) -> Deriver:
    def derive(sites: Columns) -> Iterator[Batch]:
        lon, lat = sound(sites.points).T
        accuracy = sites.numbers["position_accuracy_m"]
        radius = np.where(np.isfinite(accuracy) & (accuracy >= 0), accuracy, np.nan)
        areas = circles(lon, lat, radius, segments=SEGMENTS, threads=1)
        texts = sites.texts
        columns: list[Column] = [
            *(texts["uuid"], texts["name"], texts["kind"], radius),
            *(texts["position_basis"], texts["position_source"]),
        ]
        yield batch_of(sites.fids, areas, columns)

    return derive


def _affected(_reader: Reader, edit: Edit) -> Collection[int]:
    return edit.fids


def _around(_reader: Reader, _sites: Columns) -> Data:
    return {}


POSITION_ACCURACY = Family(
    "position_accuracy",
    "MULTIPOLYGON",
    _SITES,
    (),
    _ATTRIBUTES,
    _deriver,
    Following(_affected, _around),
)

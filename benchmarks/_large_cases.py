"""Large cases for benchmarks: many sites, and buffers around them, in random places."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from uuid import UUID

from qgis.core import QgsFeature, QgsFeatureSink, QgsGeometry, QgsPointXY, QgsVectorLayer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case

_AT_ONCE = 20_000
DISTANCES_KM = (1.0, 5.0, 20.0)


def large_case(path: Path, sites: int, buffers_each: int = 0) -> CaseLocation:
    """Make a case with so many sites between 30° and 50° east, 25° and 40° north."""
    location = CaseLocation.parse(path)
    Case.create(location, f"{sites} sites").close()
    where = random.Random(sites)
    uuids = [str(UUID(int=where.getrandbits(128), version=4)) for _ in range(sites)]
    rows = (
        {
            "uuid": uuid,
            "name": f"Site {number}",
            "kind": "storage",
            "position_basis": "reported",
            "position_accuracy_m": float(number % 500),
            "point": QgsPointXY(where.uniform(30, 50), where.uniform(25, 40)),
        }
        for number, uuid in enumerate(uuids)
    )
    _add(location, "sites", rows)
    _add(location, "buffers", _buffers(uuids, buffers_each, where))
    return location


def _buffers(uuids: list[str], each: int, where: random.Random) -> Any:
    for uuid in uuids:
        for distance in DISTANCES_KM[:each]:
            yield {
                "uuid": str(UUID(int=where.getrandbits(128), version=4)),
                "site": uuid,
                "distance": distance,
                "unit": "km",
                "comparator": "less_than",
            }


def _add(location: CaseLocation, table: str, rows: Any) -> None:
    layer = QgsVectorLayer(location.layer_uri(table), table, "ogr")
    provider = layer.dataProvider()
    fields = provider.fields()
    features: list[QgsFeature] = []
    for row in rows:
        feature = QgsFeature(fields)
        for name, value in row.items():
            if name == "point":
                feature.setGeometry(QgsGeometry.fromPointXY(value))
            else:
                feature.setAttribute(name, value)
        features.append(feature)
        if len(features) == _AT_ONCE:
            _write(provider, features)
            features = []
    _write(provider, features)


def _write(provider: Any, features: list[QgsFeature]) -> None:
    added, _ = provider.addFeatures(features, QgsFeatureSink.Flag.FastInsert)
    if not added:
        raise RuntimeError(provider.lastError())

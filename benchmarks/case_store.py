"""Writing and reading 100,000 sites through the case store and through the bare QGIS provider."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Callable

from benchmarks.measure import Measure, report

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.store import Case

SITES = 100_000


def run() -> list[Measure]:
    """Measure in one QGIS; what the store does besides is checks, uuids, times and dates."""
    from tests.support.qgis_session import private_environment, running_qgis

    with private_environment(), running_qgis(), tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> list[Measure]:
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case

    rows = _rows()
    with Case.create(folder / "store.gpkg", "Store") as case:
        written = _seconds(lambda: case.apply(ChangeSet(inserts={"sites": rows})))
        read = _seconds(lambda: sum(1 for _ in case.rows("sites")))
    with Case.create(folder / "bare.gpkg", "Bare") as case:
        bare_written = _seconds(lambda: _write_bare(case, rows))
        bare_read = _seconds(lambda: _read_bare(case))
    return [
        Measure.alone("case.insert_100k_s", written, "s", "< 10"),
        Measure.against("case.insert_100k", written, bare_written, "s", "<= 4"),
        Measure.against("case.read_100k", read, bare_read, "s", "<= 4"),
    ]


def _rows() -> list[Row]:
    from qgis.core import QgsGeometry, QgsPointXY

    from imam_ali_tracker.core.dates import parse_date

    date = parse_date("2019-09-09T11:04+03:00")
    return [
        {
            "name": f"Site {number}",
            "kind": "city",
            "position_basis": "reported",
            "first_reported": date,
            "geometry": QgsGeometry.fromPointXY(QgsPointXY(number % 360 - 180, number % 180 - 90)),
        }
        for number in range(SITES)
    ]


def _write_bare(case: Case, rows: list[Row]) -> None:
    """Add the same columns as QGIS features, in the provider's own transaction."""
    from qgis.core import QgsFeature, QgsFeatureSink, QgsVectorLayer

    layer = QgsVectorLayer(case.location.layer_uri("sites"), "sites", "ogr")
    columns = {name: layer.fields().indexOf(name) for name in rows[0] if name != "geometry"}
    features = []
    for number, row in enumerate(rows):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("uuid", str(number))
        for name, index in columns.items():
            feature.setAttribute(index, str(row[name]))
        feature.setGeometry(row["geometry"])
        features.append(feature)
    layer.dataProvider().addFeatures(features, QgsFeatureSink.Flag.FastInsert)


def _read_bare(case: Case) -> int:
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(case.location.layer_uri("sites"), "sites", "ogr")
    return sum(1 for feature in layer.getFeatures() if feature.attributes())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    report(run())

"""Reading tables of a file by columns: every number of rows, also those that GDAL stumbles over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.provider.columns import ROWS_AT_ONCE, Wanted
from imam_ali_tracker.provider.file_reader import FileReader
from tests.qgis.provider.sample import point, uid

WANTED = Wanted("sites", ("uuid", "name", "position_accuracy_m"), geometry=True)


def _case(path: Path, rows: int) -> CaseLocation:
    sites = [
        {
            "uuid": uid(f"many {number}"),
            "name": f"Site {number}",
            "kind": "other",
            "position_basis": "reported",
            "position_accuracy_m": float(number),
            "geometry": point(number % 180, number % 90),
        }
        for number in range(rows)
    ]
    with Case.create(path, "Many") as case:
        case.apply(ChangeSet(inserts={"sites": sites}))
    return CaseLocation.parse(path)


@pytest.mark.parametrize("rows", [0, 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1, 5_000, 7_000])
def test_all_rows_are_read(rows: int, tmp_path: Path) -> None:
    """GDAL 3.6 says that a table of some sizes is broken when it has given the last row."""
    reader = FileReader(_case(tmp_path / "case.gpkg", rows))
    assert reader.count("sites") == rows
    parts = list(reader.parts(WANTED))
    assert sum(map(len, parts)) == len(reader.table(WANTED)) == rows
    if rows:
        accuracies = np.concatenate([part.numbers["position_accuracy_m"] for part in parts])
        assert sorted(accuracies) == list(range(rows))


def test_all_rows_are_read_by_many_threads(tmp_path: Path) -> None:
    """GDAL up to 3.11.3 crashes where it reads a filtered table in threads of its own."""
    rows = 10_000
    location = _case(tmp_path / "case.gpkg", rows)
    uuids = {uid(f"many {number}") for number in range(rows)}

    def read(_: int) -> bool:
        reader = FileReader(location)
        chosen = reader.by_value(WANTED, "kind", ["other"])
        return set(reader.table(WANTED).texts["uuid"]) == set(chosen.texts["uuid"]) == uuids

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(40)))


def test_nobody_waits_for_a_reader_that_takes_its_time(tmp_path: Path) -> None:
    """What is derived from the parts may take seconds; whoever writes would be refused by then."""
    rows = 2 * ROWS_AT_ONCE + 1
    location = _case(tmp_path / "case.gpkg", rows)
    parts = FileReader(location).parts(WANTED)
    read = list(next(parts).fids)
    with Case.open(location) as case:
        case.apply(ChangeSet(updates={"sites": {uid("many 0"): {"name": "Renamed"}}}))
    read += [fid for part in parts for fid in part.fids]
    assert read == sorted(set(read)) and len(read) == rows

"""The temporary GeoPackage behind derived layers, and the R-tree that is packed into it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer
from qgis.PyQt import sip

from tests.support import staging

if TYPE_CHECKING:
    from imam_ali_tracker.provider.scratch import Batch, Scratch

WORLD = QgsRectangle(-180, -90, 180, 90)


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    """An empty scratch file of points with one attribute."""
    from imam_ali_tracker.provider.scratch import Scratch

    made = Scratch(tmp_path / "scratch.gpkg", "POINT", [("name", "TEXT")])
    yield made
    made.discard()
    assert list(tmp_path.iterdir()) == []


def _batch(fids: Any, seed: int = 1) -> Batch:
    from imam_ali_tracker.provider.derived.features import point_batch

    fids = np.asarray(fids, dtype=np.int64)
    places = np.random.default_rng(seed).uniform((-180, -90), (180, 90), (len(fids), 2))
    return point_batch(fids, places, [[f"n{fid}" for fid in fids.tolist()]])


def _read(scratch: Scratch, box: QgsRectangle | None = None) -> set[int]:
    layer = QgsVectorLayer(scratch.native_uri, "scratch", "ogr")
    assert layer.isValid()
    request = QgsFeatureRequest() if box is None else QgsFeatureRequest(box)
    found = {feature.id() for feature in layer.getFeatures(request)}
    sip.delete(layer)
    return found


def _check(scratch: Scratch) -> str:
    with contextlib.closing(sqlite3.connect(scratch.path)) as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        (tree,) = connection.execute("SELECT rtreecheck('rtree_derived_geom')").fetchone()
    return f"{integrity}, {tree}"


@pytest.mark.parametrize("count", [0, 1, 50, 51, 52, 2_601, 2_602, 20_000])
def test_packed_tree(scratch: Scratch, count: int) -> None:
    """The tree passes SQLite's own check and finds what a plain pass finds, whatever its height."""
    batch = _batch(np.random.default_rng(2).permutation(count) + 1)
    scratch.start()
    scratch.append(batch)
    scratch.finish()
    assert _check(scratch) == "ok, ok"
    for box in (QgsRectangle(0, 0, 10, 10), QgsRectangle(-180, -90, -170, 90), WORLD):
        x, y = batch.bounds[:, 0], batch.bounds[:, 1]
        inside = (x >= box.xMinimum()) & (x <= box.xMaximum())
        inside &= (y >= box.yMinimum()) & (y <= box.yMaximum())
        assert _read(scratch, box) == set(batch.fids[inside].tolist())


def test_empty_file_is_a_layer(scratch: Scratch) -> None:
    """Before anything is written the file is a valid layer without features."""
    assert _read(scratch) == set()
    assert _read(scratch, WORLD) == set()


def test_readable_while_it_is_filled(scratch: Scratch) -> None:
    """What has been appended is found, with and without a rectangle, and counted."""
    layer = QgsVectorLayer(scratch.native_uri, "scratch", "ogr")
    scratch.start()
    for part in range(3):
        scratch.append(_batch(range(10 * part + 1, 10 * part + 11), part))
        expected = set(range(1, 10 * part + 11))
        assert _read(scratch) == _read(scratch, WORLD) == expected
        assert {f.id() for f in layer.getFeatures(QgsFeatureRequest(WORLD))} == expected
        layer.dataProvider().reloadData()
        assert layer.dataProvider().featureCount() == len(expected)
    scratch.finish()
    assert _read(scratch, WORLD) == expected
    sip.delete(layer)


def test_replaced_rows(scratch: Scratch) -> None:
    """Rows are changed, added and removed in one go; index, count and extent follow."""
    scratch.start()
    scratch.append(_batch(range(1, 501)))
    scratch.finish()
    assert scratch.replace([1, 2, 3, 600], [_batch([2, 600], 9)])
    assert not scratch.replace([1, 2, 3, 600], [_batch([2, 600], 9)])  # they are the same
    assert _read(scratch) == _read(scratch, WORLD) == {2, 600, *range(4, 501)}
    assert _check(scratch) == "ok, ok"
    layer = QgsVectorLayer(scratch.native_uri, "scratch", "ogr")
    assert layer.featureCount() == 499
    boxes = [f.geometry().boundingBox() for f in layer.getFeatures()]
    assert layer.extent().xMinimum() == pytest.approx(min(b.xMinimum() for b in boxes), abs=1e-4)
    sip.delete(layer)
    scratch.replace(range(1, 601), [])
    assert _read(scratch) == set()
    assert _check(scratch) == "ok, ok"


def test_filled_again(scratch: Scratch) -> None:
    """While rows are made anew the old ones are read; given up, they stay."""
    scratch.start()
    scratch.append(_batch(range(1, 11)))
    scratch.finish()
    for given_up in (True, False):
        scratch.restart()
        scratch.append(_batch(range(100, 120), 3))
        assert _read(scratch) == _read(scratch, WORLD) == set(range(1, 11))
        (scratch.abandon if given_up else scratch.finish)()
    assert _read(scratch) == _read(scratch, WORLD) == set(range(100, 120))
    assert _check(scratch) == "ok, ok"


def test_first_fill_given_up(scratch: Scratch) -> None:
    """A first fill that fails half-way leaves nothing, rather than half a layer."""
    scratch.start()
    scratch.append(_batch(range(1, 11)))
    scratch.abandon()
    assert _read(scratch) == set()
    scratch.restart()
    scratch.append(_batch(range(1, 6)))
    scratch.finish()
    assert _read(scratch, WORLD) == set(range(1, 6))


def test_wrong_row_changes_nothing(scratch: Scratch) -> None:
    """A replacement that the database refuses is taken back as a whole."""
    from imam_ali_tracker.provider.scratch import Batch

    scratch.start()
    scratch.append(_batch(range(1, 11)))
    scratch.finish()
    wrong = Batch(np.array([1]), [b"x"], np.zeros((1, 4)), [[object()]])
    with pytest.raises(sqlite3.Error):
        scratch.replace([1, 2], [wrong])
    assert _read(scratch) == set(range(1, 11))


_CRASH = """
import os, sys
from qgis.core import QgsApplication
from imam_ali_tracker.provider.folders import scratch_folder
folder = scratch_folder()
(folder / "left.gpkg").write_text("left")
print(folder, flush=True)
if sys.argv[1] == "stay":
    sys.stdin.read()
elif sys.argv[1] == "crash":
    os.kill(os.getpid(), 9)
"""


def _process(what: str, tmp_path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CRASH, what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR), "TMPDIR": str(tmp_path)},
    )


def test_leftovers_are_swept_up(tmp_path: Path) -> None:
    """Folders go at exit; those of crashed processes go later, those in use stay."""
    crashed, staying, ending = (_process(what, tmp_path) for what in ("crash", "stay", "end"))
    folders = [Path(process.stdout.readline().strip()) for process in (crashed, staying, ending)]
    for process in (crashed, ending):
        process.wait(timeout=60)
    assert folders[1].is_dir()
    assert not folders[2].exists()
    last = _process("end", tmp_path)
    last.wait(timeout=60)
    assert not folders[0].exists()
    assert (folders[1] / "left.gpkg").is_file()
    staying.stdin.close()
    staying.wait(timeout=60)
    end = time.monotonic() + 10
    while folders[1].exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folders[1].exists()

"""The temporary GeoPackage behind a derived layer: one table, filled in bulk, changed in place.

It stays in write-ahead mode, so that those who draw from it see a whole state while it changes;
the connection that is kept open for writing sees to that, because QGIS returns a GeoPackage to
another mode, and then reads it without locks, as soon as nobody else holds it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.provider import rtree
from imam_ali_tracker.provider.blank import LAYER, blank_geopackage

_CREATE_INDEX = "CREATE VIRTUAL TABLE rtree_derived_geom USING rtree(id, minx, maxx, miny, maxy)"
_INDEX = (
    "INSERT INTO gpkg_extensions VALUES ('derived', 'geom', 'gpkg_rtree_index', "
    "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')"
)
_MOST_VALUES = 999
"""How many values every SQLite takes in one statement."""
_INSERT_BOX = "INSERT INTO rtree_derived_geom VALUES (?, ?, ?, ?, ?)"
_RTREE = rtree.Statements(
    "INSERT OR REPLACE INTO rtree_derived_geom_node VALUES (?, ?)",
    "INSERT INTO rtree_derived_geom_rowid VALUES (?, ?)",
    "INSERT INTO rtree_derived_geom_parent VALUES (?, ?)",
)


@dataclass(frozen=True)
class Batch:
    """Features of a derived layer, one per row, all with a geometry.

    ``fids`` is (n,); ``blobs`` are GeoPackage geometries; ``bounds`` is (n, 4): xmin, ymin, xmax,
    ymax; ``attributes`` holds a sequence of n values for each field, in the order of the fields.
    """

    fids: npt.NDArray[np.int64]
    blobs: Sequence[bytes]
    bounds: npt.NDArray[np.float64]
    attributes: Sequence[Sequence[Any]]

    def __len__(self) -> int:
        return len(self.fids)


class Scratch:
    """A scratch file at ``path``; ``columns`` are names and GeoPackage types of the attributes.

    One thread at a time writes; others read through QGIS meanwhile.
    """

    def __init__(self, path: Path, geometry: str, columns: Sequence[tuple[str, str]]) -> None:
        self.path = path
        # GDAL looks for the head of a GeoPackage in the file itself, not in the log beside it.
        path.write_bytes(blank_geopackage(geometry, tuple(columns)))
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # What a crash of the machine destroys is made again from the case.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._width = len(columns) + 2
        self._fids: list[npt.NDArray[np.int64]] = []
        self._bounds: list[npt.NDArray[np.float64]] = []

    @property
    def native_uri(self) -> str:
        """The URI by which QGIS's ``ogr`` provider opens the table."""
        return f"{self.path}|layername={LAYER}"

    def start(self) -> None:
        """Begin to fill an empty table; what is appended is readable at once."""
        self._fids, self._bounds = [], []

    def restart(self) -> None:
        """Begin to fill the table anew; readers have the old rows until :meth:`finish`."""
        self.start()
        self._connection.execute("BEGIN")
        for statement in (
            "DELETE FROM derived",
            "DELETE FROM gpkg_extensions",
            "DROP TABLE IF EXISTS rtree_derived_geom",
        ):
            self._connection.execute(statement)

    def append(self, batch: Batch) -> None:
        """Add rows; :meth:`finish` indexes them. Until then readers look at every row."""
        alone = not self._connection.in_transaction
        if alone:
            self._connection.execute("BEGIN")
        self._insert(batch)
        self._fids.append(batch.fids)
        self._bounds.append(batch.bounds)
        if alone:
            self._describe_appended()
            self._connection.execute("COMMIT")

    def _insert(self, batch: Batch) -> None:
        """Insert rows, many by one statement.

        At each statement sqlite3 lets other threads run, and has to wait until it may go on: row
        by row that takes longer than to make the rows.
        """
        rows = zip(batch.fids.tolist(), batch.blobs, *batch.attributes)
        each = ", ".join("?" * self._width)
        while values := list(chain.from_iterable(islice(rows, _MOST_VALUES // self._width))):
            marks = ", ".join([f"({each})"] * (len(values) // self._width))
            statement = f"INSERT OR REPLACE INTO derived VALUES {marks}"  # noqa: S608 - only marks
            self._connection.execute(statement, values)

    def finish(self) -> None:
        """Index what was appended, and make it the content of the table."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        fids = np.concatenate([np.empty(0, dtype=np.int64), *self._fids])
        bounds = np.concatenate([np.empty((0, 4)), *self._bounds])
        self._describe_appended()
        self._fids, self._bounds = [], []
        self._connection.execute(_CREATE_INDEX)
        rtree.fill(self._connection, _RTREE, fids, bounds)
        self._connection.execute(_INDEX)
        self._connection.execute("COMMIT")

    def abandon(self) -> None:
        """Give up: leave the rows as they were before :meth:`restart`, or none."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        else:
            self.restart()
            self.finish()

    def replace(self, fids: Collection[int], batches: Sequence[Batch]) -> bool:
        """Take the rows with these keys out and put those of ``batches`` in, all or nothing.

        Return ``False`` where that are the same rows.
        """
        connection = self._connection
        connection.execute("BEGIN")
        try:
            before, removed = self._rows(fids), 0
            for fid in fids:
                removed += connection.execute("DELETE FROM derived WHERE fid = ?", (fid,)).rowcount
                connection.execute("DELETE FROM rtree_derived_geom WHERE id = ?", (fid,))
            for batch in batches:
                self._insert(batch)
                boxes = zip(batch.fids.tolist(), *batch.bounds[:, [0, 2, 1, 3]].T.tolist())
                connection.executemany(_INSERT_BOX, boxes)
            if self._rows({*fids, *chain(*(batch.fids.tolist() for batch in batches))}) == before:
                connection.execute("ROLLBACK")
                return False
            count = connection.execute("SELECT feature_count FROM gpkg_ogr_contents").fetchone()[0]
            root = connection.execute("SELECT data FROM rtree_derived_geom_node WHERE nodeno = 1")
            extent = rtree.bounds_of_root(root.fetchone()[0])
            self._describe(count - removed + sum(map(len, batches)), extent)
        except sqlite3.Error:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return True

    def _rows(self, fids: Collection[int]) -> list[tuple[Any, ...]]:
        """Return rows by their keys, as far as there are such."""
        found = (
            self._connection.execute("SELECT * FROM derived WHERE fid = ?", (fid,)).fetchone()
            for fid in sorted(fids)
        )
        return [row for row in found if row is not None]

    def _describe_appended(self) -> None:
        filled = [bounds for bounds in self._bounds if len(bounds)]
        low = [bounds[:, :2].min(axis=0) for bounds in filled]
        high = [bounds[:, 2:].max(axis=0) for bounds in filled]
        extent = [*np.min(low, axis=0), *np.max(high, axis=0)] if filled else None
        self._describe(sum(map(len, self._fids)), extent)

    def _describe(self, count: int, extent: Sequence[float] | None) -> None:
        """Tell GDAL how many rows there are, and where."""
        self._connection.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (count,))
        self._connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?",
            [None] * 4 if extent is None else [float(value) for value in extent],
        )

    def discard(self) -> None:
        """Close and delete the file; whoever still reads it may finish."""
        self._connection.close()
        for suffix in ("", "-wal", "-shm"):
            # Windows keeps what is still read; its folder is removed at exit or swept up later.
            with contextlib.suppress(OSError):
                Path(f"{self.path}{suffix}").unlink()

"""SQLite R-trees packed in one go, by numpy.

Inserting boxes one by one costs more than everything else about a derived layer. The three tables
behind an R-tree are documented (https://www.sqlite.org/rtree.html, "Shadow Tables"), and their
nodes are described in SQLite's ``rtree.c``: a depth, a number of cells, and per cell an id and four
32-bit floats, all big-endian. Sorting the boxes into tiles and cutting them into full nodes gives
a better tree than insertion does (Leutenegger and others, "STR: a simple and efficient algorithm
for R-tree packing", 1997). ``rtreecheck()`` in the tests is the judge of the result.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CELLS = 51
"""Cells in a full node, as SQLite lays nodes out where its pages are larger than 1,300 bytes."""

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])
_HEAD = np.dtype([("depth", ">u2"), ("cells", ">u2")])
_NODE_SIZE = _HEAD.itemsize + CELLS * _CELL.itemsize
_ROOT = 1

Boxes = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Statements:
    """The SQL that fills one R-tree: its nodes, which node a row is in, the parents of nodes."""

    node: str
    rowid: str
    parent: str


def fill(
    connection: sqlite3.Connection,
    statements: Statements,
    ids: Ids,
    bounds: npt.NDArray[np.float64],
) -> None:
    """Fill an R-tree that was just created.

    ``bounds`` is (n, 4): xmin, ymin, xmax, ymax, without NaN. The caller holds the transaction.
    """
    if not len(ids):
        return
    levels = list(_levels(ids, _rounded(bounds)))
    sizes = [math.ceil(len(members) / CELLS) for members, _ in levels]
    # The root is node 1 and holds the last level; the levels below follow.
    first = [_ROOT + sum(sizes[depth + 1 :]) for depth in range(len(levels))]
    for level, (members, boxes) in enumerate(levels):
        numbers = np.arange(first[level], first[level] + sizes[level])
        owners = np.repeat(numbers, CELLS)[: len(members)]
        children = members if level == 0 else members + first[level - 1]
        depth = level if level == len(levels) - 1 else 0
        nodes = _nodes(children, boxes, sizes[level], depth)
        connection.executemany(statements.node, zip(numbers.tolist(), nodes))
        links = statements.rowid if level == 0 else statements.parent
        order = np.argsort(children)
        connection.executemany(links, zip(children[order].tolist(), owners[order].tolist()))


def bounds_of_root(node: bytes) -> tuple[float, float, float, float] | None:
    """Return xmin, ymin, xmax, ymax of everything below the root node, ``None`` if it is empty."""
    count = int(np.frombuffer(node, _HEAD, 1)["cells"][0])
    if not count:
        return None
    boxes = np.frombuffer(node, _CELL, count, _HEAD.itemsize)["box"]
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    return float(low[0]), float(low[2]), float(high[1]), float(high[3])


def _rounded(bounds: npt.NDArray[np.float64]) -> Boxes:
    """Return the boxes as xmin, xmax, ymin, ymax in 32 bits, each at least as large as given."""
    low = bounds[:, :2].astype(np.float32)
    low = np.where(low > bounds[:, :2], np.nextafter(low, np.float32(-np.inf)), low)
    high = bounds[:, 2:].astype(np.float32)
    high = np.where(high < bounds[:, 2:], np.nextafter(high, np.float32(np.inf)), high)
    return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)


def _levels(members: Ids, boxes: Boxes) -> Iterator[tuple[Ids, Boxes]]:
    """Give the levels from the leaves up, each sorted into tiles; the last fits into one node.

    Above the leaves the members are the nodes of the level below, counted from 0.
    """
    while True:
        count = math.ceil(len(members) / CELLS)
        if count > 1:
            order = _tiled(boxes, count)
            members, boxes = members[order], boxes[order]
        yield members, boxes
        if count == 1:
            return
        starts = np.arange(0, len(members), CELLS)
        low = np.minimum.reduceat(boxes, starts)
        high = np.maximum.reduceat(boxes, starts)
        boxes = np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]], axis=1)
        members = np.arange(count, dtype=np.int64)


def _tiled(boxes: Boxes, count: int) -> Ids:
    """Return the order that makes each run of cells a compact tile: by slabs in x, then by y."""
    per_slab = CELLS * math.ceil(math.sqrt(count))
    slab = np.empty(len(boxes), dtype=np.int64)
    slab[np.argsort(boxes[:, 0] + boxes[:, 1], kind="stable")] = np.arange(len(boxes)) // per_slab
    order: Ids = np.lexsort((boxes[:, 2] + boxes[:, 3], slab))
    return order


def _nodes(children: Ids, boxes: Boxes, count: int, depth: int) -> list[bytes]:
    cells = np.zeros(count * CELLS, dtype=_CELL)
    cells["id"][: len(children)] = children
    cells["box"][: len(children)] = boxes
    heads = np.zeros(count, dtype=_HEAD)
    heads["depth"] = depth
    heads["cells"] = CELLS
    heads["cells"][-1] = len(children) - CELLS * (count - 1)
    data = np.empty((count, _NODE_SIZE), dtype=np.uint8)
    data[:, : _HEAD.itemsize] = heads.view(np.uint8).reshape(count, -1)
    data[:, _HEAD.itemsize :] = cells.view(np.uint8).reshape(count, -1)
    nodes: list[bytes] = data.view(np.dtype((np.void, _NODE_SIZE))).ravel().tolist()
    return nodes

"""Text that flows: blocks of rows through columns and on to further pages.

Everything here is arithmetic in millimetres; how high a row is, the caller measures. No row is cut:
one that is higher than a column, or would leave much of one empty, is split between lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

GAP = 3.0
"""Between one block and the next."""
_WASTE, _WASTE_MM = 0.3, 25.0
"""The share of a column and the millimetres that are not left empty: rather the row is split."""
_MOST_IN_VAIN = 12
"""Columns in a row that a heading and a line do not fit."""


@dataclass(frozen=True)
class Row:
    """A line of a table: a text for each column, and the address that it leads to."""

    cells: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Block:
    """A table with a heading.

    ``columns`` are the shares of the width; 0 stands for just a number. ``head`` are the titles of
    the columns, empty where they explain themselves. ``grid`` draws a line between rows.
    """

    title: str
    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    head: tuple[str, ...] = ()
    grid: bool = False


@dataclass(frozen=True)
class Area:
    """A column on a page: its corner, width and height, and the id of the item it comes from."""

    page: int
    x: float
    y: float
    width: float
    height: float
    item: str = ""


@dataclass(frozen=True)
class SetRow:
    """A row as it is printed: the lines of each cell, how high it is, and its address."""

    cells: tuple[tuple[str, ...], ...]
    height: float
    url: str = ""


@dataclass(frozen=True)
class Piece:
    """What stands in one column of one block, from ``y`` down: heading, then rows."""

    block: Block
    area: Area
    y: float
    title: str
    title_height: float
    rows: tuple[SetRow, ...]

    @property
    def rows_height(self) -> float:
        """The height of the rows without the heading."""
        return sum(row.height for row in self.rows)


class Measure(Protocol):
    """What the flow has to know of the type."""

    def heading(self, text: str, width: float) -> float:
        """Return how high a heading of this width is."""

    def row(self, block: Block, row: Row, width: float) -> SetRow:
        """Return a row as it is printed in a block of this width."""

    def split(self, row: SetRow, height: float) -> tuple[SetRow, Row] | None:
        """Return what of a row fits the height and what is left, ``None`` where no line fits."""


def flow(blocks: Iterable[Block], areas: Iterator[Area], measure: Measure) -> list[Piece]:
    """Return where the rows of ``blocks`` stand, in as many ``areas`` as they need.

    Raises :class:`TrackerError` where the columns are too low for a heading and a line, or there
    are not enough of them.
    """
    columns = _Columns(areas)
    pieces: list[Piece] = []
    for block in blocks:
        waiting = deque(block.rows)
        title = block.title
        while waiting:
            piece = _piece(block, title, waiting, columns, measure)
            if piece is None:
                columns.turn(in_vain=True)
                continue
            pieces.append(piece)
            columns.used = piece.y + piece.title_height + piece.rows_height - piece.area.y
            if waiting:
                columns.turn()
                title = tr("{} (continued)").format(block.title) if block.title else ""
    return pieces


class _Columns:
    """The column that is being filled, and what of it is ``used``."""

    def __init__(self, areas: Iterator[Area]) -> None:
        self._areas = areas
        self._in_vain = 0
        self.used = 0.0
        self._area = next(areas, None)

    @property
    def area(self) -> Area:
        if self._area is None or self._in_vain > _MOST_IN_VAIN:
            raise TrackerError(
                tr("The template has too little room for the texts of the briefing."),
                tr("Make the columns “flow_1” and so on larger, or add a page for what continues."),
            )
        return self._area

    def turn(self, *, in_vain: bool = False) -> None:
        """Go to the next column; ``in_vain`` where nothing fitted this one."""
        self._in_vain = self._in_vain + 1 if in_vain else 0
        self._area = next(self._areas, None)
        self.used = 0.0


def _piece(
    block: Block, title: str, waiting: deque[Row], columns: _Columns, measure: Measure
) -> Piece | None:
    """Take what fits the column off ``waiting``; ``None`` where nothing does."""
    area = columns.area
    start = columns.used + (GAP if columns.used else 0.0)
    high = measure.heading(title, area.width) if title else 0.0
    heads = [measure.row(block, Row(block.head), area.width)] if block.head else []
    left = area.height - start - high - sum(row.height for row in heads)
    rows: list[SetRow] = []
    while waiting:
        row = measure.row(block, waiting[0], area.width)
        if row.height <= left:
            waiting.popleft()
            rows.append(row)
            left -= row.height
            continue
        fresh = not rows and not columns.used  # it would fit no column whole
        wasted = left > max(_WASTE * area.height, _WASTE_MM)
        parts = measure.split(row, left) if fresh or wasted else None
        if parts is not None:
            rows.append(parts[0])
            waiting[0] = parts[1]
        break
    if not rows:
        return None
    return Piece(block, area, area.y + start, title, high, (*heads, *rows))

"""Rows of a case's tables as columns, for those who compute with all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.case.schema import TABLES, FieldType, GeometryType

Texts = Sequence[Union[str, None]]
Numbers = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]
Fids = npt.NDArray[np.int64]

ROWS_AT_ONCE = 2_048
"""Rows that are read and worked on together: enough for arrays to pay, few enough for memory."""
MOMENT = "datetime64[ms]"


@dataclass(frozen=True)
class Columns:
    """Rows of one table: texts as lists with ``None``, numbers as float64 with NaN for NULL.

    ``moments`` are clocks to the millisecond as the database holds them, NaT for NULL. ``points``
    is (n, 2), longitude and latitude, NaN where there is none; ``shapes`` holds well-known binary
    or ``None``. Either is empty where it was not asked for.
    """

    fids: Fids
    texts: Mapping[str, Texts]
    numbers: Mapping[str, Numbers]
    moments: Mapping[str, Moments]
    points: npt.NDArray[np.float64]
    shapes: Sequence[bytes | None] = ()

    def __len__(self) -> int:
        return len(self.fids)

    def take(self, rows: npt.NDArray[np.int64]) -> Columns:
        """Return the rows with these numbers, in that order."""
        listed = rows.tolist()
        return Columns(
            self.fids[rows],
            {name: [texts[row] for row in listed] for name, texts in self.texts.items()},
            {name: numbers[rows] for name, numbers in self.numbers.items()},
            {name: moments[rows] for name, moments in self.moments.items()},
            self.points[rows] if len(self.points) else self.points,
            [self.shapes[row] for row in listed] if self.shapes else [],
        )


@dataclass(frozen=True)
class Wanted:
    """Which columns of a table to read; ``geometry`` asks for its points or shapes too."""

    table: str
    columns: tuple[str, ...]
    geometry: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The wanted columns that hold text."""
        return self._of(FieldType.TEXT)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The wanted columns that hold numbers."""
        return self._of(FieldType.INTEGER, FieldType.REAL)

    @property
    def moments(self) -> tuple[str, ...]:
        """The wanted columns that hold timestamps."""
        return self._of(FieldType.TIMESTAMP)

    def _of(self, *types: FieldType) -> tuple[str, ...]:
        table = TABLES[self.table]
        return tuple(name for name in self.columns if table.field(name).type in types)

    @property
    def is_point(self) -> bool:
        """Whether the table's geometry, if wanted, is a point."""
        return self.geometry and TABLES[self.table].geometry is GeometryType.POINT


def joined(wanted: Wanted, parts: Sequence[Columns]) -> Columns:
    """Return the rows of all parts, one after another."""
    fids = np.concatenate([np.empty(0, dtype=np.int64), *(part.fids for part in parts)])
    points = [part.points for part in parts]
    return Columns(
        fids,
        {name: [text for part in parts for text in part.texts[name]] for name in wanted.texts},
        {
            name: np.concatenate([np.empty(0), *(part.numbers[name] for part in parts)])
            for name in wanted.numbers
        },
        {
            name: np.concatenate([np.empty(0, MOMENT), *(part.moments[name] for part in parts)])
            for name in wanted.moments
        },
        np.concatenate([np.empty((0, 2)), *points]),
        [shape for part in parts for shape in part.shapes],
    )

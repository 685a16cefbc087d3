"""Which keys the rows of a table have; see :mod:`imam_ali_tracker.case.values` for their types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from imam_ali_tracker.case.schema import KEY, Field, GeometryType, Table

GEOMETRY = "geometry"
PRECISION = "_precision"
ZONE = "_zone"
"""What the names of the columns that belong to a reported date end in."""


@dataclass(frozen=True)
class RowShape:
    """The keys of a table's rows: plain fields, and reported dates that fold three columns.

    ``fields`` are both, in schema order: for a reported date its first column stands.
    """

    fields: tuple[Field, ...]
    dates: tuple[str, ...]
    geometry: bool

    @property
    def plain(self) -> tuple[Field, ...]:
        """The fields that are one column each."""
        return tuple(field for field in self.fields if field.name not in self.dates)

    @property
    def keys(self) -> frozenset[str]:
        """Every key that a row of the table may have."""
        names = [field.name for field in self.fields]
        return frozenset((*names, KEY, *((GEOMETRY,) if self.geometry else ())))


@cache
def row_shape(table: Table) -> RowShape:
    """Return which keys the rows of ``table`` have."""
    names = {field.name for field in table.all_fields}
    dates = tuple(f.name for f in table.all_fields if f.name + PRECISION in names)
    folded = {date + suffix for date in dates for suffix in (PRECISION, ZONE)}
    fields = tuple(field for field in table.all_fields if field.name not in folded)
    return RowShape(fields, dates, table.geometry is not GeometryType.NONE)

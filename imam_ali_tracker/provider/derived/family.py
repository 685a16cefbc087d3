"""What a derived layer is: where its features come from, what they say, what they follow."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Callable

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

Data = Mapping[str, Columns]
"""Rows of the tables that a layer is derived from, by table."""
Deriver = Callable[[Columns], Iterator[Batch]]
"""Derives the features of driver rows."""


@dataclass(frozen=True)
class Attribute:
    """A field of a derived layer; ``kind`` is a GeoPackage type."""

    name: str
    kind: str = "TEXT"


@dataclass(frozen=True)
class Edit:
    """Rows of a table that changed: their keys, and their uuids before and after."""

    table: str
    fids: frozenset[int]
    uuids: frozenset[str]


@dataclass(frozen=True)
class Following:
    """How a layer follows an edit of a few rows without being derived as a whole.

    ``affected`` returns the keys of the features that an edit may change, ``None`` where that may
    be any. ``around`` reads what else the features of some driver rows depend on.
    """

    affected: Callable[[Reader, Edit], Collection[int] | None]
    around: Callable[[Reader, Columns], Data]


@dataclass(frozen=True)
class Family:
    """One derived layer of every case.

    A feature has the key of the row that it is derived from; so it stays the same feature,
    selected or not, when it is derived again. A row that cannot be drawn has no feature.

    Parameters
    ----------
    geometry:
        The GeoPackage name of the geometry type.
    driver:
        What to read of the table that features come from.
    others:
        What to read of the tables that these rows refer to.
    also:
        Tables that the deriver reads by itself.
    deriver:
        Takes the rows of the other tables and returns what derives the features of driver rows.
    concerned:
        Whether an edit can change any feature that a deriver made; asked where given.
    """

    name: str
    geometry: str
    driver: Wanted
    others: tuple[Wanted, ...]
    attributes: tuple[Attribute, ...]
    deriver: Callable[[CaseLocation, Data], Deriver]
    following: Following | None = None
    also: tuple[str, ...] = ()
    concerned: Callable[[Deriver, Reader, Edit], bool] | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the layer is derived from."""
        return (self.driver.table, *(wanted.table for wanted in self.others), *self.also)

"""A position that was read from text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """Degrees of WGS 84, and how large the place is that the text names.

    ``cell_m`` is half the diagonal of the grid square or code area whose centre this is, in metres;
    ``None`` where the text names a point.
    """

    longitude: float
    latitude: float
    cell_m: float | None = None

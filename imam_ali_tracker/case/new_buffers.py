"""Rows of the table of buffers, for those who put several around several features at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from imam_ali_tracker.case.changes import Row, new_uuid
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.units import to_si

COLUMN_OF = {"sites": "site", "corridors": "corridor"}
"""The tables that a buffer can be around, and the column that says so."""

_TOLD_BY = ("site", "corridor", "comparator", "azimuth_from", "azimuth_to")


def new_buffers(
    targets: Sequence[tuple[str, str]],
    sizes: Sequence[Mapping[str, Any]],
    common: Mapping[str, Any],
    known: Iterable[Row],
) -> list[Row]:
    """Return a row for each size around each target, without those that are known already.

    Parameters
    ----------
    targets:
        Table (``sites`` or ``corridors``) and uuid of each.
    sizes:
        The columns that differ from area to area: ``distance``, ``inner_distance``, ``unit``.
    common:
        The other columns; a size may state them too and goes before.
    known:
        The rows that the case has.
    """
    seen = {_identity(row) for row in known}
    rows: list[Row] = []
    for table, uuid in targets:
        for size in sizes:
            row = {**common, **size, COLUMN_OF[table]: uuid}
            if _identity(row) not in seen:
                seen.add(_identity(row))
                rows.append({**row, "uuid": new_uuid()})
    return rows


def check_sector(start: float | None, end: float | None, tables: Collection[str]) -> None:
    """Refuse half a sector, and one around corridors; ``tables`` are those of the targets."""
    if (start is None) is not (end is None):
        raise TrackerError(tr("A sector needs both azimuths."), tr("Give both or none."))
    if start is not None and "corridors" in tables:
        raise TrackerError(
            tr("Sectors are drawn around sites only."), tr("Leave the azimuths out.")
        )


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what makes two buffers the same one, with lengths in metres."""
    unit = row["unit"]
    sizes = [round(to_si(row[name] or 0.0, unit), 3) for name in ("distance", "inner_distance")]
    return (*(row.get(name) for name in _TOLD_BY), *sizes)

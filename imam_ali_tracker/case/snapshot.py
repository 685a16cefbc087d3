"""All rows of a case as they were at one moment, and a case made from them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import KEY, SCHEMA_VERSION, TABLES
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

_ATTEMPTS = 5


def rows_of_one_moment(case: Case) -> dict[str, list[Row]]:
    """Return the rows of all tables as they were between two change sets of whoever writes.

    Raises :class:`TrackerError` where the case has another schema version than this plugin writes,
    or is being changed all the time.
    """
    version = case.info["schema_version"]
    if version != SCHEMA_VERSION:
        message = tr("The case has schema version {}; this plugin writes version {}.")
        raise TrackerError(message.format(version, SCHEMA_VERSION), tr("Update the plugin."))
    with case.reading():
        for _ in range(_ATTEMPTS):
            before = case.data_version
            tables = {name: list(case.rows(name)) for name in TABLES}
            # In PostGIS the block reads within one transaction; of a GeoPackage, table by table.
            if case.location.path is None or case.data_version == before:
                return tables
    raise TrackerError(
        tr("The case {} is being changed all the time.").format(case.location.label),
        tr("Wait until the other program has finished, then export again."),
    )


def copy_case(
    case: Case, location: CaseLocation, is_cancelled: Callable[[], bool] = lambda: False
) -> Case:
    """Make a case with the same rows at ``location``, in either kind of database, and open it.

    Rows keep their uuids and times, and get keys of the new database. Tables and columns that are
    not the case's own stay behind. Raises :class:`TrackerError`, also where it is cancelled before
    the writing begins; there is then nothing there.
    """
    from imam_ali_tracker.case.store import Case

    rows = rows_of_one_moment(case)
    if is_cancelled():
        raise cancelled()
    return Case.create_from(location, {name: without_keys(rows[name]) for name in rows})


def without_keys(rows: list[Row]) -> list[Row]:
    """Return rows in the order of their keys, without these: they belong to one database."""
    ordered = sorted(rows, key=lambda row: int(row[KEY]))
    return [{name: value for name, value in row.items() if name != KEY} for row in ordered]

"""Noticing that a case was changed, by whatever program.

A GeoPackage's token is the size and time of the file and of its write-ahead log: two ``stat``
calls. The file is not opened for it, because closing it again would drop the locks that SQLite
holds for all of this process. A token may change when only the log was folded into the file.

A PostGIS case's token is the number of rows of each table and the sum of the numbers of the
transactions that wrote them: one query that reads every row's header (about 10 ms for 100,000
rows) and needs no trigger, no right beyond reading, and no help from who writes.
"""

from __future__ import annotations

from pathlib import Path

from imam_ali_tracker.case import database
from imam_ali_tracker.case.inspection import WAL, file_state
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr


def data_version(location: CaseLocation) -> str:
    """Return a token that is another one after any committed change, and equal without one.

    Raises :class:`TrackerError` where the file or the database cannot be reached.
    """
    if location.path is not None:
        return _file_version(location.path)
    tables = (database.qualified(location, name) for name in TABLES)
    counts = (
        f"SELECT count(*), sum(xmin::text::bigint)::text FROM {table}"  # noqa: S608  # nosec B608
        for table in tables
    )
    message = tr("The case {} cannot be reached.").format(location.label)
    hint = tr("Check the connection and that the server is running.")
    with database.explained(message, hint, location):
        rows = database.connect(location).executeSql(" UNION ALL ".join(counts))
    return " ".join(f"{count}:{transactions}" for count, transactions in rows)


def is_log_folded(location: CaseLocation, before: str, after: str) -> bool:
    """Whether between two tokens of a file its write-ahead log was folded into it.

    Whoever closes the file last does that, a reader too, and long after the write. What someone
    else wrote and folded within that same moment cannot be told from it.
    """
    if location.path is None:
        return False
    file, _, log = before.partition(" ")
    file_now, _, log_now = after.partition(" ")
    is_same_file = file.partition(":")[0] == file_now.partition(":")[0]
    return is_same_file and bool(log) and log_now in ("", log)


def _file_version(path: Path) -> str:
    try:
        file = file_state(path)
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be reached.").format(path),
            tr("Check that it was not moved or deleted and that its disk is there."),
            str(error),
        ) from error
    return f"{file} {_log_version(path)}"


def _log_version(path: Path) -> str:
    try:
        log = path.with_name(path.name + WAL).stat()
    except FileNotFoundError:
        return ""
    return f"{log.st_size}:{log.st_mtime_ns}" if log.st_size else ""

"""Looking into a GeoPackage before QGIS opens it, without writing a byte.

QGIS and GDAL may switch the journal of a file that they open, and crash or give half the rows of
one that is damaged. So SQLite reads it first, read-only, and checks every page.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from imam_ali_tracker.case.schema import CASE_INFO
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

WAL = "-wal"
JOURNAL = "-journal"
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_GEOPACKAGE_IDS = (0x47504B47, 0x47503130, 0x47503131)
"""``application_id``: GPKG, and GP10 and GP11 of the first two versions of the standard."""
_WAL_FORMAT = 2
_WAIT_SECONDS = 2.0
_WITHOUT_LOCKS = "mode=ro&immutable=1"


def inspect_file(path: Path) -> int:
    """Return the schema version of the case in the GeoPackage at ``path``.

    Raises :class:`TrackerError` that says why the file cannot be opened; it is left as it is.
    """
    if not path.is_file():
        raise TrackerError(
            tr("The file {} does not exist.").format(path),
            tr("Check the name, or create a case there."),
        )
    try:
        with _opened(path) as connection:
            if not _sound_without_lock(path):
                _check_pages(path, connection)
            return _schema_version(path, connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # The latter where SQLite's own message quotes a damaged name.
        raise _unreadable(path, error) from error
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be read.").format(path),
            tr("Check that you may read it and that its disk or network share is there."),
            str(error),
        ) from error


def _sound_without_lock(path: Path) -> bool:
    """Return whether every page is sound; ``False`` also where somebody changes the file meanwhile.

    Reading every page of a large case takes longer than the write of one feature should wait.
    """
    before = file_state(path)
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError, TrackerError):
        # What is wrong is said by the one who reads it again with a lock.
        with contextlib.closing(_connect(path, _WITHOUT_LOCKS)) as connection:
            _check_pages(path, connection)
        return not journals(path) and file_state(path) == before
    return False


def file_state(path: Path) -> str:
    """Return a token that is another one after the file, without its journals, was written.

    Raises :class:`OSError` where it cannot be reached. It is not opened for this.
    """
    status = path.stat()
    return f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def title_of(path: Path) -> str:
    """Return the title of the case in a GeoPackage, empty where there is none; nothing is checked.

    It takes a fraction of a millisecond and leaves the file and its folder as they are: for lists
    of files, most of which hold no case.
    """
    try:
        # Without locks where nobody writes: SQLite makes a -wal file beside one in WAL format.
        mode = "mode=ro" if journals(path) else _WITHOUT_LOCKS
        with contextlib.closing(_connect(path, mode)) as connection:
            row = connection.execute("SELECT title FROM case_info").fetchone()
    except (sqlite3.Error, UnicodeDecodeError, OSError):
        return ""
    return str(row[0] or path.stem) if row else ""


def journals(path: Path) -> tuple[Path, ...]:
    """Return the files beside ``path`` that hold a part of its content, if any."""
    return tuple(file for file in _beside(path) if _size(file) > 0)


def _size(file: Path) -> int:
    """Return a file's size, 0 where it is gone: a writer may end while we look."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + suffix) for suffix in (WAL, JOURNAL))


def why_not_writable(path: Path) -> str:
    """Return why a case at ``path`` can only be read; empty where it can be written.

    The folder counts too: SQLite keeps its journal beside the file.
    """
    if not os.access(path, os.W_OK):
        return tr("The file {} is write-protected.").format(path)
    if not os.access(path.parent, os.W_OK):
        return tr("The folder {} is write-protected.").format(path.parent)
    return ""


def settle(path: Path) -> None:
    """Fold what is left in the journal of a closed or crashed program into the file.

    Does nothing where another connection still uses the file.
    """
    if not any(file.exists() for file in _beside(path)) and not _in_wal_format(path):
        return
    with contextlib.closing(sqlite3.connect(_uri(path, "mode=rw"), uri=True, timeout=0.0)) as file:
        with contextlib.suppress(sqlite3.OperationalError):
            file.execute("PRAGMA schema_version").fetchone()
            # From this mode SQLite goes to the next by deleting the journal, even an empty one.
            file.execute("PRAGMA journal_mode = PERSIST").fetchone()
            file.execute("PRAGMA journal_mode = DELETE").fetchone()


def copy_file(path: Path, target: Path) -> None:
    """Copy the case at ``path``, with what its journal holds, to ``target``."""
    with _opened(path) as source, contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open for reading in a way that leaves the file and its folder as they are."""
    if not journals(path):
        # SQLite would make a -wal file beside one in this format. Nobody has it open now.
        mode = _WITHOUT_LOCKS if _checked_header(path) else "mode=ro"
        with contextlib.closing(_connect(path, mode)) as connection:
            yield connection
        return
    try:
        connection = _connect(path, "mode=ro")
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        # What a crashed program left must be rolled back before it can be read: in a copy.
        with tempfile.TemporaryDirectory() as folder:
            for file in (path, *journals(path)):
                shutil.copy(file, folder)
            with contextlib.closing(_connect(Path(folder) / path.name, "mode=rw")) as copy:
                yield copy
        return
    with contextlib.closing(connection):
        yield connection


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(path.resolve().as_posix())}?{mode}"


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(_uri(path, mode), uri=True, timeout=_WAIT_SECONDS)


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER_BYTES)


def _in_wal_format(path: Path) -> bool:
    return _WAL_FORMAT in _header(path)[18:20]


def _checked_header(path: Path) -> bool:
    """Return whether the file is in WAL format; raise :class:`TrackerError` for a bad header."""
    header = _header(path)
    size = path.stat().st_size
    if size == 0:
        raise TrackerError(
            tr("The file {} is empty.").format(path),
            tr("It was not copied or saved completely. Take the original or a backup copy."),
        )
    if not header.startswith(_MAGIC):
        raise TrackerError(
            tr("The file {} is not a GeoPackage.").format(path),
            tr("Choose the .gpkg file of a case. The text form of a case is imported instead."),
        )
    if len(header) < _HEADER_BYTES:
        raise _incomplete(path)
    page_size, write_format, read_format = struct.unpack(">HBB", header[16:20])
    counter, pages = struct.unpack(">II", header[24:32])
    (valid_for,) = struct.unpack(">I", header[92:96])
    page_size = 65536 if page_size == 1 else page_size
    if counter == valid_for and pages * page_size > size:
        raise _incomplete(path)
    return _WAL_FORMAT in (write_format, read_format)


def _incomplete(path: Path) -> TrackerError:
    return TrackerError(
        tr("The file {} is incomplete: its end is missing.").format(path),
        tr("Copy it again, or take a backup copy."),
    )


def _unreadable(path: Path, error: Exception) -> TrackerError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return TrackerError(
            tr("The file {} is locked by another program.").format(path),
            tr("Close the case there, or wait until that program has finished writing."),
            text,
        )
    return _damaged(path, text)


def _damaged(path: Path, details: str) -> TrackerError:
    return TrackerError(
        tr("The file {} is damaged.").format(path),
        tr("Take a backup copy. The damaged file was not changed."),
        details,
    )


def _check_pages(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application not in _GEOPACKAGE_IDS:
        raise TrackerError(
            tr("The file {} is an SQLite database, but not a GeoPackage.").format(path),
            tr("Choose the .gpkg file of a case."),
        )
    faults = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    if faults != ["ok"]:
        raise _damaged(path, "\n".join(map(str, faults)))


def _schema_version(path: Path, connection: sqlite3.Connection) -> int:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if CASE_INFO.name not in names:
        raise TrackerError(
            tr("The GeoPackage {} does not hold a case.").format(path),
            tr("Open it as ordinary layers, or create a case and import the layers."),
        )
    versions = connection.execute("SELECT schema_version FROM case_info").fetchall()
    if len(versions) != 1 or not isinstance(versions[0][0], int):
        raise _damaged(path, tr("The table case_info must hold one row with a schema version."))
    return int(versions[0][0])

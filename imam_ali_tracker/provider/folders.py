"""Temporary folders for scratch files: gone at exit, and swept up after a crash."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

_PREFIX = "imam_ali_tracker-"
_LOCK = "in-use.lock"
_held: list[tuple[Path, QLockFile]] = []


def scratch_folder() -> Path:
    """Return this process's folder for scratch files; the first call sweeps up old ones."""
    if not _held:
        sweep()
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = QLockFile(str(folder / _LOCK))
        # Only its owner's end makes it stale: a session may well last for weeks.
        lock.setStaleLockTime(0)
        lock.tryLock(0)
        _held.append((folder, lock))
        atexit.register(_remove, folder, lock)
    return _held[0][0]


def sweep() -> None:
    """Remove the folders of processes that ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = QLockFile(str(folder / _LOCK))
        lock.setStaleLockTime(0)
        if (folder / _LOCK).exists() and lock.tryLock(0):
            _remove(folder, lock)


def _remove(folder: Path, lock: QLockFile) -> None:
    # A file that someone on Windows still reads stays, and is swept up another time.
    lock.unlock()
    shutil.rmtree(folder, ignore_errors=True)

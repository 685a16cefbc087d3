"""Another process that holds a lock on a GeoPackage."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement).fetchall()
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path, *statements: str) -> Iterator[None]:
    """Hold the locks that these statements take until the block ends."""
    other = subprocess.Popen(
        [sys.executable, "-c", _LOCK, str(path), *statements],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    if other.stdout is None or other.stdout.readline() != b"locked\n":
        raise RuntimeError(f"{path.name} could not be locked")
    try:
        yield
    finally:
        other.communicate(timeout=30)

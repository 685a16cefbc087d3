"""Names of files by which QGIS shares no connection with anyone else in the process.

QGIS shares the connection of a file among all who open it by the same name, also among threads,
and takes the locks of it and of all files now in the one order, now in the other: two threads that
open layers of one file at once may wait for each other for ever (seen in 3.40). A layer that the
analyst is editing would also pull others into its connection. So the background opens files by
names of their own, such as ``/folder/././case.gpkg``.
"""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

_FILES = "ogr"
"""The provider of QGIS that opens files by their path."""
_numbers = itertools.cycle(range(1, 100))


def in_background() -> bool:
    """Whether this is not the main thread."""
    return threading.current_thread() is not threading.main_thread()


def own_name(path: Path) -> str:
    """Return a name of a file that nobody else in this process uses."""
    path = path.absolute()
    return f"{path.parent.as_posix().rstrip('/')}/{'./' * next(_numbers)}{path.name}"


def by_own_name(provider_key: str, uri: str) -> str:
    """Return a URI by which QGIS shares no connection with other threads.

    It is another one in the background only, and only where it begins with the path of a file.
    """
    if provider_key != _FILES or not in_background():
        return uri
    name, separator, rest = uri.partition("|")
    path = Path(name)
    if not path.is_absolute() or not path.is_file():
        return uri
    return f"{own_name(path)}{separator}{rest}"

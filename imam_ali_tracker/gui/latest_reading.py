"""Reading what a page shows of a case, in the background; only the latest answer counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.gui.latest import LatestRead

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

Found = TypeVar("Found")


class LatestReading(Generic[Found]):
    """Hands what ``read`` finds to ``show`` on the main thread, errors to ``fail``.

    While a case is being read it is not read twice at once, but once more afterwards. When the
    ``owner`` of ``show`` is gone the answer is dropped.
    """

    def __init__(
        self,
        title: str,
        read: Callable[[Case], Found],
        show: Callable[[Found], None],
        fail: Callable[[TrackerError], None],
        owner: QObject,
    ) -> None:
        self._read = read
        self._reads = LatestRead(title, owner)
        self._reads.done.connect(show)
        self._reads.failed.connect(fail)

    def start(self, location: CaseLocation) -> None:
        """Read the case at ``location``."""
        self._reads.start(partial(_read, location, self._read))

    def forget(self) -> None:
        """Drop the answer that is still to come."""
        self._reads.forget()


def _read(location: CaseLocation, read: Callable[[Case], Found]) -> Found:
    from imam_ali_tracker.case.store import Case

    # Without the look at the whole file that opening takes: the panel has opened it.
    case = Case(location)
    with case.reading(Breath()):
        return read(case)

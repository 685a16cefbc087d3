"""Reading what a page shows of a case, in the background; only the latest answer counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.gui.background import BackgroundWork
from imam_ali_tracker.gui.tasks import run_task

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
        self._title = title
        self._read = read
        self._show = show
        self._fail = fail
        self._work: BackgroundWork | None = None
        self._wanted: CaseLocation | None = None
        self._again = False
        owner.destroyed.connect(self.forget)

    def start(self, location: CaseLocation) -> None:
        """Read the case at ``location``."""
        self._wanted = location
        if self._work is not None:
            self._again = True
            return
        found: list[Found] = []
        self._again = False
        self._work = BackgroundWork(
            self._title, partial(_run, location, self._read, found), partial(self._done, found)
        )
        run_task(self._work)

    def forget(self) -> None:
        """Drop the answer that is still to come."""
        self._wanted = None

    def _done(self, found: list[Found], error: TrackerError | None) -> None:
        self._work = None
        wanted = self._wanted
        if wanted is None:
            return
        if self._again:
            self.start(wanted)
        elif error is not None:
            self._fail(error)
        else:
            self._show(found[0])


def _run(location: CaseLocation, read: Callable[[Case], Found], found: list[Found]) -> None:
    from imam_ali_tracker.case.store import Case

    with Case.open(location, read_only=True) as case:
        found.append(read(case))

"""Reading what the time axis shows, in the background; one reading at a time, the latest counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsApplication

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.background import BackgroundWork
from imam_ali_tracker.gui.panel.timeline.items import TimelineItem, read_items

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


class ItemReader:
    """Hands items over on the main thread; an answer nobody waits for any more is dropped."""

    def __init__(
        self,
        show: Callable[[list[TimelineItem]], None],
        fail: Callable[[TrackerError], None],
    ) -> None:
        self._show = show
        self._fail = fail
        self._work: BackgroundWork | None = None
        self._again: CaseLocation | None = None

    def read(self, location: CaseLocation) -> None:
        """Read the items of a case; while one is being read, it is read once more afterwards."""
        if self._work is not None:
            self._again = location
            return
        found: list[TimelineItem] = []
        self._work = BackgroundWork(
            tr("Reading the timeline of {}").format(location.label),
            partial(_read, location, found),
            partial(self._done, found),
        )
        present(QgsApplication.taskManager()).addTask(self._work)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._again = None
        self._show, self._fail = _nobody, _nobody

    def _done(self, found: list[TimelineItem], error: TrackerError | None) -> None:
        self._work = None
        again, self._again = self._again, None
        if again is not None:
            self.read(again)
        elif error is not None:
            self._fail(error)
        else:
            self._show(found)


def _nobody(_answer: object) -> None:
    """Drop an answer."""


def _read(location: CaseLocation, found: list[TimelineItem]) -> None:
    from imam_ali_tracker.case.store import Case

    with Case.open(location, read_only=True) as case:
        found += read_items(case)

"""Reading what the panel shows of a case, in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from qgis.core import QgsTask

from imam_ali_tracker.case.integrity import Problem, check
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.tasks import failure_of
from imam_ali_tracker.gui.site_list import SiteList, read_sites
from imam_ali_tracker.provider.messages import log
from imam_ali_tracker.provider.reading import open_reader

# The stubs take the union of two flags for a number.
_FLAGS = cast("QgsTask.Flag", QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt)
"""QGIS does not ask about a read when it is closed: nothing is lost by ending it."""


@dataclass(frozen=True)
class CaseSummary:
    """What a case is, and what was in it when it was opened.

    ``read_only_reason`` is empty for a writable case.
    """

    location: CaseLocation
    title: str
    read_only_reason: str
    sites: SiteList


def read_summary(location: CaseLocation) -> CaseSummary:
    """Open a case and read its sites; raises :class:`TrackerError` where that fails."""
    with Case.open(location) as case:
        title, read_only_reason = str(case.info["title"]), case.read_only_reason
        return CaseSummary(location, title, read_only_reason, read_sites(open_reader(location)))


class ReadCaseTask(QgsTask):
    """Opens a case and reads its sites.

    ``done`` is called on the main thread with the summary, or with the error; with ``None`` where
    the task was cancelled, which the analyst can do in QGIS's own list.
    """

    def __init__(
        self, location: CaseLocation, done: Callable[[CaseSummary | TrackerError | None], None]
    ) -> None:
        super().__init__(tr("Reading the case {}").format(location.label), _FLAGS)
        self._location = location
        self._done = done
        self._result: CaseSummary | TrackerError | None = None

    def run(self) -> bool:
        """Read in the background; touches no widget and no project."""
        error = failure_of(self, self._read)
        self._result = error or self._result
        return error is None

    def _read(self) -> None:
        self._result = read_summary(self._location)

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the outcome says it
        """Hand the outcome over on the main thread."""
        self._done(None if self.isCanceled() else self._result)


class CheckCaseTask(QgsTask):
    """Looks for what is wrong with the rows of a case.

    ``done`` gets the problems on the main thread; none where the task was cancelled.
    """

    def __init__(self, location: CaseLocation, done: Callable[[tuple[Problem, ...]], None]) -> None:
        super().__init__(tr("Checking the case {}").format(location.label), _FLAGS)
        self._location = location
        self._done = done
        self._problems: tuple[Problem, ...] = ()
        self._error: TrackerError | None = None

    def run(self) -> bool:
        """Check in the background."""
        self._error = failure_of(self, self._check)
        return self._error is None

    def _check(self) -> None:
        case = Case(self._location)
        with case.reading(Breath()):
            self._problems = tuple(check(case))

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the problems say it
        """Hand the problems over on the main thread."""
        if self._error is not None:  # whoever opened the case has been shown why it is unreadable
            log(self._error)
        self._done(() if self.isCanceled() else self._problems)

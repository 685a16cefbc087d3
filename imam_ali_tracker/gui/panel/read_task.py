"""Reading what the panel shows of a case, in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.core import QgsTask

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.integrity import Problem, check
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.site_model import SiteItem


@dataclass(frozen=True)
class CaseSummary:
    """What the panel shows of an open case.

    ``read_only_reason`` is empty for a writable case, ``problems`` for a sound one.
    """

    location: CaseLocation
    title: str
    read_only_reason: str
    sites: tuple[SiteItem, ...]
    problems: tuple[Problem, ...]


class ReadCaseTask(QgsTask):
    """Opens a case and reads its sites.

    ``done`` is called on the main thread with the summary, or with the error; a cancelled task
    calls nobody.
    """

    def __init__(
        self, location: CaseLocation, done: Callable[[CaseSummary | TrackerError], None]
    ) -> None:
        super().__init__(tr("Reading the case {}").format(location.label), QgsTask.Flag.CanCancel)
        self._location = location
        self._done = done
        self._result: CaseSummary | TrackerError | None = None

    def run(self) -> bool:
        """Read in the background; touches no widget and no project."""
        try:
            with Case.open(self._location) as case:
                names: dict[object, list[str]] = {}
                for row in case.rows("site_names"):
                    names.setdefault(row["site"], []).append(str(row["name"]))
                sites = []
                for row in case.rows("sites"):
                    if self.isCanceled():
                        return False
                    sites.append(_site_item(row, tuple(names.get(row["uuid"], ()))))
                self._result = CaseSummary(
                    self._location,
                    str(case.info["title"]),
                    case.read_only_reason,
                    tuple(sites),
                    tuple(check(case)),
                )
        except TrackerError as error:
            self._result = error
            return False
        return True

    def finished(self, result: bool) -> None:
        """Hand the result over on the main thread."""
        if self._result is not None and not (result is False and self.isCanceled()):
            self._done(self._result)


def _site_item(row: Row, names: tuple[str, ...]) -> SiteItem:
    geometry = row["geometry"]
    point = None if geometry is None or geometry.isEmpty() else geometry.asPoint()
    return SiteItem(
        uuid=str(row["uuid"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        position_basis=str(row["position_basis"]),
        position_accuracy_m=row["position_accuracy_m"],
        position=None if point is None else (point.x(), point.y()),
        names=names,
    )

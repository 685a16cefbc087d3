"""Reading the files that an analyst drops or chooses, with progress and a Cancel that works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsTask

from imam_ali_tracker.core.errors import TrackerError, unexpected
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.gui.panel.reports.found import FoundReport
from imam_ali_tracker.gui.panel.reports.incoming import list_in
from imam_ali_tracker.gui.panel.reports.reader import ReviewReader
from imam_ali_tracker.gui.panel.reports.statements import NamedList


@dataclass
class FilesRead:
    """What files hold: saved reports, lists of reports; what was wrong with others.

    ``left`` is how many were not read because the analyst cancelled.
    """

    reports: list[FoundReport] = field(default_factory=list)
    lists: list[NamedList] = field(default_factory=list)
    problems: list[TrackerError] = field(default_factory=list)
    left: int = 0


class FilesTask(QgsTask):
    """Reads one file after another; ``done`` gets the :class:`FilesRead` on the main thread."""

    def __init__(
        self, paths: Sequence[Path], reader: ReviewReader, done: Callable[[FilesRead], None]
    ) -> None:
        title = plural("Reading {} file", "Reading {} files", len(paths)).format(len(paths))
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._paths = paths
        self._reader = reader
        self._done = done
        self._read = FilesRead()

    def cancel(self) -> None:
        """Stop after the file that is being read; a slot that takes no argument."""
        super().cancel()

    def run(self) -> bool:
        """Read, in a worker thread; a file that cannot be read does not keep others from it."""
        for number, path in enumerate(self._paths):
            if self.isCanceled():
                self._read.left = len(self._paths) - number
                return False
            try:
                self._take(path)
            except TrackerError as error:
                self._read.problems.append(error)
            except Exception:  # noqa: BLE001 - QGIS would show a traceback
                message = tr("{}: It cannot be read because of an error in the plugin.")
                self._read.problems.append(unexpected(message.format(path.name)))
            self.setProgress(100.0 * (number + 1) / len(self._paths))
        return True

    def finished(self, result: bool) -> None:  # noqa: ARG002 - what was read counts
        """Hand over what was read, on the main thread."""
        self._done(self._read)

    def _take(self, path: Path) -> None:
        found = list_in(path)
        if found is None:
            self._read.reports.append(self._reader.saved(path))
        else:
            self._read.lists.append(found)

"""Fetching pages and reading files for review, in the background, one thing at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.panel.reports.files import FilesRead, FilesTask
from imam_ali_tracker.gui.panel.reports.reader import ReviewReader
from imam_ali_tracker.gui.panel.reports.statements import Statement
from imam_ali_tracker.reports.fetch.journal import Journal
from imam_ali_tracker.reports.fetch.outcome import FetchRequest
from imam_ali_tracker.reports.session import read_network_settings, read_policy
from imam_ali_tracker.reports.task import FetchResult, FetchTask

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


class Fetching(QObject):
    """One fetch at a time, for one page of the panel.

    ``found`` carries the list of :class:`FoundReport`, ``listed`` that of :class:`NamedList` where
    feeds, tables or texts were read, ``left`` the addresses that were not fetched because the
    analyst cancelled; ``failed`` a :class:`TrackerError`; ``progressed`` the share done in per
    cent, ``busyChanged`` whether something runs.
    """

    found = pyqtSignal(object)
    listed = pyqtSignal(object)
    left = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(float)
    busyChanged = pyqtSignal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: QgsTask | None = None
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether something is being fetched or read."""
        return self._task is not None

    def fetch(
        self,
        urls: Iterable[str],
        location: CaseLocation,
        said: Mapping[str, Sequence[Statement]],
    ) -> None:
        """Fetch pages for a case; ``said`` is what lists say of the reports, by address.

        Raises :class:`TrackerError` where that cannot begin.
        """
        if self.busy:
            return
        network, policy = read_network_settings(), read_policy()
        folder = tempfile.TemporaryDirectory(prefix="iat-reports-")
        requests = [FetchRequest(url) for url in urls]
        journal = Journal.create(Path(folder.name) / "journal.jsonl", requests)
        reader = ReviewReader(location, said)
        done = partial(self._fetched, self._number + 1, folder, journal, reader)
        self._start(FetchTask(journal, network, policy, reader, done))

    def read(self, paths: Sequence[Path], location: CaseLocation) -> None:
        """Read files, without the network."""
        if not self.busy:
            done = partial(self._was_read, self._number + 1)
            self._start(FilesTask(list(paths), ReviewReader(location), done))

    def cancel(self) -> None:
        """Stop; what has been fetched or read is handed over."""
        if self._task is not None:
            self._task.cancel()

    def forget(self) -> None:
        """Stop, and drop what comes of it: nobody waits for it any more."""
        self.cancel()
        self._number += 1
        if self.busy:
            self._task = None
            self.busyChanged.emit(False)

    def _start(self, task: QgsTask) -> None:
        self._number += 1
        self._task = task
        task.progressChanged.connect(self.progressed)
        self.destroyed.connect(task.cancel)  # nobody waits for it when the panel goes
        self.busyChanged.emit(True)
        self.progressed.emit(0.0)
        run_task(task)

    def _ended(self, number: int) -> bool:
        """Take note that a task has ended; return whether somebody still waits for it."""
        if sip.isdeleted(self) or number != self._number:
            return False
        self._task = None
        self.busyChanged.emit(False)
        return True

    def _fetched(
        self,
        number: int,
        folder: tempfile.TemporaryDirectory[str],
        journal: Journal,
        reader: ReviewReader,
        result: FetchResult,
    ) -> None:
        remaining = [request.url for request in journal.remaining()]
        folder.cleanup()
        if not self._ended(number):
            return
        if result.error is not None:
            self.failed.emit(result.error)
        if remaining:
            self.left.emit(remaining)
        if reader.lists:
            self.listed.emit(list(reader.lists.values()))
        pages = [entry for entry in result.entries if entry.outcome.url not in reader.lists]
        if pages:
            self.found.emit([reader.found(entry) for entry in pages])

    def _was_read(self, number: int, read: FilesRead) -> None:
        if not self._ended(number):
            return
        for problem in read.problems:
            self.failed.emit(problem)
        if read.left:
            text = plural("{} file was not read.", "{} files were not read.", read.left)
            self.failed.emit(TrackerError(text.format(read.left)))
        if read.lists:
            self.listed.emit(read.lists)
        if read.reports:
            self.found.emit(read.reports)

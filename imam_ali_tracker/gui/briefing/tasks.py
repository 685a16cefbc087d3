"""Checking a case, and making, showing and printing a briefing, in the background.

A task gets the copy of what the project shows and opens the case for itself: it touches neither
the project nor a window.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from qgis.core import (
    QgsFeedback,
    QgsLayoutExporter,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsTask,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtXml import QDomDocument

from imam_ali_tracker.briefing.case_check import check_case
from imam_ali_tracker.briefing.case_data import read_case_data
from imam_ali_tracker.briefing.export import export
from imam_ali_tracker.briefing.making import Briefing, Request, make_briefing
from imam_ali_tracker.briefing.snapshot import ProjectCopy, end_project, project_from
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.row_rules import Problem
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import failure_of, giving_way
from imam_ali_tracker.project.loader import load_case

Done = Callable[[Any], None]
"""Gets the task itself."""
# Nothing is lost by their end: QGIS need not ask about them when it is closed.
_READING = cast("QgsTask.Flag", QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt)
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
# Layouts made in two threads at once confuse Python: what one deletes, the other takes for its own.
_alone = threading.Lock()
_MADE = 50.0
"""The share of the progress that making the pages takes."""


class CheckTask(QgsTask):
    """Checks a case; ``done`` gets the task itself on the main thread, also where it was cancelled.

    ``result`` is what was found, or why nothing could be.
    """

    def __init__(self, location: CaseLocation, done: Done) -> None:
        super().__init__(tr("Checking the case"), _READING)
        self._location = location
        self._done = done
        self.result: list[Problem] | TrackerError = []

    def run(self) -> bool:
        """Check in the background."""
        error = failure_of(self, self._check)
        self.result = error or self.result
        return error is None

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the task itself says it
        """Say that it is over."""
        self._done(self)

    def _check(self) -> None:
        with Case.open(self._location, read_only=True) as case:
            self.result = check_case(case, self._go_on)

    def _go_on(self) -> None:
        if self.isCanceled():
            raise cancelled()


class BriefingTask(QgsTask):
    """Makes a briefing in a project of its own; subclasses say what becomes of it.

    ``done`` is called on the main thread at the end, also of a cancelled task, with ``error`` set
    where it failed. ``missing`` are the ids that the template lacks.
    """

    stopping = QgsTask.Flag.CanCancel

    def __init__(
        self, title: str, location: CaseLocation, copy: ProjectCopy, request: Request, done: Done
    ) -> None:
        super().__init__(title, self.stopping)
        self._location = location
        self._copy = copy
        self._request = request
        self._done = done
        self.feedback = QgsFeedback()
        self.error: TrackerError | None = None
        self.missing: tuple[str, ...] = ()

    def cancel(self) -> None:
        """Stop after the page that is being made or printed."""
        self.feedback.cancel()
        super().cancel()

    def run(self) -> bool:
        """Make the briefing in the background, when no other one is being made."""
        with giving_way():
            _alone.acquire()
        try:
            return not self.isCanceled() and self._run()
        finally:
            _alone.release()

    def _run(self) -> bool:
        project = project_from(self._copy)
        self.error = failure_of(self, partial(self._make, project))
        end_project(project)
        return self.error is None and not self.isCanceled()

    def _make(self, project: QgsProject) -> None:
        with Case.open(self._location, read_only=True) as case:
            data = read_case_data(case)
        layers = load_case(self._location, project, forms=False).layers.values()
        made = make_briefing(project, layers, data, self._request, self._go_on)
        if made is not None:
            self.missing = made.missing
            self.use(made)

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the task itself says it
        """Say that it is over."""
        self._done(self)

    def use(self, made: Briefing) -> None:
        """Do what the briefing is made for, in the background."""
        raise NotImplementedError

    def _go_on(self, share: float) -> bool:
        self.setProgress(_MADE * share)
        return not self.isCanceled()


class PreviewTask(BriefingTask):
    """Draws the first page to fit ``size``, in pixels; ``image`` is ``None`` until then."""

    stopping = _READING

    def __init__(
        self,
        location: CaseLocation,
        copy: ProjectCopy,
        request: Request,
        done: Done,
        size: QSize,
    ) -> None:
        super().__init__(tr("Preview of the briefing"), location, copy, request, done)
        self._size = size
        self.image: QImage | None = None
        self.pages = 0

    def use(self, made: Briefing) -> None:
        """Draw."""
        collections = [present(layout.pageCollection()) for layout in made.layouts]
        self.pages = sum(each.pageCount() for each in collections)
        paper = present(collections[0].page(0)).rect().size()
        size = paper.toSize().scaled(self._size, _KEEP)
        self.image = QgsLayoutExporter(made.layouts[0]).renderPageToImage(0, size)


class ExportTask(BriefingTask):
    """Prints into files; ``files`` are those that were made."""

    def __init__(
        self,
        location: CaseLocation,
        copy: ProjectCopy,
        request: Request,
        done: Done,
        *,
        path: Path,
        dpi: int,
        layers: bool,
    ) -> None:
        title = tr("Printing the briefing {}").format(path.name)
        super().__init__(title, location, copy, request, done)
        self._path, self._dpi, self._layers = path, dpi, layers
        self.files: list[Path] = []
        self.feedback.progressChanged.connect(self._printed)

    def use(self, made: Briefing) -> None:
        """Print."""
        self.files = export(
            made.layouts, self._path, dpi=self._dpi, layers=self._layers, feedback=self.feedback
        )

    def _printed(self, percent: float) -> None:
        self.setProgress(_MADE + percent * (100 - _MADE) / 100)


class LayoutsTask(BriefingTask):
    """Makes layouts for the project; ``texts`` are their XML."""

    texts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the briefing is called."""
        return self._request.name

    def use(self, made: Briefing) -> None:
        """Write them down."""
        texts = []
        for layout in made.layouts:
            document = QDomDocument()
            document.appendChild(layout.writeXml(document, QgsReadWriteContext()))
            texts.append(document.toString(-1))
        self.texts = tuple(texts)


def layout_from(text: str, project: QgsProject) -> QgsPrintLayout:
    """Return the layout that a :class:`LayoutsTask` has written down, for a project."""
    document = QDomDocument()
    document.setContent(text)
    layout = QgsPrintLayout(project)
    layout.readXml(document.documentElement(), document, QgsReadWriteContext())
    return layout

"""The open case: opening, making and loading it, and telling the windows about it.

The case's own modules are imported when they are used: QGIS starts without them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from imam_ali_tracker.core import interpreter, settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.editing import CaseEditor
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.layer_loading import LayerLoading
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.project.upkeep import RelationUpkeep

if TYPE_CHECKING:
    from imam_ali_tracker.case.integrity import Problem
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.gui.background import BackgroundWork
    from imam_ali_tracker.gui.editing import Changed
    from imam_ali_tracker.gui.read_task import CaseSummary, CheckCaseTask, ReadCaseTask
    from imam_ali_tracker.gui.site_register import SiteRegister

_LOOK_MS = 10_000
"""How often what Python has to collect may be looked at while a case is open."""
_MANY = 500
"""Changed rows beyond which the sites are read anew in the background."""


class CaseController(QObject):
    """What the analyst does with a case as a whole.

    The project is handed in; errors end in the message bar. ``caseChanged`` carries the
    :class:`CaseSummary` of another case, or ``None``; ``caseReread`` that of the same case after
    someone else wrote it; ``busyChanged`` whether one is being read. ``layers`` adds layers to the
    project, of this case or another.
    """

    caseChanged = pyqtSignal(object)
    caseReread = pyqtSignal(object)
    busyChanged = pyqtSignal(bool)

    def __init__(self, project: QgsProject, messages: Messages) -> None:
        super().__init__()
        self._project = project
        self._messages = messages
        # QGIS owns tasks once they are added; without these names Python would collect its half.
        self._task: ReadCaseTask | None = None
        self._check: CheckCaseTask | None = None
        self._work: BackgroundWork | None = None
        self._sites: SiteRegister | None = None
        self.summary: CaseSummary | None = None
        self.editor = CaseEditor(messages, self)
        self.editor.edited.connect(self._follow)
        self.layers = LayerLoading(project, messages, self)
        self._rereading = LatestRead(tr("Reading a case that has changed"), self)
        self._rereading.done.connect(self._show_reread)
        self._rereading.failed.connect(messages.error)
        self._rereading.busyChanged.connect(self._tell_busy)
        self._is_busy = False
        self._collecting = QTimer(self)
        self._collecting.setInterval(_LOOK_MS)
        self._collecting.timeout.connect(interpreter.look_at_new)
        RelationUpkeep(project, self)

    @property
    def sites(self) -> SiteRegister:
        """All sites of the open case, kept in step with it."""
        if self._sites is None:
            from imam_ali_tracker.gui.site_register import SiteRegister

            self._sites = SiteRegister(self)
        return self._sites

    def open_case(self, text: str) -> None:
        """Open the case at ``text``, a path or a PostgreSQL connection, in the background.

        A connection without a password gets the one that QGIS has stored for it, if any.
        """
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.case.stored_connections import recalled

        try:
            location = CaseLocation.parse(recalled(text))
        except TrackerError as error:
            self._messages.error(error)
            return
        self._start_reading(location, text)

    def _start_reading(self, location: CaseLocation, text: str) -> None:
        from imam_ali_tracker.gui.read_task import ReadCaseTask

        def ended(result: CaseSummary | TrackerError | None) -> None:
            if self._task is not task:
                return  # another case is being opened since
            self._task = None
            self._tell_busy()
            if result is not None:
                self._read(location, text, result)

        self._stop_reading()
        self._task = task = ReadCaseTask(location, ended)
        self._tell_busy()
        run_task(task)

    def _tell_busy(self) -> None:
        busy = any((self._task, self._work, self._rereading.is_busy))
        if busy != self._is_busy:
            self._is_busy = busy
            self.busyChanged.emit(busy)

    def create_case(
        self, text: str, title: str, marking: str | None = None, contact: str | None = None
    ) -> None:
        """Make an empty case at ``text``, as :meth:`open_case` takes it, and open it."""
        from imam_ali_tracker.case.store import Case

        self._make(
            text,
            lambda where: Case.create(where, title, marking=marking, contact=contact).close(),
        )

    def create_reference_case(self, path: str) -> None:
        """Make the reference case at ``path`` from its text form, and open it."""
        from imam_ali_tracker.case.text_form import import_case

        self._make(path, lambda where: import_case(resource("case"), where).close())

    def _make(self, text: str, work: Callable[[CaseLocation], None]) -> None:
        from imam_ali_tracker.case.location import CaseLocation
        from imam_ali_tracker.gui.background import BackgroundWork

        try:
            location = CaseLocation.parse(text)
        except TrackerError as error:
            self._messages.error(error)
            return

        def made(error: TrackerError | None) -> None:
            self._work = None
            self._tell_busy()
            if error is None:
                self.open_case(text)
            else:
                self._messages.error(error)

        title = tr("Making the case {}").format(location.label)
        self._work = BackgroundWork(title, partial(work, location), made)
        self._tell_busy()
        run_task(self._work)

    def current_title(self) -> str:
        """Return the title of the open case as it is now."""
        return next((str(row["title"]) for row in self.editor.rows("case_info")), "")

    def close_case(self) -> None:
        """Leave the open case; its layers stay in the project."""
        self.cancel()
        self._show(None)

    def load_layers(self) -> None:
        """Add the layers of the open case to the project, while the window works."""
        if self.summary is None:
            return
        info = next(self.editor.rows("case_info"), None)
        if info is not None:
            self.layers.add(self.summary.location, info=info)

    def cancel(self) -> None:
        """Stop reading a case and adding layers."""
        self.layers.drop()
        self._stop_reading()

    def _stop_reading(self) -> None:
        check, self._check = self._check, None
        if check is not None:
            check.cancel()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self._tell_busy()

    def _read(self, location: CaseLocation, text: str, result: CaseSummary | TrackerError) -> None:
        from imam_ali_tracker.case.stored_connections import remembered

        if isinstance(result, TrackerError):
            settings.forget_case(text)
            self._messages.error(result)
            return
        settings.remember_case(remembered(location))
        self._show(result)
        if result.read_only_reason:
            self._messages.warning(result.read_only_reason)
        self._start_check(result)

    def _start_check(self, summary: CaseSummary) -> None:
        from imam_ali_tracker.gui.read_task import CheckCaseTask

        def ended(problems: tuple[Problem, ...]) -> None:
            if self._check is not task:
                return
            self._check = None
            if problems:
                self._messages.error(_problems_error(summary.title, problems))

        self._check = task = CheckCaseTask(summary.location, ended)
        run_task(task)

    def _follow(self, changed: Changed | None) -> None:
        if self.summary is None:
            return
        is_much = changed is None or sum(map(len, changed.values())) > _MANY
        if is_much or self._rereading.is_busy:  # what is being read now may be from before
            from imam_ali_tracker.gui.read_task import read_summary

            self._rereading.start(partial(read_summary, self.summary.location))
        if changed is None or is_much:
            return
        from imam_ali_tracker.provider.reading import open_reader

        try:
            self.sites.follow(changed, open_reader(self.summary.location))
        except TrackerError as error:
            self._messages.error(error)

    def _show_reread(self, summary: CaseSummary) -> None:
        self.summary = summary
        self.sites.set_list(summary.sites)
        self.caseReread.emit(summary)

    def _show(self, summary: CaseSummary | None) -> None:
        from imam_ali_tracker.gui.site_list import SiteList

        self._rereading.forget()
        self.summary = summary
        if summary is None:
            self.editor.set_case(None)
            self.sites.set_list(SiteList())
            self._collecting.stop()
            interpreter.look_again()
        else:
            self.editor.set_case(summary.location, summary.read_only_reason)
            self.sites.set_list(summary.sites)
            interpreter.set_aside()
            self._collecting.start()
        self.caseChanged.emit(summary)


def _problems_error(title: str, problems: tuple[Problem, ...]) -> TrackerError:
    """Return what the integrity check found, as a message with the list behind its button."""
    listed = (
        f"{problem.table} {problem.label or problem.uuid}: {problem.message} {problem.hint}"
        for problem in problems
    )
    return TrackerError(
        plural(
            "The integrity check of “{}” found {} problem.",
            "The integrity check of “{}” found {} problems.",
            len(problems),
        ).format(title, len(problems)),
        tr("The details list them; mend the rows in their layers."),
        "\n".join(listed),
    )

"""The window of a briefing: what it shows, a preview, the case check, and its export."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from qgis.gui import QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.briefing import maps
from imam_ali_tracker.briefing.making import Request, put_into
from imam_ali_tracker.briefing.snapshot import copy_of
from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.row_rules import Severity
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.briefing.check_list import CheckList
from imam_ali_tracker.gui.briefing.form import BriefingForm
from imam_ali_tracker.gui.briefing.preview import Preview
from imam_ali_tracker.gui.briefing.site_choice import SiteChoice
from imam_ali_tracker.gui.briefing.tasks import (
    BriefingTask,
    CheckTask,
    ExportTask,
    LayoutsTask,
    PreviewTask,
    layout_from,
)
from imam_ali_tracker.gui.briefing.unsaved import UnsavedEdits
from imam_ali_tracker.gui.briefing.where import Places, ShowRow
from imam_ali_tracker.gui.editing import Changed
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.read_task import CaseSummary
from imam_ali_tracker.project.loader import load_case

_WAIT_MS = 600
"""A preview is made when nothing was changed for so long."""
_SIZE = QSize(1180, 760)
_NARROW = 90
"""The width, in letters, below which the preview stands under the form."""
_FORMATS = "PDF (*.pdf);;PNG (*.png);;SVG (*.svg)"


def open_briefing_dialog(context: PanelContext, show_row: ShowRow) -> BriefingDialog | None:
    """Open the window for the open case, or bring it to the front; without one nothing happens.

    Neither does where the case cannot be read any more, which the message bar says.

    ``show_row`` shows a row of the case in the panel.
    """
    if context.controller.summary is None:
        return None
    window = present(context.map_canvas.window())
    for dialog in window.findChildren(BriefingDialog):
        if dialog.isVisible():
            dialog.raise_()
            dialog.activateWindow()
            return dialog
    info = next(context.editor.rows("case_info"), None)
    if info is None:
        return None  # the message bar says why the case cannot be read
    dialog = BriefingDialog(context, info, show_row, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog


def _announce(messages: Messages, then: Callable[[ExportTask], None], task: ExportTask) -> None:
    """Say what became of an export, also where its window was closed meanwhile."""
    if task.error is not None:
        messages.error(task.error)
    elif task.files:
        folder = task.files[0].parent
        messages.success(tr("The briefing was written to {}.").format(folder))
    then(task)


class BriefingDialog(QDialog):
    """Puts a briefing together; it may stay open beside the map."""

    def __init__(
        self, context: PanelContext, info: Row, show_row: ShowRow, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Briefing"))
        self.setObjectName("ImamAliTrackerBriefing")
        self.resize(_SIZE)
        QgsGui.enableAutoGeometryRestore(self)
        self._context = context
        summary = present(context.controller.summary)
        self._location = summary.location
        self._task: BriefingTask | None = None
        self._preview_task: PreviewTask | None = None
        self._check_task: CheckTask | None = None
        self.unsaved = UnsavedEdits(context, self._location, self)
        self.places = Places(context, self._location, show_row, self)
        self.form = BriefingForm(str(info["title"]), str(info["marking"] or ""), self)
        self.sites = SiteChoice(
            self.places.names(), self.places.selected, self.places.in_view, self
        )
        self.check_list = CheckList(self)
        self.preview = Preview(self)
        self.state = QLabel(self)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setVisible(False)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._refresh)
        self.form.changed.connect(self._timer.start)
        self.sites.changed.connect(self._timer.start)
        self.check_list.jump.connect(self.places.jump)
        context.controller.sites.changed.connect(self._list_sites)
        context.controller.caseChanged.connect(self._follow_case)
        context.editor.edited.connect(self._follow_edit)
        self._is_checked = True
        self._check()
        self._timer.start()

    def request(self) -> Request:
        """Return what the analyst asks for."""
        return self.form.request(self.sites.chosen())

    def export_to(self, path: Path) -> None:
        """Print into ``path``, whose suffix says the format, in the background."""
        task = ExportTask(
            self._location,
            copy_of(self._context.project),
            self.request(),
            partial(_announce, self._context.messages, self._if_open(self._exported)),
            path=path,
            dpi=self.form.dpi(),
            layers=self.form.layers(),
        )
        self._start(task)

    def add_layouts(self) -> None:
        """Make the layouts in the background and add them to the project."""
        project = self._context.project
        try:
            layers = load_case(self._location, project).layers
        except TrackerError as error:
            self._context.messages.error(error)
            return
        own = {layer.id() for layer in layers.values()}
        if all(layer.id() in own for layer in maps.visible_layers(project)):
            maps.world_map(project)
        title = tr("Making the layouts of the briefing")
        done = self._if_open(self._made)
        self._start(LayoutsTask(title, self._location, copy_of(project), self.request(), done))

    def cancel(self) -> None:
        """Stop what is being made or printed; no half file is left."""
        if self._task is not None:
            self._task.cancel()
            self._end(tr("Cancelled; nothing was written."))

    def done(self, result: int) -> None:
        """Stop the work on closing; a running export goes on, and tells in the message bar."""
        self._timer.stop()
        for task in (self._preview_task, self._check_task):
            if task is not None:
                task.cancel()
        self.form.remember()
        super().done(result)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the preview below the form where there is no room beside it."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW * self.fontMetrics().averageCharWidth()
        across = Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        if self.splitter.orientation() != across:
            self.splitter.setOrientation(across)

    def _lay_out(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.form, tr("Page"))
        self.tabs.addTab(self.sites, tr("Sites"))
        self.tabs.addTab(self.check_list, tr("Case check"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(self.tabs)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([480, 700])
        self.export_button = QPushButton(tr("Export…"), self)
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._ask_export)
        self.layouts_button = QPushButton(tr("Add to project as layout"), self)
        self.layouts_button.setToolTip(tr("To be edited in QGIS's layout window"))
        self.layouts_button.clicked.connect(self.add_layouts)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self.cancel_button.setVisible(False)
        self.cancel_button.clicked.connect(self.cancel)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel_button)
        row.addStretch()
        for button in (self.layouts_button, self.export_button, close):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.unsaved)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.state)
        layout.addLayout(row)

    def _if_open(self, slot: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return a slot that does nothing once the window is gone."""

        def call(result: Any) -> None:
            if not sip.isdeleted(self):
                slot(result)

        return call

    def _ask_export(self) -> None:
        folder = Path(settings.last_folder() or Path.home())
        path, chosen = QFileDialog.getSaveFileName(
            self, tr("Export the briefing"), str(folder / f"{tr('briefing')}.pdf"), _FORMATS
        )
        if not path:
            return
        suffix = chosen[chosen.rindex(".") : -1]
        target = Path(path) if Path(path).suffix else Path(path + suffix)
        settings.remember_folder(str(target.parent))
        self.export_to(target)

    def _start(self, task: BriefingTask) -> None:
        self._task = task
        task.progressChanged.connect(self._show_progress)
        self._show_busy(True)
        self.state.setText(task.description())
        run_task(task)

    def _show_progress(self, share: float) -> None:
        self.progress.setValue(int(share))

    def _show_busy(self, busy: bool) -> None:
        self.progress.setValue(0)
        for widget in (self.progress, self.cancel_button):
            widget.setVisible(busy)
        for button in (self.export_button, self.layouts_button):
            button.setEnabled(not busy)

    def _end(self, text: str) -> None:
        self._task = None
        self._show_busy(False)
        self.state.setText(text)

    def _exported(self, task: ExportTask) -> None:
        if self._failed(task):
            return
        names = ", ".join(file.name for file in task.files[:3])
        more = tr(" and {} more").format(len(task.files) - 3) if len(task.files) > 3 else ""
        self._end(tr("Written: {}{}").format(names, more))

    def _made(self, task: LayoutsTask) -> None:
        if self._failed(task):
            return
        project = self._context.project
        put_into(project, [layout_from(text, project) for text in task.texts], task.name)
        self._end(
            plural(
                "{} layout was added: Project → Layouts.",
                "{} layouts were added: Project → Layouts.",
                len(task.texts),
            ).format(len(task.texts))
        )

    def _failed(self, task: BriefingTask) -> bool:
        """Whether there is nothing to show of a task; QGIS's own list can cancel it too."""
        if task.error is None and not task.isCanceled():
            return False
        if task is self._task:
            self._end(
                tr("Cancelled; nothing was written.") if task.error is None else str(task.error)
            )
        return True

    def _list_sites(self) -> None:
        self.sites.set_sites(self.places.names())

    def _follow_case(self, summary: CaseSummary | None) -> None:
        """Close where another case is open: nothing here would be about it."""
        if summary is None or summary.location != self._location:
            self.close()

    def _follow_edit(self, _changed: Changed | None) -> None:
        self._is_checked = False
        self._timer.start()

    def _refresh(self) -> None:
        """Bring what is shown up to date, once the analyst pauses."""
        if not self._is_checked:
            self._is_checked = True
            self._check()
        self._show_preview()

    def _check(self) -> None:
        if self._check_task is not None:
            self._check_task.cancel()
        self.check_list.show_waiting()
        self._check_task = CheckTask(self._location, self._if_open(self._checked))
        run_task(self._check_task)

    def _checked(self, task: CheckTask) -> None:
        if task is not self._check_task:
            return
        self._check_task = None
        result, title = task.result, tr("Case check")
        if task.isCanceled():
            result = TrackerError(tr("The check was cancelled."))
        if isinstance(result, TrackerError):
            self.check_list.show_error(str(result))
        else:
            self.check_list.show_problems(result)
            errors = sum(problem.severity is Severity.ERROR for problem in result)
            if errors:
                title = plural("Case check ({} error)", "Case check ({} errors)", errors)
                title = title.format(errors)
        self.tabs.setTabText(self.tabs.indexOf(self.check_list), title)

    def _show_preview(self) -> None:
        if self._preview_task is not None:
            self._preview_task.cancel()
            self._preview_task = None
        if self.sites.chosen() == ():
            self.preview.say(tr("No site is ticked."))
            return
        self._preview_task = PreviewTask(
            self._location,
            copy_of(self._context.project),
            self.request(),
            self._if_open(self._previewed),
            self.preview.wanted_size(),
        )
        run_task(self._preview_task)

    def _previewed(self, task: PreviewTask) -> None:
        if task is not self._preview_task:
            return
        self._preview_task = None
        if task.image is None:
            said = tr("There is no preview.") if task.error is None else str(task.error)
            self.preview.say(said)
            return
        self.preview.show_image(task.image)
        said = plural("{} page", "{} pages", task.pages).format(task.pages)
        if task.missing:
            listed = ", ".join(task.missing)
            said = tr("{}; the template has no items with these ids: {}").format(said, listed)
        if self._task is None:
            self.state.setText(said)

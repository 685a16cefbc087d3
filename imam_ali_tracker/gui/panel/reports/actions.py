"""What an analyst does with saved reports: attach, re-check, look up, open, copy, merge, delete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QMessageBox, QWidget

from imam_ali_tracker.briefing.content import reference
from imam_ali_tracker.case.attaching import Attachment, attachment_changes
from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.report_merge import merge_changes
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.reports.network import ArchiveTask, RecheckTask, ReportsTask
from imam_ali_tracker.gui.panel.reports.selection import selected_features
from imam_ali_tracker.reports.rechecking import can_be_checked, recheck_changes
from imam_ali_tracker.reports.session import read_network_settings, read_policy

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.reports.recheck import Check

    _Read = tuple[CaseLocation, Callable[[Mapping[str, Row]], None], Mapping[str, Row]]


class ReportActions(QObject):
    """Acts on reports given by uuid; errors end in the message bar.

    ``busyChanged`` tells whether a task of this object looks at reports on the network, and
    ``progressed`` the share done in per cent.
    """

    busyChanged = pyqtSignal(bool)
    progressed = pyqtSignal(float)

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._task: ReportsTask | None = None
        self._reads = LatestRead(tr("Reading reports"), self)
        self._reads.done.connect(self._was_read)
        self._reads.failed.connect(context.messages.error)

    @property
    def busy(self) -> bool:
        """Whether a task looks at reports on the network."""
        return self._task is not None

    def attach(self, uuids: Sequence[str]) -> None:
        """Attach reports to the features that are selected on the map."""
        summary = self._context.controller.summary
        if summary is None:
            return
        selected = selected_features(self._context.project, summary.location)
        if not selected:
            self._context.messages.warning(
                tr("Nothing of this case is selected on the map. Select features of its layers.")
            )
            return
        wanted = [Attachment(r, each.table, each.uuid) for r in uuids for each in selected]
        editor = self._context.editor
        try:
            changes, known = attachment_changes(editor.case, wanted)
        except TrackerError as error:
            self._context.messages.error(error)
            return
        count = len(changes.inserts["citations"])
        if not count:
            self._context.messages.success(tr("They are attached already ({}).").format(len(known)))
        elif editor.apply(
            plural(
                "Attach reports to {} feature", "Attach reports to {} features", len(selected)
            ).format(len(selected)),
            changes,
        ):
            self._context.messages.success(
                plural("{} citation written.", "{} citations written.", count).format(count)
            )

    def recheck(self, uuids: Sequence[str]) -> None:
        """Look whether reports are still there and the same; those never fetched are left out."""
        self._read(uuids, self._recheck)

    def _recheck(self, read: Mapping[str, Row]) -> None:
        rows = {uuid: row for uuid, row in read.items() if can_be_checked(row)}
        if not rows:
            self._context.messages.warning(
                tr("None of these reports was ever fetched, so there is nothing to compare with.")
            )
            return
        self._start(
            RecheckTask,
            plural("Re-checking {} report", "Re-checking {} reports", len(rows)).format(len(rows)),
            rows,
        )

    def look_up(self, uuids: Sequence[str]) -> None:
        """Ask the Internet Archive for stored copies; it learns which pages are of interest."""
        self._read(uuids, self._look_up)

    def _look_up(self, read: Mapping[str, Row]) -> None:
        rows = {uuid: row for uuid, row in read.items() if not row["archive_url"]}
        if not rows:
            self._context.messages.success(tr("Stored copies of these reports are known already."))
            return
        self._start(
            ArchiveTask,
            plural("Looking up {} stored copy", "Looking up {} stored copies", len(rows)).format(
                len(rows)
            ),
            rows,
        )

    def cancel(self) -> None:
        """Stop looking at reports; what was found is kept."""
        if self._task is not None:
            self._task.cancel()

    def open(self, uuid: str) -> None:
        """Open a report in the analyst's own browser."""
        row = self._context.editor.row("reports", uuid)
        address = QUrl("" if row is None else row["url"])
        if address.scheme() in ("http", "https"):
            QDesktopServices.openUrl(address)

    def copy(self, uuids: Sequence[str]) -> None:
        """Copy reports as references, one a line."""
        texts = [reference(row) for row in self._rows(uuids).values()]
        present(QgsApplication.clipboard()).setText("\n".join(texts))
        self._context.messages.success(
            plural("{} citation copied.", "{} citations copied.", len(texts)).format(len(texts))
        )

    def merge(self, kept: str, others: Sequence[str]) -> None:
        """Merge reports into the one that is kept, after a question."""
        editor = self._context.editor
        rows = self._rows([kept])
        try:
            changes = merge_changes(editor.case, kept, others)
        except TrackerError as error:
            self._context.messages.error(error)
            return
        title = report_title(rows[kept])
        merged = len(changes.deletes["reports"])
        question = plural(
            "Keep “{}” and merge {} other report into it? Its citations, claims and re-checks "
            "go to the one that is kept, whose blanks are filled in from it.",
            "Keep “{}” and merge {} other reports into it? Their citations, claims and re-checks "
            "go to the one that is kept, whose blanks are filled in from them.",
            merged,
        ).format(title, merged)
        if self._agreed(tr("Merge reports"), question):
            together = len(others) + 1
            text = plural("Merge {} report", "Merge {} reports", together).format(together)
            editor.apply(text, changes)

    def delete(self, uuids: Sequence[str]) -> None:
        """Delete reports with what hangs on them, after a question."""
        editor = self._context.editor
        try:
            plan = deletion(editor.case, {"reports": uuids})
        except TrackerError as error:
            self._context.messages.error(error)
            return
        names = [report_title(row) for row in self._rows(uuids).values()]
        dialog = DeletionDialog(names, plan, self._window)
        text = plural("Delete {} report", "Delete {} reports", len(uuids)).format(len(uuids))
        dialog.accepted.connect(lambda: editor.apply(text, plan.changes))
        dialog.open()

    def _agreed(self, title: str, question: str) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
        box.exec()
        return box.standardButton(box.clickedButton()) == QMessageBox.StandardButton.Yes

    def _rows(self, uuids: Sequence[str]) -> dict[str, Row]:
        rows = self._context.editor.rows("reports", uuids=list(uuids))
        return {str(row["uuid"]): row for row in rows}

    def _read(self, uuids: Sequence[str], then: Callable[[Mapping[str, Row]], None]) -> None:
        """Read reports in the background: there may be thousands."""
        try:
            location = self._context.editor.case.location
        except TrackerError as error:
            self._context.messages.error(error)
            return
        self._reads.start(lambda: (location, then, _read_rows(location, uuids)))

    def _was_read(self, read: _Read) -> None:
        location, then, rows = read
        summary = self._context.controller.summary
        if summary is not None and summary.location == location:
            then(rows)

    def _start(self, kind: type[ReportsTask], title: str, rows: Mapping[str, Row]) -> None:
        if self._task is not None:
            return
        try:
            network, policy = read_network_settings(), read_policy()
        except TrackerError as error:
            self._context.messages.error(error)
            return
        done: dict[type[ReportsTask], Callable[..., None]] = {
            RecheckTask: self._checked,
            ArchiveTask: self._found_copies,
        }
        location = self._context.editor.case.location
        self._task = kind(title, rows, network, policy, partial(self._ended, location, done[kind]))
        self._task.progressChanged.connect(self.progressed)
        self.destroyed.connect(self._task.cancel)  # nobody waits for it when the panel goes
        self.busyChanged.emit(True)
        run_task(self._task)

    def _ended(
        self,
        location: CaseLocation,
        take: Callable[[dict[str, Any]], None],
        results: dict[str, Any],
        error: TrackerError | None,
    ) -> None:
        if sip.isdeleted(self):  # the panel was closed meanwhile
            return
        self._task = None
        self.busyChanged.emit(False)
        summary = self._context.controller.summary
        if summary is None or summary.location != location:
            return
        if error is not None:
            self._context.messages.error(error)
        if results:
            take(results)

    def _checked(self, checks: dict[str, Check]) -> None:
        changes = ChangeSet(**recheck_changes(checks, {}))
        if self._context.editor.apply(
            plural("Re-check {} report", "Re-check {} reports", len(checks)).format(len(checks)),
            changes,
        ):
            counts = Counter(check.state.value for check in checks.values())
            said = ", ".join(f"{label('fetch_state', s)} {n}" for s, n in counts.items())
            self._context.messages.success(tr("Re-checked: {}.").format(said))

    def _found_copies(self, copies: dict[str, str]) -> None:
        found = {uuid: address for uuid, address in copies.items() if address}
        if found:
            changes = ChangeSet(**recheck_changes({}, found))
            self._context.editor.apply(
                plural("Record {} stored copy", "Record {} stored copies", len(found)).format(
                    len(found)
                ),
                changes,
            )
        self._context.messages.success(
            tr("Reports with a stored copy: {} of {}.").format(len(found), len(copies))
        )


def _read_rows(location: CaseLocation, uuids: Sequence[str]) -> dict[str, Row]:
    with Case.open(location, read_only=True) as case:
        return {str(row["uuid"]): row for row in case.rows("reports", uuids=list(uuids))}

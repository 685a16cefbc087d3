"""One saved report: its fields, edited in place, what it is attached to, and how it fared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QApplication,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.heading import heading
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.reports.citations import CitationsBox
from imam_ali_tracker.gui.panel.reports.field_editor import FieldEditor
from imam_ali_tracker.gui.panel.writing_pause import WritingPause

EDITED = (
    *("title", "reliability", "authors", "publisher", "published", "published_basis", "updated"),
    *("language", "description", "url", "canonical_url", "archive_url", "remarks"),
)
"""The columns that can be edited in place, in order."""


class ReportDetails(QScrollArea):
    """Shows the row of one report as it is in the case now; every edit is one step to undo."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: Row | None = None
        self.state = Notice("/mIconInfo.svg", self)
        self.citations = CitationsBox(context, self)
        self.editors = {column: FieldEditor(column, self) for column in EDITED}
        self.provenance = QLabel(self)
        self.provenance.setTextFormat(Qt.TextFormat.PlainText)
        self.provenance.setWordWrap(True)
        self.provenance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for editor in self.editors.values():
            editor.edited.connect(self._write)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._attached = QTimer(self)
        self._attached.setSingleShot(True)
        self._attached.timeout.connect(self._show_attached)
        self.setWidget(self._make_body())
        inputs = [editor.input.focusProxy() or editor.input for editor in self.editors.values()]
        WritingPause(context.editor, inputs, self._enable, self)
        self.show_report("")

    @property
    def uuid(self) -> str:
        """The uuid of the report that is shown; empty where none is."""
        return "" if self._row is None else str(self._row["uuid"])

    def show_report(self, uuid: str) -> None:
        """Show a report of the case as it is now; none where the uuid is empty or it is gone.

        What it is attached to follows in a turn of the event loop of its own.
        """
        if not uuid:
            self._row = None
            self.hide()
            return
        if uuid != self.uuid:
            self.citations.clear()
        if self._reads(partial(self._read, uuid)):
            self._attached.start()

    def _reads(self, read: Callable[[], None]) -> bool:
        """Read several tables in one go; where that fails the bar says why."""
        try:
            with self._context.editor.case.reading():
                read()
        except TrackerError as error:
            self._context.messages.error(error)
            return False
        return True

    def _show_attached(self) -> None:
        if self._row is not None:
            self._reads(partial(self.citations.show_report, self.uuid))

    def _read(self, uuid: str) -> None:
        typing = QApplication.focusWidget() if uuid == self.uuid else None
        row = self._row = self._context.editor.row("reports", uuid)
        self.setVisible(row is not None)
        if row is None:
            return
        self._enable()
        for column, editor in self.editors.items():
            if typing is None or not editor.isAncestorOf(typing):  # what is typed is not lost
                editor.set_value(row[column])
        self.provenance.setText(row["provenance"] or tr("not recorded"))
        self._show_state(row)

    def _enable(self) -> None:
        writable = self._context.editor.is_writable
        for editor in self.editors.values():
            editor.set_writable(writable)

    def _write(self, column: str) -> None:
        if self._row is None:
            return
        value = self.editors[column].value()
        if not value and column == "url":
            self.editors[column].set_value(self._row[column])
            return
        changes = ChangeSet(updates={"reports": {self.uuid: {column: value}}})
        text = tr("Change “{}” of a report").format(field_label(column))
        if not self._context.editor.apply_soon(text, changes):
            self.editors[column].set_value(self._row[column])

    def _show_state(self, row: Row) -> None:
        checks = [
            check
            for check in self._context.editor.rows("report_checks", where={"report": self.uuid})
            if check["checked"] is not None
        ]
        lines = [_fetched_text(row)]
        if checks:
            last = max(checks, key=lambda check: str(check["checked"].isoformat()))
            lines.append(_checked_text(last))
        self.state.say("\n".join(lines))

    def _make_body(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 2, 2)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(3)
        for name, editor in self.editors.items():
            form.addRow(QLabel(field_label(name), inside), editor)
        form.addRow(QLabel(field_label("provenance"), inside), self.provenance)
        column.addWidget(self.state)
        column.addWidget(heading(tr("Attached to"), inside))
        column.addWidget(self.citations)
        column.addWidget(heading(tr("Report"), inside))
        column.addLayout(form)
        column.addStretch(1)
        return inside


def _fetched_text(row: Row) -> str:
    state = label("fetch_state", row["fetch_state"] or "not_fetched")
    read = row["accessed"]
    parts = [state, "" if read is None else _moment_text(read), row["fetch_error"] or ""]
    return " · ".join(part for part in parts if part)


def _checked_text(check: Row) -> str:
    parts = [
        label("fetch_state", check["state"]),
        check["error"] or "",
        (check["changes"] or "").replace("\n", "; "),
    ]
    said = ", ".join(part for part in parts if part)
    return tr("Checked {}: {}").format(_moment_text(check["checked"]), said)


def _moment_text(moment: ReportedDate | None) -> str:
    """Return a moment for readers, no more precise than it is, and in its own time zone."""
    day = date_text(moment)
    if moment is None or moment.precision not in (Precision.MINUTE, Precision.SECOND):
        return day
    clock = tr("{}, {}").format(day, f"{moment.value:%H:%M}")
    if not moment.zone:
        return clock
    return tr("{} UTC{}").format(clock, "" if moment.zone == "+00:00" else moment.zone)

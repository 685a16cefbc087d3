"""One report under review: each value with its source, and what the report may be attached to."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.heading import heading
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.reports.field_editor import FieldEditor
from imam_ali_tracker.gui.panel.reports.found import FoundReport
from imam_ali_tracker.gui.panel.reports.suggestions import SuggestionsBox

_FIRST = (
    *("title", "authors", "publisher", "published", "published_basis", "updated", "language"),
    "description",
)
_FURTHER = ("reliability", "url", "canonical_url", "image", "remarks")
REVIEWED = (*_FIRST, *_FURTHER)
"""The columns that are reviewed, in order; what a report is attached to stands between."""


class ReviewFields(QScrollArea):
    """Edits a :class:`FoundReport`, which it changes; ``edited`` when a value is another."""

    edited = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: FoundReport | None = None
        self.failure = Notice("/mIconWarning.svg", self)
        self.known = Notice("/mIconInfo.svg", self)
        self.conflicts = Notice("/mIconWarning.svg", self)
        self.editors = {column: FieldEditor(column, self) for column in REVIEWED}
        self.suggestions = SuggestionsBox(self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._make_inside())
        for editor in self.editors.values():
            editor.edited.connect(self._take)

    def show_report(self, found: FoundReport) -> None:
        """Show a report from its beginning."""
        self._found = found
        for column, editor in self.editors.items():
            editor.set_value(found.row.get(column))
            editor.set_choices(found.choices.get(column, ()))
            editor.set_source(found.origin_of(column))
        self.failure.say(_failure_text(found))
        self.known.say(_known_text(found))
        self.conflicts.say("\n".join((*found.conflicts, *found.notes)))
        self.suggestions.show_report(found)
        present(self.verticalScrollBar()).setValue(0)

    def invalid(self) -> FieldEditor | None:
        """Return the first editor whose text cannot be read."""
        return next((each for each in self.editors.values() if not each.is_valid()), None)

    def _take(self, column: str) -> None:
        """Take over what the analyst typed or chose."""
        found = self._found
        if found is None:
            return
        found.set_value(column, self.editors[column].value())
        self.editors[column].set_source(found.origin_of(column))
        if column == "published":
            self.editors["published_basis"].set_value(found.row.get("published_basis"))
        self.edited.emit()

    def _make_inside(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 2, 2)
        for notice in (self.failure, self.known, self.conflicts):
            column.addWidget(notice)
        column.addLayout(self._make_form(_FIRST, inside))
        column.addWidget(heading(tr("Attach to"), inside))
        column.addWidget(self.suggestions)
        column.addWidget(heading(tr("Further"), inside))
        column.addLayout(self._make_form(_FURTHER, inside))
        column.addStretch(1)
        return inside

    def _make_form(self, columns: Sequence[str], inside: QWidget) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(3)
        for name in columns:
            form.addRow(QLabel(field_label(name), inside), self.editors[name])
        return form


def _failure_text(found: FoundReport) -> str:
    if not found.failed:
        return ""
    return tr("The page could not be read: {}").format(found.row["fetch_error"])


def _known_text(found: FoundReport) -> str:
    if found.double_of:
        return tr("The same report as “{}” above.").format(found.double_of)
    if found.known is None:
        return ""
    return tr("The case has this report already: “{}”.").format(found.known.label)

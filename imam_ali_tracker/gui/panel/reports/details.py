"""One saved report: its fields, edited in place, what it is attached to, and how it fared."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.row_rules import row_label
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.heading import heading
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.reports.field_editor import FieldEditor

EDITED = (
    *("title", "reliability", "authors", "publisher", "published", "published_basis", "updated"),
    *("language", "description", "url", "canonical_url", "archive_url", "remarks"),
)
"""The columns that can be edited in place, in order."""
_FEATURES_SHOWN = 6


class ReportDetails(QScrollArea):
    """Shows the row of one report as it is in the case now; every edit is one step to undo."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: Row | None = None
        self.state = Notice("/mIconInfo.svg", self)
        self.features = QListWidget(self)
        self.features.setAccessibleName(tr("Features that the report is attached to"))
        self.features.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.features.setWordWrap(True)
        self.features.setFixedHeight(self.fontMetrics().lineSpacing() * _FEATURES_SHOWN)
        self.detach_button = QPushButton(tr("Detach"), self)
        self.detach_button.setToolTip(tr("Take the report off the chosen features"))
        self.detach_button.clicked.connect(self.detach)
        self.features.itemSelectionChanged.connect(self._enable)
        self.editors = {column: FieldEditor(column, self) for column in EDITED}
        self.provenance = QLabel(self)
        self.provenance.setTextFormat(Qt.TextFormat.PlainText)
        self.provenance.setWordWrap(True)
        self.provenance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for editor in self.editors.values():
            editor.edited.connect(self._write)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._make_body())
        self.show_report("")

    @property
    def uuid(self) -> str:
        """The uuid of the report that is shown; empty where none is."""
        return "" if self._row is None else str(self._row["uuid"])

    def show_report(self, uuid: str) -> None:
        """Show a report of the case as it is now; none where the uuid is empty or it is gone."""
        self._row = self._context.editor.row("reports", uuid) if uuid else None
        row = self._row
        self.setVisible(row is not None)
        if row is None:
            return
        writable = self._context.editor.is_writable
        for column, editor in self.editors.items():
            editor.set_value(row[column])
            editor.setEnabled(writable)
        self.provenance.setText(row["provenance"] or tr("not recorded"))
        self._show_state(row)
        self._show_features()

    def detach(self) -> None:
        """Take the report off the chosen features."""
        uuids = [item.data(Qt.ItemDataRole.UserRole) for item in self.features.selectedItems()]
        editor = self._context.editor
        try:
            changes = deletion(editor.case, {"citations": uuids}).changes
        except TrackerError as error:
            self._context.messages.error(error)
            return
        if changes:
            editor.apply(tr("Detach a report from {} features").format(len(uuids)), changes)

    def _write(self, column: str) -> None:
        if self._row is None:
            return
        value = self.editors[column].value()
        if not value and column == "url":
            self.editors[column].set_value(self._row[column])
            return
        changes = ChangeSet(updates={"reports": {self.uuid: {column: value}}})
        text = tr("Change “{}” of a report").format(field_label(column))
        if not self._context.editor.apply(text, changes):
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

    def _show_features(self) -> None:
        editor = self._context.editor
        citations = list(editor.rows("citations", where={"report": self.uuid}))
        names = self._names(citations)
        self.features.clear()
        for row in citations:
            key = row["feature_table"], row["feature_uuid"]
            parts = [f"{label('feature_table', key[0])}: {names.get(key, key[1])}"]
            if row["quote"]:
                parts.append(tr("“{}”").format(row["quote"]))
            if row["locator"]:
                parts.append(row["locator"])
            item = QListWidgetItem(" — ".join(parts))
            item.setData(Qt.ItemDataRole.UserRole, row["uuid"])
            self.features.addItem(item)
        shown = bool(citations)
        self.features.setVisible(shown)
        self.detach_button.setVisible(shown)
        self._unattached.setVisible(not shown)
        self._enable()

    def _names(self, citations: Sequence[Row]) -> dict[tuple[str, str], str]:
        wanted: dict[str, set[str]] = {}
        for row in citations:
            wanted.setdefault(row["feature_table"], set()).add(row["feature_uuid"])
        return {
            (table, row["uuid"]): row_label(row) or row["uuid"]
            for table, uuids in wanted.items()
            for row in self._context.editor.rows(table, uuids=uuids, geometry=False)
        }

    def _enable(self) -> None:
        chosen = bool(self.features.selectedItems())
        self.detach_button.setEnabled(chosen and self._context.editor.is_writable)

    def _make_body(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 2, 2)
        self._unattached = QLabel(
            tr("Not attached to any feature. Select features on the map, then choose Attach."),
            inside,
        )
        self._unattached.setWordWrap(True)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(3)
        for name, editor in self.editors.items():
            form.addRow(QLabel(field_label(name), inside), editor)
        form.addRow(QLabel(field_label("provenance"), inside), self.provenance)
        column.addWidget(self.state)
        column.addWidget(heading(tr("Attached to"), inside))
        for widget in (self._unattached, self.features):
            column.addWidget(widget)
        column.addWidget(self.detach_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(heading(tr("Report"), inside))
        column.addLayout(form)
        column.addStretch(1)
        return inside


def _fetched_text(row: Row) -> str:
    state = label("fetch_state", row["fetch_state"] or "not_fetched")
    parts = [state, str(row["accessed"] or ""), row["fetch_error"] or ""]
    return " · ".join(part for part in parts if part)


def _checked_text(check: Row) -> str:
    parts = [
        label("fetch_state", check["state"]),
        check["error"] or "",
        (check["changes"] or "").replace("\n", "; "),
    ]
    said = ", ".join(part for part in parts if part)
    return tr("Checked {}: {}").format(check["checked"], said)

"""The dialog that shows what a deletion takes with it, before it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.case.dependents import Deletion, Dependent

_SIZE = (460, 360)
_MOST_LISTED = 1_000
_CITATIONS = "citations"


class DeletionDialog(QDialog):
    """Lists the rows that go too, and those that stay and lose a reference."""

    def __init__(self, names: Sequence[str], deletion: Deletion, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Delete"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.deletion = deletion
        text = QLabel(_question(names), self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("What hangs on it"))
        gone = _rows(each for each in deletion.dependents if each.deleted)
        kept = _rows(each for each in deletion.dependents if not each.deleted)
        self._list(tr("Deleted with it ({})").format(len(gone)), gone)
        self._list(tr("Stays, but refers to it no more ({})").format(len(kept)), kept)
        self.tree.setVisible(bool(deletion.dependents))
        nothing = QLabel(tr("Nothing else in the case refers to it."), self)
        nothing.setVisible(not deletion.dependents)
        after = QLabel(tr("It can be undone."), self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        delete = present(buttons.addButton(tr("Delete"), QDialogButtonBox.ButtonRole.AcceptRole))
        delete.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (text, self.tree, nothing, after, buttons):
            layout.addWidget(widget, 1 if widget is self.tree else 0)
        width, height = _SIZE
        self.resize(width, height if deletion.dependents else self.sizeHint().height())

    def _list(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        if not rows:
            return
        top = QTreeWidgetItem([title])
        self.tree.addTopLevelItem(top)
        tables: dict[str, list[str]] = defaultdict(list)
        for table, text in rows:
            tables[table].append(text)
        for table, listed in tables.items():
            branch = QTreeWidgetItem([f"{table_label(table)} ({len(listed)})"])
            top.addChild(branch)
            for text in listed[:_MOST_LISTED]:
                branch.addChild(QTreeWidgetItem([text]))
            if len(listed) > _MOST_LISTED:
                more = tr("… and {} more").format(len(listed) - _MOST_LISTED)
                branch.addChild(QTreeWidgetItem([more]))
            branch.setExpanded(len(tables) == 1)
        top.setExpanded(True)


def _rows(references: Iterable[Dependent]) -> list[tuple[str, str]]:
    """Return table and text of each row once, though several of its columns may refer."""
    found: dict[tuple[str, str], list[Dependent]] = defaultdict(list)
    for each in references:
        found[each.table, each.uuid].append(each)
    rows = []
    for (table, uuid), several in found.items():
        text = several[0].label or (tr("a report as a whole") if table == _CITATIONS else uuid)
        if not several[0].deleted:
            fields = ", ".join(field_label(each.field) for each in several)
            text = f"{text} · {fields}"
        rows.append((table, text))
    return rows


def _question(names: Sequence[str]) -> str:
    if len(names) == 1:
        return tr("Delete “{}”?").format(names[0])
    return tr("Delete these {}: {}?").format(len(names), _some(names))


def _some(names: Sequence[str], most: int = 5) -> str:
    listed = ", ".join(names[:most])
    return listed if len(names) <= most else tr("{} …").format(listed)

"""The subject or object of a claim: a row of the case, a coast, or only the report's words."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from imam_ali_tracker.claims.model import Reference
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.claims.directory import Directory
from imam_ali_tracker.gui.panel.claims.pick_field import PickField
from imam_ali_tracker.gui.panel.distances.site_search import Target


class EndField(QWidget):
    """Edits a :class:`Reference`; ``edited`` when it is another one.

    A coast is chosen by the words that name it: it has no row.
    """

    edited = pyqtSignal()

    def __init__(self, title: str, directory: Directory, parent: QWidget) -> None:
        super().__init__(parent)
        self._directory = directory
        self._table = self._uuid = ""
        self.row = PickField(title, tr("Find by name"), directory.find, self)
        self.row.picked.connect(self._pick)
        self.row.dropped.connect(self._drop)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(tr("As the report words it"))
        self.words.setAccessibleName(tr("{} as printed").format(title))
        self.words.editingFinished.connect(self._tell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.row)
        layout.addWidget(self.words)

    def reference(self) -> Reference:
        """Return what is chosen and written."""
        return Reference(self._table, self._uuid, self.words.text().strip())

    def set_reference(self, reference: Reference) -> None:
        """Show a reference."""
        self._table, self._uuid = reference.table, reference.uuid
        self.words.setText(reference.text)
        self.words.setCursorPosition(0)
        self._show()

    def choose(self, reference: Reference) -> None:
        """Choose a row, and the words of the report stay; or a coast by its words."""
        words = "" if reference.uuid else reference.text
        self._table, self._uuid = reference.table, reference.uuid
        if words:
            self.words.setText(words)
        self._tell()

    def _pick(self, target: Target) -> None:
        table, uuid, _shown = target
        self.choose(Reference(table, uuid) if table else Reference(text=uuid))

    def _drop(self) -> None:
        if not self._uuid:  # a coast is its words
            self.words.clear()
        self._table = self._uuid = ""
        self._tell()

    def _tell(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        self.row.show_name(self._directory.name_of(self.reference()))

"""The subject or object of a claim: a tracked site, or only the words of the report."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from imam_ali_tracker.claims.model import Reference
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.distances.site_search import SiteSearch, Target
from imam_ali_tracker.gui.site_register import SiteRegister


class EndField(QWidget):
    """Edits a :class:`Reference`; ``edited`` when it is another one."""

    edited = pyqtSignal()

    def __init__(self, title: str, sites: SiteRegister, parent: QWidget) -> None:
        super().__init__(parent)
        self._sites = sites
        self._table = self._uuid = ""
        self.chosen = QLabel(self)
        self.chosen.setTextFormat(Qt.TextFormat.PlainText)
        self.chosen.setWordWrap(True)
        self.clear_button = QToolButton(self)
        self.clear_button.setIcon(QgsApplication.getThemeIcon("/mIconClearText.svg"))
        self.clear_button.setToolTip(tr("Choose another site, or none"))
        self.clear_button.setAccessibleName(tr("{}: choose another").format(title))
        self.clear_button.clicked.connect(self._clear)
        self.search = SiteSearch(self._find, tr("{}: find a site by name").format(title), self)
        self.search.picked.connect(lambda target: self.set_row(*target))
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(tr("As the report words it"))
        self.words.setAccessibleName(tr("{} as printed").format(title))
        self.words.editingFinished.connect(self.edited)
        top = QHBoxLayout()
        top.addWidget(self.chosen, 1)
        top.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.search)
        layout.addWidget(self.words)
        self._show("")

    def reference(self) -> Reference:
        """Return what is chosen and written."""
        return Reference(self._table, self._uuid, self.words.text().strip())

    def set_reference(self, reference: Reference, name: str) -> None:
        """Show a reference; ``name`` is what its row is called."""
        self._table, self._uuid = reference.table, reference.uuid
        self.words.setText(reference.text)
        self._show(name)

    def set_row(self, table: str, uuid: str, name: str) -> None:
        """Choose a row; the words of the report stay."""
        self._table, self._uuid = table, uuid
        self._show(name)
        self.edited.emit()

    def _clear(self) -> None:
        self._table = self._uuid = ""
        self._show("")
        self.search.edit.setFocus()
        self.edited.emit()

    def _show(self, name: str) -> None:
        there = bool(self._uuid)
        self.chosen.setText(name)
        self.chosen.setVisible(there)
        self.clear_button.setVisible(there)
        self.search.setVisible(not there)

    def _find(self, text: str, limit: int) -> Sequence[Target]:
        return [("sites", site.uuid, site.name) for site in self._sites.search(text, limit)]

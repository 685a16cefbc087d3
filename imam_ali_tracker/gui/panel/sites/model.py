"""The tracked sites of a case as a list that can be filtered while typing."""

from __future__ import annotations

from qgis.PyQt.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.site_register import SiteItem, SiteList, matches

UNCERTAIN = frozenset(("proxy", "unknown"))
"""Position bases that are not a position of the site itself."""


class SiteModel(QAbstractListModel):
    """Sites by name, with a note on kind and position. The whole list stays in memory."""

    UUID_ROLE = int(Qt.ItemDataRole.UserRole)
    NOTE_ROLE = UUID_ROLE + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sites = SiteList()
        self._shown: list[int] = []
        self._filter = ""
        self._kinds: dict[str, str] = {}
        self._bases: dict[str, str] = {}

    def set_items(self, sites: SiteList) -> None:
        """Show ``sites``, through the filter that is set."""
        self.beginResetModel()
        self._sites = sites
        self._kinds = vocabulary("site_kind")
        self._bases = vocabulary("position_basis")
        self._shown = list(matches(self._sites, self._filter))
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only sites one of whose names, in any script, contains ``text``."""
        if text == self._filter:
            return
        self.beginResetModel()
        self._filter = text
        self._shown = list(matches(self._sites, self._filter))
        self.endResetModel()

    @property
    def total(self) -> int:
        """How many sites the case has, whatever the filter."""
        return len(self._sites.items)

    def item(self, index: QModelIndex) -> SiteItem:
        """Return the site at ``index``, which must be valid."""
        return self._sites.items[self._shown[index.row()]]

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many sites pass the filter."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows; names and notes are plain text, never markup."""
        if not index.isValid():
            return None
        item = self.item(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role == self.NOTE_ROLE:
            return f"{self._kinds.get(item.kind, item.kind)} · {self._position(item)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(dict.fromkeys((item.name, *item.names, self._position(item))))
        if role == Qt.ItemDataRole.FontRole and item.position_basis in UNCERTAIN:
            font = QFont()
            font.setItalic(True)
            return font
        return item.uuid if role == self.UUID_ROLE else None

    def _position(self, item: SiteItem) -> str:
        if item.position is None:
            return tr("no source states a position")
        basis = self._bases.get(item.position_basis, item.position_basis)
        if item.position_accuracy_m is None:
            return tr("accuracy unknown · {}").format(basis)
        return tr("± {} km · {}").format(f"{item.position_accuracy_m / 1000:g}", basis)

"""The tracked sites of a case as a list that can be filtered while typing."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary

UNCERTAIN = frozenset(("proxy", "unknown"))
"""Position bases that are not a position of the site itself."""


@dataclass(frozen=True)
class SiteItem:
    """A site as the list shows it.

    ``position`` is longitude and latitude in EPSG:4326, ``None`` where no source states one;
    ``names`` are all its names in any script.
    """

    uuid: str
    name: str
    kind: str
    position_basis: str
    position_accuracy_m: float | None
    position: tuple[float, float] | None
    names: tuple[str, ...]


class SiteModel(QAbstractListModel):
    """Sites by name, with a note on kind and position. The whole list stays in memory."""

    UUID_ROLE = int(Qt.ItemDataRole.UserRole)
    NOTE_ROLE = UUID_ROLE + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[SiteItem] = []
        self._haystack: list[str] = []
        self._shown: list[SiteItem] = []
        self._filter = ""
        self._kinds: dict[str, str] = {}
        self._bases: dict[str, str] = {}

    def set_items(self, items: list[SiteItem]) -> None:
        """Show ``items``, through the filter that is set."""
        self.beginResetModel()
        self._items = sorted(items, key=lambda item: item.name.casefold())
        self._haystack = ["\n".join((i.name, *i.names)).casefold() for i in self._items]
        self._kinds = vocabulary("site_kind")
        self._bases = vocabulary("position_basis")
        self._shown = self._filtered()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only sites one of whose names, in any script, contains ``text``."""
        needle = text.strip().casefold()
        if needle == self._filter:
            return
        self.beginResetModel()
        self._filter = needle
        self._shown = self._filtered()
        self.endResetModel()

    @property
    def total(self) -> int:
        """How many sites the case has, whatever the filter."""
        return len(self._items)

    def item(self, index: QModelIndex) -> SiteItem:
        """Return the site at ``index``, which must be valid."""
        return self._shown[index.row()]

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many sites pass the filter."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows; names and notes are plain text, never markup."""
        if not index.isValid():
            return None
        item = self._shown[index.row()]
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

    def _filtered(self) -> list[SiteItem]:
        if not self._filter:
            return self._items
        return [item for item, names in zip(self._items, self._haystack) if self._filter in names]

"""Rows of a list or a table: filtered, found by their uuid, read anew as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable, Generic, Protocol, TypeVar

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt


class HasUuid(Protocol):
    """What stands in a row."""

    @property
    def uuid(self) -> str:
        """The uuid of the row in the case."""


Item = TypeVar("Item", bound=HasUuid)


class FilteredModel(QAbstractTableModel, Generic[Item]):
    """Shows the items that pass :meth:`test`, in their order; one column unless there are more."""

    UUID_ROLE = int(Qt.ItemDataRole.UserRole)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._shown: Sequence[Item] = []

    @property
    def items(self) -> list[Item]:
        """All items, whatever the filter."""
        return self._items

    @property
    def total(self) -> int:
        """How many items there are, whatever the filter."""
        return len(self._items)

    @property
    def shown(self) -> Sequence[Item]:
        """The items that pass the filter."""
        return self._shown

    def test(self) -> Callable[[Item], bool] | None:
        """Return what tells whether an item is shown, ``None`` where all are."""
        raise NotImplementedError

    def set_items(self, items: Iterable[Item]) -> None:
        """Show other items, in their order, through the filter that is set."""
        self.beginResetModel()
        self._items = list(items)
        self._shown = self.filtered()
        self.endResetModel()

    def filter_anew(self) -> None:
        """Show what passes now."""
        self.beginResetModel()
        self._shown = self.filtered()
        self.endResetModel()

    def filtered(self) -> Sequence[Item]:
        """Return the items that pass."""
        test = self.test()
        return self._items if test is None else [item for item in self._items if test(item)]

    def item(self, index: QModelIndex) -> Item:
        """Return the item at ``index``, which must be valid."""
        return self._shown[index.row()]

    def index_of(self, uuid: str) -> QModelIndex:
        """Return where an item is shown; an invalid index where it is not."""
        for row, item in enumerate(self._shown):
            if item.uuid == uuid:
                return self.index(row, 0)
        return QModelIndex()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many items pass the filter."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        raise NotImplementedError

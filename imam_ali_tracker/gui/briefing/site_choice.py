"""Which sites a briefing is of, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present

_UUID = Qt.ItemDataRole.UserRole


class SiteChoice(QWidget):
    """A list of sites to tick and to drag into order; ``changed`` tells of either."""

    changed = pyqtSignal()

    def __init__(
        self,
        sites: Iterable[tuple[str, str]],
        selected: Callable[[], Collection[str]],
        in_view: Callable[[], Collection[str]],
        parent: QWidget,
    ) -> None:
        """``sites`` are uuids and names; the two functions say what the map has."""
        super().__init__(parent)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(tr("Filter by name"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(tr("Filter by name"))
        self.list = QListWidget(self)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(tr("Sites of the briefing, in order"))
        self.list.setToolTip(tr("Tick the sites to be in the briefing; drag them into order"))
        for uuid, name in sites:
            item = QListWidgetItem(name, self.list)
            item.setData(_UUID, uuid)
            item.setCheckState(Qt.CheckState.Checked)
        self.count = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter)
        layout.addWidget(self.list)
        layout.addLayout(self._buttons(selected, in_view))
        layout.addWidget(self.count)
        self.filter.textChanged.connect(self._hide)
        self.list.itemChanged.connect(self._tell)
        present(self.list.model()).rowsMoved.connect(self._tell)
        self._tell()

    def chosen(self) -> tuple[str, ...] | None:
        """Return the uuids of the ticked sites in order, ``None`` where nothing was changed."""
        items = self._items()
        ticked = tuple(
            str(item.data(_UUID)) for item in items if item.checkState() == Qt.CheckState.Checked
        )
        names = [item.text().casefold() for item in items]
        return None if len(ticked) == len(items) and names == sorted(names) else ticked

    def tick(self, uuids: Collection[str] | None) -> None:
        """Tick these sites and no others; ``None`` for all that the filter shows."""
        self.list.blockSignals(True)
        for item in self._items():
            wanted = not item.isHidden() if uuids is None else item.data(_UUID) in uuids
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._tell()

    def _items(self) -> list[QListWidgetItem]:
        return [present(self.list.item(row)) for row in range(self.list.count())]

    def _buttons(
        self, selected: Callable[[], Collection[str]], in_view: Callable[[], Collection[str]]
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, tip, uuids in (
            (tr("All"), tr("All that the filter shows"), lambda: None),
            (tr("None"), tr("No site"), lambda: ()),
            (tr("Selected"), tr("Those that are selected on the map"), selected),
            (tr("In view"), tr("Those within the present extent of the map"), in_view),
        ):
            button = QPushButton(text, self)
            button.setToolTip(tip)
            button.clicked.connect(lambda _checked=False, which=uuids: self.tick(which()))
            row.addWidget(button)
        return row

    def _hide(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            item.setHidden(wanted not in item.text().casefold())

    def _tell(self) -> None:
        items = self._items()
        ticked = sum(item.checkState() == Qt.CheckState.Checked for item in items)
        self.count.setText(
            plural("{} of {} site", "{} of {} sites", len(items)).format(ticked, len(items))
        )
        self.changed.emit()

"""Which sites a briefing is of, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present

_UUID = Qt.ItemDataRole.UserRole
_PADDING = 16


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
        self.list.setToolTip(
            tr(
                "Tick the sites to be in the briefing; drag them into order, or use Alt+Up and "
                "Alt+Down"
            )
        )
        self.list.setUniformItemSizes(True)
        self._sorted: list[str] = []
        self.count = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(self._head())
        layout.addWidget(self.list)
        layout.addLayout(self._buttons(selected, in_view))
        layout.addWidget(self.count)
        self.filter.textChanged.connect(self._hide)
        self.list.itemChanged.connect(self._tell)
        present(self.list.model()).rowsMoved.connect(self._tell)
        self.set_sites(sites)

    def chosen(self) -> tuple[str, ...] | None:
        """Return the uuids of the ticked sites in order, ``None`` where nothing was changed."""
        items = self._items()
        ticked = tuple(
            str(item.data(_UUID)) for item in items if item.checkState() == Qt.CheckState.Checked
        )
        is_everything = len(ticked) == len(items) and list(ticked) == self._sorted
        return None if is_everything else ticked

    def set_sites(self, sites: Iterable[tuple[str, str]]) -> None:
        """List these uuids and names, which are in order; ticks and places in the list stay.

        A site that was not there before is ticked where all others are, and stands at the end.
        """
        names = dict(sites)
        before = {str(item.data(_UUID)): item.checkState() for item in self._items()}
        everything = self.chosen() is None
        all_ticked = all(state == Qt.CheckState.Checked for state in before.values())
        new = Qt.CheckState.Checked if all_ticked else Qt.CheckState.Unchecked
        kept = [] if everything else [uuid for uuid in before if uuid in names]
        self._sorted = list(names)
        uuids = dict.fromkeys((*kept, *names))
        self._fill((uuid, names[uuid], before.get(uuid, new)) for uuid in uuids)

    def shift(self, step: int) -> None:
        """Move the current site up (-1) or down (1), over those that the filter hides."""
        row = self.list.currentRow()
        place = row + step
        while 0 <= place < self.list.count() and present(self.list.item(place)).isHidden():
            place += step
        if row < 0 or not 0 <= place < self.list.count():
            return
        self.list.insertItem(place, self.list.takeItem(row))
        self.list.setCurrentRow(place)
        self._tell()

    def sort(self) -> None:
        """Bring the sites into the order of their names; ticks stay."""
        items = {str(item.data(_UUID)): item for item in self._items()}
        rows = [(uuid, items[uuid].text(), items[uuid].checkState()) for uuid in self._sorted]
        self._fill(rows)

    def _fill(self, rows: Iterable[tuple[str, str, Qt.CheckState]]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for uuid, name, state in rows:
            item = QListWidgetItem(name, self.list)
            item.setData(_UUID, uuid)
            item.setCheckState(state)
        self.list.blockSignals(False)
        self._hide(self.filter.text())
        self._tell()

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

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        for icon, tip, key, slot in (
            ("/mActionArrowUp.svg", tr("Move the site up"), "Alt+Up", lambda: self.shift(-1)),
            ("/mActionArrowDown.svg", tr("Move the site down"), "Alt+Down", lambda: self.shift(1)),
            ("/sort.svg", tr("Order by name"), "", self.sort),
        ):
            button = QToolButton(self)
            button.setAutoRaise(True)
            button.setIcon(QgsApplication.getThemeIcon(icon))
            button.setToolTip(f"{tip} ({key})" if key else tip)
            button.setAccessibleName(tip)
            button.setShortcut(QKeySequence(key))
            button.clicked.connect(lambda _checked=False, act=slot: act())
            row.addWidget(button)
        return row

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
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + _PADDING)
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

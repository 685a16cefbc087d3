"""The waypoints of a corridor in order: picked by name, clicked on the map, dragged about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qgis.core import QgsApplication, QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QShortcut,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.map_tools.corridor_tool import Clicked, Position
from imam_ali_tracker.gui.panel.distances.listing import SITES
from imam_ali_tracker.gui.panel.distances.site_search import SiteSearch, Target
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.gui.site_register import SiteRegister

_ROWS = 8
_LEAST_ROWS = 3


class WaypointList(QWidget):
    """Rows of ``corridor_waypoints`` in order; ``changed`` says that they are others now.

    ``map_button`` is checked while they are clicked on the map.
    """

    changed = pyqtSignal()

    def __init__(self, sites: SiteRegister, parent: QWidget) -> None:
        super().__init__(parent)
        self._sites = sites
        self._rows: dict[int, Row] = {}
        self._next = 0
        self.search = SiteSearch(self._find, tr("Add a site by name"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Waypoints in order"))
        self.list.setToolTip(tr("Drag to another place in the order, or Alt+Up and Alt+Down"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.map_button = QPushButton(
            QgsApplication.getThemeIcon("/mActionCaptureLine.svg"), tr("Click on map"), self
        )
        self.map_button.setCheckable(True)
        self.map_button.setToolTip(
            tr(
                "Click the sites in order on the map. Backspace takes the last one back, Enter "
                "ends, Escape cancels"
            )
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.map_button, 1)
        for icon, name, key, act in (
            ("/mActionArrowUp.svg", tr("Earlier (Alt+Up)"), "Alt+Up", lambda: self.shift(-1)),
            ("/mActionArrowDown.svg", tr("Later (Alt+Down)"), "Alt+Down", lambda: self.shift(1)),
            ("/symbologyRemove.svg", tr("Take off (Delete)"), "Del", self.remove_chosen),
        ):
            buttons.addWidget(self._button(icon, name, key, act))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self.search.picked.connect(lambda target: self.add({"site": target[1]}))
        present(self.list.model()).rowsMoved.connect(lambda *_moved: self._tell())
        self._fit()

    def rows(self) -> list[Row]:
        """Return the waypoints in order."""
        return [self._rows[key] for key in self._keys()]

    def positions(self) -> list[Position | None]:
        """Return where the waypoints are, ``None`` where nobody knows."""
        return [self._position(row) for row in self.rows()]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other waypoints."""
        self.list.clear()
        self._rows = {}
        for row in rows:
            self._append(row)
        self._tell()

    def add(self, row: Row) -> None:
        """Add a waypoint at the end."""
        self._append(row)
        self._tell()

    def add_clicked(self, clicked: Clicked) -> None:
        """Add what was clicked on the map."""
        if clicked.site is not None:
            self.add({"site": clicked.site.uuid})
        elif clicked.position is not None:
            self.add({"geometry": QgsGeometry.fromPointXY(QgsPointXY(*clicked.position))})

    def remove_last(self) -> None:
        """Take the last waypoint off."""
        if self.list.count():
            self.list.takeItem(self.list.count() - 1)
            self._tell()

    def remove_chosen(self) -> None:
        """Take the chosen waypoint off."""
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._tell()

    def shift(self, step: int) -> None:
        """Move the chosen waypoint forwards or back in the order."""
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)
            self._tell()

    def names(self) -> dict[str, str]:
        """Return what the sites among the waypoints are called."""
        uuids = (row.get("site") or "" for row in self.rows())
        found = ((uuid, self._sites.get(uuid)) for uuid in uuids)
        return {uuid: site.name for uuid, site in found if site is not None}

    def _append(self, row: Row) -> None:
        self._next += 1
        self._rows[self._next] = row
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.UserRole, self._next)
        self.list.addItem(item)

    def _keys(self) -> list[int]:
        items = (self.list.item(number) for number in range(self.list.count()))
        return [int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item is not None]

    def _position(self, row: Row) -> Position | None:
        own = row.get("geometry")
        if own is not None and not own.isEmpty():
            point = own.asPoint()
            return point.x(), point.y()
        site = self._sites.get(row.get("site") or "")
        return None if site is None else site.position

    def _name(self, row: Row) -> str:
        site = self._sites.get(row.get("site") or "")
        if site is not None:
            placed = site.position is not None
            return site.name if placed else tr("{} (no position)").format(site.name)
        if row.get("name"):
            return str(row["name"])
        position = self._position(row)
        if position is None:
            return tr("Unknown waypoint")
        return tr("Point {:.5f}, {:.5f}").format(position[1], position[0])

    def _find(self, text: str, limit: int) -> list[Target]:
        return [(SITES, site.uuid, site.name) for site in self._sites.search(text, limit)]

    def _tell(self) -> None:
        for number, key in enumerate(self._keys(), 1):
            item = present(self.list.item(number - 1))
            name = self._name(self._rows[key])
            item.setText(f"{number}. {name}")
            item.setToolTip(as_plain(name))
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        count = min(max(self.list.count(), _LEAST_ROWS), _ROWS)
        line = self.list.sizeHintForRow(0) if self.list.count() else self.fontMetrics().height() + 4
        self.list.setFixedHeight(line * count + 2 * self.list.frameWidth())

    def _button(self, icon: str, name: str, key: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(QgsApplication.getThemeIcon(icon))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(act)
        QShortcut(QKeySequence(key), self.list, act, context=Qt.ShortcutContext.WidgetShortcut)
        return button

"""What buffers are put around: sites and corridors, found by name or selected on the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qgis.core import QgsApplication
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

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.map_selection import selected_on_map
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.listing import CORRIDORS, SITES
from imam_ali_tracker.gui.panel.distances.site_search import SiteSearch, Target
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.reports.mentions.folding import fold

MOST = 1_000
"""Features that buffers are put around at once."""
_ROWS = 4


class TargetList(QWidget):
    """The chosen sites and corridors; ``changed`` says that they are others now."""

    changed = pyqtSignal()

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._corridors: dict[str, str] = {}
        self.search = SiteSearch(self._find, tr("Add a site or corridor by name"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Around"))
        self.list.setToolTip(tr("What the buffers are put around; Delete takes one off"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.from_map = QPushButton(
            QgsApplication.getThemeIcon("/mActionSelectRectangle.svg"), tr("Selected on map"), self
        )
        self.from_map.setToolTip(
            tr("Add the sites and corridors whose features are selected on the map")
        )
        self.from_map.clicked.connect(self._take_from_map)
        self.remove = QToolButton(self)
        self.remove.setIcon(QgsApplication.getThemeIcon("/symbologyRemove.svg"))
        self.remove.setToolTip(tr("Take the chosen ones off (Delete)"))
        self.remove.setAccessibleName(tr("Take off"))
        self.remove.clicked.connect(self._remove_chosen)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self.list,
            self._remove_chosen,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.from_map, 1)
        buttons.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self.list):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.search.picked.connect(lambda target: self.add([target[:2]]))
        self._fit()

    def set_corridors(self, names: dict[str, str]) -> None:
        """Offer these corridors: uuid → name."""
        self._corridors = names

    def targets(self) -> list[tuple[str, str]]:
        """Return table and uuid of what is chosen, in order."""
        rows = (self.list.item(row) for row in range(self.list.count()))
        return [tuple(row.data(Qt.ItemDataRole.UserRole)) for row in rows if row is not None]

    def set_targets(self, targets: Iterable[tuple[str, str]]) -> None:
        """Choose others."""
        self.list.clear()
        self.add(targets)
        self._tell()

    def add(self, targets: Iterable[tuple[str, str]]) -> None:
        """Choose further ones; what is chosen already is left out."""
        known = set(self.targets())
        for table, uuid in targets:
            if (table, uuid) in known or len(known) >= MOST:
                continue
            known.add((table, uuid))
            name = self.name_of(table, uuid)
            row = QListWidgetItem(name)
            row.setToolTip(as_plain(name))
            row.setData(Qt.ItemDataRole.UserRole, (table, uuid))
            self.list.addItem(row)
        self._tell()

    def name_of(self, table: str, uuid: str) -> str:
        """Return what a site or corridor is called."""
        if table == CORRIDORS:
            return self._corridors.get(uuid, uuid)
        site = self._context.controller.sites.get(uuid)
        return uuid if site is None else site.name

    def _find(self, text: str, limit: int) -> Sequence[Target]:
        needle = fold(text)
        found = [
            (CORRIDORS, uuid, name)
            for uuid, name in self._corridors.items()
            if needle and needle in fold(name)
        ]
        sites = self._context.controller.sites.search(text, limit)
        return [*((SITES, site.uuid, site.name) for site in sites), *found][:limit]

    def _take_from_map(self) -> None:
        summary = self._context.controller.summary
        found = selected_on_map(self._context.project, summary.location, MOST) if summary else []
        if not found:
            self._context.messages.warning(
                tr(
                    "No feature of this case is selected on the map. Add the case to the map, and "
                    "select sites or corridors there."
                )
            )
        self.add(found)

    def _remove_chosen(self) -> None:
        for row in self.list.selectedItems():
            self.list.takeItem(self.list.row(row))
        self._tell()

    def _tell(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Make the list as high as what it holds, within limits."""
        count = self.list.count()
        self.list.setVisible(count > 0)
        self.remove.setEnabled(count > 0)
        line = self.list.sizeHintForRow(0) if count else 0
        self.list.setFixedHeight(line * min(count, _ROWS) + 2 * self.list.frameWidth())

"""The reports that something is attached to: listed, taken off, and more of them found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.citing import reference, report_title
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.distances.site_search import SiteSearch, Target
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.location import CaseLocation

_ROWS = 3


class KnownReport(NamedTuple):
    """A report as it is chosen: what it is called, all that is cited of it, what it is found by."""

    uuid: str
    name: str
    reference: str
    folded: str = ""


def known_report(row: Row) -> KnownReport:
    """Return a row of ``reports`` as it is chosen."""
    title, whole = row["title"], reference(row)
    name = joined((title, row["publisher"] or "")) if title else report_title(row)
    return KnownReport(str(row["uuid"]), name, whole, fold(whole))


def read_reports(location: CaseLocation) -> list[KnownReport]:
    """Return all reports of a case; for the background.

    Raises :class:`TrackerError` where the case cannot be read.
    """
    return [known_report(row) for row in Case(location).rows("reports")]


class ReportField(QWidget):
    """Lists reports. Del takes the chosen one off; typing finds others, once they are known."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._known: dict[str, KnownReport] = {}
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Reports that say so"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(self.fontMetrics().lineSpacing() * (_ROWS + 1))
        self.list.installEventFilter(self)
        self.remove_button = QToolButton(self)
        self.remove_button.setIcon(QgsApplication.getThemeIcon("/symbologyRemove.svg"))
        self.remove_button.setToolTip(tr("Take the chosen report off (Del)"))
        self.remove_button.setAccessibleName(tr("Take the chosen report off"))
        self.remove_button.clicked.connect(self._remove)
        self.search = SiteSearch(self._find, tr("Add a report: title or publisher"), self)
        self.search.picked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.search)
        self._enable()
        self.list.currentRowChanged.connect(lambda _row: self._enable())

    def uuids(self) -> list[str]:
        """Return the uuids of the reports that are listed."""
        items = (self.list.item(number) for number in range(self.list.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item is not None]

    def show_reports(self, reports: Iterable[KnownReport]) -> None:
        """List reports instead of those before."""
        self.list.clear()
        for report in reports:
            self._list(report)
        self._enable()

    def offer(self, reports: Sequence[KnownReport]) -> None:
        """Let these be found."""
        self._known = {report.uuid: report for report in reports}
        self.search.look()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take the chosen report off with Del."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            self._remove()
            return True
        return bool(super().eventFilter(watched, event))

    def _find(self, text: str, limit: int) -> list[Target]:
        needle, there = fold(text), set(self.uuids())
        found = (each for each in self._known.values() if needle and needle in each.folded)
        targets = [("reports", each.uuid, each.name) for each in found if each.uuid not in there]
        return targets[:limit]

    def _add(self, target: Target) -> None:
        self._list(self._known[target[1]])
        self.list.setCurrentRow(self.list.count() - 1)

    def _list(self, report: KnownReport) -> None:
        row = QListWidgetItem(report.name)
        row.setToolTip(as_plain(report.reference))
        row.setData(Qt.ItemDataRole.UserRole, report.uuid)
        self.list.addItem(row)

    def _remove(self) -> None:
        self.list.takeItem(self.list.currentRow())
        self._enable()

    def _enable(self) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)

"""The reports of a case as a list that can be filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.filtered_model import FilteredModel
from imam_ali_tracker.gui.panel.reports.filtering import ReportFilter
from imam_ali_tracker.gui.panel.reports.items import ReportItem
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, joined
from imam_ali_tracker.gui.plain_text import as_plain

_ICONS = {
    "fetched": "/mIconSuccess.svg",
    "unchanged": "/mIconSuccess.svg",
    "edited": "/mActionToggleEditing.svg",
    "moved": "/mActionArrowRight.svg",
    "gone": "/mIconDelete.svg",
    "unreachable": "/mIconWarning.svg",
    "refused": "/mIconWarning.svg",
    "unreadable": "/mIconWarning.svg",
    "not_fetched": "/mIconInfo.svg",
}


class ReportModel(FilteredModel[ReportItem]):
    """Reports, the latest first; titles and notes are plain text, never markup."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = ReportFilter()
        self._states: dict[str, str] = {}
        self._icons: dict[str, QIcon] = {}

    def set_items(self, items: Iterable[ReportItem]) -> None:
        """Show ``items``, in their order, through the filter that is set."""
        self._states = vocabulary("fetch_state")
        self._icons = {s: QgsApplication.getThemeIcon(name) for s, name in _ICONS.items()}
        super().set_items(items)

    def set_filter(self, wanted: ReportFilter) -> None:
        """Show only the reports that match."""
        if wanted != self._filter:
            self._filter = wanted
            self.filter_anew()

    def test(self) -> Callable[[ReportItem], bool] | None:
        """Return the filter."""
        return None if self._filter == ReportFilter() else self._filter.matches

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows."""
        if not index.isValid():
            return None
        item = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.label
        if role == NOTE_ROLE:
            return self._note(item)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons.get(item.state)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.label}. {self._note(item)}. {self._states.get(item.state, item.state)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_plain("\n".join(filter(None, self._tip(item))))
        return item.uuid if role == self.UUID_ROLE else None

    def _note(self, item: ReportItem) -> str:
        named = item.publisher, date_text(item.published)
        parts = [*(named if item.title else (tr("no title recorded"),)), item.reliability]
        if not item.features:
            parts.append(tr("not attached"))
        if item.same_as:
            parts.append(tr("there twice"))
        return joined(parts)

    def _tip(self, item: ReportItem) -> list[str]:
        return [
            item.label,
            ", ".join(item.authors),
            item.url,
            self._states.get(item.state, item.state),
            tr("Attached features: {}; claims: {}").format(item.features, len(item.claimed)),
        ]

"""The claims of a case as a table: verdict, statement, reported against measured, reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.PyQt.QtCore import QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.claims.items import ClaimItem
from imam_ali_tracker.gui.panel.filtered_model import FilteredModel
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE, joined
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.reports.mentions.folding import fold

CLAIM, REPORTED, MEASURED, REASON = range(4)
"""The columns; the verdict is the icon of the first."""


@dataclass(frozen=True)
class ClaimFilter:
    """What a claim must match; what is empty matches all."""

    text: str = ""
    verdict: str = ""
    kind: str = ""
    site: str = ""

    def matches(self, item: ClaimItem) -> bool:
        """Whether a claim passes."""
        return (
            self.verdict in ("", item.verdict)
            and self.kind in ("", item.claim.kind)
            and (not self.site or self.site in item.sites)
            and all(fold(word) in item.folded for word in self.text.split())
        )


def verdict_icon(verdict: str) -> QIcon:
    """Return the icon of a verdict: its shape says it as well as its colour."""
    return QIcon(str(resource("icons", f"verdict_{verdict}.svg")))


class ClaimModel(FilteredModel[ClaimItem]):
    """Claims; all texts are plain, never markup."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = ClaimFilter()
        self._verdicts = vocabulary("verdict")
        self._kinds = vocabulary("claim_kind")
        self._icons = {verdict: verdict_icon(verdict) for verdict in self._verdicts}
        self._narrow = True

    def set_filter(self, wanted: ClaimFilter) -> None:
        """Show only the claims that match."""
        if wanted != self._filter:
            self._filter = wanted
            self.filter_anew()

    def test(self) -> Callable[[ClaimItem], bool] | None:
        """Return the filter."""
        return None if self._filter == ClaimFilter() else self._filter.matches

    def set_narrow(self, narrow: bool) -> None:
        """Say figures below the statement, because there is no room for their columns."""
        self._narrow = narrow

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else REASON + 1

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Claim"), tr("Reported"), tr("Measured"), tr("Reason"))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        item = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, index.column())
        if role == NOTE_ROLE:
            return self._note(item)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == CLAIM:
            return self._icons[item.verdict]
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_plain("\n".join(filter(None, self._tip(item))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, self._tip(item)))
        return item.uuid if role == self.UUID_ROLE else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by what a column shows; by the claim means by the verdict first."""
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        verdicts = list(self._verdicts)

        def key(item: ClaimItem) -> tuple[int, str]:
            first = verdicts.index(item.verdict) if column == CLAIM else 0
            return first, self._text(item, column).casefold()

        self._items.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self._shown = self.filtered()
        self.layoutChanged.emit()

    def _text(self, item: ClaimItem, column: int) -> str:
        return (item.claim.statement, item.reported, item.measured, item.finding.reason)[column]

    def _note(self, item: ClaimItem) -> str:
        kind = self._kinds.get(item.claim.kind, item.claim.kind)
        if not self._narrow:
            return joined((kind, item.source))
        if not item.reported and not item.measured:
            return kind
        measured = tr("measured {}").format(item.measured) if item.measured else tr("not measured")
        return joined((item.reported, measured))

    def _tip(self, item: ClaimItem) -> list[str]:
        return [
            self._verdicts[item.verdict],
            item.claim.statement,
            item.finding.reason,
            item.finding.needed,
        ]

"""The family of a claim as a tree: each with its verdict, and with what changed from above."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, QRect, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.claims.lineage import Variant
from imam_ali_tracker.claims.model import Claim
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.claims.items import ClaimBook
from imam_ali_tracker.gui.panel.claims.model import verdict_icon
from imam_ali_tracker.gui.panel.two_lines import isolated, joined

_MOST_LINES = 120
_INDENTATION = 14
_ICON = QSize(16, 16)


class FamilyTree(QTreeWidget):
    """Variants below what they are variants of; ``chosen`` carries the uuid of another one.

    It is as high as what it shows, so that only what it stands in is scrolled.
    """

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.setIndentation(_INDENTATION)
        self.setIconSize(_ICON)
        self.setItemDelegate(_Wrapping(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Variants of this claim, each below the one that it varies"))
        self.setExpandsOnDoubleClick(False)
        for folded in (self.itemExpanded, self.itemCollapsed):
            folded.connect(lambda _entry: self._fit())
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_family(self, uuid: str, variants: tuple[Variant, ...], book: ClaimBook) -> None:
        """Show a family; the claim with this uuid is the one it is shown for."""
        self._current = uuid
        self.clear()
        verdicts = {item.uuid: item.verdict for item in book.items}
        entries: dict[str, QTreeWidgetItem] = {}
        for variant in variants:
            above = present(self.invisibleRootItem())
            if variant.parent is not None:
                above = entries[variant.parent.uuid]
            verdict, text = verdicts[variant.claim.uuid], _text(variant, book)
            entry = QTreeWidgetItem(above, [text])
            entry.setData(0, Qt.ItemDataRole.UserRole, variant.claim.uuid)
            entry.setData(
                0, Qt.ItemDataRole.AccessibleTextRole, f"{label('verdict', verdict)}. {text}"
            )
            entry.setIcon(0, verdict_icon(verdict))
            entries[variant.claim.uuid] = entry
        self.expandAll()
        self.setCurrentItem(entries.get(uuid))
        self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Wrap the texts anew."""
        super().resizeEvent(event)
        if event is not None and event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            self._fit()

    def _fit(self) -> None:
        height, index = 0, present(self.model()).index(0, 0)
        while index.isValid():
            height += self.sizeHintForIndex(index).height()
            index = self.indexBelow(index)
        most = self.fontMetrics().lineSpacing() * _MOST_LINES
        self.setFixedHeight(min(height, most) + 2 * self.frameWidth())

    def _choose(self, entry: QTreeWidgetItem) -> None:
        uuid = entry.data(0, Qt.ItemDataRole.UserRole)
        if uuid != self._current:
            self.chosen.emit(uuid)


class _Wrapping(QStyledItemDelegate):
    """Makes rows as high as their wrapped texts: Qt's tree gives delegates no width to wrap in."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Set the icon beside the first line."""
        super().initStyleOption(option, index)
        present(option).decorationAlignment = Qt.AlignmentFlag.AlignTop

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size within the width that the depth of the row leaves."""
        option = QStyleOptionViewItem(option)
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = present(self._tree.viewport()).width() - depth * self._tree.indentation()
        option.rect = QRect(0, 0, max(width, 1), 1)
        option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText
        return super().sizeHint(option, index)


def _text(variant: Variant, book: ClaimBook) -> str:
    claim = variant.claim
    report = book.register.reports.get(claim.report)
    published = date_text(None if report is None else report.published)
    publisher = "" if report is None else report.publisher or report.title
    said = claim.value_text or Words().claimed(claim) or claim.statement
    lines = [joined((published, publisher, tr("“{}”").format(said)))]
    lines += [isolated(tr("• {}").format(change.text)) for change in variant.changes]
    lines += [_link(tr("• Supersedes “{}”"), other) for other in variant.supersedes]
    if variant.superseded_by is not None:
        lines.append(_link(tr("• Superseded by “{}”"), variant.superseded_by))
    return "\n".join(lines)


def _link(text: str, claim: Claim) -> str:
    return isolated(text.format(isolated(claim.value_text or claim.statement)))

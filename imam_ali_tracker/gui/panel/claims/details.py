"""One claim: why its verdict is what it is, who said it how, and how it changed over reports."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.claims.family_tree import FamilyTree
from imam_ali_tracker.gui.panel.claims.items import ClaimBook, ClaimItem
from imam_ali_tracker.gui.panel.claims.model import verdict_icon
from imam_ali_tracker.gui.panel.heading import heading
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.gui.reading_stop import make_reading_stop

_ICON = 16


class ClaimDetails(QScrollArea):
    """Shows a claim as it was checked last.

    ``variantChosen`` carries the uuid of a variant, ``sourceWanted`` that of the report.
    """

    variantChosen = pyqtSignal(str)
    sourceWanted = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: ClaimItem | None = None
        self._icon = QLabel(self)
        self.verdict = self._label()
        font = self.verdict.font()
        font.setBold(True)
        self.verdict.setFont(font)
        self.statement, self.reason = self._label(), self._label()
        make_reading_stop(self.reason)
        self.reason.setAccessibleName(tr("Reason of the verdict"))
        self.rows = {name: self._label() for name in _ROWS}
        self.source_button = QPushButton(tr("Show the report"), self)
        self.source_button.clicked.connect(self._want_source)
        self.family = FamilyTree(self)
        self.family.chosen.connect(self.variantChosen)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._make_body())
        self.hide()

    def show_claim(self, item: ClaimItem | None, book: ClaimBook) -> None:
        """Show a claim, or nothing."""
        self._item = item
        self.setVisible(item is not None)
        if item is None:
            return
        self._icon.setPixmap(verdict_icon(item.verdict).pixmap(_ICON, _ICON))
        self.verdict.setText(label("verdict", item.verdict))
        self.statement.setText(item.claim.statement)
        self.reason.setText(item.finding.reason)
        for name, text in _texts(item, book).items():
            row = self.rows[name]
            row.setText(text)
            row.setVisible(bool(text))
            present(self._form.labelForField(row)).setVisible(bool(text))
        self.source_button.setEnabled(item.claim.report in book.register.reports)
        family = book.families.of(item.uuid)
        self.family.show_family(item.uuid, family, book)
        for widget in (self._family_heading, self.family):
            widget.setVisible(bool(family))

    def _want_source(self) -> None:
        if self._item is not None:
            self.sourceWanted.emit(self._item.claim.report)

    def _label(self) -> QLabel:
        made = QLabel(self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _make_body(self) -> QWidget:
        inside = QWidget(self)
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self.verdict, 1)
        head.addWidget(self.source_button)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setVerticalSpacing(3)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        for name, row in self.rows.items():
            self._form.addRow(QLabel(_titles()[name], inside), row)
        self._family_heading = heading(tr("Variants, each below what it varies"), inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 2, 2)
        column.addLayout(head)
        column.addWidget(self.reason)
        column.addWidget(self.statement)
        column.addLayout(self._form)
        column.addWidget(self._family_heading)
        column.addWidget(self.family)
        column.addStretch(1)
        return inside


_ROWS = (
    *("needed", "reported", "measured", "between", "notes", "hedges", "speakers"),
    *("said", "event", "source"),
)


def _titles() -> dict[str, str]:
    return {
        "needed": tr("To decide it"),
        "reported": tr("Reported"),
        "measured": tr("Measured"),
        "between": tr("Between"),
        "notes": tr("Notes"),
        "hedges": tr("Hedged by"),
        "speakers": tr("Said by"),
        "said": tr("Said on"),
        "event": tr("Speaks of"),
        "source": tr("Report"),
    }


def _texts(item: ClaimItem, book: ClaimBook) -> dict[str, str]:
    claim, finding = item.claim, item.finding
    ends = " – ".join(part for part in (item.subject, item.object) if part)
    chain = (*reversed(claim.speaker_chain),)
    report = book.register.reports.get(claim.report)
    published = "" if report is None else date_text(report.published)
    return {
        "needed": finding.needed,
        "reported": item.reported,
        "measured": item.measured,
        "between": ends,
        "notes": "\n".join(finding.notes),
        "hedges": ", ".join(tr("“{}”").format(word) for word in claim.hedge_words),
        "speakers": " → ".join(chain),
        "said": "" if claim.said is None else date_text(claim.said),
        "event": "" if claim.event is None else str(claim.event),
        "source": joined((item.source, published)),
    }

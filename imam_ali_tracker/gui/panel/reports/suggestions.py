"""What a report under review may be attached to: the selection, sites it mentions, its claims."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.heading import heading
from imam_ali_tracker.gui.panel.reports.found import FoundReport, SuggestedSite
from imam_ali_tracker.gui.panel.reports.selection import SelectedFeature
from imam_ali_tracker.gui.panel.tab_order import follow_layout
from imam_ali_tracker.gui.panel.tick_box import TickBox
from imam_ali_tracker.reports.mentions import Certainty


class SuggestionsBox(QWidget):
    """Boxes to tick, none of them ticked at first; what is ticked is kept in the report.

    ``chosen`` is emitted when a tick changes.
    """

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: FoundReport | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.selection_box = TickBox("", parent=self)
        self.selection_box.toggled.connect(self._choose_selection)
        self._layout.addWidget(self.selection_box)
        self._list = QWidget(self)
        self._layout.addWidget(self._list)
        self.site_boxes: list[TickBox] = []
        self.claim_boxes: list[TickBox] = []

    def show_report(self, found: FoundReport) -> None:
        """Show what is suggested for a report."""
        self._found = found
        self.selection_box.tick(found.with_selection)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget(self)
        self._layout.addWidget(self._list)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.site_boxes, self.claim_boxes = [], []
        if found.sites:
            column.addWidget(heading(tr("Sites that it mentions"), self._list))
            self._add_sites(column, found)
        if found.proposals:
            column.addWidget(heading(tr("Claims that it makes"), self._list))
            self._add_claims(column, found)
        if not found.sites and not found.proposals:
            column.addWidget(_note(tr("Its text mentions no site of this case."), self._list))
        follow_layout(self)

    def show_selection(self, selected: Sequence[SelectedFeature]) -> None:
        """Say what is selected on the map."""
        if not selected:
            self.selection_box.set_texts(tr("Features selected on the map (none now)"))
        else:
            names = ", ".join(each.name or each.uuid for each in selected[:3])
            more = "…" if len(selected) > 3 else ""
            text = tr("Selected on the map ({}): {}").format(len(selected), names + more)
            self.selection_box.set_texts(text)
        self.selection_box.setToolTip(
            tr("Select features of this case's layers with QGIS's own tools, then tick this")
        )

    def _add_sites(self, column: QVBoxLayout, found: FoundReport) -> None:
        certain = [site for site in found.sites if site.certainty is Certainty.CERTAIN]
        for site in found.sites:
            box = TickBox(site.name, "\n".join(_site_lines(site)), self._list)
            box.tick(site.site in found.chosen_sites)
            box.toggled.connect(lambda on, uuid=site.site: self._choose_site(uuid, on))
            self.site_boxes.append(box)
            column.addWidget(box)
        if len(certain) > 1:
            every = QPushButton(
                plural("Tick the {} certain one", "Tick the {} certain ones", len(certain)).format(
                    len(certain)
                ),
                self._list,
            )
            every.clicked.connect(lambda: self._tick({site.site for site in certain}))
            column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeading)

    def _add_claims(self, column: QVBoxLayout, found: FoundReport) -> None:
        words = Words()
        for number, proposal in enumerate(found.proposals):
            title = claim_title(proposal.claim, words)
            note = proposal.claim.statement
            if found.is_recorded(proposal):
                note = "\n".join((tr("recorded already"), note))
            box = TickBox(title, note, self._list)
            box.tick(number in found.chosen_claims)
            box.toggled.connect(lambda on, index=number: self._choose_claim(index, on))
            self.claim_boxes.append(box)
            column.addWidget(box)

    def _tick(self, uuids: set[str]) -> None:
        if self._found is None:
            return
        for box, site in zip(self.site_boxes, self._found.sites):
            if site.site in uuids:
                box.tick(True)

    def _choose_selection(self, on: bool) -> None:
        if self._found is not None:
            self._found.with_selection = on
            self.chosen.emit()

    def _choose_site(self, uuid: str, on: bool) -> None:
        if self._found is not None:
            (self._found.chosen_sites.add if on else self._found.chosen_sites.discard)(uuid)
            self.chosen.emit()

    def _choose_claim(self, index: int, on: bool) -> None:
        if self._found is not None:
            (self._found.chosen_claims.add if on else self._found.chosen_claims.discard)(index)
            self.chosen.emit()


def claim_title(claim: Claim, words: Words) -> str:
    """Return a claim in a line: its kind, its figure, and what it is between."""
    parts = [label("claim_kind", claim.kind), words.claimed(claim)]
    ends = [_named(end) for end in (claim.subject, claim.object) if _named(end)]
    if ends:
        parts.append(" – ".join(ends))
    return ": ".join(part for part in (parts[0], ", ".join(filter(None, parts[1:]))) if part)


def _named(end: Reference) -> str:
    return end.text if end.uuid or not end.text else tr("“{}”").format(end.text)


def _site_lines(site: SuggestedSite) -> list[str]:
    certainty = {
        Certainty.CERTAIN: tr("certain"),
        Certainty.AMBIGUOUS: tr("ambiguous: it may be something else"),
        Certainty.UNLIKELY: tr("unlikely to be meant"),
    }[site.certainty]
    times = plural("mentioned {} time", "mentioned {} times", site.count).format(site.count)
    lines = [tr("{}, {}").format(certainty, times), site.reason]
    if site.quote:
        lines.append(tr("“{}”").format(site.quote))
    return [line for line in lines if line]


def _note(text: str, parent: QWidget) -> QLabel:
    note = QLabel(parent)
    note.setTextFormat(Qt.TextFormat.PlainText)
    note.setText(text)
    note.setWordWrap(True)
    return note

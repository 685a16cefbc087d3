"""The filter of the list of reports: a text, and what opens below it."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.reports.filtering import (
    ATTACHED,
    DOUBLE,
    UNATTACHED,
    ReportFilter,
    languages,
    publishers,
)
from imam_ali_tracker.gui.panel.reports.items import ReportItem

_TYPING_PAUSE_MS = 120


class FilterBar(QWidget):
    """Makes a :class:`ReportFilter`; ``changed`` when it is another one."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text_edit = FilterEdit(tr("Filter reports"), self)
        self.text_edit.setToolTip(
            tr("Shows the reports whose title, publisher, authors or address have these words")
        )
        self.more = QToolButton(self)
        self.more.setIcon(QgsApplication.getThemeIcon("/mActionFilter2.svg"))
        self.more.setCheckable(True)
        self.more.setToolTip(tr("Filter by publisher, language, state, use and date"))
        self.more.setAccessibleName(tr("More filters"))
        self.publisher = self._combo()
        self.language = self._combo()
        self.state = self._combo()
        self.use = self._combo()
        self.since, self.until = ReportedDateEdit(self), ReportedDateEdit(self)
        self._form = self._make_form()
        self._form.hide()
        first = QHBoxLayout()
        first.addWidget(self.text_edit)
        first.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addWidget(self._form)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.text_edit.textChanged.connect(lambda _text: self._pause.start())
        self.more.toggled.connect(self._form.setVisible)
        self._fill(self.state, [(key, label) for key, label in vocabulary("fetch_state").items()])
        self._fill(
            self.use,
            [
                (ATTACHED, tr("Attached to features")),
                (UNATTACHED, tr("Not attached")),
                (DOUBLE, tr("In the case twice")),
            ],
        )

    def filter(self) -> ReportFilter:
        """Return what is chosen."""
        return ReportFilter(
            self.text_edit.text(),
            self.publisher.currentData() or "",
            self.language.currentData() or "",
            self.state.currentData() or "",
            self.use.currentData() or "",
            self.since.date(),
            self.until.date(),
        )

    def offer(self, items: Sequence[ReportItem]) -> None:
        """Offer the publishers and languages of ``items``; what is chosen stays."""
        self._fill(self.publisher, [(name, name) for name in publishers(items)])
        self._fill(self.language, [(tag, _language_name(tag)) for tag in languages(items)])

    def clear(self) -> None:
        """Show all reports."""
        self.text_edit.clear()
        for combo in (self.publisher, self.language, self.state, self.use):
            combo.setCurrentIndex(0)
        for date in (self.since, self.until):
            date.set_date(None)
        self.changed.emit()

    def _combo(self) -> QComboBox:
        combo = ElidingCombo(self)
        combo.activated.connect(lambda _index: self.changed.emit())
        return combo

    def _fill(self, combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
        chosen = combo.currentData() or ""
        combo.clear()
        combo.addItem(tr("all"), "")
        for key, label in choices:
            combo.addItem(label, key)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def _make_form(self) -> QWidget:
        form = QWidget(self)
        layout = QFormLayout(form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for title, widget in (
            (tr("Publisher"), self.publisher),
            (tr("Language"), self.language),
            (tr("State"), self.state),
            (tr("Use"), self.use),
            (tr("Since"), self.since),
            (tr("Until"), self.until),
        ):
            widget.setAccessibleName(title)
            layout.addRow(title, widget)
        everything = QPushButton(tr("Show all reports"), form)
        everything.clicked.connect(self.clear)
        layout.addRow(everything)
        for date in (self.since, self.until):
            date.line.setPlaceholderText(tr("any date"))
            date.edited.connect(self.changed)
        return form


def _language_name(tag: str) -> str:
    """Return the name of a language, with its tag."""
    language = QLocale(tag).language()
    if language == QLocale.Language.C:
        return tag
    return tr("{} ({})").format(QLocale.languageToString(language), tag)

"""One column of a report as a widget: its value, where that is from, and what else it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import REPORTS, SEPARATOR
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.date_edit import ReportedDateEdit
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo
from imam_ali_tracker.gui.panel.heading import set_small
from imam_ali_tracker.gui.panel.long_edit import LongEdit
from imam_ali_tracker.gui.panel.reports.found import DATES, Choice
from imam_ali_tracker.gui.panel.writing_pause import set_writable

TEXTS = frozenset(("authors",))
LONG = frozenset(("description", "remarks", "provenance"))
_VOCABULARIES = {field.name: field.vocabulary for field in REPORTS.fields if field.vocabulary}
_LONGEST_CHOICE = 70


class FieldEditor(QWidget):
    """Edits one column of ``reports``; ``edited`` carries its name when the value has changed."""

    edited = pyqtSignal(str)

    def __init__(self, column: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._value: Any = None
        self._choices: Sequence[Choice] = ()
        self.input = self._make_input()
        self.input.setAccessibleName(field_label(column))
        self.others = QToolButton(self)
        self.others.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.others.setToolTip(tr("What else the page says here"))
        self.others.setAccessibleName(tr("Other values for {}").format(field_label(column)))
        self.others.setMenu(QMenu(self.others))
        self.others.hide()
        self.source = QLabel(self)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setWordWrap(True)
        set_small(self.source)
        self.source.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(1)
        layout.addWidget(self.input, 0, 0)
        layout.addWidget(self.others, 0, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.source, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.setFocusProxy(self.input)

    def value(self) -> Any:
        """Return the value as a row has it."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self._value = value
        self._show()

    def set_source(self, text: str) -> None:
        """Say where the value is from."""
        self.source.setVisible(bool(text))
        self.source.setText(text)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer what else the value may be; the first choice is what extraction took."""
        self._choices = choices
        self.others.setVisible(len(choices) > 1)
        self.others.setText(plural("{} value", "{} values", len(choices)).format(len(choices)))
        menu = present(self.others.menu())
        menu.clear()
        for number, choice in enumerate(choices):
            action = present(menu.addAction(choice_text(choice).replace("&", "&&")))
            action.setCheckable(True)
            action.setData(number)
            action.triggered.connect(lambda _checked, chosen=choice: self._take(chosen.value))
        menu.aboutToShow.connect(self._mark)

    def set_writable(self, writable: bool) -> None:
        """Let the value be changed, or only be read."""
        set_writable(self.input, writable)

    def is_valid(self) -> bool:
        """Whether what stands here can be saved."""
        return not isinstance(self.input, ReportedDateEdit) or self.input.is_valid()

    def _mark(self) -> None:
        for action in present(self.others.menu()).actions():
            action.setChecked(self._choices[action.data()].value == self._value)

    def _make_input(self) -> QWidget:
        if self.column in DATES:
            dates = ReportedDateEdit(self)
            dates.edited.connect(lambda: self._take(dates.date()))
            return dates
        if self.column in _VOCABULARIES:
            combo = ElidingCombo(self)
            combo.addItem(tr("not stated"), None)
            for key, label in vocabulary(_VOCABULARIES[self.column]).items():
                combo.addItem(label, key)
            CalmWheel(combo)
            combo.activated.connect(lambda _index: self._take(combo.currentData()))
            return combo
        if self.column in LONG:
            long = LongEdit(self)
            long.editingFinished.connect(lambda: self._take(long.toPlainText().strip() or None))
            return long
        line = QLineEdit(self)
        line.editingFinished.connect(lambda: self._take(self._typed(line.text())))
        return line

    def _typed(self, text: str) -> Any:
        if self.column in TEXTS:
            return tuple(part.strip() for part in text.split(";") if part.strip())
        return " ".join(text.split()) or None

    def _take(self, value: Any) -> None:
        if (value or None) == (self._value or None):
            return
        self._value = value
        self._show()
        self.edited.emit(self.column)

    def _show(self) -> None:
        widget, value = self.input, self._value
        if isinstance(widget, ReportedDateEdit):
            widget.set_date(value)
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex(max(0, widget.findData(value)))
        elif isinstance(widget, LongEdit):
            widget.setPlainText(value or "")
        elif isinstance(widget, QLineEdit):
            widget.setText(value_text(value))
            widget.setCursorPosition(0)


def value_text(value: Any) -> str:
    """Return a value of a row as a line of text; several texts are separated by semicolons."""
    if value is None:
        return ""
    return SEPARATOR.join(value) if isinstance(value, (tuple, list)) else str(value)


def choice_text(choice: Choice) -> str:
    """Return a choice with its source and confidence, on one line."""
    text = " ".join(value_text(choice.value).split())
    short = text if len(text) <= _LONGEST_CHOICE else f"{text[: _LONGEST_CHOICE - 1]}…"
    return tr("{} — {}").format(short, choice.origin)

"""A reported date in a line: typed as far as it is known, with its precision said beside it."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from imam_ali_tracker.case.row_rules import begins_after
from imam_ali_tracker.core.dates import Precision, ReportedDate, parse_date
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.heading import set_small


class ReportedDateEdit(QWidget):
    """Edits a :class:`ReportedDate` in its text form, which carries the precision.

    ``edited`` is emitted when the analyst has finished with a date that can be read. What cannot
    be read is said below the line, and :meth:`date` keeps the date before it.
    """

    edited = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._date: ReportedDate | None = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(tr("not known"))
        self.line.setClearButtonEnabled(True)
        self.line.setToolTip(
            tr(
                "As much as is known: 2019, 2019-09, 2019-09-24, 2019-09-24T11:04 or "
                "2019-09-24T11:04+03:00"
            )
        )
        self.hint = QLabel(self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        set_small(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.line)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._show_hint)
        self.line.editingFinished.connect(self._finish)
        self._show_hint()

    def setAccessibleName(self, name: str | None) -> None:
        """Name the line, which is what takes the focus."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def date(self) -> ReportedDate | None:
        """Return the date, ``None`` where none is known."""
        return self._date

    def set_date(self, date: ReportedDate | None) -> None:
        """Show a date."""
        self._date = date
        self.line.setText("" if date is None else date.isoformat())
        self._show_hint()

    def typed(self) -> ReportedDate | None:
        """Return what stands in the line; raises ``ValueError`` where that is no date."""
        return parse_date(self.line.text())

    def is_valid(self) -> bool:
        """Whether what stands in the line can be read."""
        try:
            self.typed()
        except ValueError:
            return False
        return True

    def _finish(self) -> None:
        if not self.is_valid():
            return
        date = self.typed()
        if date != self._date:
            self._date = date
            self.edited.emit()

    def _show_hint(self) -> None:
        try:
            date = self.typed()
        except ValueError:
            self.hint.setText(tr("Not a date. Write such as 2019-09 or 2019-09-24."))
            return
        self.hint.setVisible(date is not None)
        if date is not None:
            self.hint.setText(precision_text(date))


def precision_text(date: ReportedDate) -> str:
    """Return how much of a date is known, in words."""
    words = {
        Precision.YEAR: tr("known to the year"),
        Precision.MONTH: tr("known to the month"),
        Precision.DAY: tr("known to the day"),
        Precision.MINUTE: tr("known to the minute"),
        Precision.SECOND: tr("known to the second"),
    }
    text = words.get(date.precision, tr("not known"))
    if date.precision not in (Precision.MINUTE, Precision.SECOND):
        return text
    if not date.zone:
        return tr("{}; time zone not stated").format(text)
    return tr("{}; UTC{}").format(text, date.zone)


def period_fault(first: ReportedDate | None, last: ReportedDate | None) -> str:
    """Return what is wrong with a period that ends before it begins, empty where nothing is."""
    if first is None or last is None or not begins_after(first, last):
        return ""
    return tr("It would end ({}) before it begins ({}).").format(last, first)

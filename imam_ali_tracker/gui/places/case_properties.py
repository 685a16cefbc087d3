"""What a case is, without opening it in the panel."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.stored_connections import recalled
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.reading_stop import make_reading_stop
from imam_ali_tracker.provider.reading import open_reader

_SHOWN = ("title", "description", "marking", "contact", "schema_version")
_COUNTED = ("sites", "reports", "claims", "observations", "citations")
_WIDTH = 460


class CaseProperties(QDialog):
    """Title, marking and size of a case; read in the background."""

    def __init__(self, case: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Case Properties – {}").format(title))
        self.resize(_WIDTH, self.sizeHint().height())
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._state = _label(tr("Reading the case…"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._state)
        layout.addLayout(self._form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._facts: list[tuple[str, str]] = []
        self._read = LatestRead(tr("Reading the case {}").format(title), self)
        self._read.done.connect(self._show)
        self._read.failed.connect(lambda error: self._state.setText(str(error)))
        self._read.start(lambda: _facts(case))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is shown: labels and values."""
        return self._facts

    def _show(self, facts: list[tuple[str, str]]) -> None:
        self._facts = facts
        self._state.hide()
        for name, value in facts:
            self._form.addRow(name, _label(value or "–"))
        QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        """Give texts that wrap their height, which the form knows once they are shown."""
        self.resize(self.width(), present(self.layout()).totalHeightForWidth(self.width()))


def _facts(case: str) -> list[tuple[str, str]]:
    """Read what is shown; raises :class:`TrackerError` where the case cannot be read."""
    location = CaseLocation.parse(recalled(case))
    with Case.open(location, read_only=True) as opened:
        info = opened.info
    reader = open_reader(location)
    facts = [(field_label(name), str(info[name] or "")) for name in _SHOWN]
    counts = [(table_label(name), f"{reader.count(name):,}") for name in _COUNTED]
    return [(tr("Kept in"), location.label), *facts, *counts]


def show_properties(case: str, title: str) -> CaseProperties:
    """Show the properties of a case above QGIS's main window."""
    dialog = CaseProperties(case, title, QgsApplication.activeWindow())
    dialog.show()
    return dialog


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    make_reading_stop(label)
    return label

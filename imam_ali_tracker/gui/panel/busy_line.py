"""Whether something is being read, written or added, how far it is, and stopping it."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from imam_ali_tracker.core.i18n import tr

_NARROWEST = 40


class BusyLine(QWidget):
    """A bar that is shown while anything runs, and Cancel while that can be stopped.

    It stands beside other things, so that nothing moves when it comes and goes. Its tool tip says
    what runs. ``cancelRequested`` asks to stop what can be.
    """

    cancelRequested = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._running: set[str] = set()
        self._stoppable: set[str] = set()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(self.fontMetrics().height() // 2)
        self.bar.setMinimumWidth(_NARROWEST)
        self.bar.setRange(0, 0)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setIcon(QgsApplication.getThemeIcon("/mTaskCancel.svg"))
        self.cancel_button.setAutoRaise(True)
        self.cancel_button.setToolTip(tr("Cancel; nothing is left half done"))
        self.cancel_button.setAccessibleName(tr("Cancel"))
        self.cancel_button.clicked.connect(lambda _checked: self.cancelRequested.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.cancel_button)
        self._look()

    # Methods, because Qt lets go of them together with this widget, and of nothing else.
    def note_reading(self, busy: bool) -> None:
        """Take note that a case begins or ends to be read or made."""
        self._note("reading", busy, stoppable=False)

    def note_writing(self, busy: bool) -> None:
        """Take note that a large change begins or ends to be written."""
        self._note("writing", busy, stoppable=True)

    def note_loading(self, busy: bool) -> None:
        """Take note that layers begin or end to be added."""
        self._note("loading", busy, stoppable=True)

    def _note(self, what: str, busy: bool, *, stoppable: bool) -> None:
        (self._running.add if busy else self._running.discard)(what)
        (self._stoppable.add if busy and stoppable else self._stoppable.discard)(what)
        self.bar.setRange(0, 0)
        self._look()

    def show_progress(self, per_cent: float) -> None:
        """Show how far it is."""
        self.bar.setRange(0, 100)
        self.bar.setValue(int(per_cent))

    def _look(self) -> None:
        titles = {
            "reading": tr("A case is being read."),
            "writing": tr("A large change is being written."),
            "loading": tr("The layers of the case are being added."),
        }
        said = " ".join(text for what, text in titles.items() if what in self._running)
        self.bar.setToolTip(said)
        self.bar.setAccessibleName(said)
        self.cancel_button.setVisible(bool(self._stoppable))
        self.setVisible(bool(self._running))

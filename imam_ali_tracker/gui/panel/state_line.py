"""Whether a case is saved or read-only, changed by someone else, edited in layers of QGIS."""

from __future__ import annotations

import time

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTime
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.editing import Changed
from imam_ali_tracker.gui.layer_edits import LayerEdits
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.read_task import CaseSummary

_ICON_SIZE = 16
_WATCH_SECONDS = 6.0
"""A little more than a case may take to tell that it was written to."""


class StateLine(QWidget):
    """Where the open case is and how it stands; a sign where that needs attention."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._summary: CaseSummary | None = None
        self._changed_at: QTime | None = None
        self._ours_until = 0.0
        self._edits = LayerEdits(context.project, self)
        self.sign = QLabel(self)
        self.sign.setPixmap(
            QgsApplication.getThemeIcon("/mIconWarning.svg").pixmap(_ICON_SIZE, _ICON_SIZE)
        )
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.label, 1)
        self._edits.changed.connect(self._look)
        self._edits.touched.connect(self._note_touch)
        context.editor.edited.connect(self._note_edit)
        context.editor.othersWrote.connect(self._note_others)
        context.editor.busyChanged.connect(self._look)
        self._editor = context.editor

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show a case, the same as it was read anew, or none; another one follows none."""
        if summary is None or self._summary is None:
            self._changed_at, self._ours_until = None, 0.0
            self._edits.set_case(None if summary is None else summary.location)
        self._summary = summary
        self.setVisible(summary is not None)
        self._look()

    def _note_edit(self, changed: Changed | None) -> None:
        """What we write has been read by then, and with it what others wrote before."""
        if changed is not None:
            self._changed_at = None
            self._look()

    def _note_others(self) -> None:
        """Note that someone else wrote, unless it is the analyst in a layer of QGIS."""
        if time.monotonic() > self._ours_until:
            self._changed_at = QTime.currentTime()
            self._look()

    def _note_touch(self) -> None:
        """Take what the watch of the case tells next for the analyst's own edits in a layer."""
        self._ours_until = time.monotonic() + _WATCH_SECONDS

    def _look(self) -> None:
        summary = self._summary
        if summary is None:
            return
        unsaved = ", ".join(layer.name() for layer in self._edits.layers())
        said = []
        if unsaved:
            said.append(tr("Not saved: edits in QGIS of {}.").format(unsaved))
        if summary.read_only_reason:
            said.append(tr("Read-only: {}").format(summary.read_only_reason))
        elif self._changed_at is not None:
            at = self.locale().toString(self._changed_at, self.locale().FormatType.ShortFormat)
            said.append(tr("Changed by someone else at {}; shown as it is now.").format(at))
        self.sign.setVisible(bool(said))
        path = summary.location.path
        where = summary.location.label if path is None else path.name
        saved = tr("Being written…") if self._editor.is_writing else tr("Every change is saved.")
        state = " ".join(said) or saved
        self.label.setText(f"{where} · {state}")
        self.label.setToolTip(summary.location.label)

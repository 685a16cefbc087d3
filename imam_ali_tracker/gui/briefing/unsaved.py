"""What stands in edit buffers of the case's layers, and so is not in a briefing."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QWidget

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.layer_edits import LayerEdits
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.notice import Notice


class UnsavedEdits(QWidget):
    """Names the layers with edits that are not saved, and saves them; hidden without such."""

    def __init__(self, context: PanelContext, location: CaseLocation, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._edits = LayerEdits(context.project, self)
        self.notice = Notice("/mIconWarning.svg", self)
        self.save_button = QPushButton(tr("Save edits"), self)
        self.save_button.setToolTip(tr("Save the edits of these layers; they stay editable"))
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self.save)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice, 1)
        layout.addWidget(self.save_button)
        self._edits.changed.connect(self._look)
        self._edits.set_case(location)
        self._look()

    def save(self) -> None:
        """Save all edits; what cannot be saved stays in its layer, and the message bar says why."""
        for layer in self._edits.layers():
            if not layer.commitChanges(stopEditing=False):
                self._context.messages.error(
                    TrackerError(
                        tr("The edits of “{}” cannot be saved.").format(layer.name()),
                        tr("Correct or discard them in the layer; nothing of them was lost."),
                        "\n".join(layer.commitErrors()),
                    )
                )
        self._look()

    def _look(self) -> None:
        names = ", ".join(layer.name() for layer in self._edits.layers())
        said = tr("Not in the briefing, because they are not saved: the edits of {}.").format(names)
        self.notice.say(said if names else "")
        self.setVisible(bool(names))

"""A row of the case that is picked by its name, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.distances.site_search import SiteSearch, Target


class PickField(QWidget):
    """Shows what is picked, with a button to drop it; else a line to find something by name.

    ``picked`` carries a :data:`Target`, ``dropped`` nothing. It keeps only the name: whoever uses
    it knows the row.
    """

    picked = pyqtSignal(object)
    dropped = pyqtSignal()

    def __init__(
        self,
        title: str,
        prompt: str,
        find: Callable[[str, int], Sequence[Target]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.chosen = QLabel(self)
        self.chosen.setTextFormat(Qt.TextFormat.PlainText)
        self.chosen.setWordWrap(True)
        self.clear_button = QToolButton(self)
        self.clear_button.setIcon(QgsApplication.getThemeIcon("/mIconClearText.svg"))
        self.clear_button.setToolTip(tr("Choose another, or none"))
        self.clear_button.setAccessibleName(tr("{}: choose another").format(title))
        self.clear_button.clicked.connect(self._drop)
        self.search = SiteSearch(find, prompt, self)
        self.search.edit.setAccessibleName(tr("{}: {}").format(title, prompt))
        self.search.picked.connect(self._pick)
        top = QHBoxLayout()
        top.addWidget(self.chosen, 1)
        top.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.search)
        self.show_name("")

    def show_name(self, name: str) -> None:
        """Show what is picked; nothing is where the name is empty."""
        self.chosen.setText(name)
        self.chosen.setVisible(bool(name))
        self.clear_button.setVisible(bool(name))
        self.search.setVisible(not name)

    def _pick(self, target: Target) -> None:
        self.picked.emit(target)

    def _drop(self) -> None:
        self.show_name("")
        self.dropped.emit()
        self.search.edit.setFocus()


class RowField(PickField):
    """Edits the uuid of a row; ``edited`` when it is another one."""

    edited = pyqtSignal()
    _uuid = ""

    def uuid(self) -> str:
        """Return the uuid of what is picked, empty for none."""
        return self._uuid

    def set_row(self, uuid: str, name: str) -> None:
        """Show a row, or none."""
        self._uuid = uuid
        self.show_name(name if uuid else "")

    def _pick(self, target: Target) -> None:
        super()._pick(target)
        _table, uuid, name = target
        self._choose(uuid, name)

    def _drop(self) -> None:
        super()._drop()
        self._choose("", "")

    def _choose(self, uuid: str, name: str) -> None:
        self.set_row(uuid, name)
        self.edited.emit()

"""The dock: a frame that QGIS places and remembers; its content is built when it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from qgis.PyQt.QtWidgets import QAction, QApplication, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.context import PanelContext

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.content import PanelContent

OBJECT_NAME = "ImamAliTrackerPanel"
_SUFFIX = ".gpkg"


class CaseDock(QgsDockWidget):
    """The panel; its content is built when it is first shown, so that QGIS starts without it.

    ``go_action`` is the keyboard's way into the panel, and back to the map.
    """

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(tr("Imam Ali Tracker"), parent)
        self.setObjectName(OBJECT_NAME)
        self.setAcceptDrops(True)
        self._content: PanelContent | None = None
        self._context = context
        self.go_action = QAction(tr("Go to the Panel, and Back to the Map"), self)
        self.go_action.setToolTip(
            tr("Show the panel of Imam Ali Tracker and work in it by keyboard")
        )
        self.go_action.triggered.connect(lambda _checked: self._go())
        present(self.toggleViewAction()).triggered.connect(self._take_keyboard)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Build the content once the panel stays shown: QGIS shows every dock that is added."""
        super().showEvent(event)
        if self.widget() is None:
            QTimer.singleShot(0, self._build)

    def _build(self) -> None:
        if self.widget() is not None or not self.isVisible():
            return
        from imam_ali_tracker.gui.panel.content import PanelContent

        self._content = PanelContent(self._context, self)
        self.setWidget(self._content)

    def _go(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self._context.map_canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.setUserVisible(True)
        self._take_keyboard(self.isVisible())

    def _take_keyboard(self, shown: bool) -> None:
        """Give the panel that the analyst has opened the focus."""
        self._build()
        if shown and self._content is not None:
            self._content.take_keyboard()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept the file of a case."""
        if event is not None and _dropped_case(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the case whose file was dropped."""
        path = None if event is None else _dropped_case(event)
        if event is not None and path is not None:
            event.acceptProposedAction()
            self._context.controller.open_case(path)


def _dropped_case(event: QDropEvent) -> str | None:
    for url in present(event.mimeData()).urls():
        if url.isLocalFile() and url.toLocalFile().lower().endswith(_SUFFIX):
            return str(url.toLocalFile())
    return None

"""Composition root: what the plugin adds to QGIS, and takes away again.

Heavy modules are imported in the functions that use them, so that QGIS starts without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.language import Language
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.requirements import missing_libraries, missing_text

if TYPE_CHECKING:
    from qgis.gui import QgisInterface
    from qgis.PyQt.QtWidgets import QAction

    from imam_ali_tracker.algorithms.provider import TrackerAlgorithms
    from imam_ali_tracker.gui.controller import CaseController
    from imam_ali_tracker.gui.deletions import DeletionWatcher
    from imam_ali_tracker.gui.panel.dock import CaseDock
    from imam_ali_tracker.gui.places.registration import QgisPlaces

MENU = "Imam Ali Tracker"
GO_KEY = "Ctrl+Alt+I"


class ImamAliTrackerPlugin:
    """The plugin as QGIS sees it; without ``iface`` it runs inside ``qgis_process``."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface
        self._language: Language | None = None
        self._algorithms: TrackerAlgorithms | None = None
        self.controller: CaseController | None = None
        self._dock: CaseDock | None = None
        self.panel_action: QAction | None = None
        self._deletions: DeletionWatcher | None = None
        self._places: QgisPlaces | None = None

    def initProcessing(self) -> None:
        """Register what works without a window; ``qgis_process`` calls only this."""
        from imam_ali_tracker.algorithms.provider import TrackerAlgorithms
        from imam_ali_tracker.project.expressions import registration as expressions
        from imam_ali_tracker.provider.registration import register

        self._language = Language(resource("i18n"), QgsApplication.locale())
        register()
        expressions.register()
        self._algorithms = TrackerAlgorithms()
        self._algorithms.register()

    def initGui(self) -> None:
        """Register everything, including what needs a window."""
        self.initProcessing()
        if self._iface is None:
            return
        self._add_panel(self._iface)
        missing = missing_libraries()
        if missing:
            from imam_ali_tracker.gui.messages import Messages

            Messages(present(self._iface.messageBar())).warning(missing_text(missing))

    def unload(self) -> None:
        """Undo what ``initGui`` did."""
        from imam_ali_tracker.core.tasks import end_tasks
        from imam_ali_tracker.project.expressions import registration as expressions

        expressions.unregister()
        if self._places is not None:
            self._places.remove()
            self._places = None
        if self.controller is not None:
            self.controller.close_case()
            self.controller.deleteLater()
            self.controller = None
        end_tasks()
        if self._deletions is not None:
            self._deletions.deleteLater()
            self._deletions = None
        if self._iface is not None:
            self._remove_panel(self._iface)
        if self._algorithms is not None:
            present(QgsApplication.processingRegistry()).removeProvider(self._algorithms)
            self._algorithms = None
        if self._language is not None:
            self._language.forget()
            self._language = None

    def _add_panel(self, iface: QgisInterface) -> None:
        from imam_ali_tracker.gui.canvas import CanvasView
        from imam_ali_tracker.gui.controller import CaseController
        from imam_ali_tracker.gui.deletions import DeletionWatcher
        from imam_ali_tracker.gui.first_view import FirstView
        from imam_ali_tracker.gui.layout_watch import LayoutWatch
        from imam_ali_tracker.gui.messages import Messages
        from imam_ali_tracker.gui.panel.context import PanelContext
        from imam_ali_tracker.gui.panel.dock import CaseDock
        from imam_ali_tracker.gui.places.registration import QgisPlaces

        project = present(QgsProject.instance())
        messages = Messages(present(iface.messageBar()))
        self.controller = CaseController(project, messages)
        self._deletions = DeletionWatcher(project, messages)
        map_canvas = present(iface.mapCanvas())
        context = PanelContext(
            project,
            map_canvas,
            CanvasView(map_canvas, project, messages),
            self.controller,
            self.controller.editor,
            messages,
        )
        self._dock = CaseDock(context, present(iface.mainWindow()))
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        self.panel_action = present(self._dock.toggleViewAction())
        self.panel_action.setIcon(QIcon(str(resource("icons", "plugin.svg"))))
        self.panel_action.setToolTip(tr("Show or hide the panel of Imam Ali Tracker"))
        iface.addPluginToMenu(MENU, self.panel_action)
        iface.addToolBarIcon(self.panel_action)
        iface.addPluginToMenu(MENU, self._dock.go_action)
        iface.registerMainWindowAction(self._dock.go_action, GO_KEY)
        self._places = QgisPlaces(iface, context, self._dock)
        LayoutWatch(iface, context, self._dock)
        FirstView(self.controller.layers, map_canvas, self._dock)

    def _remove_panel(self, iface: QgisInterface) -> None:
        if self._dock is None:
            return
        iface.unregisterMainWindowAction(self._dock.go_action)
        for action in (self._dock.go_action, self.panel_action):
            iface.removePluginMenu(MENU, action)
        iface.removeToolBarIcon(self.panel_action)
        iface.removeDockWidget(self._dock)
        self._dock.deleteLater()
        self._dock = None
        self.panel_action = None

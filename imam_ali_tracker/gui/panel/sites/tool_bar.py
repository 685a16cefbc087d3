"""The tool bar above the list of sites."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar, QToolButton, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar


class SitesToolBar(PanelToolBar):
    """Actions on sites; which of them are enabled follows the case and the selection."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        add = tr("Add a site")
        self.add_button = _menu_button(self, "/symbologyAdd.svg", add)
        menu = present(self.add_button.menu())
        self.add_on_map = _action(menu, "/mActionCapturePoint.svg", tr("By clicking on the map"))
        self.add_typed = _action(menu, "/mActionEditCopy.svg", tr("By typing its position…"))
        self.add_from_layer = _action(
            menu, "/mActionAddOgrLayer.svg", tr("From the features of a layer…")
        )
        self.addWidget(self.add_button)
        self.rename = _action(self, "/mActionToggleEditing.svg", tr("Change the name"), "F2")
        self.relocate = _action(self, "/mActionMoveFeaturePoint.svg", tr("Move on the map"))
        self.delete = _action(self, "/mActionDeleteSelected.svg", tr("Delete …"), "Del")
        self.addSeparator()
        self.zoom = _action(self, "/mActionZoomTo.svg", tr("Zoom to"), "Return")
        self.pan = _action(self, "/mActionPanTo.svg", tr("Bring to the middle of the map"))
        self.flash = _action(self, "/mActionHighlightFeature.svg", tr("Flash"))
        self.copy_button = _menu_button(self, "/mActionEditCopy.svg", tr("Copy the position"))
        self.addWidget(self.copy_button)

    def enable(self, *, writable: bool, current: bool, selected: bool, placed: bool) -> None:
        """Enable what can be done: with a case, one site, any selected, one with a position."""
        self.add_button.setEnabled(writable)
        for action in (self.rename, self.relocate):
            action.setEnabled(writable and current)
        self.delete.setEnabled(writable and selected)
        for action in (self.zoom, self.pan, self.flash):
            action.setEnabled(current and placed)
        self.copy_button.setEnabled(current and placed)


def _menu_button(bar: QToolBar, icon: str, title: str) -> QToolButton:
    button = QToolButton(bar)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setToolTip(title)
    button.setAccessibleName(title)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    return button


def _action(owner: QToolBar | QMenu, icon: str, title: str, key: str = "") -> QAction:
    """Return an action; the key is told, the list below acts on it."""
    action = QAction(QgsApplication.getThemeIcon(icon), title, owner)
    if key:
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(tr("{} ({})").format(title, shown))
    owner.addAction(action)
    return action

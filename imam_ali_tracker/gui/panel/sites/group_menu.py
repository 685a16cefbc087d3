"""The menu of a group of sites."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QModelIndex, QPersistentModelIndex
from qgis.PyQt.QtWidgets import QMenu

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.sites.view import SitesView


def group_menu(view: SitesView, group: QModelIndex, zoom: Callable[[QModelIndex], None]) -> QMenu:
    """Return the menu of a group; ``zoom`` shows its sites on the map."""
    kept = QPersistentModelIndex(group)  # the groups may change while the menu is open
    menu = QMenu(view)
    icon = QgsApplication.getThemeIcon("/mActionZoomTo.svg")
    present(menu.addAction(icon, tr("Zoom to the group"))).triggered.connect(
        lambda _: zoom(QModelIndex(kept))
    )
    select = present(menu.addAction(tr("Select its sites")))
    select.triggered.connect(lambda _: view.select_group(QModelIndex(kept)))
    menu.addSeparator()
    is_open = view.isExpanded(group)
    fold = present(menu.addAction(tr("Collapse") if is_open else tr("Expand")))
    fold.triggered.connect(lambda _: view.setExpanded(QModelIndex(kept), not is_open))
    return menu

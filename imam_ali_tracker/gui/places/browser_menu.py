"""What the Browser offers on a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsDataItem
from qgis.gui import QgsDataItemGuiContext, QgsDataItemGuiProvider
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.places.browser import CaseItem, ConnectionItem, RecentItem, TeamItem
from imam_ali_tracker.provider.registration import PROVIDER_KEY

if TYPE_CHECKING:
    from imam_ali_tracker.gui.places.case_actions import CaseActions


class CaseItemMenu(QgsDataItemGuiProvider):
    """Adds to the context menu of cases and of what holds them."""

    def __init__(self, actions: CaseActions) -> None:
        super().__init__()
        self._actions = actions

    def name(self) -> str:
        """Return the name of this provider."""
        return PROVIDER_KEY

    def populateContextMenu(
        self,
        item: QgsDataItem | None,
        menu: QMenu | None,
        selectedItems: Iterable[QgsDataItem],  # noqa: ARG002 - one case at a time
        context: QgsDataItemGuiContext,  # noqa: ARG002
    ) -> None:
        """Offer what can be done with the item."""
        if isinstance(item, CaseItem):
            self._offer(item, present(menu))
        elif isinstance(item, (RecentItem, TeamItem, ConnectionItem)):
            again = present(present(menu).addAction(tr("Refresh")))
            again.setIcon(QgsApplication.getThemeIcon("/mActionRefresh.svg"))
            again.triggered.connect(item.refresh)

    def _offer(self, item: CaseItem, menu: QMenu) -> None:
        # The item may be gone when the answer comes: a folder is read anew at any time.
        case, title = item.location, item.name()
        theme = QgsApplication.getThemeIcon
        own = QIcon(str(resource("icons", "plugin.svg")))
        offered = [
            (own, tr("Open in Panel"), lambda: self._actions.open_in_panel(case)),
            (
                theme("/mActionAddLayer.svg"),
                tr("Add Layers to Project"),
                lambda: self._actions.add_layers(case),
            ),
            (
                theme("/mIconProperties.svg"),
                tr("Case Properties…"),
                lambda: _show_properties(case, title),
            ),
        ]
        if case in settings.recent_cases():
            offered.append(
                (
                    theme("/mActionRemove.svg"),
                    tr("Remove from Recent Cases"),
                    lambda: self._actions.forget(case),
                )
            )
        for icon, text, act in offered:
            action = present(menu.addAction(icon, text))
            action.triggered.connect(act)


def _show_properties(case: str, title: str) -> None:
    from imam_ali_tracker.gui.places.case_properties import show_properties

    show_properties(case, title)

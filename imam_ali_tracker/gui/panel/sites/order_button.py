"""How sites are grouped and sorted, and the buttons that open and close all groups."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QAction, QActionGroup, QMenu, QToolButton, QWidget

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.sites.grouping import GROUPS
from imam_ali_tracker.gui.panel.sites.model import SORTS


class OrderButton(QToolButton):
    """The menu of how sites are grouped and sorted; the choice is remembered."""

    def __init__(self, changed: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._changed = changed
        title = tr("Group and sort")
        self.setIcon(QgsApplication.getThemeIcon("/sort.svg"))
        self.setToolTip(title)
        self.setAccessibleName(title)
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(title, self)
        menu.setIcon(self.icon())
        self.setMenu(menu)
        groups = {"": tr("No groups"), **_group_titles()}
        self._group = _choice(menu, groups, settings.SITES_GROUP.value())
        menu.addSeparator()
        sorts = {"name": tr("By name"), "position_accuracy_m": tr("By position accuracy")}
        self._sort = _choice(menu, sorts, settings.SITES_SORT.value())
        menu.addSeparator()
        self.descending_action = QAction(tr("The other way round"), menu)
        self.descending_action.setCheckable(True)
        self.descending_action.setChecked(settings.SITES_DESCENDING.value())
        menu.addAction(self.descending_action)
        menu.triggered.connect(self._remember)

    def order(self) -> tuple[str, str, bool]:
        """Return the column of the groups, the one that sorts, and whether it descends."""
        group, sort = settings.SITES_GROUP.value(), settings.SITES_SORT.value()
        return (
            group if group in GROUPS else "",
            sort if sort in SORTS else SORTS[0],
            settings.SITES_DESCENDING.value(),
        )

    def _remember(self) -> None:
        settings.SITES_GROUP.choose(_chosen(self._group))
        settings.SITES_SORT.choose(_chosen(self._sort))
        settings.SITES_DESCENDING.choose(bool(self.descending_action.isChecked()))
        self._changed()


def _group_titles() -> dict[str, str]:
    return {
        "kind": tr("Group by kind"),
        "status": tr("Group by status"),
        "position_basis": tr("Group by position basis"),
        "place": tr("Group by country and place"),
    }


def _choice(menu: QMenu, titles: dict[str, str], chosen: str) -> QActionGroup:
    group = QActionGroup(menu)
    for key, title in titles.items():
        action = QAction(title, group)
        action.setCheckable(True)
        action.setData(key)
        action.setChecked(key == chosen)
        menu.addAction(action)
    if group.checkedAction() is None:
        group.actions()[0].setChecked(True)
    return group


def _chosen(group: QActionGroup) -> str:
    return str(present(group.checkedAction()).data())


def fold_button(icon: str, title: str, act: Callable[[], None], parent: QWidget) -> QToolButton:
    """Return a button that opens or closes all groups."""
    button = QToolButton(parent)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setToolTip(title)
    button.setAccessibleName(title)
    button.setAutoRaise(True)
    button.clicked.connect(lambda _checked: act())
    return button

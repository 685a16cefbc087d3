"""The page of the panel that shows the sites of the open case, filtered while typing."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QModelIndex, QTimer
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.sites.delegate import SiteDelegate
from imam_ali_tracker.gui.panel.sites.model import SiteModel
from imam_ali_tracker.gui.read_task import CaseSummary

_TYPING_PAUSE_MS = 120


class SitesPage(PanelPage):
    """Sites of the open case."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._model = SiteModel(self)
        self.filter_edit = QgsFilterLineEdit(self)
        self.filter_edit.setShowSearchIcon(True)
        self.filter_edit.setPlaceholderText(tr("Filter sites by name, in any script"))
        self.filter_edit.setToolTip(tr("Shows the sites one of whose names contains this text"))
        self.view = self._make_view()
        self.count_label = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter_edit)
        layout.addWidget(self.view)
        layout.addWidget(self.count_label)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._apply_filter)
        self.filter_edit.textChanged.connect(lambda _: self._pause.start())
        context.controller.sites.changed.connect(self._show_sites)

    def show_case(self, summary: CaseSummary | None) -> None:  # noqa: ARG002 - the register has it
        """Show the sites of another case."""
        self._show_sites()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Show what has changed; the register of sites says so by itself."""

    def _show_sites(self) -> None:
        self._model.set_items(self._context.controller.sites.sites)
        self._count()

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setModel(self._model)
        view.setItemDelegate(SiteDelegate(view))
        view.setUniformItemSizes(True)
        view.setAlternatingRowColors(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(tr("Sites"))
        view.activated.connect(self._activate)
        return view

    def _apply_filter(self) -> None:
        self._model.set_filter(self.filter_edit.text())
        self._count()

    def _count(self) -> None:
        shown, total = self._model.rowCount(), self._model.total
        if not total:
            text = tr("This case has no sites yet.")
        elif shown == total:
            text = tr("{} sites").format(total)
        else:
            text = tr("{} of {} sites").format(shown, total)
        self.count_label.setText(text)

    def _activate(self, index: QModelIndex) -> None:
        self._context.canvas.zoom_to_site(self._model.item(index))

"""The tabs of the panel: pages that are made when first shown, and told what changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeySequence, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import QShortcut, QTabWidget, QVBoxLayout, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.pages import PageEntry, PanelPage, load_code, page_entries
from imam_ali_tracker.gui.panel.tab_order import follow_layout
from imam_ali_tracker.gui.read_task import CaseSummary

_ICON_SIZE = 18
_STYLED = "QTabBar::tab"
_NARROW = _STYLED + " { padding-left: 0.4em; padding-right: 0.4em; }"
"""QGIS's dark themes make tabs so wide that not even their icons would fit a narrow panel."""
_TURNS = (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1))


class PanelTabs(QTabWidget):
    """One tab a page. Only the current tab shows its title, where there is room for it."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._slots = [_Slot(entry, context, self) for entry in page_entries()]
        for slot in self._slots:
            slot.rowRequested.connect(self.show_row)
            slot.filled.connect(partial(follow_layout, self))
        self.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
        self.setUsesScrollButtons(True)
        self.setDocumentMode(True)
        for slot in self._slots:
            index = self.addTab(slot, _icon(slot.entry.icon), "")
            self.setTabToolTip(index, slot.entry.title)
            self.setTabWhatsThis(index, slot.entry.title)
        application = QgsApplication.instance()
        if application is not None and _STYLED in application.styleSheet():
            present(self.tabBar()).setStyleSheet(_NARROW)
        present(self.tabBar()).setAccessibleName(tr("Pages of the panel"))
        for key, step in _TURNS:
            QShortcut(
                QKeySequence(key),
                self,
                partial(self._turn, step),
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )
        self.currentChanged.connect(self._show_titles)
        self._show_titles(self.currentIndex())
        # A page's code takes long to import; in the background it does not stop the window.
        self._loading = LatestRead(tr("Loading the pages of the panel"), self)
        self._loading.start(load_code)
        context.controller.caseChanged.connect(self.show_case)
        context.editor.edited.connect(self._follow)
        self.show_case(context.controller.summary)

    def page(self, kind: type[PanelPage]) -> PanelPage:
        """Bring the page of this class to the front and return it.

        Raises ``KeyError`` where no tab has such a page.
        """
        for slot in self._slots:
            if slot.entry.kind() is kind:
                self.setCurrentWidget(slot)
                return slot.made()
        raise KeyError(kind)

    def show_row(self, table: str, uuid: str) -> None:
        """Bring the page of a table to the front, and choose a row of it where there is a uuid."""
        for slot in self._slots:
            if table in slot.entry.tables:
                self.setCurrentWidget(slot)
                if uuid:
                    slot.made().choose(uuid)

    def focus_filter(self) -> None:
        """Put the focus where typing filters the current page."""
        self._slots[self.currentIndex()].made().focus_filter()

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show another case on every page, on those in the background once they are shown."""
        for slot in self._slots:
            slot.show_case(summary)

    def _follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        for slot in self._slots:
            slot.follow(changed)

    def _turn(self, step: int) -> None:
        self.setCurrentIndex((self.currentIndex() + step) % self.count())
        slot = self._slots[self.currentIndex()]
        if self.focusWidget() is slot:  # Qt found nothing in a page that was made just now
            self.focus_filter()
        if self.focusWidget() is slot:  # which is being read, or empty
            present(self.tabBar()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_titles(self, current: int) -> None:
        for index, slot in enumerate(self._slots):
            self.setTabText(index, slot.entry.title if index == current else "")
        if present(self.tabBar()).sizeHint().width() > self.width():
            self.setTabText(current, "")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the title again where there is room."""
        super().resizeEvent(event)
        self._show_titles(self.currentIndex())


class _Slot(QWidget):
    """The place of one page; it keeps what the page has not been told yet."""

    rowRequested = pyqtSignal(str, str)
    filled = pyqtSignal()

    def __init__(self, entry: PageEntry, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self._context = context
        self._page: PanelPage | None = None
        self._summary: CaseSummary | None = None
        self._other_case = True
        self._changed: dict[str, frozenset[str]] | None = {}
        QVBoxLayout(self).setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(entry.title)

    def made(self) -> PanelPage:
        """Return the page, made now where it was not yet."""
        if self._page is None:
            self._page = self.entry.make(self._context, self)
            self._page.rowRequested.connect(self.rowRequested)
            self._page.grown.connect(self.filled)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._page)
            self._page.show()  # at once, and not when Qt comes to it: the focus may go there now
            self.filled.emit()
        return self._page

    def show_case(self, summary: CaseSummary | None) -> None:
        """Take note of another case."""
        self._summary, self._other_case, self._changed = summary, True, {}
        self._deliver()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Take note of what changed."""
        if changed is None or self._changed is None:
            self._changed = None
        else:
            for table, uuids in changed.items():
                self._changed[table] = self._changed.get(table, frozenset()) | uuids
        self._deliver()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Bring the page up to date."""
        super().showEvent(event)
        self._deliver()

    def _deliver(self) -> None:
        if not self.isVisible():
            return
        page = self.made()
        other_case, changed = self._other_case, self._changed
        self._other_case, self._changed = False, {}
        if other_case:
            page.show_case(self._summary)
        elif changed is None or changed:
            page.follow(changed)


def _icon(name: str) -> QIcon:
    if name.startswith("/"):
        return QgsApplication.getThemeIcon(name)
    return QIcon(str(resource("icons", name)))

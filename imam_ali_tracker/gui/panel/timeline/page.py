"""The page of the panel with the time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsMapLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.map_selection import selected_in
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.timeline.chart import TimelineChart
from imam_ali_tracker.gui.panel.timeline.items import (
    OBSERVATIONS,
    REPORT_KIND,
    REPORTS,
    TABLES,
    TimelineItem,
    read_items,
    tooltip,
)
from imam_ali_tracker.gui.panel.timeline.lanes import BY_KIND, BY_SITE
from imam_ali_tracker.gui.panel.timeline.period import PeriodLink, period_text
from imam_ali_tracker.gui.panel.timeline.places import show_item
from imam_ali_tracker.gui.panel.tool_bar import PanelToolBar
from imam_ali_tracker.gui.panel.turning import turn_to
from imam_ali_tracker.gui.plain_text import as_plain

if TYPE_CHECKING:
    from imam_ali_tracker.gui.read_task import CaseSummary

_UNDATED_ROWS = 500
_ICONS = {OBSERVATIONS: "/mIconTemporalRaster.svg", REPORTS: "/mActionOpenTable.svg"}


class TimelinePage(PanelPage):
    """Observations and reports by date; those without a date stand in a list of their own."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: CaseSummary | None = None
        self._items: list[TimelineItem] = []
        self._keep_view = False
        self._wanted = ""
        self._reading = LatestReading(
            tr("Reading the timeline"), read_items, self._show_items, context.messages.error, self
        )
        self._link = PeriodLink(context.map_canvas, self)
        self.chart = TimelineChart(self)
        self.chart.fold(REPORT_KIND, folded=settings.TIMELINE_REPORTS_FOLDED.value())
        self.grouping = self._make_grouping()
        self.details = self._make_label(tr("Chosen item"))
        self.period_label = self._make_label(tr("Period shown on the map"))
        self.empty_label = self._make_label(tr("Timeline"))
        self.undated_button, self.undated_list = self._make_undated()
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.show_case(None)

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show another case, or none."""
        self._summary, self._keep_view = summary, False
        self._items = []
        if summary is None:
            self._reading.forget()
            self._say(tr("Open a case to see its observations and reports on a time axis."))
            self._arrange()
        else:
            self._say(tr("Reading…"))
            self._reading.start(summary.location)

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Read again where a table of the axis changed."""
        if self._summary is not None and (changed is None or TABLES & set(changed)):
            self._reading.start(self._summary.location)

    def choose(self, uuid: str) -> None:
        """Select an observation or report, now or once it is read; where undated, in its list."""
        self._wanted = uuid
        item = next((item for item in self._items if item.uuid == uuid), None)
        if item is None:
            return
        self._wanted = ""
        if item.span is not None:
            self.chart.select(item.table, item.uuid)
            return
        self.undated_button.setChecked(True)
        for number in range(self.undated_list.count()):
            row = present(self.undated_list.item(number))
            if row.data(Qt.ItemDataRole.UserRole) == item:
                self.undated_list.setCurrentItem(row)
        self._show_details(item)

    def focus_filter(self) -> None:
        """Put the focus on the axis: nothing filters here."""
        if self.chart.isVisible():
            self.chart.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_items(self, items: list[TimelineItem]) -> None:
        self._items = items
        self._arrange()
        self._keep_view = True
        if self._wanted:
            self.choose(self._wanted)
        if not items:
            self._say(
                tr(
                    "This case has no observations and no reports yet. Record them on the pages "
                    "“Sites” and “Reports”."
                )
            )
        else:
            self._stack.setCurrentIndex(1)
        self._show_period(self._link.period)

    def _arrange(self) -> None:
        self.chart.set_items(
            self._items, self.grouping.currentData() or BY_SITE, keep_view=self._keep_view
        )
        undated = [item for item in self._items if item.span is None]
        self._list_undated(sorted(undated, key=lambda item: (item.site_name, item.title)))
        for action in self._needing_items:
            action.setEnabled(bool(self.chart.items))
        self._show_details(self.chart.current)

    def _list_undated(self, items: list[TimelineItem]) -> None:
        self.undated_button.setText(tr("Undated: {}").format(len(items)))
        self.undated_button.setVisible(bool(items))
        self.undated_list.setVisible(bool(items) and self.undated_button.isChecked())
        self.undated_list.clear()
        icons = {table: QgsApplication.getThemeIcon(icon) for table, icon in _ICONS.items()}
        for item in items[:_UNDATED_ROWS]:
            row = QListWidgetItem(" · ".join(filter(None, (item.site_name, item.title))))
            row.setIcon(icons[item.table])
            row.setToolTip(as_plain(tooltip(item)))
            row.setData(Qt.ItemDataRole.UserRole, item)
            self.undated_list.addItem(row)
        if len(items) > _UNDATED_ROWS:
            more = QListWidgetItem(tr("… and {} more").format(len(items) - _UNDATED_ROWS))
            more.setFlags(Qt.ItemFlag.NoItemFlags)
            self.undated_list.addItem(more)

    def _follow_map(self, layer: QgsMapLayer | None) -> None:
        """Choose what has been selected on the map: an observation, or the first of a site."""
        if self._summary is None or not self.isVisible() or layer is None:
            return
        wanted = selected_in(layer, self._summary.location)
        for item in self.chart.items:
            if (item.table, item.uuid) == wanted or (wanted and ("sites", item.site) == wanted):
                self.chart.select(item.table, item.uuid)
                return

    def _show_details(self, item: TimelineItem | None) -> None:
        for action in (self.zoom_action, self.details_action):
            action.setEnabled(item is not None)
        self.details.setText(
            tr("Choose a bar to read what it is; Enter shows its place on the map.")
            if item is None
            else tooltip(item)
        )

    def _go_to(self, item: TimelineItem | None) -> None:
        if item is not None:
            show_item(self._context, item)

    def _show_in_panel(self, item: TimelineItem | None) -> None:
        """Turn to the page that has all of a report, or of the site of an observation."""
        from imam_ali_tracker.gui.panel.reports.page import ReportsPage
        from imam_ali_tracker.gui.panel.sites.page import SitesPage

        if item is None:
            return
        if item.table == REPORTS:
            reports = turn_to(ReportsPage, self)
            if reports is not None:
                reports.choose(item.uuid)
        elif item.site is not None:
            sites = turn_to(SitesPage, self)
            if sites is not None:
                sites.select_site(item.site)

    def _chosen(self) -> TimelineItem | None:
        row = self.undated_list.currentItem()
        if row is not None and self.undated_list.hasFocus():
            chosen: TimelineItem | None = row.data(Qt.ItemDataRole.UserRole)
            return chosen
        return self.chart.current

    def _brushed(self, period: tuple[float, float] | None) -> None:
        self._link.show_period(period)
        self._show_period(period)

    def _show_period(self, period: tuple[float, float] | None) -> None:
        self.chart.set_period(period)
        self.clear_action.setEnabled(period is not None)
        self.period_label.setText(
            tr(
                "The map shows all times. Drag along the scale, or press Shift+Right, to show a "
                "period."
            )
            if period is None
            else tr("Map: {}").format(period_text(period))
        )

    def _group(self) -> None:
        settings.TIMELINE_ROWS.choose(self.grouping.currentData())
        self._arrange()

    def _keep_fold(self, key: str, folded: bool) -> None:
        if key == REPORT_KIND:
            settings.TIMELINE_REPORTS_FOLDED.choose(folded)

    def _show_undated(self, shown: bool) -> None:
        settings.TIMELINE_UNDATED.choose(shown)
        self.undated_list.setVisible(shown and self.undated_list.count() > 0)

    def _say(self, text: str) -> None:
        self.empty_label.setText(text)
        self._stack.setCurrentIndex(0)

    def _make_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAccessibleName(name)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _make_grouping(self) -> QComboBox:
        combo = QComboBox(self)
        combo.addItem(tr("By site"), BY_SITE)
        combo.addItem(tr("By kind"), BY_KIND)
        combo.setCurrentIndex(max(0, combo.findData(settings.TIMELINE_ROWS.value())))
        combo.setToolTip(tr("What the rows of the axis are"))
        combo.setAccessibleName(tr("Rows of the axis"))
        return combo

    def _make_undated(self) -> tuple[QToolButton, QListWidget]:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setChecked(settings.TIMELINE_UNDATED.value())
        button.setAutoRaise(True)
        button.setToolTip(
            tr("Observations and reports whose date no source states; they are not on the axis")
        )
        listed = QListWidget(self)
        listed.setAccessibleName(tr("Without a date"))
        listed.setMinimumHeight(60)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return button, listed

    def _lay_out(self) -> None:
        body = QWidget(self)
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        splitter = QSplitter(Qt.Orientation.Vertical, body)
        splitter.addWidget(self.chart)
        splitter.addWidget(self.undated_list)
        splitter.setStretchFactor(0, 4)
        splitter.setChildrenCollapsible(False)
        for widget in (
            self._make_tool_bar(),
            splitter,
            self.undated_button,
            self.period_label,
            self.details,
        ):
            inner.addWidget(widget, 1 if widget is splitter else 0)
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_label.setMargin(12)
        self._stack.addWidget(self.empty_label)
        self._stack.addWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _make_tool_bar(self) -> QToolBar:
        bar = PanelToolBar(self)
        bar.addWidget(self.grouping)
        bar.addSeparator()

        def added(icon: str, text: str, tip: str) -> QAction:
            action = present(bar.addAction(QgsApplication.getThemeIcon(icon), text))
            action.setToolTip(tip)
            return action

        whole = added(
            "/mActionZoomFullExtent.svg", tr("All"), tr("Show the whole time (Ctrl+0 on the axis)")
        )
        closer = added("/mActionZoomIn.svg", tr("Zoom in"), tr("Zoom in (wheel, Ctrl++)"))
        wider = added("/mActionZoomOut.svg", tr("Zoom out"), tr("Zoom out (wheel, Ctrl+-)"))
        whole.triggered.connect(self.chart.show_all)
        closer.triggered.connect(lambda: self.chart.zoom(2))
        wider.triggered.connect(lambda: self.chart.zoom(-2))
        bar.addSeparator()
        self.map_action = added(
            "/mTemporalNavigationFixedRange.svg",
            tr("Show this period on the map"),
            tr("Let the map show the period in view; QGIS's temporal controller follows"),
        )
        self.clear_action = added(
            "/mTemporalNavigationOff.svg",
            tr("Show all times on the map"),
            tr("Let the map show all times again (Escape on the axis)"),
        )
        self.zoom_action = added(
            "/mActionZoomTo.svg",
            tr("Show on the map"),
            tr("Show the place of the chosen item on the map (Enter)"),
        )
        self.details_action = added(
            "/mActionPropertiesWidget.svg",
            tr("Show in the panel"),
            tr("Turn to the page that has all of the report, or of the observation's site"),
        )
        self._needing_items = (whole, closer, wider, self.map_action)
        return bar

    def _connect(self) -> None:
        self.chart.currentChanged.connect(self._show_details)
        self.chart.activated.connect(self._go_to)
        self.chart.brushed.connect(self._brushed)
        self.chart.foldChanged.connect(self._keep_fold)
        self._link.periodChanged.connect(self._show_period)
        self._context.map_canvas.selectionChanged.connect(self._follow_map)
        self.grouping.currentIndexChanged.connect(self._group)
        self.undated_button.toggled.connect(self._show_undated)
        self.undated_list.currentItemChanged.connect(
            lambda row: self._show_details(row.data(Qt.ItemDataRole.UserRole) if row else None)
        )
        self.undated_list.itemActivated.connect(
            lambda row: self._go_to(row.data(Qt.ItemDataRole.UserRole))
        )
        self.map_action.triggered.connect(lambda: self.chart.brush(self.chart.shown))
        self.clear_action.triggered.connect(lambda: self.chart.brush(None))
        self.zoom_action.triggered.connect(lambda: self._go_to(self._chosen()))
        self.details_action.triggered.connect(lambda: self._show_in_panel(self._chosen()))

"""The page of reports: addresses to fetch at the top, the list, and the chosen report below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QMimeData, Qt
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.latest_reading import LatestReading
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.pages import PanelPage
from imam_ali_tracker.gui.panel.reports.address_bar import AddressBar, local_files
from imam_ali_tracker.gui.panel.reports.fetching import Fetching
from imam_ali_tracker.gui.panel.reports.found import FoundReport, recognise
from imam_ali_tracker.gui.panel.reports.incoming import addresses_in
from imam_ali_tracker.gui.panel.reports.items import KnownReports, ReportBook, read_book
from imam_ali_tracker.gui.panel.reports.listing import ReportList
from imam_ali_tracker.gui.panel.reports.review import ReviewPage
from imam_ali_tracker.gui.panel.reports.statements import NamedList, Statements
from imam_ali_tracker.gui.read_task import CaseSummary

_SHOWN = frozenset(("reports", "citations", "claims", "report_checks"))
_SUFFIX = ".gpkg"


class ReportsPage(PanelPage):
    """Reports of the open case: fetched, reviewed, attached, re-checked."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: CaseSummary | None = None
        self._statements = Statements()
        self._known = KnownReports(())
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that pasting begins with a click
        self.address_bar = AddressBar(self)
        self.fetching = Fetching(self)
        self.list = ReportList(context, self)
        self._reading = LatestReading(
            tr("Reading the reports of a case"),
            read_book,
            self._show_book,
            context.messages.error,
            self,
        )
        self._lay_out()
        self._connect()

    @cached_property
    def review(self) -> ReviewPage:
        """Where what was fetched is reviewed, made when that is first needed."""
        review = ReviewPage(self._context, self)
        review.closed.connect(self._reviewed)
        self.pages.addWidget(review)
        self.grown.emit()
        return review

    @property
    def _is_reviewing(self) -> bool:
        return self.pages.currentWidget() is not self.list

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show the reports of another case; what was under review for the one before goes."""
        self._summary = summary
        self.fetching.forget()
        self._statements.clear()
        self._known = KnownReports(())
        if self._is_reviewing:
            self.review.clear()
        self.pages.setCurrentWidget(self.list)
        self.list.clear()
        self.setEnabled(summary is not None)
        self._reload()

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Read the list anew where reports, or what counts for them, changed."""
        if changed is None or _SHOWN & set(changed):
            self._reload()

    def choose(self, uuid: str) -> None:
        """Bring a report, or the report of a citation, to the front, whatever the filter."""
        self.list.filter_bar.clear()
        citation = self._context.editor.row("citations", uuid)
        if citation is not None:
            self.list.details.citations.choose(uuid)
            uuid = str(citation["report"])
        self.list.choose([uuid])

    def focus_filter(self) -> None:
        """Put the focus where typing filters."""
        if self._is_reviewing:
            self.review.setFocus()
        elif self.list.model.items:
            self.list.filter_bar.text_edit.setFocus()
            self.list.filter_bar.text_edit.selectAll()
        else:
            self.address_bar.edit.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept addresses and files; the file of a case is for the panel around this page."""
        if event is not None and self._summary is not None and _is_for_us(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Take addresses and files that were dropped; nothing is fetched by dropping."""
        if event is not None and event.mimeData() is not None:
            event.acceptProposedAction()
            self.take_mime(present(event.mimeData()))

    def event(self, event: QEvent | None) -> bool:
        """Keep Paste for this page, wherever in it the focus is."""
        return keeps(event, _is_paste) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take addresses and files from the clipboard."""
        if event is None or not _is_paste(event):
            super().keyPressEvent(event)
            return
        data = present(QgsApplication.clipboard()).mimeData()
        if self._summary is not None and data is not None:
            self.take_mime(data)

    def take_mime(self, data: QMimeData) -> None:
        """Read saved pages, and put addresses into the line at the top."""
        paths = local_files(data)
        urls = [url.toString() for url in data.urls() if not url.isLocalFile()]
        if not data.urls() and data.hasText():
            try:
                urls += addresses_in(data.text()).urls
            except TrackerError as error:
                self._context.messages.error(error)
        if urls:
            self.address_bar.put(urls)
        if paths:
            self._take_files(paths)

    def _take_files(self, paths: list[Path]) -> None:
        if self._summary is None:
            return
        if self.fetching.busy:
            self._context.messages.warning(
                tr("Something is being fetched. Drop the files again when that is done.")
            )
            return
        self.fetching.read(paths, self._summary.location)

    def _list_reports(self, lists: list[NamedList]) -> None:
        """Put what feeds, tables and texts list into the line at the top."""
        self._statements.take(lists)
        urls = [url for each in lists for url in each.urls]
        self.address_bar.put(urls)
        self._context.messages.success(
            plural(
                "{} address is listed in the panel. Choose Fetch to fetch it.",
                "{} addresses are listed in the panel. Choose Fetch to fetch them.",
                len(urls),
            ).format(len(urls)),
            "\n".join(f"{each.name}: {what}" for each in lists for what in each.content.problems),
        )

    def _fetch(self, urls: list[str]) -> None:
        if self._summary is None:
            return
        try:
            said = {url: self._statements.of(url) for url in urls}
            self.fetching.fetch(urls, self._summary.location, said)
        except TrackerError as error:
            self._context.messages.error(error)
            return
        self.address_bar.edit.clear()

    def _show_book(self, book: ReportBook) -> None:
        self._known = book.known
        self.list.show_items(book.items)

    def _review(self, found: list[FoundReport]) -> None:
        recognise(found, self._known)
        self.review.add(found)
        self.pages.setCurrentWidget(self.review)
        self.review.setFocus()

    def _reviewed(self, uuids: list[str]) -> None:
        self.pages.setCurrentWidget(self.list)
        self.list.choose(uuids)
        self.list.view.setFocus()

    def _reload(self) -> None:
        if self._summary is None:
            self._reading.forget()
            return
        self._reading.start(self._summary.location)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.address_bar)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        messages = self._context.messages
        self.address_bar.fetchRequested.connect(self._fetch)
        self.address_bar.filesChosen.connect(self._take_files)
        self.address_bar.cancelRequested.connect(self._cancel)
        self.address_bar.failed.connect(messages.error)
        self.fetching.found.connect(self._review)
        self.fetching.listed.connect(self._list_reports)
        self.fetching.left.connect(self.address_bar.put)
        self.fetching.failed.connect(messages.error)
        self.list.grown.connect(self.grown)
        for source in (self.fetching, self.list.on_reports):
            source.busyChanged.connect(self._show_busy)
            source.progressed.connect(self.address_bar.show_progress)

    def _show_busy(self) -> None:
        self.address_bar.show_busy(self.fetching.busy or self.list.on_reports.busy)

    def _cancel(self) -> None:
        self.fetching.cancel()
        self.list.on_reports.cancel()


def _is_paste(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Paste)


def _is_for_us(data: QMimeData | None) -> bool:
    if data is None:
        return False
    local = [url.toLocalFile().lower() for url in data.urls() if url.isLocalFile()]
    if local and all(path.endswith(_SUFFIX) for path in local):
        return False
    return bool(data.urls()) or data.hasText()

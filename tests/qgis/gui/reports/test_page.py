"""The page of reports with a real case, real layers and a real server on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices, QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.reports.found import Action
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.project.loader import load_case
from tests.qgis.gui.reports.pages import article, site
from tests.qgis.gui.waiting import wait_until
from tests.support.http_server import Answer, Asked, RunningServer, serving
from tests.support.qgis_session import flush_events


@pytest.fixture
def server() -> Iterator[RunningServer]:
    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))
    with serving(site) as running:
        yield running
    settings.PRIVATE_NETWORKS.choose(())


@pytest.fixture
def page(context: PanelContext) -> Iterator[ReportsPage]:
    parent = QWidget()
    page = ReportsPage(context, parent)
    context.editor.edited.connect(page.follow)
    page.show_case(context.controller.summary)
    wait_until(lambda: page.list.model.items)
    yield page
    page.fetching.forget()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    context.editor.edited.disconnect(page.follow)
    parent.deleteLater()


def said(bar: QgsMessageBar) -> str:
    item = bar.currentItem()
    return (
        "" if item is None else item.text() or " ".join(x.text() for x in item.findChildren(QLabel))
    )


def all_said(bar: QgsMessageBar) -> list[str]:
    return [item.text() for item in bar.items()]


def fetch(page: ReportsPage, *urls: str) -> None:
    page.address_bar.edit.setPlainText("\n".join(urls))
    page.address_bar.fetch_button.click()
    wait_until(lambda: not page.fetching.busy)


def save(page: ReportsPage, case: Case) -> None:
    before = len(page.list.model.items)
    page.review.save()
    wait_until(lambda: len(page.list.model.items) != before)


def answer(button: QMessageBox.StandardButton) -> None:
    """Press a button of the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(50, press)


def test_paste_fetch_review_save_undo(
    page: ReportsPage, case: Case, server: RunningServer, context: PanelContext
) -> None:
    url = f"{server.root}/report-1"
    page.address_bar.edit.setPlainText(url)
    assert server.asked == []  # nothing is fetched before the analyst says so
    fetch(page, url)
    assert page.pages.currentWidget() is page.review
    review = page.review
    assert review.editors["title"].value() == "Work at a base, report-1"
    assert "disagree" in review.conflicts.label.text()
    assert "sure" in review.editors["published"].source.text()
    menu = review.editors["published"].others.menu()
    other = next(a for a in menu.actions() if a.text().startswith("2019-09-04"))
    other.trigger()
    assert str(review.editors["published"].value()) == "2019-09-04"
    assert "labelled line" in review.editors["published"].source.text()
    assert [box.is_ticked() for box in review.suggestions.site_boxes].count(True) == 0
    save(page, case)
    (row,) = [row for row in case.rows("reports") if row["url"] == url]
    assert (str(row["published"]), row["published_basis"]) == ("2019-09-04", "stated")
    assert row["publisher"] == "Example News"
    assert page.list.chosen() == [row["uuid"]]
    assert page.pages.currentWidget() is not review
    context.editor.undo_stack.undo()
    assert case.row("reports", row["uuid"]) is None


def test_suggested_sites_and_claims_are_saved_where_they_are_ticked(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/report-1")
    found = page.review._found[0]
    assert {each.name for each in found.sites} >= {"Tehran"}
    boxes = {box.text(): box for box in page.review.suggestions.site_boxes}
    boxes["Tehran"].tick(True)
    page.review.suggestions.claim_boxes[0].tick(True)
    save(page, case)
    (uuid,) = page.list.chosen()
    citations = list(case.rows("citations", where={"report": uuid}))
    assert len(citations) == 1
    assert "Tehran" in citations[0]["quote"]
    (claim,) = case.rows("claims", where={"report": uuid})
    assert (claim["kind"], claim["comparator"], claim["value"]) == ("distance", "less_than", 300)


def test_attach_to_the_features_selected_on_the_map(
    page: ReportsPage, case: Case, context: PanelContext, bar: QgsMessageBar
) -> None:
    loaded = load_case(case.location, context.project)
    sites, buffers = loaded.layers["sites"], loaded.layers["buffers"]
    page.choose(page.list.model.items[0].uuid)
    page.list.attach_action.trigger()
    assert "Nothing of this case is selected" in said(bar)
    wait_until(lambda: buffers.featureCount() > 0)
    sites.selectByIds([feature.id() for feature in sites.getFeatures()][:2])
    buffers.selectByIds([next(buffers.getFeatures()).id()])
    before = len(list(case.rows("citations")))
    (uuid,) = page.list.chosen()
    page.list.attach_action.trigger()
    citations = list(case.rows("citations", where={"report": uuid}))
    tables = {row["feature_table"] for row in citations}
    assert tables >= {"sites", "buffers"}
    written = len(list(case.rows("citations"))) - before
    assert 0 < written <= 3
    wait_until(lambda: page.list.details.citations.list.count() == len(citations))
    page.list.attach_action.trigger()  # a second time nothing is doubled
    assert len(list(case.rows("citations"))) == before + written
    context.editor.undo_stack.undo()
    assert len(list(case.rows("citations"))) == before


def test_detaching_leaves_the_report(page: ReportsPage, case: Case, context: PanelContext) -> None:
    item = next(each for each in page.list.model.items if each.features)
    page.choose(item.uuid)
    before = page.list.details.citations.list.count()
    page.list.details.citations.list.setCurrentRow(0)
    page.list.details.citations.detach()
    wait_until(lambda: page.list.details.citations.list.count() == before - 1)
    assert case.row("reports", item.uuid) is not None


def test_a_citation_is_edited_in_place(
    page: ReportsPage, case: Case, context: PanelContext
) -> None:
    item = next(each for each in page.list.model.items if each.features)
    page.choose(item.uuid)
    box = page.list.details.citations
    box.list.setCurrentRow(0)
    uuid = box.list.item(0).data(Qt.ItemDataRole.UserRole)
    before = case.row("citations", uuid)
    box.credibility.setCurrentIndex(box.credibility.findData("3"))
    box.credibility.activated.emit(box.credibility.currentIndex())
    box.lines["locator"].setText("paragraph 4")
    box.lines["locator"].editingFinished.emit()
    after = case.row("citations", uuid)
    assert (after["credibility"], after["locator"]) == ("3", "paragraph 4")
    assert after["quote"] == before["quote"]
    wait_until(lambda: "paragraph 4" in box.list.item(0).text())
    context.editor.undo_stack.undo()
    context.editor.undo_stack.undo()
    assert case.row("citations", uuid)["credibility"] == before["credibility"]


def test_what_cannot_be_fetched_is_said_and_left_out_unless_wanted(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/gone")
    assert "could not be read" in page.review.failure.label.text()
    assert not page.review.save_button.isEnabled()
    page.review.action.setCurrentIndex(page.review.action.findData(Action.ADD))
    page.review.action.activated.emit(page.review.action.currentIndex())
    save(page, case)
    (row,) = [row for row in case.rows("reports") if row["url"].endswith("/gone")]
    assert row["fetch_state"] == "gone"


def test_private_addresses_are_refused_without_the_setting(
    page: ReportsPage, server: RunningServer
) -> None:
    settings.PRIVATE_NETWORKS.choose(())
    fetch(page, f"{server.root}/report-1")
    assert server.asked == []
    assert page.review.failure.label.text()


def test_a_feed_lists_its_reports(page: ReportsPage, server: RunningServer) -> None:
    fetch(page, f"{server.root}/feed.xml")
    assert page.pages.currentWidget() is not page.review
    listed = page.address_bar.edit.toPlainText().splitlines()
    assert listed == [f"{server.root}/report-{n}" for n in (1, 2)]
    assert len(server.asked) == 1
    page.address_bar.fetch_button.click()
    wait_until(lambda: not page.fetching.busy)
    assert page.review.which.count() == 2
    title = page.review.editors["title"]
    assert title.value() == "Work at a base, report-1"
    offered = [action.text() for action in title.others.menu().actions()]
    assert "R1 \u2014 item 1 of the feed \u201cF\u201d" in offered
    dates = page.review.editors["published"].others.menu()
    stated = next(a for a in dates.actions() if a.text().startswith("2019-09-05T08:00"))
    stated.trigger()
    assert page.review.editors["published"].source.text() == "item 1 of the feed \u201cF\u201d"


def test_a_report_that_is_gone_has_what_the_feed_says_of_it(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    site_before = server.site

    def gone(asked: Asked) -> Answer:
        if asked.path.startswith("/report"):
            return Answer(410, {}, b"")
        return site_before(asked)

    server.site = gone
    fetch(page, f"{server.root}/feed.xml")
    page.address_bar.fetch_button.click()
    wait_until(lambda: not page.fetching.busy)
    assert page.review.editors["title"].value() == "R1"
    page.review.action.setCurrentIndex(page.review.action.findData(Action.ADD))
    page.review.action.activated.emit(page.review.action.currentIndex())
    save(page, case)
    (row,) = [row for row in case.rows("reports") if row["url"].endswith("/report-1")]
    assert (row["title"], row["fetch_state"]) == ("R1", "gone")
    assert str(row["published"]) == "2019-09-05T08:00:00+00:00"
    assert "title: item 1 of the feed" in row["provenance"]


def test_a_report_of_the_case_is_recognised(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/report-1")
    save(page, case)
    fetch(page, f"{server.root}/same")
    assert "has this report already" in page.review.known.label.text()
    assert page.review.action.currentData() == Action.LEAVE
    page.review.action.setCurrentIndex(page.review.action.findData(Action.ADD))
    page.review.action.activated.emit(page.review.action.currentIndex())
    save(page, case)
    (double,) = page.list.chosen()
    assert len(page.list.model.item(page.list.view.currentIndex()).same_as) == 1
    answer(QMessageBox.StandardButton.Yes)
    count = len(page.list.model.items)
    page.list.merge_action.trigger()
    wait_until(lambda: len(page.list.model.items) == count - 1)
    assert case.row("reports", double) is not None


def test_a_saved_page_is_dropped(page: ReportsPage, tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    file.write_bytes(article(canonical="https://n.example/a").body)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    page.take_mime(data)
    wait_until(lambda: not page.fetching.busy)
    assert page.review.editors["url"].value() == "https://n.example/a"


def test_files_of_all_kinds_are_dropped_at_once(
    page: ReportsPage, tmp_path: Path, server: RunningServer, bar: QgsMessageBar
) -> None:
    files = {
        "saved.html": article(canonical="https://n.example/a").body,
        "list.txt": b"https://n.example/b\nhttps://n.example/c",
        "link.url": b"[InternetShortcut]\r\nURL=https://n.example/d\r\n",
        "feed.xml": site(Asked("/feed.xml", {"host": "n.example"}, 0.0)).body,
        "picture.png": b"\x89PNG\r\n\x1a\n0000",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in files])
    page.take_mime(data)
    wait_until(lambda: not page.fetching.busy)
    assert page.review.editors["url"].value() == "https://n.example/a"
    listed = page.address_bar.edit.toPlainText().splitlines()
    assert [url.rpartition("/")[2] for url in listed] == ["b", "c", "d", "report-1", "report-2"]
    assert any("picture.png" in text for text in all_said(bar))
    assert server.asked == []


def test_reading_files_can_be_cancelled(
    page: ReportsPage, tmp_path: Path, bar: QgsMessageBar
) -> None:
    for number in range(400):
        (tmp_path / f"{number}.html").write_bytes(
            article(canonical=f"https://n.example/{number}").body
        )
    page._take_files(sorted(tmp_path.glob("*.html")))
    wait_until(lambda: page.address_bar.progress.value() > 0)
    page.address_bar.cancel_button.click()
    wait_until(lambda: not page.fetching.busy)
    assert 0 < page.review.which.count() < 400
    assert f"{400 - page.review.which.count()} files were not read" in said(bar)


def press_paste(widget: QWidget) -> bool:
    """Press Ctrl+V as the window system does; return whether QGIS's own shortcut is kept off."""
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, "v"
    )
    override.ignore()
    QApplication.sendEvent(widget, override)
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return override.isAccepted()


def test_addresses_are_pasted_wherever_the_focus_is(
    page: ReportsPage, server: RunningServer
) -> None:
    clipboard = QgsApplication.clipboard()
    for widget in (page.list.view, page.list.filter_bar.more, page):
        page.address_bar.edit.clear()
        clipboard.setText(f"{server.root}/report-1\n{server.root}/report-2")
        assert press_paste(widget)
        listed = page.address_bar.edit.toPlainText().splitlines()
        assert listed == [f"{server.root}/report-{n}" for n in (1, 2)]
    page.address_bar.edit.clear()
    clipboard.setText("plain words")
    page.list.filter_bar.text_edit.setFocus()
    press_paste(page.list.filter_bar.text_edit)
    assert page.list.filter_bar.text_edit.text() == "plain words"
    assert page.address_bar.edit.toPlainText() == ""
    assert server.asked == []


def test_files_are_pasted(page: ReportsPage, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(b"https://n.example/b")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "list.txt"))])
    for widget in (page.list.view, page.address_bar.edit):
        page.address_bar.edit.clear()
        QgsApplication.clipboard().setMimeData(copy_of(data))
        press_paste(widget)
        wait_until(lambda: not page.fetching.busy)
        assert page.address_bar.edit.toPlainText() == "https://n.example/b"


def copy_of(data: QMimeData) -> QMimeData:
    """Return the same data: the clipboard owns what it is given."""
    copied = QMimeData()
    copied.setUrls(data.urls())
    return copied


def test_dropped_addresses_wait_for_the_analyst(page: ReportsPage, server: RunningServer) -> None:
    data = QMimeData()
    data.setUrls([QUrl(f"{server.root}/report-1")])
    page.take_mime(data)
    assert page.address_bar.edit.toPlainText() == f"{server.root}/report-1"
    assert server.asked == []


def test_cancel_keeps_what_came_and_gives_back_the_rest(page: ReportsPage) -> None:
    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))

    def slow(asked: Asked) -> Answer:
        if "slow" in asked.path:
            time.sleep(3)
        return site(asked)

    with serving(slow) as running:
        page.address_bar.edit.setPlainText(f"{running.root}/report-1\n{running.root}/slow")
        page.address_bar.fetch_button.click()
        wait_until(lambda: page.address_bar.progress.value() == 50)
        started = time.monotonic()
        page.address_bar.cancel_button.click()
        wait_until(lambda: not page.fetching.busy)
        assert time.monotonic() - started < 2
    settings.PRIVATE_NETWORKS.choose(())
    assert page.address_bar.edit.toPlainText() == f"{running.root}/slow"
    assert page.review.which.count() == 1


def test_closing_the_panel_ends_what_it_fetches(context: PanelContext) -> None:
    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))
    asked = threading.Event()
    release = threading.Event()

    def never(_asked: Asked) -> Answer:
        asked.set()
        release.wait(30)
        return Answer()

    parent = QWidget()
    page = ReportsPage(context, parent)
    page.show_case(context.controller.summary)
    with serving(never) as running:
        page.address_bar.edit.setPlainText(f"{running.root}/slow")
        page.address_bar.fetch_button.click()
        wait_until(asked.is_set)
        parent.deleteLater()
        del page
        flush_events()
        wait_until(lambda: not QgsApplication.taskManager().countActiveTasks(), seconds=10)
        release.set()
    settings.PRIVATE_NETWORKS.choose(())


def test_recheck_says_what_became_of_a_report(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/report-1")
    save(page, case)
    (uuid,) = page.list.chosen()
    server.site = lambda asked: article(title="Another title")
    page.list.recheck_action.trigger()
    wait_until(lambda: case.row("reports", uuid)["fetch_state"] == "edited")
    wait_until(lambda: "Edited since" in page.list.details.state.label.text())
    assert "title" in page.list.details.state.label.text()
    assert case.row("reports", uuid)["title"] == "Work at a base, report-1"


def test_all_reports_that_are_shown_are_rechecked(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/report-1", f"{server.root}/report-2")
    save(page, case)
    written = {row["uuid"]: row["url"] for row in case.rows("reports") if server.root in row["url"]}
    page.list.filter_bar.text_edit.setText("Work base report")
    page.list.filter_bar.changed.emit()
    assert {item.uuid for item in page.list.model.shown} == set(written)
    page.list.view.clearSelection()
    assert page.list.recheck_all_action.isEnabled()
    assert not page.list.recheck_action.isEnabled()
    before = len(server.asked)
    page.list.recheck_all_action.trigger()
    wait_until(lambda: len(list(case.rows("report_checks", where={"report": list(written)}))) == 2)
    assert len(server.asked) == before + 2


def test_reports_are_edited_in_place(page: ReportsPage, case: Case, context: PanelContext) -> None:
    uuid = page.list.model.items[0].uuid
    page.choose(uuid)
    reliability = page.list.details.editors["reliability"]
    reliability.input.setCurrentIndex(reliability.input.findData("B"))
    reliability.input.activated.emit(reliability.input.currentIndex())
    assert case.row("reports", uuid)["reliability"] == "B"
    published = page.list.details.editors["published"].input
    published.line.setText("2019-13")
    published.line.editingFinished.emit()
    assert "Not a date" in published.hint.text()
    published.line.setText("2019-09")
    published.line.editingFinished.emit()
    assert str(case.row("reports", uuid)["published"]) == "2019-09"
    assert published.hint.text() == "known to the month"
    context.editor.undo_stack.undo()
    context.editor.undo_stack.undo()
    assert case.row("reports", uuid)["reliability"] != "B"


def test_what_is_typed_survives_reading_anew(
    page: ReportsPage, case: Case, context: PanelContext
) -> None:
    uuid = page.list.model.items[0].uuid
    page.choose(uuid)
    window = page.window()
    window.show()
    window.activateWindow()
    publisher, title = (page.list.details.editors[name].input for name in ("publisher", "title"))
    publisher.setFocus()
    wait_until(lambda: QApplication.focusWidget() is publisher)
    publisher.setText("Half typ")
    title.setText("Another title")
    title.editingFinished.emit()
    wait_until(lambda: page.list.model.item(page.list.view.currentIndex()).title == "Another title")
    assert publisher.text() == "Half typ"
    context.editor.undo_stack.undo()
    wait_until(lambda: title.text() != "Another title")
    window.hide()


def test_deleting_asks_and_takes_what_hangs_on_it(
    page: ReportsPage, case: Case, context: PanelContext
) -> None:
    item = next(each for each in page.list.model.items if each.features)
    page.choose(item.uuid)
    page.list.delete_action.trigger()
    page.list.findChild(DeletionDialog).reject()
    assert case.row("reports", item.uuid) is not None
    page.list.delete_action.trigger()
    next(d for d in page.list.findChildren(DeletionDialog) if d.isVisible()).accept()
    assert case.row("reports", item.uuid) is None
    assert list(case.rows("citations", where={"report": item.uuid})) == []
    context.editor.undo_stack.undo()
    assert len(list(case.rows("citations", where={"report": item.uuid}))) >= item.features


def test_an_archive_is_asked_only_where_that_is_allowed(
    page: ReportsPage, bar: QgsMessageBar
) -> None:
    page.choose(next(each.uuid for each in page.list.model.items))
    page.list.archive_action.trigger()
    wait_until(lambda: "switched off" in said(bar))


def test_filtering_and_the_count(page: ReportsPage) -> None:
    total = len(page.list.model.items)
    publisher = next(each.publisher for each in page.list.model.items if each.publisher)
    page.list.filter_bar.publisher.setCurrentIndex(
        page.list.filter_bar.publisher.findData(publisher)
    )
    page.list.filter_bar.publisher.activated.emit(0)
    shown = page.list.model.rowCount()
    assert 0 < shown < total
    assert page.list.count_label.text() == f"{shown} of {total} reports"
    page.list.filter_bar.clear()
    assert page.list.model.rowCount() == total


class Browser(QObject):
    """Stands where the analyst's browser would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_a_citation_is_copied_and_the_browser_opened_only_on_request(page: ReportsPage) -> None:
    item = next(each for each in page.list.model.items if each.title and each.publisher)
    browser = Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")
    page.choose(item.uuid)
    page.list.copy_action.trigger()
    text = QgsApplication.clipboard().text()
    assert item.title in text
    assert item.publisher in text
    assert browser.opened == []
    page.list.open_action.trigger()
    assert browser.opened == [item.url]
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_markup_is_text(page: ReportsPage, case: Case, context: PanelContext) -> None:
    uuid = page.list.model.items[0].uuid
    title = "<b>Bold</b><img src='http://198.51.100.1/x.png'>"
    assert context.editor.apply("x", ChangeSet(updates={"reports": {uuid: {"title": title}}}))
    wait_until(lambda: any(each.title == title for each in page.list.model.items))
    index = page.list.model.index_of(uuid)
    assert page.list.model.data(index) == title
    assert "<b>" not in page.list.model.data(index, Qt.ItemDataRole.ToolTipRole)


def test_an_empty_case_says_what_to_do(context: PanelContext, tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    Case.create(path, title="Empty").close()
    parent = QWidget()
    page = ReportsPage(context, parent)
    before = context.controller.summary
    context.controller.open_case(str(path))
    wait_until(lambda: context.controller.summary is not before)
    page.show_case(context.controller.summary)
    assert not page.list.empty_label.isHidden()
    assert "Paste addresses" in page.list.empty_label.text()
    parent.deleteLater()

"""Addresses and files as they come in: pasted, dropped, listed by feeds, cancelled."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QWidget

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.reports.found import Action
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from tests.qgis.gui.reports.doing import all_said, fetch, said, save
from tests.qgis.gui.reports.pages import article, site
from tests.support.http_server import Answer, Asked, RunningServer, serving
from tests.support.qgis_session import flush_events
from tests.support.waiting import wait_until


def test_a_feed_lists_its_reports(page: ReportsPage, server: RunningServer) -> None:
    fetch(page, f"{server.root}/feed.xml")
    assert page.pages.currentWidget() is not page.review
    listed = page.address_bar.edit.toPlainText().splitlines()
    assert listed == [f"{server.root}/report-{n}" for n in (1, 2)]
    assert len(server.asked) == 1
    page.address_bar.fetch_button.click()
    wait_until(lambda: not page.fetching.busy)
    assert page.review.which.count() == 2
    title = page.review.fields.editors["title"]
    assert title.value() == "Work at a base, report-1"
    offered = [action.text() for action in title.others.menu().actions()]
    assert "R1 \u2014 item 1 of the feed \u201cF\u201d" in offered
    dates = page.review.fields.editors["published"].others.menu()
    stated = next(a for a in dates.actions() if a.text().startswith("2019-09-05T08:00"))
    stated.trigger()
    assert (
        page.review.fields.editors["published"].source.text() == "item 1 of the feed \u201cF\u201d"
    )


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
    assert page.review.fields.editors["title"].value() == "R1"
    page.review.action.setCurrentIndex(page.review.action.findData(Action.ADD))
    page.review.action.activated.emit(page.review.action.currentIndex())
    save(page, case)
    (row,) = [row for row in case.rows("reports") if row["url"].endswith("/report-1")]
    assert (row["title"], row["fetch_state"]) == ("R1", "gone")
    assert str(row["published"]) == "2019-09-05T08:00:00+00:00"
    assert "title: item 1 of the feed" in row["provenance"]


def test_a_saved_page_is_dropped(page: ReportsPage, tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    file.write_bytes(article(canonical="https://n.example/a").body)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    page.take_mime(data)
    wait_until(lambda: not page.fetching.busy)
    assert page.review.fields.editors["url"].value() == "https://n.example/a"


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
    assert page.review.fields.editors["url"].value() == "https://n.example/a"
    listed = page.address_bar.edit.toPlainText().splitlines()
    assert [url.rpartition("/")[2] for url in listed] == ["b", "c", "d", "report-1", "report-2"]
    assert any("picture.png" in text for text in all_said(bar))
    assert server.asked == []


def test_what_is_dropped_on_the_page_is_taken(page: ReportsPage, server: RunningServer) -> None:
    """A drag of addresses is accepted, one of a case's own file is left to the panel."""
    addresses, file = QMimeData(), QMimeData()
    addresses.setUrls([QUrl(f"{server.root}/report-1"), QUrl(f"{server.root}/report-2")])
    file.setUrls([QUrl.fromLocalFile("/anywhere/case.gpkg")])
    assert drag(page, addresses, QDragEnterEvent).isAccepted()
    assert not drag(page, file, QDragEnterEvent).isAccepted()
    drag(page, addresses, QDropEvent)
    assert page.address_bar.edit.toPlainText().splitlines() == [
        f"{server.root}/report-{n}" for n in (1, 2)
    ]
    assert server.asked == []


def drag(page: ReportsPage, data: QMimeData, kind: type[QDropEvent]) -> QDropEvent:
    at = QPoint(20, 20) if kind is QDragEnterEvent else QPointF(20, 20)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = kind(at, Qt.DropAction.CopyAction, data, left, none)
    event.ignore()
    QApplication.sendEvent(page, event)
    return event


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

"""The page of reports with a real case, real layers and a real server on loopback."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QObject, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.reports.found import Action
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE
from imam_ali_tracker.project.loader import load_case
from tests.qgis.gui.reports.doing import fetch, said, save
from tests.qgis.gui.reports.pages import article
from tests.support.http_server import RunningServer
from tests.support.waiting import wait_until


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
    assert review.fields.editors["title"].value() == "Work at a base, report-1"
    assert "disagree" in review.fields.conflicts.label.text()
    assert "sure" in review.fields.editors["published"].source.text()
    menu = review.fields.editors["published"].others.menu()
    other = next(a for a in menu.actions() if a.text().startswith("2019-09-04"))
    other.trigger()
    assert str(review.fields.editors["published"].value()) == "2019-09-04"
    assert "labelled line" in review.fields.editors["published"].source.text()
    assert [box.is_ticked() for box in review.fields.suggestions.site_boxes].count(True) == 0
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
    boxes = {box.text(): box for box in page.review.fields.suggestions.site_boxes}
    boxes["Tehran"].tick(True)
    page.review.fields.suggestions.claim_boxes[0].tick(True)
    save(page, case)
    (uuid,) = page.list.chosen()
    citations = list(case.rows("citations", where={"report": uuid}))
    assert len(citations) == 1
    assert "Tehran" in citations[0]["quote"]
    (claim,) = case.rows("claims", where={"report": uuid})
    assert (claim["kind"], claim["comparator"], claim["value"]) == ("distance", "less_than", 300)
    fetch(page, f"{server.root}/report-1")
    again = page.review.fields.suggestions.claim_boxes[0]
    assert again._note.text().startswith("recorded already")
    assert not again.is_ticked()


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


def test_a_place_of_another_report_stands_for_what_that_speaks_of(
    page: ReportsPage, case: Case, context: PanelContext
) -> None:
    places = load_case(case.location, context.project).layers["report_places"]
    wait_until(lambda: places.featureCount() > 0)
    place = next(places.getFeatures())
    places.selectByIds([place.id()])
    told = {"feature_table": place["feature_table"], "feature_uuid": place["feature_uuid"]}
    speaking = {row["report"] for row in case.rows("citations", where=told)}
    other = next(i.uuid for i in page.list.model.items if i.uuid not in speaking)
    page.choose(other)
    page.list.attach_action.trigger()
    assert len(list(case.rows("citations", where={**told, "report": other}))) == 1


def test_detaching_leaves_the_report(page: ReportsPage, case: Case, context: PanelContext) -> None:
    item = next(each for each in page.list.model.items if each.features)
    page.choose(item.uuid)
    wait_until(page.list.details.citations.list.count)
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
    wait_until(box.list.count)
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
    assert "could not be read" in page.review.fields.failure.label.text()
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
    assert page.review.fields.failure.label.text()


def test_a_report_of_the_case_is_recognised(
    page: ReportsPage, case: Case, server: RunningServer
) -> None:
    fetch(page, f"{server.root}/report-1")
    save(page, case)
    fetch(page, f"{server.root}/same")
    assert "has this report already" in page.review.fields.known.label.text()
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
    said_of_it = page.list.details.state.label.text().splitlines()
    assert said_of_it[0].endswith(" UTC")
    assert re.search(r"Checked \d+ \w+ \d{4}, \d\d:\d\d UTC: Edited since", said_of_it[1])
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
    page: ReportsPage, case: Case, context: PanelContext, bar: QgsMessageBar
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
    assert publisher.hasFocus()
    assert "Title" in context.editor.undo_stack.undoText()
    context.editor.undo_stack.undo()
    assert case.row("reports", uuid)["title"] != "Another title", said(bar)
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


@pytest.mark.parametrize("chosen", ["language", "state", "publisher", "since", "until"])
def test_reports_are_filtered_by_what_is_chosen(page: ReportsPage, chosen: str) -> None:
    bar, total = page.list.filter_bar, len(page.list.model.items)
    field = getattr(bar, chosen)
    if chosen in ("since", "until"):
        field.line.setText("2019-09")
        field.line.editingFinished.emit()
    else:
        field.setCurrentIndex(field.count() - 1)
        field.activated.emit(field.currentIndex())
    shown = page.list.model.shown
    wanted = {item.uuid for item in page.list.model.items if bar.filter().matches(item)}
    assert {item.uuid for item in shown} == wanted
    assert len(shown) < total
    assert page.list.count_label.text().startswith(f"{len(shown)} of {total}")


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


def test_a_report_without_a_title_goes_by_what_is_known_of_it(page: ReportsPage) -> None:
    item = next(i for i in page.list.model.items if not i.title and i.publisher and i.published)
    index = page.list.model.index_of(item.uuid)
    shown = page.list.model.data(index)
    assert shown == f"{item.publisher}, {date_text(item.published)}"
    assert page.list.model.data(index, NOTE_ROLE).startswith("no title recorded")
    assert item.url in html.unescape(page.list.model.data(index, Qt.ItemDataRole.ToolTipRole))
    page.choose(item.uuid)
    page.list.delete_action.trigger()
    dialog = page.list.findChild(DeletionDialog)
    assert any(shown in label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()


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

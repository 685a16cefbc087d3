"""While a large change is written: what writes is grey and says why, Cancel stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.edit_steps import MANY
from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
from imam_ali_tracker.gui.panel.content import PanelContent
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from imam_ali_tracker.gui.panel.reports.found import FoundReport
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from tests.support.waiting import wait_until


@pytest.fixture
def content(context: PanelContext) -> Iterator[PanelContent]:
    window = QWidget()
    content = PanelContent(context, window)
    window.show()
    yield content
    sip.delete(window)


def write_many(context: PanelContext) -> None:
    rows = [
        {"uuid": new_uuid(), "name": f"Site {n}", "kind": "other", "position_basis": "unknown"}
        for n in range(MANY)
    ]
    assert context.editor.apply("Add many", ChangeSet(inserts={"sites": rows}))


def test_what_writes_is_grey_meanwhile_and_says_why(
    context: PanelContext, content: PanelContent
) -> None:
    tabs = content.tabs
    sites, claims = tabs.page(SitesPage), tabs.page(ClaimsPage)
    reports, distances = tabs.page(ReportsPage), tabs.page(DistancesPage)
    wait_until(lambda: reports.list.model.rowCount() and distances.buffers.model.total)
    sites.select_site(context.controller.sites.sites.items[0].uuid)
    wait_until(sites.details.position_button.isEnabled)
    reports.list.choose([reports.list.model.item(reports.list.model.index(0, 0)).uuid])
    writing = [
        sites.tool_bar.add_button,
        sites.tool_bar.rename,
        sites.tool_bar.delete,
        sites.details.position_button,
        sites.details.entries.add_name,
        reports.list.attach_action,
        reports.list.delete_action,
        claims.add_action,
        distances.add_action,
    ]
    assert all(item.isEnabled() for item in writing)
    tips = [item.toolTip() for item in writing]
    write_many(context)
    assert not any(item.isEnabled() for item in writing)
    assert all("being written" in item.toolTip() for item in writing)
    assert sites.tool_bar.zoom.isEnabled()
    wait_until(lambda: context.editor.is_writable)
    assert all(item.isEnabled() for item in writing)
    assert [item.toolTip() for item in writing] == tips


def test_forms_that_save_wait_and_keep_what_is_in_them(
    context: PanelContext, content: PanelContent, case: Case
) -> None:
    reports, claims = content.tabs.page(ReportsPage), content.tabs.page(ClaimsPage)
    wait_until(lambda: reports.list.model.rowCount() and claims.table.model.items)
    row = {"url": "https://example.org/new", "title": "New", "fetch_state": "fetched"}
    reports.review.add([FoundReport(row)])
    claims.add()
    claims.form.fields.report.setCurrentIndex(0)
    claims.form.fields.statement.setPlainText("Said meanwhile")
    buttons = [reports.review.save_button, claims.form.save_button]
    assert all(button.isEnabled() for button in buttons)
    write_many(context)
    assert not any(button.isEnabled() for button in buttons)
    assert all("being written" in button.toolTip() for button in buttons)
    claims.form.save()  # Enter in a line does this
    reports.review.fields.suggestions.chosen.emit()
    assert not reports.review.save_button.isEnabled()
    wait_until(lambda: context.editor.is_writable)
    assert all(button.isEnabled() for button in buttons)
    claims.form.save()
    assert list(case.rows("claims", where={"statement": "Said meanwhile"}))
    reports.review.save()
    assert list(case.rows("reports", where={"title": "New"}))


def test_what_is_typed_in_a_report_stays_and_is_written_afterwards(
    context: PanelContext, content: PanelContent, case: Case
) -> None:
    page = content.tabs.page(ReportsPage)
    wait_until(lambda: page.list.model.items)
    item = next(each for each in page.list.model.items if each.features)
    page.list.choose([item.uuid])
    details = page.list.details
    wait_until(details.citations.list.count)
    details.citations.list.setCurrentRow(0)
    citation = details.citations.list.currentItem().data(Qt.ItemDataRole.UserRole)
    publisher, remarks = (details.editors[name].input for name in ("publisher", "remarks"))
    date, locator = details.editors["published"].input.line, details.citations.lines["locator"]
    texts = (publisher, remarks, date, locator)
    choices = (details.editors["reliability"].input, details.citations.credibility)
    assert not any(each.isReadOnly() for each in texts)
    publisher.window().activateWindow()
    publisher.setFocus()
    wait_until(publisher.hasFocus)
    QTest.keyClicks(publisher, "Half ")
    typed = publisher.text()
    write_many(context)
    assert all(each.isReadOnly() and "being written" in each.toolTip() for each in texts)
    assert not any(each.isEnabled() for each in choices)
    assert not details.citations.detach_button.isEnabled()
    assert publisher.hasFocus()
    locator.setText("page 4")
    locator.editingFinished.emit()
    publisher.clearFocus()
    assert publisher.text() == typed
    assert case.row("reports", item.uuid)["publisher"] == item.publisher
    wait_until(lambda: context.editor.is_writable)
    assert case.row("reports", item.uuid)["publisher"] == typed.strip()
    assert case.row("citations", citation)["locator"] == "page 4"
    assert not any(each.isReadOnly() for each in texts)
    assert all(each.isEnabled() for each in choices)
    context.editor.undo_stack.undo()
    assert case.row("reports", item.uuid)["publisher"] == item.publisher
    context.editor.undo_stack.undo()
    assert context.editor.undo_stack.undoText() == "Add many"


def test_what_is_typed_of_a_site_is_written_afterwards(
    context: PanelContext, content: PanelContent, case: Case
) -> None:
    page = content.tabs.page(SitesPage)
    site = context.controller.sites.sites.items[0]
    page.select_site(site.uuid)
    country = page.details.form.fields["country"]
    wait_until(country.text)
    country.setText("Utopia")
    write_many(context)
    assert country.isReadOnly()
    assert "being written" in country.toolTip()
    country.editingFinished.emit()
    assert country.text() == "Utopia"
    wait_until(lambda: context.editor.is_writable)
    assert case.row("sites", site.uuid)["country"] == "Utopia"


def test_a_page_made_meanwhile_says_why_too(context: PanelContext, content: PanelContent) -> None:
    write_many(context)
    distances = content.tabs.page(DistancesPage)
    assert "being written" in distances.add_action.toolTip()
    wait_until(lambda: context.editor.is_writable)
    assert "being written" not in distances.add_action.toolTip()
    assert distances.add_action.isEnabled()


def test_cancel_is_beside_the_bar(context: PanelContext, content: PanelContent, case: Case) -> None:
    line, before = content.header.busy_line, len(list(case.rows("sites")))
    state = content.header.state.label
    assert line.isHidden()
    assert "saved" in state.text()
    place = content.tabs.geometry()
    write_many(context)
    assert not line.isHidden()
    assert "being written" in line.bar.toolTip()
    assert "Being written" in state.text()
    QCoreApplication.processEvents()
    assert content.tabs.geometry() == place  # nothing moves under the mouse
    assert not line.cancel_button.isHidden()
    line.cancel_button.click()
    wait_until(lambda: context.editor.is_writable)
    assert line.isHidden()
    assert len(list(case.rows("sites"))) == before
    assert "saved" in state.text()


def test_a_case_that_is_being_read_is_said_to_be(
    context: PanelContext, content: PanelContent, case: Case
) -> None:
    controller, said = context.controller, content.empty_page.state_label
    controller.close_case()
    assert "No case" in said.text()
    controller.open_case(str(case.location))
    assert "being read" in said.text()
    wait_until(lambda: controller.summary is not None)
    controller.close_case()
    assert "No case" in said.text()


def test_layers_are_cancelled_in_the_panel(context: PanelContext, content: PanelContent) -> None:
    header = content.header
    told: list[float] = []
    context.controller.layers.progressed.connect(told.append)
    header.load_button.click()
    wait_until(lambda: len(told) > 3)
    assert not header.load_action.isEnabled()
    assert header.busy_line.bar.value() > 0
    header.busy_line.cancel_button.click()
    assert header.busy_line.isHidden()
    assert header.load_action.isEnabled()
    assert context.project.mapLayers() == {}

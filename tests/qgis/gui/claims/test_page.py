"""The page of claims with the reference case: verdicts, lineage, recording, following."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsPointXY, QgsRectangle
from qgis.gui import QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QPoint, QSize, Qt
from qgis.PyQt.QtWidgets import QTreeWidget, QTreeWidgetItem

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.model import Reference
from imam_ali_tracker.gui.panel.claims.items import ClaimItem, read_book
from imam_ali_tracker.gui.panel.claims.model import ClaimFilter, ClaimModel, verdict_icon
from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.two_lines import NOTE_ROLE
from imam_ali_tracker.project.loader import load_case
from imam_ali_tracker.provider.claim_check import check_claims
from tests.qgis.gui.showing import shown
from tests.support.waiting import wait_until


@pytest.fixture
def page(context: PanelContext) -> Iterator[ClaimsPage]:
    with shown(ClaimsPage, context, lambda page: page.table.model.items) as page:
        yield page
        page.form.end_picking()


def land_bridge(page: ClaimsPage) -> ClaimItem:
    """Return the claim of the land bridge, which is shorter than it can be."""
    return next(
        item
        for item in page.table.model.items
        if item.verdict == "inconsistent" and item.claim.value == 1200
    )


def test_every_claim_stands_with_the_verdict_of_the_checker(case: Case) -> None:
    book = read_book(case)
    checked = check_claims(case)
    expected = {finding.claim: finding.verdict.value for finding in checked.findings}
    assert {item.uuid: item.verdict for item in book.items} == expected
    order = [item.verdict for item in book.items]
    assert order[0] == "inconsistent"
    assert order.index("cannot_tell") < order.index("consistent")


def test_reported_stands_against_measured(page: ClaimsPage) -> None:
    item = land_bridge(page)
    row = page.table.model.index_of(item.uuid).row()
    shown = [page.table.model.data(page.table.model.index(row, column)) for column in range(4)]
    assert shown[0] == item.claim.statement
    assert "1,200" in shown[1] or "1200" in shown[1]
    assert "1,37" in shown[2]
    assert shown[3] == item.finding.reason
    note = page.table.model.data(page.table.model.index(row, 0), NOTE_ROLE)
    assert shown[1] in note
    assert "measured" in note


def test_icons_differ_in_shape(qgis_app: QgsApplication) -> None:
    """Seen without colours every verdict still has a picture of its own."""
    masks = set()
    for verdict in ("consistent", "inconsistent", "cannot_tell", "not_checkable"):
        image = verdict_icon(verdict).pixmap(QSize(32, 32)).toImage()
        assert not image.isNull()
        masks.add(bytes(image.createAlphaMask().bits().asarray(32 * 4)))
        grey = image.convertToFormat(image.Format.Format_Grayscale8)
        masks.add(grey.bits().asstring(grey.sizeInBytes()))
    assert len({mask for mask in masks if len(mask) > 128}) == 4


@pytest.mark.parametrize(
    "wanted",
    [
        ClaimFilter(verdict="inconsistent"),
        ClaimFilter(kind="count"),
        ClaimFilter(text="STOREhouse"),
    ],
)
def test_claims_are_filtered(page: ClaimsPage, wanted: ClaimFilter) -> None:
    model: ClaimModel = page.table.model
    model.set_filter(wanted)
    assert 0 < model.rowCount() < len(model.items)
    for row in range(model.rowCount()):
        item = model.item(model.index(row, 0))
        assert wanted.verdict in ("", item.verdict)
        assert wanted.kind in ("", item.claim.kind)
        assert wanted.text.lower() in item.folded


def test_claims_are_filtered_by_site_and_the_choice_stays(page: ClaimsPage) -> None:
    assert page.table.site.count() > 2
    page.table.site.setCurrentIndex(1)
    page.table.apply_filter()
    uuid = page.table.site.currentData()
    shown = [
        page.table.model.item(page.table.model.index(row, 0))
        for row in range(page.table.model.rowCount())
    ]
    assert shown
    assert all(uuid in item.sites for item in shown)
    assert page.table.count_label.text() == f"{len(shown)} of {len(page.table.model.items)} claims"


def test_the_details_say_why_and_who(page: ClaimsPage) -> None:
    item = land_bridge(page)
    page.choose(item.uuid)
    details = page.details
    assert not details.isHidden()
    assert details.verdict.text() == "Inconsistent"
    assert details.reason.text() == item.finding.reason
    assert details.rows["measured"].text() == item.measured
    undecided = next(each for each in page.table.model.items if each.finding.needed)
    page.choose(undecided.uuid)
    assert details.rows["needed"].text() == undecided.finding.needed
    told = next(each for each in page.table.model.items if len(each.claim.speaker_chain) > 1)
    page.choose(told.uuid)
    assert details.rows["speakers"].text().startswith(told.claim.speaker_chain[-1])
    hedged = next(each for each in page.table.model.items if each.claim.hedge_words)
    page.choose(hedged.uuid)
    assert hedged.claim.hedge_words[0] in details.rows["hedges"].text()


def test_a_variant_stands_below_what_it_varies_with_what_changed(page: ClaimsPage) -> None:
    item = next(
        each
        for each in page.table.model.items
        if each.claim.variant_of and (each.claim.value, each.claim.unit) == (300, "km")
    )
    page.choose(item.uuid)
    shown = page.details.family
    assert not shown.isHidden()
    entries = {entry.data(0, Qt.ItemDataRole.UserRole): entry for entry in entries_of(shown)}
    parent = entries[item.uuid].parent()
    assert parent.data(0, Qt.ItemDataRole.UserRole) == item.claim.variant_of
    changes = entries[item.uuid].text(0).splitlines()[1:]
    assert any("200" in change and "300" in change for change in changes)
    assert all(not entry.icon(0).isNull() for entry in entries.values())
    shown.itemClicked.emit(parent, 0)
    wait_until(lambda: page.table.current().uuid == item.claim.variant_of)


def test_the_keyboard_reaches_reason_and_variants(page: ClaimsPage) -> None:
    page.choose(land_bridge(page).uuid)
    for widget in (page.details.reason, page.details.family):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    tree = page.details.family
    said = tree.currentItem().data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Inconsistent. ")


def entries_of(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    """Return all entries of a tree, whatever their depth."""
    return tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)


def test_what_supersedes_a_claim_stands_below_it(page: ClaimsPage) -> None:
    item = next(each for each in page.table.model.items if each.claim.superseded_by)
    page.choose(item.uuid)
    entries = {e.data(0, Qt.ItemDataRole.UserRole): e for e in entries_of(page.details.family)}
    assert "Superseded by" in entries[item.uuid].text(0)
    successor = entries[item.claim.superseded_by]
    assert "Supersedes" in successor.text(0)
    assert successor.parent() is not None


def test_choosing_a_claim_selects_its_line_and_shows_it(
    page: ClaimsPage, case: Case, context: PanelContext
) -> None:
    loaded = load_case(case.location, context.project)
    lines = loaded.layers["claim_lines"]
    wait_until(lambda: lines.featureCount() > 0)
    item = next(each for each in page.table.model.items if each.finding.line is not None)
    page.window().show()
    page.choose(item.uuid)
    assert [feature["uuid"] for feature in lines.selectedFeatures()] == [item.uuid]
    assert len(bands(context)) > 0  # the canvas of this test shows no layers
    context.map_canvas.setLayers([lines])
    page.choose(page.table.model.items[-1].uuid)
    page.choose(item.uuid)
    assert bands(context) == []
    context.map_canvas.setLayers([])
    page.choose(page.table.model.items[-1].uuid)
    page.choose(item.uuid)
    page.window().hide()
    assert bands(context) == []
    page.window().show()
    assert len(bands(context)) > 0
    context.map_canvas.resize(400, 300)
    context.map_canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    page.show_on_map()
    line = item.finding.line
    assert line is not None
    assert context.map_canvas.extent().contains(QgsPointXY(line.lon1, line.lat1))
    unplaced = next(each for each in page.table.model.items if each.finding.line is None)
    page.choose(unplaced.uuid)
    assert not page.map_action.isEnabled()
    assert lines.selectedFeatureCount() == 0


def bands(context: PanelContext) -> list[QgsRubberBand]:
    """Return what is drawn over the map and is no feature."""
    items = context.map_canvas.scene().items()
    return [item for item in items if isinstance(item, QgsRubberBand) and item.isVisible()]


def click(context: PanelContext, lon: float, lat: float) -> None:
    """Click the map at a position, as the canvas would report it."""
    canvas = context.map_canvas
    pixel = canvas.getCoordinateTransform().transform(lon, lat)
    at = QPoint(round(pixel.x()), round(pixel.y()))
    tool = canvas.mapTool()
    none = Qt.MouseButton.NoButton
    left = Qt.MouseButton.LeftButton
    tool.canvasMoveEvent(QgsMapMouseEvent(canvas, QEvent.Type.MouseMove, at, none, none))
    tool.canvasReleaseEvent(
        QgsMapMouseEvent(canvas, QEvent.Type.MouseButtonRelease, at, left, left)
    )


def test_a_claim_is_recorded_with_two_clicks_and_checked_meanwhile(
    page: ClaimsPage, case: Case, context: PanelContext
) -> None:
    canvas = context.map_canvas
    canvas.resize(800, 600)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.setExtent(QgsRectangle(38, 30, 54, 40))
    sites = context.controller.sites.sites.items
    tehran = next(site for site in sites if site.name == "Tehran")
    bukamal = next(site for site in sites if "Bukamal" in site.name and site.position)
    page.add()
    form = page.form
    form.fields.report.setCurrentIndex(0)
    form.fields.statement.setPlainText("Tehran is less than 300 km away")
    form.fields.comparator.setCurrentIndex(form.fields.comparator.findData("less_than"))
    form.fields.value.setText("300")
    form.fields.unit.setEditText("km")
    form.pick()
    tool = canvas.mapTool()
    click(context, 50.0, 31.0)  # beside all sites: nothing is chosen
    click(context, *bukamal.position)
    pixel = canvas.getCoordinateTransform().transform(*tehran.position)
    at = QPoint(round(pixel.x()), round(pixel.y()))
    none = Qt.MouseButton.NoButton
    tool.canvasMoveEvent(QgsMapMouseEvent(canvas, QEvent.Type.MouseMove, at, none, none))
    assert "Tehran" in tool.note.text
    assert " km" in tool.note.text
    click(context, *tehran.position)
    assert canvas.mapTool() is not tool
    assert form.fields.subject.reference().uuid in {
        s.uuid for s in sites if s.position == bukamal.position
    }
    assert form.fields.object.reference() == Reference("sites", tehran.uuid, "")
    form.check_now()
    wait_until(lambda: form.verdict.label.text().startswith("Inconsistent"))
    before = len(page.table.model.items)
    form.save()
    wait_until(lambda: len(page.table.model.items) == before + 1)
    item = page.table.current()
    assert item is not None
    assert (item.claim.statement, item.verdict) == (
        "Tehran is less than 300 km away",
        "inconsistent",
    )
    context.editor.undo_stack.undo()
    wait_until(lambda: len(page.table.model.items) == before)


def test_escape_gives_the_tool_before_back(page: ClaimsPage, context: PanelContext) -> None:
    from qgis.gui import QgsMapToolPan
    from qgis.PyQt.QtGui import QKeyEvent

    pan = QgsMapToolPan(context.map_canvas)
    context.map_canvas.setMapTool(pan)
    page.add()
    page.form.pick()
    tool = context.map_canvas.mapTool()
    assert tool is not pan
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    tool.keyPressEvent(escape)
    assert context.map_canvas.mapTool() is pan


def test_reports_without_a_title_are_told_apart(page: ClaimsPage, case: Case) -> None:
    untitled = [row for row in case.rows("reports") if not row["title"] and row["published"]]
    assert untitled
    page.add()
    listed = page.form.fields.report
    for row in untitled:
        shown = listed.itemText(listed.findData(row["uuid"]))
        assert shown == f"{row['publisher']}, {date_text(row['published'])}"


def test_a_claim_without_report_or_statement_is_refused(
    page: ClaimsPage, case: Case, context: PanelContext
) -> None:
    count = len(list(case.rows("claims")))
    page.add()
    assert page.form.fields.report.currentIndex() == -1
    page.form.save()
    page.form.fields.report.setCurrentIndex(0)
    page.form.save()
    assert len(list(case.rows("claims"))) == count
    assert page.pages.currentWidget() is page.form


def test_changing_a_claim_changes_its_verdict(page: ClaimsPage, case: Case) -> None:
    item = land_bridge(page)
    page.choose(item.uuid)
    page.edit()
    assert page.form.fields.statement.toPlainText() == item.claim.statement
    before = case.row("claims", item.uuid)
    page.form.fields.value.setText("1600")
    page.form.save()
    wait_until(
        lambda: page.table.current() is not None and page.table.current().claim.value == 1600
    )
    assert page.table.current().verdict != "inconsistent"
    after = case.row("claims", item.uuid)
    changed = {name for name in after if after[name] != before[name]} - {"modified"}
    assert changed == {"value"}


def test_verdicts_follow_the_sites(page: ClaimsPage, case: Case, context: PanelContext) -> None:
    item = next(
        each
        for each in page.table.model.items
        if each.verdict == "consistent"
        and each.finding.line
        and each.claim.subject.table == "sites"
        and each.claim.kind == "distance"
    )
    wide = {"position_accuracy_m": 5_000_000.0}
    changes = ChangeSet(updates={"sites": {item.claim.subject.uuid: wide}})
    assert context.editor.apply("Widen", changes)

    def verdict() -> str:
        return next(each.verdict for each in page.table.model.items if each.uuid == item.uuid)

    wait_until(lambda: verdict() == "cannot_tell")
    context.editor.undo_stack.undo()
    wait_until(lambda: verdict() == "consistent")


def test_deleting_a_claim_asks_first(page: ClaimsPage, case: Case) -> None:
    uuid = page.table.model.items[0].uuid
    page.choose(uuid)
    page.delete()
    dialog = page.findChild(DeletionDialog)
    dialog.reject()
    assert case.row("claims", uuid) is not None
    page.delete()
    next(d for d in page.findChildren(DeletionDialog) if d.isVisible()).accept()
    assert case.row("claims", uuid) is None
    wait_until(lambda: all(item.uuid != uuid for item in page.table.model.items))
    page._context.editor.undo_stack.undo()
    wait_until(lambda: any(item.uuid == uuid for item in page.table.model.items))


def test_figures_get_columns_where_there_is_room(page: ClaimsPage) -> None:
    page.table.resize(320, 600)
    page.table._fit_columns()
    assert [page.table.view.isColumnHidden(column) for column in range(4)] == [
        False,
        True,
        True,
        True,
    ]
    page.table.resize(600, 600)
    page.table._fit_columns()
    hidden = [page.table.view.isColumnHidden(column) for column in range(4)]
    assert hidden == [False, False, False, True]
    page.table.resize(900, 600)
    page.table._fit_columns()
    assert not any(page.table.view.isColumnHidden(column) for column in range(4))

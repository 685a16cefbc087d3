"""The page of the sites: choosing, changing, adding, deleting, with a real case behind it."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.sites.adding import ImportDialog
from imam_ali_tracker.gui.panel.sites.dialogs import PositionDialog, SiteDialog
from imam_ali_tracker.gui.panel.sites.name_dialog import NameDialog, script_of
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from imam_ali_tracker.project.loader import load_case
from imam_ali_tracker.provider.registration import register
from tests.qgis.gui.sites.choosing import BASE, choose, dialog, uuid_of
from tests.support.waiting import wait_until


def test_the_details_show_position_fields_and_what_hangs_on_a_site(
    page: SitesPage, context: PanelContext
) -> None:
    choose(page, context, BASE)
    assert page.details.position_label.text().startswith("34.45")
    assert "15 km" in page.details.position_label.text()
    assert page.details.position_label.focusPolicy() & Qt.FocusPolicy.TabFocus
    sections = [
        page.details.entries.topLevelItem(number).text(0)
        for number in range(page.details.entries.topLevelItemCount())
    ]
    assert [each.partition(" (")[0] for each in sections] == [
        "Names",
        "Observations",
        "Reports",
        "Claims",
    ]
    assert "(0)" not in "".join(sections)


def test_a_site_is_chosen_from_right_to_left_too(page: SitesPage, context: PanelContext) -> None:
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    uuid = choose(page, context, BASE)
    assert page.view.selected_uuids() == [uuid]


def test_a_field_is_written_when_it_is_left_and_undone(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    edit = page.details.form.fields["admin_place"]
    assert isinstance(edit, QLineEdit)
    before = case.row("sites", uuid)["admin_place"]
    edit.setText("Elsewhere")
    edit.editingFinished.emit()
    assert case.row("sites", uuid)["admin_place"] == "Elsewhere"
    context.editor.undo_stack.undo()
    assert case.row("sites", uuid)["admin_place"] == before
    wait_until(lambda: edit.text() == (before or ""))


def test_a_choice_is_written_at_once(page: SitesPage, context: PanelContext, case: Case) -> None:
    uuid = choose(page, context, BASE)
    combo = page.details.form.fields["status"]
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData("closed"))
    combo.activated.emit(combo.currentIndex())
    assert case.row("sites", uuid)["status"] == "closed"


def test_an_accuracy_that_is_no_distance_is_refused_with_its_name(
    page: SitesPage, context: PanelContext, case: Case, bar: QgsMessageBar
) -> None:
    uuid = choose(page, context, BASE)
    edit = page.details.form.fields["position_accuracy_m"]
    assert isinstance(edit, QLineEdit)
    edit.setText("about here")
    edit.editingFinished.emit()
    assert "about here" in bar.currentItem().text()
    assert case.row("sites", uuid)["position_accuracy_m"] == 15000
    assert edit.text() == "15 km"
    edit.setText("")
    edit.editingFinished.emit()
    assert case.row("sites", uuid)["position_accuracy_m"] is None


def test_a_name_is_not_emptied(page: SitesPage, context: PanelContext, case: Case) -> None:
    uuid = choose(page, context, BASE)
    edit = page.details.form.fields["name"]
    assert isinstance(edit, QLineEdit)
    edit.setText("  ")
    edit.editingFinished.emit()
    assert case.row("sites", uuid)["name"] == BASE
    assert edit.text() == BASE


def test_a_new_site_is_chosen_once_it_is_there(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    page.commands.add_typed()
    asked = dialog(page, SiteDialog)
    assert "name" in asked.fault()
    asked.name_edit.setText("Somewhere")
    asked.position_form.position_edit.setText("38S MB 44 84")
    assert "based on" in asked.fault()
    asked.position_form.basis_combo.setCurrentIndex(
        asked.position_form.basis_combo.findData("reported")
    )
    asked.position_form.accuracy_edit.setText("-181")
    assert "less than no distance" in asked.fault()
    assert "less than no distance" in asked.position_form.read_label.text()
    asked.position_form.accuracy_edit.setText("1 km")
    asked.position_form.source_edit.setText("A report")
    assert asked.fault() == ""
    asked.accept()
    wait_until(lambda: context.controller.sites.search("Somewhere", 1))
    uuid = uuid_of(context, "Somewhere")
    row = case.row("sites", uuid)
    assert row["position_accuracy_m"] == 1000
    assert row["position_source"] == "A report"
    assert row["geometry"].asPoint().x() == pytest.approx(44.404, abs=0.01)
    assert page.view.current_site().uuid == uuid
    context.editor.undo_stack.undo()
    assert case.row("sites", uuid) is None
    wait_until(lambda: context.controller.sites.get(uuid) is None)


def test_a_site_without_a_position_stays_without_one(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    page.commands.add_typed()
    asked = dialog(page, SiteDialog)
    asked.name_edit.setText("Unplaced one")
    asked.accept()
    wait_until(lambda: context.controller.sites.search("Unplaced one", 1))
    row = case.row("sites", uuid_of(context, "Unplaced one"))
    assert (row["geometry"], row["position_basis"]) == (None, "unknown")
    assert row["position_accuracy_m"] is None


def test_another_position_asks_for_its_own_source(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    page.commands._ask_move(uuid, 41.0, 34.5, None)
    asked = dialog(page, PositionDialog)
    assert "15 km" in asked.notice.label.text()
    assert asked.position_form.source_edit.text() == ""
    assert "based on" in asked.fault()
    basis = asked.position_form.basis_combo
    basis.setCurrentIndex(basis.findData("imagery"))
    asked.accept()
    row = case.row("sites", uuid)
    assert row["geometry"].asPoint() == QgsPointXY(41.0, 34.5)
    assert (row["position_accuracy_m"], row["position_source"]) == (None, None)
    context.editor.undo_stack.undo()
    assert case.row("sites", uuid)["position_accuracy_m"] == 15000


def test_a_position_keeps_digits_that_the_form_does_not_show(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    vertex = (40.212345678901, 34.10987654321)
    page.commands._ask_new(*vertex)
    asked = dialog(page, SiteDialog)
    assert "40.212346" in asked.position_form.position_edit.text()
    assert asked.position_form.values()["geometry"].asPoint() == QgsPointXY(*vertex)
    asked.position_form.position_edit.setText("34.10988, 40.21234")
    assert asked.position_form.values()["geometry"].asPoint() == QgsPointXY(40.21234, 34.10988)
    asked.position_form.show_values({**case.row("sites", uuid_of(context, BASE))})
    shown = asked.position_form.values()["geometry"].asPoint()
    assert shown == case.row("sites", uuid_of(context, BASE))["geometry"].asPoint()


def test_a_typed_position_asks_for_its_own_source_too(
    page: SitesPage, context: PanelContext
) -> None:
    page.commands.ask_position(choose(page, context, BASE))
    asked = dialog(page, PositionDialog)
    form = asked.position_form
    assert asked.fault() == ""
    assert form.source_edit.text() != ""
    form.position_edit.setText("34.5, 41")
    assert (form.accuracy_edit.text(), form.source_edit.text()) == ("", "")
    assert "based on" in asked.fault()
    form.source_edit.setText("A report")
    form.position_edit.setText("34.5, 41.5")
    assert form.source_edit.text() == "A report"


def test_deleting_shows_first_what_hangs_on_a_site(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    claims = len(list(case.rows("claims")))
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    asked = dialog(page, DeletionDialog)
    assert asked.tree.topLevelItemCount() == 2
    kept = {each.uuid for each in asked.deletion.dependents if not each.deleted}
    assert asked.tree.topLevelItem(1).text(0).endswith(f"({len(kept)})")  # rows, not references
    assert case.row("sites", uuid) is not None
    asked.accept()
    wait_until(context.editor.undo_stack.canUndo)
    assert case.row("sites", uuid) is None
    assert len(list(case.rows("claims"))) == claims
    wait_until(lambda: context.controller.sites.get(uuid) is None)
    context.editor.undo_stack.undo()
    assert case.row("sites", uuid) is not None
    wait_until(lambda: context.controller.sites.get(uuid) is not None)


def test_names_in_any_script_are_added_and_found(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    page.details.entries.add_name.trigger()
    asked = dialog(page, NameDialog)
    name = "\u0642\u0627\u0639\u062f\u0629 \u062c\u062f\u064a\u062f\u0629"
    QTest.keyClicks(asked.name_edit, "x")
    asked.name_edit.setText(name)
    asked.name_edit.textEdited.emit(name)
    assert asked.script_combo.currentData() == "Arab"
    asked.accept()
    wait_until(lambda: name in context.controller.sites.get(uuid).names)
    page.filter_edit.setText(name[2:7])
    wait_until(lambda: page.model.shown == 1)
    context.editor.undo_stack.undo()
    wait_until(lambda: name not in context.controller.sites.get(uuid).names)
    assert page.model.shown == 0
    assert page._stack.currentWidget() is page.empty_label


def test_selected_features_of_a_layer_become_sites(
    page: SitesPage, context: PanelContext, case: Case, bar: QgsMessageBar
) -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:3857&field=title:string", "Places", "memory")
    for number, title in enumerate(("First", "Second", "Third")):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("title", title)
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(4_500_000 + number, 4_000_000)))
        layer.dataProvider().addFeature(feature)
    context.project.addMapLayer(layer)
    layer.selectByExpression("title <> 'Third'")
    page.commands.add_from_layer()
    asked = dialog(page, ImportDialog)
    asked.layer_combo.setLayer(layer)
    assert asked.selected_box.isChecked()
    assert asked.name_field.currentField() == "title"
    asked.accept()
    wait_until(lambda: "Sites added: 2;" in (bar.currentItem().text() if bar.currentItem() else ""))
    rows = {row["name"]: row for row in case.rows("sites") if row["name"] in ("First", "Third")}
    assert list(rows) == ["First"]
    assert rows["First"]["position_source"] == "Imported from Places"
    assert rows["First"]["position_accuracy_m"] is None
    context.editor.undo_stack.undo()
    assert not any(row["name"] == "First" for row in case.rows("sites"))


def test_layers_of_the_case_are_no_source_of_sites(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    register()
    load_case(case.location, context.project)
    page.commands.add_from_layer()
    asked = dialog(page, ImportDialog)
    assert asked.layer_combo.count() == 0
    assert "but those of the case" in asked.notice.label.text()
    other = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "Places", "memory")
    context.project.addMapLayer(other)
    assert asked.layer_combo.currentLayer() == other
    assert asked.layer_combo.count() == 1


def test_what_others_write_arrives_in_list_and_details(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    case.apply(ChangeSet(updates={"sites": {uuid: {"name": "Theirs", "country": "Iraq"}}}))
    wait_until(lambda: context.controller.sites.get(uuid).name == "Theirs")
    wait_until(lambda: page.details.form.fields["country"].text() == "Iraq")
    assert page.view.current_site().uuid == uuid


def test_a_read_only_case_offers_no_changes(page: SitesPage, context: PanelContext) -> None:
    context.editor.set_case(context.editor.case.location, "Read-only for this test.")
    choose(page, context, BASE)
    assert not page.tool_bar.add_button.isEnabled()
    assert not page.tool_bar.delete.isEnabled()
    assert page.details.form.fields["name"].isReadOnly()
    assert not page.details.position_button.isEnabled()
    assert page.tool_bar.zoom.isEnabled()


def test_positions_are_copied_in_the_notation_that_is_shown_from_then_on(
    page: SitesPage, context: PanelContext
) -> None:
    choose(page, context, BASE)
    menu = page.details.copy_button.menu()
    menu.aboutToShow.emit()
    mgrs = next(action for action in menu.actions() if action.text().startswith("MGRS"))
    mgrs.trigger()
    assert QgsApplication.clipboard().text().startswith("37S FU")
    assert page.details.position_label.text().startswith("37S FU")
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert "Proxy" in QgsApplication.clipboard().text()


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Base 3", "Latn"),
        ("\u0627\u0644", "Arab"),
        ("\u05d0\u05dc", "Hebr"),
        ("\u0411", "Cyrl"),
        ("33", "Zzzz"),
    ],
)
def test_the_script_follows_the_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_report_of_a_site_is_shown_on_its_own_page(
    page: SitesPage, context: PanelContext, case: Case
) -> None:
    uuid = choose(page, context, BASE)
    asked: list[tuple[str, str]] = []
    page.rowRequested.connect(lambda table, row: asked.append((table, row)))
    entries = page.details.entries
    reports = next(
        top
        for top in map(entries.topLevelItem, range(entries.topLevelItemCount()))
        if top.text(0).startswith("Reports")
    )
    entries.itemDoubleClicked.emit(reports.child(0), 0)
    ((table, report),) = asked
    assert table == "reports"
    cited = case.rows("citations", where={"feature_uuid": uuid})
    assert report in {row["report"] for row in cited}

"""The page with buffers and corridors, on a copy of the reference case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialogButtonBox, QMessageBox

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.gui.map_shapes import OnMap
from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from imam_ali_tracker.gui.panel.distances.shapes import buffer_shapes
from imam_ali_tracker.project.loader import load_case
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import layer_uri
from tests.qgis.gui.distances.discarding import discard
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from qgis.gui import QgsMessageBar

    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.context import PanelContext


@pytest.fixture
def page(context: PanelContext) -> Iterator[DistancesPage]:
    page = DistancesPage(context)
    context.editor.edited.connect(page.follow)
    page.show()
    page.show_case(context.controller.summary)
    wait_until(lambda: page.corridors.model.total > 0)
    yield page
    context.editor.edited.disconnect(page.follow)
    discard(page)


def site(context: PanelContext, name: str) -> str:
    return context.controller.sites.search(name, 1)[0].uuid


def can_save(page: DistancesPage) -> bool:
    form = page.buffer_form if page.buffer_form.is_open else page.corridor_form
    return bool(form.buttons.button(QDialogButtonBox.StandardButton.Save).isEnabled())


def stored(case: Case, table: str, **values: Any) -> list[dict[str, Any]]:
    return [
        row for row in case.rows(table) if all(row[key] == value for key, value in values.items())
    ]


def test_everything_is_listed(page: DistancesPage, case: Case) -> None:
    assert page.buffers.model.total == len(stored(case, "buffers"))
    assert page.corridors.model.total == len(stored(case, "corridors"))
    notes = {
        entry.title: (entry.note, entry.is_construct)
        for entry in (page.corridors.model.item(page.corridors.model.index(n, 0)) for n in range(6))
    }
    note, is_construct = notes["Tehran–Al-Bukamal–Beirut (for comparison)"]
    assert is_construct
    assert note.startswith("Drawn by the analyst for comparison · 1,471.3 km · 3 waypoints")
    note, is_construct = notes["Land bridge Tehran–Mediterranean, as reported"]
    assert not is_construct
    assert "not drawn" in note
    page.buffers.filter_edit.setText("less than 200 MI")
    wait_until(lambda: page.buffers.model.rowCount() == 1)


def test_buffers_are_added_as_one_step(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    before = len(stored(case, "buffers"))
    page.add_action.trigger()
    form = page.buffer_form
    assert not can_save(page)
    QTest.keyClicks(form.targets.search.edit, "tehran")
    QTest.keyClick(form.targets.search.edit, Qt.Key.Key_Return)
    form.targets.add([("sites", site(context, "Damascus"))])
    QTest.keyClicks(form.distances, "less than 50, 100; 10-20 mi")
    form.source.setText("A report")
    form.look()
    assert form.state.text().startswith("Areas: 6 (less than 50 mi, less than 100 mi")
    QTest.keyClick(form.distances, Qt.Key.Key_Return)
    wait_until(lambda: page.buffers.model.total == before + 6)
    rows = stored(case, "buffers", source="A report")
    assert sorted(
        (r["distance"], r["inner_distance"], r["unit"], r["comparator"]) for r in rows
    ) == [
        (20.0, 10.0, "mi", "none"),
        (20.0, 10.0, "mi", "none"),
        (50.0, None, "mi", "less_than"),
        (50.0, None, "mi", "less_than"),
        (100.0, None, "mi", "less_than"),
        (100.0, None, "mi", "less_than"),
    ]
    assert context.editor.undo_stack.undoText() == "Add 6 buffers"
    context.editor.undo_stack.undo()
    assert len(stored(case, "buffers")) == before
    wait_until(lambda: page.buffers.model.total == before)


def test_the_preview_is_what_the_layer_shows_after_saving(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    register()
    page.add_buffers([("sites", site(context, "Tehran"))])
    form = page.buffer_form
    form.distances.setText("about 250 nmi")
    form.azimuth_from.set_number(300)
    form.azimuth_to.set_number(45)
    previewed = buffer_shapes(context, form.rows())[0]
    assert form.store()
    (row,) = stored(case, "buffers", distance=250.0)
    layer = QgsVectorLayer(layer_uri(case.location, "buffers"), "", PROVIDER_KEY)
    (feature,) = [f for f in layer.getFeatures() if f["uuid"] == row["uuid"]]
    assert feature.geometry().asWkb() == previewed.shape.asWkb()
    assert feature["label"] == previewed.values["label"] == "about 250 nmi"


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4326", "EPSG:3995", "EPSG:32638"])
@pytest.mark.parametrize("place", [(10.0, 89.0), (179.5, 66.0), (-179.9, -10.0)])
def test_previews_over_poles_and_the_antimeridian_can_be_shown(
    page: DistancesPage, context: PanelContext, crs: str, place: tuple[float, float]
) -> None:
    point = QgsGeometry.fromPointXY(QgsPointXY(*place))
    uuid = new_uuid()
    row = {
        "uuid": uuid,
        "name": "Far away",
        "kind": "other",
        "position_basis": "reported",
        "geometry": point,
    }
    assert context.editor.apply("Add a site", ChangeSet(inserts={"sites": [row]}))
    wait_until(lambda: context.controller.sites.get(uuid) is not None)
    context.map_canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    page.add_buffers([("sites", uuid)])
    page.buffer_form.distances.setText("500 km")
    page.buffer_form.look()
    (drawn,) = buffer_shapes(context, page.buffer_form.rows())
    assert drawn.shape.isGeosValid()
    shown = OnMap(context.map_canvas, context.project).shape(drawn.shape)
    assert shown.boundingBox().isFinite()
    if crs != "EPSG:32638" and not (crs == "EPSG:3995" and place[1] < 0):
        assert shown.area() > 0
    assert page.buffer_form.state.text().startswith("Areas: 1 ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No distance is given"),
        ("1,200 km", "not one distance"),
        ("0 km", "not the distance of a buffer"),
        ("300 leagues", "not a unit of length"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_saved(
    page: DistancesPage, context: PanelContext, text: str, said: str
) -> None:
    page.add_buffers([("sites", site(context, "Tehran"))])
    page.buffer_form.distances.setText(text)
    page.buffer_form.look()
    assert said in page.buffer_form.state.text()
    assert not can_save(page)


def test_half_a_sector_and_a_hole_too_large_are_refused(
    page: DistancesPage, context: PanelContext
) -> None:
    page.add_buffers([("sites", site(context, "Tehran"))])
    form = page.buffer_form
    form.distances.setText("100 km")
    form.azimuth_from.set_number(10)
    form.look()
    assert "both azimuths" in form.state.text()
    form.azimuth_from.clear()
    form.inner.set_number(100)
    form.look()
    assert "inner distance is not less" in form.state.text()
    form.inner.setText("a few")
    form.look()
    assert "not a number" in form.state.text()


def test_what_was_saved_is_shown_and_chosen(page: DistancesPage, context: PanelContext) -> None:
    page.add_corridor(on_map=False)
    form = page.corridor_form
    form.name.setText("A new one")
    for name in ("Tehran", "Beirut"):
        form.waypoints.add({"site": site(context, name)})
    form._save()
    assert page.tabs.currentWidget() is page.corridors
    wait_until(lambda: [entry.title for entry in page.corridors.chosen()] == ["A new one"])
    page.add_buffers([("sites", site(context, "Tehran"))])
    page.buffer_form.distances.setText("77, 177 km")
    page.buffer_form._save()
    assert page.tabs.currentWidget() is page.buffers
    wait_until(lambda: [entry.title for entry in page.buffers.chosen()] == ["77 km"])
    model = page.buffers.model
    listed = [model.item(model.index(row, 0)).title for row in range(model.rowCount())]
    assert listed.index("77 km") < listed.index("177 km")


def test_a_buffer_that_is_there_is_not_added_again(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    page.add_buffers([("sites", site(context, "Tehran"))])
    form = page.buffer_form
    form.distances.setText("about 1200 km")
    with pytest.raises(TrackerError, match="already"):
        form.store()
    form._save()
    assert form.is_open
    assert "already" in form.state.text()


def test_a_buffer_is_changed_and_nothing_else_of_it(
    page: DistancesPage, context: PanelContext, case: Case
) -> None:
    (before,) = stored(case, "buffers", distance=200.0, unit="mi")
    page.buffers.choose([before["uuid"]])
    page.change_action.trigger()
    form = page.buffer_form
    assert form.distances.text() == "200 mi"
    assert form.targets.targets() == [("sites", before["site"])]
    form.distances.setText("210 mi")
    form.inner.set_number(12.5)
    QTest.keyClick(form.distances, Qt.Key.Key_Return)
    after = case.row("buffers", before["uuid"])
    assert after is not None
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"distance", "inner_distance", "modified"}
    context.editor.undo_stack.undo()
    assert case.row("buffers", before["uuid"]) == before


def test_a_change_to_several_is_refused(page: DistancesPage, case: Case) -> None:
    (row,) = stored(case, "buffers", distance=200.0, unit="mi")
    page.buffers.choose([row["uuid"]])
    page.change_action.trigger()
    page.buffer_form.distances.setText("200, 300 mi")
    page.buffer_form._save()
    assert "one distance around one place" in page.buffer_form.state.text()


def test_deleting_asks_only_where_others_refer_to_it(
    page: DistancesPage, context: PanelContext, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.add_buffers([("sites", site(context, "Tehran"))])
    page.buffer_form.distances.setText("77 km")
    page.buffer_form._save()
    wait_until(lambda: page.buffers.model.total == len(stored(case, "buffers")))
    (row,) = stored(case, "buffers", distance=77.0)
    asked: list[str] = []

    def refuse(_parent: Any, _title: str, text: str, _buttons: Any) -> Any:
        asked.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", refuse)
    page.buffers.choose([row["uuid"]])
    page.delete_action.trigger()
    assert (stored(case, "buffers", distance=77.0), asked) == ([], [])
    cited = {row["feature_uuid"] for row in stored(case, "citations", feature_table="buffers")}
    count = len(stored(case, "buffers"))
    wait_until(lambda: page.buffers.model.total == count)
    page.buffers.choose([min(cited)])
    page.delete_action.trigger()
    assert len(asked) == 1
    assert len(stored(case, "buffers")) == count


def test_what_is_selected_on_the_map_is_taken(
    page: DistancesPage, context: PanelContext, bar: QgsMessageBar, case: Case
) -> None:
    page.add_buffers()
    targets = page.buffer_form.targets
    targets.from_map.click()
    assert targets.targets() == []
    assert "No feature of this case is selected" in bar.currentItem().text()
    register()
    load_case(case.location, context.project)
    layers = {
        layer.source().rpartition("=")[2]: layer for layer in context.project.mapLayers().values()
    }
    layers["sites"].selectByExpression("\"name\" = 'Tehran'")
    layers["corridor_lines"].selectByExpression("\"status\" = 'reported'")
    targets.from_map.click()
    drawn = {f["uuid"] for f in layers["corridor_lines"].selectedFeatures()}
    assert set(targets.targets()) == {
        ("sites", site(context, "Tehran")),
        *(("corridors", uuid) for uuid in drawn),
    }
    page.buffer_form.distances.setText("10 km")
    page.buffer_form.look()
    assert can_save(page)
    targets.list.setCurrentRow(0)
    targets.remove.click()
    assert len(targets.targets()) == len(drawn)


def test_a_form_leaves_the_map_when_it_ends(
    page: DistancesPage, context: PanelContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_question: answers.pop(0))
    items = len(context.map_canvas.scene().items())
    page.add_buffers([("sites", site(context, "Tehran"))])
    page.buffer_form.distances.setText("100 km")
    page.buffer_form.look()
    assert len(context.map_canvas.scene().items()) > items
    QTest.keyClick(page.buffer_form, Qt.Key.Key_Escape)
    assert page.buffer_form.is_open, "what was entered is not lost by mistake"
    QTest.keyClick(page.buffer_form, Qt.Key.Key_Escape)
    assert not page.buffer_form.is_open
    assert len(context.map_canvas.scene().items()) == items


def test_zooming_shows_what_is_chosen(
    page: DistancesPage, context: PanelContext, bar: QgsMessageBar, case: Case
) -> None:
    context.map_canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    (row,) = stored(case, "buffers", unit="mi")
    page.buffers.choose([row["uuid"]])
    page.zoom_action.trigger()
    extent = context.map_canvas.extent()
    assert extent.width() > 2 * 200 * 1.609 / 111.3
    page.tabs.setCurrentIndex(1)
    (land,) = stored(case, "corridors", name="Land bridge Tehran–Mediterranean, as reported")
    page.corridors.choose([land["uuid"]])
    page.zoom_action.trigger()
    assert "no source states one" in bar.currentItem().text()


def test_without_a_case_nothing_can_be_done(page: DistancesPage, context: PanelContext) -> None:
    page.add_buffers()
    context.controller.close_case()
    page.show_case(None)
    assert not page.buffer_form.is_open
    assert page.buffers.model.total == page.corridors.model.total == 0
    for action in (page.add_action, page.draw_action, page.pick_action, page.change_action):
        assert not action.isEnabled()
    assert page.buffers.empty_label.isVisible()


def test_buffers_that_the_case_has_are_not_added_again(
    page: DistancesPage, context: PanelContext
) -> None:
    damascus = site(context, "Damascus")

    def save(distances: str) -> str:
        page.add_buffers([("sites", damascus)])
        page.buffer_form.distances.setText(distances)
        return page.buffer_form.store()

    total = page.buffers.model.total
    assert save("70, 80 km")
    wait_until(lambda: page.buffers.model.total == total + 2)
    with pytest.raises(TrackerError, match="has these buffers already"):
        save("80 km")
    page.buffer_form.look()
    with pytest.raises(TrackerError, match="has these buffers already"):
        page.buffer_form.store()
    context.editor.undo_stack.undo()
    wait_until(lambda: page.buffers.model.total == total)
    assert page.buffer_form.store()

"""Recording a claim about anything that the checker knows: by name, on the map, from a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
)
from qgis.gui import QgsMapMouseEvent, QgsMapToolPan, QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QMenu, QWidget

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.model import Reference
from imam_ali_tracker.gui.map_tools.claim_tool import ClaimTool
from imam_ali_tracker.gui.panel.claims.end_field import EndField
from imam_ali_tracker.gui.panel.claims.form import ClaimForm
from imam_ali_tracker.gui.panel.claims.items import read_book
from imam_ali_tracker.gui.panel.claims.subjects import some_of_each
from imam_ali_tracker.gui.panel.context import PanelContext
from tests.support.waiting import wait_until

EARTH = QgsCoordinateReferenceSystem("EPSG:4326")
LAND_BRIDGE = "Land bridge"


@pytest.fixture
def form(context: PanelContext, case: Case) -> Iterator[ClaimForm]:
    """Return the form of a new claim, when everything can be found."""
    parent = QWidget()
    form = ClaimForm(context, parent)
    form.begin(read_book(case))
    form.fields.report.setCurrentIndex(0)
    wait_until(lambda: form._directory.find(LAND_BRIDGE, 5))
    yield form
    form.end_picking()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    parent.deleteLater()


def pick(field: EndField, text: str) -> None:
    """Type a part of a name and take what is found first."""
    QTest.keyClicks(field.row.search.edit, text)
    QTest.keyClick(field.row.search.edit, Qt.Key.Key_Return)


def test_a_corridor_and_a_coast_are_found_by_name_and_checked(form: ClaimForm) -> None:
    fields = form.fields
    fields.statement.setPlainText("The land bridge is 1,200 km long.")
    fields.kind.setCurrentIndex(fields.kind.findData("length"))
    pick(fields.subject, "land bridge")
    search = fields.object.row.search
    QTest.keyClicks(search.edit, "mediterranean sea")
    search.look()
    found = [search.list.item(row) for row in range(search.list.count())]
    search.list.itemClicked.emit(next(each for each in found if each.text().startswith("Coast")))
    assert fields.subject.reference().table == "corridors"
    assert "Land bridge" in fields.subject.row.chosen.text()
    assert fields.object.reference() == Reference(text="Mediterranean")
    assert fields.object.row.chosen.text() == "the Mediterranean coast"
    fields.comparator.setCurrentIndex(fields.comparator.findData("about"))
    fields.value.setText("1200")
    fields.unit.setEditText("km")
    form.check_now()
    wait_until(lambda: form.verdict.label.text().startswith("Inconsistent"))
    assert "1,37" in form.verdict.label.text()
    fields.object.row.clear_button.click()
    assert fields.object.reference() == Reference()
    assert fields.object.row.chosen.isHidden()


def test_things_are_found_in_any_script(form: ClaimForm, case: Case) -> None:
    """An observation is found by all names of its site, too."""
    observed = {row["site"] for row in case.rows("observations")}
    name = next(
        row
        for row in case.rows("site_names")
        if row["site"] in observed and not row["name"].isascii()
    )
    found = form._directory.find(name["name"], 30)
    assert ("sites", name["site"]) in {target[:2] for target in found}
    assert {target[0] for target in found} >= {"sites", "observations"}


def test_enter_on_a_name_that_is_not_found_saves_nothing(form: ClaimForm, case: Case) -> None:
    form.window().show()
    form.fields.statement.setPlainText("Something is claimed.")
    before = len(list(case.rows("claims")))
    pick(form.fields.subject, "no such place")
    assert len(list(case.rows("claims"))) == before
    assert form.fields.subject.row.search.edit.text() == "no such place"
    form.window().hide()


def test_words_that_name_a_coast_are_one(form: ClaimForm) -> None:
    field = form.fields.object
    field.words.setText("the Mediterranean")
    field.words.editingFinished.emit()
    assert field.row.chosen.text() == "the Mediterranean coast"
    field.words.setText("Iraqi border")
    field.words.editingFinished.emit()
    assert field.row.chosen.text() == ""
    assert not field.row.search.isHidden()
    assert field.reference() == Reference(text="Iraqi border")


def test_what_is_no_longer_there_is_said_and_kept(form: ClaimForm) -> None:
    gone = Reference("observations", new_uuid(), "the strike")
    form.fields.subject.set_reference(gone)
    assert "no longer in the case" in form.fields.subject.row.chosen.text()
    assert form.fields.subject.reference() == gone


def test_of_many_kinds_none_is_crowded_out() -> None:
    several = [[("sites", str(n), "s") for n in range(40)], [("corridors", "c", "c")], []]
    shown = some_of_each(several, 5)
    assert [table for table, *_ in shown] == ["sites"] * 4 + ["corridors"]
    assert len(some_of_each(several, 100)) == 41


def look_at(context: PanelContext, extent: QgsRectangle, crs: str = "EPSG:4326") -> None:
    canvas = context.map_canvas
    canvas.resize(800, 600)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    canvas.setExtent(extent)


def move(context: PanelContext, lon: float, lat: float) -> ClaimTool:
    """Move the mouse to a place of a map in degrees; return the tool."""
    canvas = context.map_canvas
    tool = canvas.mapTool()
    assert isinstance(tool, ClaimTool)
    tool.canvasMoveEvent(event(context, lon, lat, QEvent.Type.MouseMove))
    return tool


def click(context: PanelContext, lon: float, lat: float) -> None:
    tool = move(context, lon, lat)
    tool.canvasReleaseEvent(event(context, lon, lat, QEvent.Type.MouseButtonRelease))


def event(context: PanelContext, lon: float, lat: float, kind: QEvent.Type) -> QgsMapMouseEvent:
    canvas = context.map_canvas
    pixel = canvas.getCoordinateTransform().transform(lon, lat)
    at = QPoint(round(pixel.x()), round(pixel.y()))
    button = Qt.MouseButton.NoButton
    if kind == QEvent.Type.MouseButtonRelease:
        button = Qt.MouseButton.LeftButton
    return QgsMapMouseEvent(canvas, kind, at, button, button)


def test_an_observation_and_a_coast_are_clicked(
    form: ClaimForm, case: Case, context: PanelContext
) -> None:
    observation = next(
        row
        for row in case.rows("observations")
        if row["geometry"] is not None and row["site"] and "Al-Qaim" in (row["summary"] or "")
    )
    at = observation["geometry"].asPoint()
    form.fields.unit.setEditText("mi")
    look_at(context, QgsRectangle(at.x() - 0.02, at.y() - 0.015, at.x() + 0.02, at.y() + 0.015))
    form.pick()
    click(context, at.x(), at.y())
    look_at(context, QgsRectangle(35.4, 33.6, 36.4, 34.4))
    shore = 35.8, 34.32
    assert move(context, *shore).note.text
    coast = nearest_shore(*shore)
    tool = move(context, *coast)
    lines = tool.note.text.splitlines()
    assert lines[0] == "the Mediterranean coast"
    assert lines[1].endswith(")")
    assert " mi" in lines[1]
    click(context, *coast)
    assert form.fields.subject.reference() == Reference("observations", observation["uuid"])
    assert form.fields.object.reference() == Reference(text="Mediterranean")


def nearest_shore(lon: float, lat: float) -> tuple[float, float]:
    from imam_ali_tracker.claims.coastlines import nearest_shores, read_coastline
    from imam_ali_tracker.claims.model import Position
    from imam_ali_tracker.core.paths import resource

    coast = read_coastline(resource("coastline", "mediterranean.geojson"))
    found = nearest_shores(coast, [Position(lon, lat)])[0].position
    return found.lon, found.lat


def test_a_footprint_is_clicked_where_it_is_drawn(
    form: ClaimForm, case: Case, context: PanelContext
) -> None:
    site = next(row for row in case.rows("sites") if row["name"] == "Tehran")
    at = site["geometry"].asPoint()
    shape = QgsGeometry.fromRect(QgsRectangle(at.x() + 0.1, at.y(), at.x() + 0.2, at.y() + 0.1))
    shape.convertToMultiType()
    uuid = new_uuid()
    row = {"uuid": uuid, "site": site["uuid"], "part": "storehouse", "geometry": shape}
    assert context.editor.apply("Draw", ChangeSet(inserts={"footprints": [row]}))
    form.begin(read_book(case))
    wait_until(lambda: form._directory.find("storehouse at", 5))
    look_at(context, QgsRectangle(at.x() - 0.4, at.y() - 0.3, at.x() + 0.4, at.y() + 0.3))
    form.pick()
    tool = move(context, at.x() + 0.15, at.y() + 0.05)
    assert tool.note.text.splitlines()[0] == "Storehouse at Tehran"
    click(context, at.x() + 0.15, at.y() + 0.05)
    click(context, at.x() + 0.15, at.y() + 0.05)  # the same again is no object
    assert context.map_canvas.mapTool() is tool
    click(context, at.x(), at.y())
    assert form.fields.subject.reference() == Reference("footprints", uuid)
    assert form.fields.object.reference() == Reference("sites", site["uuid"])
    assert form.fields.subject.row.chosen.text() == "Footprint: Storehouse at Tehran"


def test_a_corridor_is_clicked_and_measured_through(
    form: ClaimForm, case: Case, context: PanelContext
) -> None:
    """To Tehran from the end of a road is as long as the road, and back to its beginning."""
    corridor = next(
        row for row in case.rows("corridors") if row["name"].endswith("Damascus–Beirut")
    )
    look_at(context, QgsRectangle(35, 32, 53, 40))
    sites = context.controller.sites
    damascus, beirut = (
        next(s for s in sites.search(n, 9) if s.name == n) for n in ("Damascus", "Beirut")
    )
    middle = [(a + b) / 2 for a, b in zip(damascus.position, beirut.position)]
    look_at(
        context, QgsRectangle(middle[0] - 0.2, middle[1] - 0.15, middle[0] + 0.2, middle[1] + 0.15)
    )
    form.pick()
    click(context, *middle)
    look_at(context, QgsRectangle(35, 32, 53, 40))
    tool = move(context, *beirut.position)
    kilometres = float(tool.note.text.splitlines()[1].split()[0].replace(",", ""))
    assert 1_470 < kilometres < 1_600
    click(context, *beirut.position)
    assert form.fields.subject.reference() == Reference("corridors", corridor["uuid"])


def test_the_length_is_that_of_the_geodesic_in_any_crs(
    form: ClaimForm, context: PanelContext
) -> None:
    look_at(context, QgsRectangle(3.8e6, 3.6e6, 5.9e6, 4.8e6), "EPSG:3857")
    tehran, beirut = (
        next(s for s in context.controller.sites.search(n, 9) if s.name == n)
        for n in ("Tehran", "Beirut")
    )
    form.pick()
    at = [_mercator(site.position) for site in (tehran, beirut)]
    click(context, *at[0])
    tool = move(context, *at[1])
    assert tool.note.text.splitlines()[0] == "Beirut"
    assert tool.note.text.splitlines()[1].startswith("1,46")
    nowhere = _mercator((40.0, 37.5))
    tool = move(context, *nowhere)
    assert tool.note.text.splitlines()[1] == "Click what it is measured to"


def _mercator(position: tuple[float, float]) -> tuple[float, float]:
    from qgis.core import QgsCoordinateTransform, QgsProject

    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    to_map = QgsCoordinateTransform(EARTH, mercator, QgsProject.instance())
    shown = to_map.transform(QgsPointXY(*position))
    return shown.x(), shown.y()


def test_backspace_takes_the_first_click_back_and_escape_gives_up(
    form: ClaimForm, context: PanelContext
) -> None:
    look_at(context, QgsRectangle(35, 32, 53, 40))
    pan = QgsMapToolPan(context.map_canvas)
    context.map_canvas.setMapTool(pan)
    tehran = next(s for s in context.controller.sites.search("Tehran", 9) if s.name == "Tehran")
    form.pick()
    click(context, *tehran.position)
    tool = move(context, 45.0, 36.0)
    assert "km" in tool.note.text
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
        tool.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        if key == Qt.Key.Key_Backspace:
            assert "km" not in move(context, 45.0, 36.0).note.text
    assert context.map_canvas.mapTool() is pan
    assert tool.note.text == ""
    assert form.fields.subject.reference() == Reference()


SENTENCE = "The base lies less than 300 km (186.41 mi) from Tehran."


def test_a_claim_is_filled_in_from_its_sentence(form: ClaimForm, case: Case) -> None:
    tehran = next(row["uuid"] for row in case.rows("sites") if row["name"] == "Tehran")
    fields = form.fields
    assert not fields.propose_button.isEnabled()
    fields.statement.setPlainText(SENTENCE)
    report = fields.report.currentData()
    fields.propose_button.click()
    wait_until(lambda: fields.value.text() == "300")
    assert fields.object.reference() == Reference("sites", tehran, "Tehran")
    row = form.row()
    assert (row["kind"], row["comparator"], row["unit"]) == ("distance", "less_than", "km")
    assert (row["second_value"], row["second_unit"]) == (186.41, "mi")
    assert (row["statement"], row["report"]) == (SENTENCE, report)


def test_a_proposal_for_a_claim_before_is_dropped(form: ClaimForm, case: Case) -> None:
    form.fields.statement.setPlainText(SENTENCE)
    form.fields.propose_button.click()
    form.begin(read_book(case))
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    assert form.fields.value.text() == ""


def test_what_another_case_drew_is_not_clicked(form: ClaimForm, case: Case) -> None:
    assert list(form._picker._on_map._things.within(QgsRectangle(30, 30, 60, 40)))
    form.begin(read_book(case))
    assert not list(form._picker._on_map._things.within(QgsRectangle(30, 30, 60, 40)))


def test_several_proposals_are_offered_to_choose_from(form: ClaimForm) -> None:
    fields = form.fields
    fields.statement.setPlainText(
        "Five buildings stand at Tehran, which is 430 km from Al-Bukamal."
    )
    fields.propose_button.click()
    wait_until(lambda: form.findChildren(QMenu))
    menu = form.findChildren(QMenu)[-1]
    assert fields.value.text() == ""
    chosen = next(action for action in menu.actions() if "430 km" in action.text())
    chosen.trigger()
    assert (fields.value.text(), fields.unit.currentText()) == ("430", "km")
    menu.close()


def test_a_sentence_without_a_site_is_read_all_the_same(form: ClaimForm) -> None:
    form.fields.statement.setPlainText("It lies five kilometres from the border.")
    form.fields.propose_button.click()
    wait_until(lambda: form.fields.value.text() == "5")


def test_a_sentence_that_states_nothing_says_so(form: ClaimForm, bar: QgsMessageBar) -> None:
    form.fields.statement.setPlainText("Nobody has seen it.")
    form.fields.propose_button.click()
    wait_until(lambda: any("states no figure" in item.text() for item in bar.items()))
    assert form.fields.value.text() == ""


def test_lineage_and_remarks_are_recorded(form: ClaimForm, case: Case) -> None:
    other = next(row for row in case.rows("claims") if "storehouses" in row["statement"])
    fields = form.fields
    fields.statement.setPlainText("Ten storehouses were hit.")
    for name in ("variant_of", "superseded_by"):
        field = fields.others[name]
        QTest.keyClicks(field.search.edit, other["statement"][:20])
        QTest.keyClick(field.search.edit, Qt.Key.Key_Return)
        assert other["statement"][:20] in field.chosen.text()
    fields.others["superseded_by"].clear_button.click()
    fields.remarks.setPlainText("Read in translation.")
    saved: list[str] = []
    form.saved.connect(saved.append)
    form.save()
    row = case.row("claims", saved[0])
    assert row is not None
    assert row["variant_of"] == form.fields.others["variant_of"].uuid()
    assert (row["superseded_by"], row["remarks"]) == (None, "Read in translation.")


def test_changing_one_field_leaves_the_others(form: ClaimForm, case: Case) -> None:
    """What is shown of every claim of the case is what is stored of it."""
    book = read_book(case)
    shown = set(form.row()) - {"remarks"}
    for row in case.rows("claims"):
        form.begin(book, row)
        entered = form.row()
        told = {name: row[name] for name in shown}
        assert {name: entered[name] for name in shown} == told

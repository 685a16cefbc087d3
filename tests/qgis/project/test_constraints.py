"""What the attribute forms of a case refuse to save, in forms of QGIS itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    NULL,
    QgsApplication,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerTools,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QDateTime, QTime
from qgis.PyQt.QtWidgets import QDialogButtonBox, QLabel

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.row_rules import PERIODS
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.project.expressions.registration import register, unregister
from imam_ali_tracker.project.loader import LoadedCase, load_case
from tests.support.qgis_session import flush_events

REFERENCES = [
    (table.name, field.any_reference, field.name)
    for table in TABLES.values()
    for field in table.references
    if field.any_reference
]


@pytest.fixture(scope="module", autouse=True)
def widgets(qgis_app: QgsApplication) -> None:
    """Make the widgets of forms known, as the desktop does."""
    QgsGui.editorWidgetRegistry().initEditors()


@pytest.fixture
def functions(new_project: QgsProject) -> Iterator[None]:
    register()
    yield
    unregister()


@pytest.fixture
def path(tmp_path: Path, reference_file: Path) -> Path:
    return Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))


@pytest.fixture
def loaded(path: Path, new_project: QgsProject, functions: None) -> LoadedCase:
    return load_case(CaseLocation.parse(path), new_project)


class Tools(QgsVectorLayerTools):
    """What a form begins and ends edits of linked layers with; QGIS has its own in its window."""

    def startEditing(self, layer: QgsVectorLayer | None) -> bool:
        return layer.startEditing()

    def stopEditing(self, layer: QgsVectorLayer | None, allowCancel: bool = True) -> bool:
        return layer.rollBack()

    def saveEdits(self, layer: QgsVectorLayer | None) -> bool:
        return layer.commitChanges(False)


class Form:
    """The form of one feature of a layer that is being edited."""

    def __init__(self, layer: QgsVectorLayer, feature: QgsFeature) -> None:
        if not layer.isEditable():
            assert layer.startEditing()
        self.layer, self.id = layer, feature.id()
        self.tools, context = Tools(), QgsAttributeEditorContext()
        context.setVectorLayerTools(self.tools)
        self.form = QgsAttributeForm(layer, feature, context)
        flush_events()

    def fill(self, **values: Any) -> Form:
        """Enter values."""
        for name, value in values.items():
            self.form.changeAttribute(name, value)
        return self

    @property
    def takes_it(self) -> bool:
        """Whether its OK button can be pressed."""
        flush_events()
        box = self.form.findChild(QDialogButtonBox)
        return bool(box.button(QDialogButtonBox.StandardButton.Ok).isEnabled())

    @property
    def said(self) -> str:
        """What stands at the crosses beside the fields."""
        marks = self.form.findChildren(QLabel)
        return "\n".join(each.toolTip() for each in marks if "✘" in each.text())


Open = Callable[[str, str], Form]
"""Opens the form of the first row of a table for which a condition holds."""


@pytest.fixture
def opened(loaded: LoadedCase) -> Iterator[Open]:
    forms: list[Form] = []

    def open_form(table: str, condition: str) -> Form:
        layer = loaded.layers[table]
        forms.append(Form(layer, first(layer, condition)))
        return forms[-1]

    yield open_form
    for each in forms:
        sip.delete(each.form)  # before its layer, which pytest may keep it beyond


def first(layer: QgsVectorLayer, condition: str) -> QgsFeature:
    return next(layer.getFeatures(QgsFeatureRequest().setFilterExpression(condition)))


@pytest.mark.parametrize(("table", "named", "referred"), REFERENCES)
def test_a_reference_into_another_table_is_refused(
    loaded: LoadedCase, opened: Open, table: str, named: str, referred: str
) -> None:
    form = opened(table, f"\"{named}\" = 'sites'")
    assert form.takes_it
    form.fill(**{named: "corridors"})
    assert not form.takes_it
    assert "must be one of the table" in form.said
    form.fill(**{referred: first(loaded.layers["corridors"], "TRUE")["uuid"]})
    assert form.takes_it
    form.fill(**{referred: "no such row"})
    assert not form.takes_it


def test_a_row_that_is_not_saved_yet_can_be_referred_to(loaded: LoadedCase, opened: Open) -> None:
    corridors = loaded.layers["corridors"]
    assert corridors.startEditing()
    new = QgsFeature(corridors.fields())
    new["uuid"] = "11111111-2222-4333-8444-555555555555"
    form = opened("citations", "feature_table = 'sites'")
    assert not form.fill(feature_table="corridors", feature_uuid=new["uuid"]).takes_it
    assert corridors.addFeature(new)
    assert form.fill(feature_uuid="").fill(feature_uuid=new["uuid"]).takes_it


@pytest.mark.parametrize("what", ["a part is shown", "it is not in the project"])
def test_a_layer_that_cannot_tell_does_not_stop_an_analyst(
    loaded: LoadedCase, opened: Open, new_project: QgsProject, what: str
) -> None:
    corridors = loaded.layers["corridors"]
    if what == "a part is shown":
        assert corridors.setSubsetString("\"name\" = 'none'")
    else:
        new_project.removeMapLayer(corridors.id())
    assert opened("citations", "feature_table = 'sites'").fill(feature_table="corridors").takes_it


@pytest.mark.parametrize(
    ("begin", "end", "taken"),
    [
        (("2019-09-10", "day"), ("2019-09-10", "day"), True),
        (("2019-09-10", "day"), ("2019-09-09", "day"), False),
        (("2019-09-10", "day"), ("2019-09-01", "month"), True),
        (("2019-09-10", "day"), ("2019-08-01", "month"), False),
        (("2019-09-10", "day"), ("2019-01-01", "year"), True),
        (("2019-09-01", "month"), ("2018-01-01", "year"), False),
        (("2019-09-10", "day"), (None, "day"), True),
        ((None, None), ("2019-09-10", "day"), True),
        (("2019-09-10", None), ("2019-09-09", None), False),
    ],
)
def test_a_period_does_not_end_before_it_begins(
    opened: Open,
    begin: tuple[str | None, str | None],
    end: tuple[str | None, str | None],
    taken: bool,
) -> None:
    form = opened("observations", "TRUE")
    assert form.takes_it
    # The end first: the form has to look at it again when the beginning is entered.
    for name, (day, precision) in {"date_to": end, "date_from": begin}.items():
        form.fill(**{f"{name}_precision": precision or NULL, f"{name}_zone": NULL})
        form.fill(**{name: at(day) if day else NULL})
    assert form.takes_it is taken
    assert ("To must not be before From" in form.said) is not taken


def at(day: str) -> QDateTime:
    return QDateTime(QDate.fromString(day, "yyyy-MM-dd"), QTime(0, 0))


def test_every_period_of_the_schema_is_looked_at(loaded: LoadedCase) -> None:
    looked_at = set()
    for name, layer in loaded.layers.items():
        for begin, end in PERIODS:
            index = layer.fields().lookupField(end)
            if index >= 0 and layer.fields().lookupField(begin) >= 0 and name in TABLES:
                feature = QgsFeature(layer.fields())
                feature[begin], feature[end] = at("2019-09-10"), at("2019-09-09")
                assert not QgsVectorLayerUtils.validateAttribute(layer, feature, index)[0], name
                looked_at.add((begin, end))
    assert looked_at == set(PERIODS)


def test_without_the_plugin_the_forms_still_save(opened: Open) -> None:
    unregister()
    form = opened("observations", "TRUE")
    assert form.fill(date_to=at("1990-01-01"), date_from=at("2019-09-10")).takes_it


def test_the_reference_case_can_be_saved_as_it_is(loaded: LoadedCase) -> None:
    for name, layer in loaded.layers.items():
        for feature in layer.getFeatures() if name in TABLES else ():
            for index in range(layer.fields().count()):
                found = QgsVectorLayerUtils.validateAttribute(layer, feature, index)
                assert found[0], (name, feature["uuid"], layer.fields().at(index).name(), found[1])


def test_a_table_does_not_save_a_reference_that_the_form_would_refuse(loaded: LoadedCase) -> None:
    """QGIS's tables do not look at constraints: there the layer refuses, and nothing is lost."""
    citations, sites = loaded.layers["citations"], loaded.layers["sites"]
    row = first(citations, "feature_table = 'observations'")
    table, uuid = (citations.fields().lookupField(f"feature_{end}") for end in ("table", "uuid"))
    assert citations.startEditing()
    assert citations.changeAttributeValue(row.id(), table, "sites")
    assert not citations.commitChanges(False)
    assert "The row of sites that “feature_uuid” would refer to" in "".join(
        citations.commitErrors()
    )
    assert citations.getFeature(row.id())["feature_table"] == "sites"
    assert citations.changeAttributeValue(row.id(), uuid, first(sites, "TRUE")["uuid"])
    assert citations.commitChanges(), citations.commitErrors()


def test_a_table_does_not_save_that_what_every_row_needs_is_gone(loaded: LoadedCase) -> None:
    """QGIS's lists of linked rows take the reference out where a row is unlinked."""
    claims = loaded.layers["claims"]
    row = first(claims, "subject_uuid IS NOT NULL")
    report, *subject = (
        claims.fields().lookupField(name) for name in ("report", "subject_table", "subject_uuid")
    )
    assert claims.startEditing()
    assert claims.changeAttributeValue(row.id(), report, None)
    assert not claims.commitChanges(False)
    assert "“Report” cannot be empty in a row of Claims" in "".join(claims.commitErrors())
    assert claims.changeAttributeValue(row.id(), report, row["report"])
    for index in subject:
        assert claims.changeAttributeValue(row.id(), index, None)
    assert claims.commitChanges(), claims.commitErrors()


def test_an_unlinked_row_refers_to_nothing(loaded: LoadedCase) -> None:
    """QGIS's lists of linked rows empty the column of the row, and not that of its table."""
    claims = loaded.layers["claims"]
    row = first(claims, "subject_uuid IS NOT NULL")
    uuid = claims.fields().lookupField("subject_uuid")
    assert claims.startEditing()
    assert claims.changeAttributeValue(row.id(), uuid, None)
    assert claims.commitChanges(), claims.commitErrors()
    after = claims.getFeature(row.id())
    assert not after["subject_table"]
    assert not after["subject_uuid"]


@pytest.mark.parametrize("value", [None, ""])
def test_a_table_does_not_save_half_a_reference(loaded: LoadedCase, value: str | None) -> None:
    claims = loaded.layers["claims"]
    row = first(claims, "subject_uuid IS NOT NULL")
    column = claims.fields().lookupField("subject_table")
    assert claims.startEditing()
    assert claims.changeAttributeValue(row.id(), column, value)
    assert not claims.commitChanges(False)
    assert "need a value both, or neither" in "".join(claims.commitErrors())
    assert claims.rollBack()
    assert claims.getFeature(row.id())["subject_table"] == row["subject_table"]


def test_a_list_of_linked_rows_unlinks_none_that_needs_the_link(loaded: LoadedCase) -> None:
    tabs = {tab.name(): tab for tab in loaded.layers["reports"].editFormConfig().tabs()}
    linked = {each.label(): each for each in tabs["Linked rows"].children()}
    buttons = linked["Claims by Report"].relationEditorConfiguration()["buttons"].split("|")
    assert "AddChildFeature" in buttons
    assert "Unlink" not in buttons
    tabs = {tab.name(): tab for tab in loaded.layers["claims"].editFormConfig().tabs()}
    linked = {each.label(): each for each in tabs["Linked rows"].children()}
    assert "buttons" not in linked["Claims by Variant of"].relationEditorConfiguration()


def test_a_corridor_does_not_get_two_waypoints_of_one_number(
    loaded: LoadedCase, opened: Open
) -> None:
    waypoints = loaded.layers["corridor_waypoints"]
    form = opened("corridor_waypoints", "sequence = 2")
    assert form.takes_it
    assert not form.fill(sequence=1).takes_it
    assert "Another waypoint of the corridor has this number" in form.said
    assert form.fill(sequence=99).takes_it
    index = waypoints.fields().lookupField("sequence")
    one, other = list(waypoints.getFeatures("sequence = 2"))[:2]
    one["corridor"] = other["corridor"]
    assert not QgsVectorLayerUtils.validateAttribute(waypoints, one, index)[0]
    # So that the form looks again when another corridor is chosen.
    assert "corridor" in QgsExpression(waypoints.constraintExpression(index)).referencedColumns()

"""Options page, data source tab and drops."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import QgsApplication, QgsMimeDataUtils
from qgis.gui import QgsScrollArea
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.places.case_actions import CaseActions
from imam_ali_tracker.gui.places.drops import CaseDrops
from imam_ali_tracker.gui.places.options_page import OptionsPage
from imam_ali_tracker.gui.places.source_widget import CaseSourceWidget
from imam_ali_tracker.reports.fetch.settings import PRIVATE_NETWORKS
from tests.qgis.gui.places.conftest import CONNECTION
from tests.support.qgis_session import flush_events
from tests.support.waiting import wait_until

NARROW = 260
"""Pixels: less than a narrow panel."""


def test_options_are_kept_only_when_they_are_accepted(qgis_app: QgsApplication) -> None:
    page = OptionsPage()
    page.networks_edit.setText("10.1.2.0/24; 127.0.0.0/8")
    page.archive_box.tick(True)
    page.unit_combo.setCurrentIndex(page.unit_combo.findData("nmi"))
    page.accuracy_spin.setValue(250)
    page.basis_combo.setCurrentIndex(page.basis_combo.findData("imagery"))
    page.marking_edit.setText(" Public ")
    page.contributor_edit.setText("Analyst")
    page.templates_widget.setFilePath("/templates")
    assert settings.LENGTH_UNIT.value() == "km"
    page.apply()
    assert settings.PRIVATE_NETWORKS.value() == ("10.1.2.0/24", "127.0.0.0/8")
    assert settings.ARCHIVE_LOOKUPS.value() is True
    assert settings.LENGTH_UNIT.value() == "nmi"
    assert settings.POSITION_ACCURACY_M.value() == 250
    assert settings.POSITION_BASIS.value() == "imagery"
    assert settings.MARKING.value() == "Public"
    assert settings.CONTRIBUTOR.value() == "Analyst"
    assert settings.TEMPLATES_FOLDER.value() == "/templates"
    again = OptionsPage()
    assert again.networks_edit.text() == "10.1.2.0/24, 127.0.0.0/8"
    assert again.unit_combo.currentData() == "nmi"
    assert again.basis_combo.currentData() == "imagery"


def test_bad_address_ranges_are_said_and_not_accepted(qgis_app: QgsApplication) -> None:
    page = OptionsPage()
    assert page.isValid()
    page.networks_edit.setText("10.0.0.0/99")
    assert not page.isValid()
    assert "10.0.0.0/99" in page.fault_label.text()
    page.networks_edit.setText(", ".join(PRIVATE_NETWORKS))
    assert page.isValid()
    assert page.fault_label.isHidden()


def test_ticked_layers_are_added(context: PanelContext, actions: CaseActions, case: Case) -> None:
    tab = CaseSourceWidget(actions)
    enabled: list[bool] = []
    tab.enableButtons.connect(enabled.append)
    tab.file_widget.setFilePath(str(case.location))
    wait_until(lambda: len(tab.chosen()) > 15)
    assert enabled[-1] is True
    assert not tab.tree.isColumnHidden(1)
    map_group, tables = (tab.tree.topLevelItem(number) for number in range(2))
    tables.setCheckState(0, Qt.CheckState.Unchecked)
    assert "reports" not in tab.chosen()
    for row in range(1, map_group.childCount()):
        map_group.child(row).setCheckState(0, Qt.CheckState.Unchecked)
    tab.addButtonClicked()
    wait_until(lambda: not context.controller.layers.busy)
    assert [layer.name() for layer in context.project.mapLayers().values()] == ["Sites"]
    layer = next(iter(context.project.mapLayers().values()))
    assert layer.renderer().type() != "singleSymbol"
    map_group.child(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert enabled[-1] is False


def test_layers_added_later_are_related_to_those_before(
    context: PanelContext, actions: CaseActions, case: Case
) -> None:
    actions.add_layers(str(case.location), ["sites"])
    wait_until(lambda: not context.controller.layers.busy)
    assert context.project.relationManager().relations() == {}
    actions.add_layers(str(case.location), ["site_names"])
    wait_until(lambda: not context.controller.layers.busy)
    (relation,) = context.project.relationManager().relations().values()
    assert relation.isValid()


def test_a_file_without_a_case_is_said(actions: CaseActions, tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"none")
    tab = CaseSourceWidget(actions)
    tab.file_widget.setFilePath(str(other))
    wait_until(lambda: "no case" in tab.note_label.text())
    assert tab.chosen() == []


def test_a_case_of_a_team_is_listed_on_request(actions: CaseActions, team_case: str) -> None:
    tab = CaseSourceWidget(actions)
    assert tab.connection_combo.currentText() == CONNECTION
    assert tab.schema_combo.count() == 0
    tab.list_button.click()
    wait_until(lambda: len(tab.chosen()) > 15)
    assert tab.schema_combo.currentText() == team_case
    assert tab.tree.isColumnHidden(1)  # rows, which are not counted there


def test_a_dropped_case_opens_with_its_layers(
    context: PanelContext, actions: CaseActions, case: Case, tmp_path: Path
) -> None:
    drops = CaseDrops(actions)
    context.controller.close_case()
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"none")
    assert drops.handleFileDrop(str(other)) is False
    assert drops.handleFileDrop(str(tmp_path / "missing.gpkg")) is False
    assert drops.handleFileDrop("/a/table.csv") is False
    assert drops.handleFileDrop(str(case.location)) is True
    wait_until(lambda: len(context.project.mapLayers()) > 15)
    assert context.controller.summary is not None


def test_a_case_from_the_browser_is_dropped_too(
    context: PanelContext, actions: CaseActions, case: Case
) -> None:
    uri = QgsMimeDataUtils.Uri()
    uri.uri = str(case.location)
    CaseDrops(actions).handleCustomUriDrop(uri)
    wait_until(lambda: len(context.project.mapLayers()) > 15)


def test_layers_are_added_only_where_they_were_asked_for(
    context: PanelContext, actions: CaseActions, case: Case, tmp_path: Path
) -> None:
    """A drop that another opening overtakes adds nothing."""
    copy = shutil.copy(case.location.path, tmp_path / "copy.gpkg")
    actions.open_with_layers(str(case.location))
    context.controller.open_case(str(copy))
    wait_until(
        lambda: (
            context.controller.summary is not None
            and context.controller.summary.location.path == Path(copy)
        )
    )
    assert not context.project.mapLayers()


def test_the_options_fit_a_narrow_window(qgis_app: QgsApplication) -> None:
    page = OptionsPage()
    scrolling = page.findChild(QgsScrollArea)
    assert scrolling.widget().minimumSizeHint().width() <= NARROW
    page.resize(NARROW, 200)
    page.show()
    flush_events()
    assert scrolling.horizontalScrollBar().maximum() == 0
    assert scrolling.verticalScrollBar().maximum() > 0
    sip.delete(page)

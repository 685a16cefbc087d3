"""Cases of a team: stored connections, their schemas, and recent cases without passwords."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsDataSourceUri, QgsProject, QgsProviderRegistry, QgsSettings
from qgis.gui import QgsMessageBar

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.stored_connections import recalled, remembered
from imam_ali_tracker.core import settings
from imam_ali_tracker.gui import team
from imam_ali_tracker.gui.controller import CaseController
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.gui.panel.team_dialog import TeamDialog
from tests.support.postgres import PostgresCluster
from tests.support.waiting import wait_until

NAME = "team of the test"
SECRET = "not to be seen"


@pytest.fixture
def connection(postgres: PostgresCluster) -> Iterator[str]:
    """Return the name of a stored connection to a database that holds one case."""
    database = postgres.create_database()
    dsn = postgres.dsn(database)
    Case.create(CaseLocation.parse(f"{dsn} schema='one'"), "The team's").close()
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    stored = metadata.createConnection(dsn, {"saveUsername": True})
    metadata.saveConnection(stored, NAME)
    yield NAME
    metadata.deleteConnection(NAME)
    QgsSettings().remove("imam_ali_tracker")
    postgres.drop_database(database)


def test_schemas_tell_which_hold_a_case(connection: str) -> None:
    assert NAME in team.connection_names()
    found = team.schemas(connection)
    assert found["one"] is True
    assert found["public"] is False


def test_the_dialog_opens_and_makes_cases(
    connection: str, new_project: QgsProject, bar: QgsMessageBar
) -> None:
    dialog = TeamDialog()
    dialog.connection_combo.setCurrentText(connection)
    wait_until(lambda: dialog.schema_combo.count() == 1)
    assert dialog.schema_combo.currentText() == "one"
    assert not dialog.creates
    controller = CaseController(new_project, Messages(bar))
    controller.open_case(str(dialog.location))
    wait_until(lambda: controller.summary is not None)
    assert controller.summary.title == "The team's"
    wait_until(lambda: controller._check is None)
    dialog.create_radio.setChecked(True)
    dialog.schema_edit.setText("two")
    dialog.form.title_edit.setText("Another")
    controller.create_case(str(dialog.location), dialog.form.title)
    wait_until(lambda: controller.summary is not None and controller.summary.title == "Another")
    assert controller.summary.location.schema == "two"
    controller.close_case()


def test_recent_cases_hold_no_password_and_find_it_again() -> None:
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = QgsDataSourceUri()
    uri.setConnection("127.0.0.1", "5432", "reporting", "analyst", SECRET)
    stored = metadata.createConnection(uri.uri(False), {"saveUsername": True, "savePassword": True})
    metadata.saveConnection(stored, NAME)
    try:
        uri.setSchema("one")
        kept = remembered(CaseLocation.parse(uri.uri(False)))
        assert SECRET not in kept
        assert QgsDataSourceUri(recalled(kept)).password() == SECRET
        other = kept.replace("reporting", "elsewhere")
        assert recalled(other) == other
    finally:
        metadata.deleteConnection(NAME)


def test_files_are_remembered_as_they_are() -> None:
    location = CaseLocation.parse("/cases/one.gpkg")
    assert recalled(remembered(location)) == "/cases/one.gpkg"
    settings.remember_case(remembered(location))
    assert settings.recent_cases()[0] == "/cases/one.gpkg"
    settings.forget_case("/cases/one.gpkg")

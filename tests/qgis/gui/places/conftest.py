"""What tests of QGIS's own places share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from qgis.core import QgsProviderRegistry, QgsSettings

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.places.case_actions import CaseActions
    from tests.support.postgres import PostgresCluster

CONNECTION = "team"


@pytest.fixture(autouse=True)
def clean_settings() -> Iterator[None]:
    """Leave no choices and recent cases behind."""
    QgsSettings().remove("imam_ali_tracker")
    yield
    QgsSettings().remove("imam_ali_tracker")


class Panel:
    """Counts how often the panel was brought up."""

    def __init__(self) -> None:
        self.shown = 0

    def show(self) -> None:
        self.shown += 1


@pytest.fixture
def panel() -> Panel:
    return Panel()


@pytest.fixture
def actions(context: PanelContext, panel: Panel) -> CaseActions:
    """Return the actions on cases, with the reference case open."""
    from imam_ali_tracker.gui.places.case_actions import CaseActions

    return CaseActions(context, panel.show)


@pytest.fixture
def team_case(postgres: PostgresCluster, postgres_database: str) -> Iterator[str]:
    """Make a case in a database that is among QGIS's stored connections; return its schema."""
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

    dsn = postgres.dsn(postgres_database)
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    metadata.saveConnection(metadata.createConnection(dsn, {"saveUsername": True}), CONNECTION)
    Case.create(CaseLocation.parse(f"{dsn} schema='reporting'"), "Team case").close()
    yield "reporting"
    metadata.deleteConnection(CONNECTION)

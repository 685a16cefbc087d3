"""Cases in a GeoPackage and in PostGIS, for tests that must hold for both.

pytest loads this before the staged plugin can be imported, so the fixtures import it themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.postgres import PostgresCluster

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def database(postgres: PostgresCluster) -> Iterator[str]:
    """A database with PostGIS for the tests of one module; each case has its own schema."""
    name = postgres.create_database()
    yield name
    postgres.drop_database(name)


@pytest.fixture
def postgis_location(postgres: PostgresCluster, database: str) -> CaseLocation:
    """A schema that does not exist yet."""
    from imam_ali_tracker.case.location import CaseLocation

    return CaseLocation.parse(f"{postgres.dsn(database)} schema='Case {next(_numbers)}'")


@pytest.fixture(params=["gpkg", "postgis"])
def new_location(request: pytest.FixtureRequest, tmp_path: Path) -> CaseLocation:
    """Somewhere a case can be created, in each kind of database."""
    from imam_ali_tracker.case.location import CaseLocation

    if request.param == "gpkg":
        return CaseLocation.parse(tmp_path / "case.gpkg")
    location: CaseLocation = request.getfixturevalue("postgis_location")
    return location


@pytest.fixture
def new_case(new_location: CaseLocation) -> Iterator[Case]:
    """An empty case, open for writing, in each kind of database."""
    from imam_ali_tracker.case.store import Case

    with Case.create(new_location, "Test") as case:
        yield case
